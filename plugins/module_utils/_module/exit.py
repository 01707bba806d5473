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

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import unforeseen
from ansible_collections.identity.aws.plugins.module_utils._run.journal import Journal

from .interrupts import nobody_reads, silence_output

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._core.models import Failure

    from .sealed_module import SealedModule

    Describe = t.Callable[[Failure], dict[str, t.Any]]

_FOUND = (
    "The result contained a given password or another secret, which is masked. Please report this as a bug, unless the "
    "password is a common expression that is part of messages or names anyway."
)
_DONE = " What was done before is in this result, with each generated password that was set."


def freeze_imports() -> None:
    """Say that all imports are done: what is there now lives as long as the process."""
    gc.freeze()


def exit_module(module: SealedModule, result: dict[str, t.Any], *, failed: bool) -> None:
    """Leave by exit_json or fail_json."""
    gc.freeze()
    if nobody_reads():
        silence_output()
    result, had_secrets = module.masking.masked(result)
    if had_secrets:
        warn(_FOUND)
    if failed:
        module.fail_json(**result)
    module.exit_json(**result)


class NoTraceback(contextlib.AbstractContextManager[Journal]):
    """Report an unexpected exception without its message. Ansible would print the message, with any secret in it.

    What the task did before is in the result, from the journal that the block fills.
    """

    def __init__(self, module: SealedModule, describe: Describe, *, many: bool) -> None:
        """``describe`` makes a result of a failure before the first write. ``many``: there is a row for each user."""
        self._module = module
        self._describe = describe
        self._many = many
        self._journal = Journal()

    def __enter__(self) -> Journal:
        return self._journal

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: types.TracebackType | None
    ) -> None:
        """Leave by fail_json. Exiting, by a signal or exit_json, is not an error."""
        if not isinstance(error, Exception):
            return
        failure = unforeseen(error, None, in_doubt=self._journal.in_doubt)
        has_writes = self._journal.has_writes
        result: dict[str, t.Any] = {}
        with contextlib.suppress(Exception):
            result = self._report() if has_writes else self._describe(failure)
        result["msg"] = failure.message + (_DONE if has_writes else "")
        result["error"] = {"code": failure.code, "message": None}
        if nobody_reads():
            silence_output()
        self._module.fail_json(**result, exception="(not shown, since it can contain a secret)")

    def _report(self) -> dict[str, t.Any]:
        """Return what was done, masked. Where masking fails as well, without what AWS wrote about single users."""
        report = self._journal.report(many=self._many, with_messages=False)
        with contextlib.suppress(Exception):
            report = self._module.masking.masked(self._journal.report(many=self._many, with_messages=True))[0]
        return report
