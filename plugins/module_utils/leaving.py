# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Leave a module's process: with a result that holds no given secret, and without collecting what was imported.

The exit of a short task is mostly that: freezing takes about a tenth off a whole run (tests/benchmark).
"""

from __future__ import annotations

import contextlib
import gc
import types
import typing as t

from ansible.module_utils.common.warnings import warn

from .errors import unforeseen

if t.TYPE_CHECKING:
    from .model import Failure
    from .sealed_module import SealedModule

    Describe = t.Callable[[Failure], dict[str, t.Any]]

_FOUND = (
    "The result contained a given password or another secret, which is masked. Please report this as a bug, unless the "
    "password is a common expression that is part of messages or names anyway."
)


def settled_in() -> None:
    """Say that all imports are done: what is there now lives as long as the process."""
    gc.freeze()


def leave(module: SealedModule, result: dict[str, t.Any], *, failed: bool) -> None:
    """Leave by exit_json or fail_json."""
    gc.freeze()
    result, had_secrets = module.masking.masked(result)
    if had_secrets:
        warn(_FOUND)
    if failed:
        module.fail_json(**result)
    module.exit_json(**result)


class NoTraceback(contextlib.AbstractContextManager[None]):
    """Report an unexpected exception without its message. Ansible would print the message, with any secret in it."""

    def __init__(self, module: SealedModule, describe: Describe, *, writes: bool) -> None:
        """``describe`` makes a result of a failure, ``writes``: whether the task can have changed something before."""
        self._module = module
        self._describe = describe
        self._writes = writes

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: types.TracebackType | None
    ) -> None:
        """Leave by fail_json. Exiting, by a signal or exit_json, is not an error."""
        if isinstance(error, Exception):
            failure = unforeseen(error, None, in_doubt=self._writes)
            self._module.fail_json(**self._describe(failure), exception="(not shown, since it can contain a secret)")
