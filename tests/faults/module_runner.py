# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a module's main() in this process, repeatedly, and return all of its output.

The code is the modules' own, with Ansible's argument parsing and masking, and botocore's own with its retries, over
HTTP. A process for each run would take half a second more, and there are thousands.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import io
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from delivery_disk import Sent
from network import Network
from virtual_time import VirtualTime

_MODULES = "ansible_collections.identity.aws.plugins.modules"
_PERF = time.perf_counter


@dataclass(frozen=True)
class ModuleResult:
    """A finished task: its result, all output and logs, and the seconds that it ran or would have slept."""

    result: dict[str, Any]
    printed: str
    errors: str
    seconds: float
    slept: float
    requests: int
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    sent: tuple[Sent, ...] = field(default=(), repr=False)
    unread: tuple[str, ...] | None = None
    """The requests that were begun after the reader of the result had closed; None: it did not close."""


def prepare() -> None:
    """Make the collection importable, prevent other connections, and read each service model once."""
    import collection_tree
    from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder

    for name in [name for name in os.environ if name.startswith(("ANSIBLE_", "AWS_"))]:
        del os.environ[name]
    os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)
    os.environ.update(AWS_EC2_METADATA_DISABLED="true")
    if not any(type(finder).__name__ == "_AnsibleCollectionFinder" for finder in sys.meta_path):
        finder: Any = _AnsibleCollectionFinder(paths=[str(collection_tree.linked())])
        finder._install()
    _remember_what_botocore_reads()


def _remember_what_botocore_reads() -> None:
    """Cache what botocore reads: each task has a new session, which would parse the models and create classes again."""
    from botocore import hooks
    from botocore.client import ClientCreator
    from botocore.loaders import JSONFileLoader, Loader

    aliaser: Any = hooks.EventAliaser
    aliaser._alias_event_name = _remembered(aliaser._alias_event_name, lambda _self, event_name: event_name)
    # Called for 140 handlers of each session. Objects without code, such as partial functions, are not cached.
    registry: Any = hooks
    registry.accepts_kwargs = _remembered(hooks.accepts_kwargs, lambda function: getattr(function, "__code__", None))
    file_loader: Any = JSONFileLoader
    file_loader.load_file = _remembered(JSONFileLoader.load_file, lambda _self, path: path)
    loader: Any = Loader
    loader.list_available_services = _remembered(Loader.list_available_services, lambda _self, type_name: type_name)
    creator: Any = ClientCreator
    creator._create_client_class = _remembered(creator._create_client_class, lambda _self, name, _model: name)


def _remembered(function: Any, key: Any) -> Any:
    known: dict[Any, Any] = {}

    @functools.wraps(function)
    def remembering(*arguments: Any, **options: Any) -> Any:
        about = key(*arguments, **options)
        if about is None:
            return function(*arguments, **options)
        if about not in known:
            known[about] = function(*arguments, **options)
        return known[about]

    return remembering


def run_module(
    module: str, options: Mapping[str, Any], *, check: bool, network: Network | None = None, clock: VirtualTime
) -> ModuleResult:
    """Run a module with these options."""
    from ansible.module_utils.testing import patch_module_args

    network = network or Network()
    main = importlib.import_module(f"{_MODULES}.{module}").main
    arguments = {**options, "_ansible_check_mode": check, "_ansible_diff": True}
    out, err = io.StringIO(), io.StringIO()
    began = _PERF()
    with contextlib.ExitStack() as stack:
        stack.enter_context(patch_module_args(arguments))
        logged = stack.enter_context(_apart())
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        stack.enter_context(network.in_force())
        stack.enter_context(clock.in_force())
        try:
            main()
        except SystemExit:
            pass
        except BaseException:
            if isinstance(sys.exc_info()[1], KeyboardInterrupt):
                raise
            err.write(traceback.format_exc())
    seconds = _PERF() - began
    printed = out.getvalue()
    return ModuleResult(
        _only_json(printed),
        "\n".join([printed, *logged]),
        err.getvalue(),
        seconds,
        clock.slept,
        network.requests,
        frozenset(network.secrets - {""}),
        tuple(network.sent),
        tuple(network.unread_requests) if network.reader.is_gone else None,
    )


@contextlib.contextmanager
def _apart() -> Iterator[list[str]]:
    """Isolate tasks from one another: warnings, the log, and signal handlers. Yield the log's entries."""
    from ansible.module_utils import basic
    from ansible.module_utils.common import warnings

    logged: list[str] = []
    warnings._global_warnings.clear()
    warnings._global_deprecations.clear()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    log = mock.patch.object(basic.AnsibleModule, "_log_to_syslog", lambda _module, text: logged.append(str(text)))
    # Frozen objects are never collected, and this process runs for long.
    with log, mock.patch.object(basic, "has_journal", False), mock.patch.object(gc, "freeze"):
        try:
            yield logged
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)


def _only_json(printed: str) -> dict[str, Any]:
    """Return the only printed object. Anything else is not a result."""
    try:
        result = json.loads(printed)
    except ValueError:
        return {}
    return result if isinstance(result, dict) else {}
