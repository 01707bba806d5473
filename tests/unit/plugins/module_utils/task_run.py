# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the real task function with arguments, against an account in memory and a clock that moves only by sleeping.

The time of day, of the tasks and of the account, is ``tasks.iam.now``, which a test can set.
"""

from __future__ import annotations

import typing as t
from email.utils import format_datetime

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.amazon.aws.plugins.module_utils.modules import aws_argument_spec

from ansible_collections.identity.aws.plugins.module_utils._aws.call_tracking import AWSClock
from ansible_collections.identity.aws.plugins.module_utils._aws.client import ConnectionOptions
from ansible_collections.identity.aws.plugins.module_utils._module import info as info_task
from ansible_collections.identity.aws.plugins.module_utils._module import login_profile as task
from ansible_collections.identity.aws.plugins.module_utils._module import own_password as own_task
from ansible_collections.identity.aws.plugins.module_utils._module import roster as roster_task
from ansible_collections.identity.aws.plugins.module_utils._module import runtime
from ansible_collections.identity.aws.plugins.module_utils._module.info_options import info_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.masking import Masking
from ansible_collections.identity.aws.plugins.module_utils._module.options import one_user_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.roster_options import roster_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.sealed_module import seal
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM

if t.TYPE_CHECKING:
    import pytest

Json: t.TypeAlias = "dict[str, t.Any]"
OWN = own_task.own_password_arguments()
ONE = one_user_arguments()


def validated(spec: Json, params: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return the parameters as Ansible passes them to a module with this argument spec."""
    result = ArgumentSpecValidator(spec).validate(params)
    assert result.error_messages == []
    return dict(result.validated_parameters)


# The keys of each module's failed result.
_OF_ALL = {"changed", "msg", "error"}
FAILED: dict[t.Any, set[str]] = {
    task.run: {
        *(*_OF_ALL, "user_name", "user_exists", "valid_until", "actions", "revoked_sessions"),
        *("failed_actions", "not_attempted"),
    },
    own_task.run: {*_OF_ALL, "user_name", "actions", "failed_actions", "not_attempted"},
    roster_task.run: {*_OF_ALL, "users", "summary"},
    info_task.run: {*_OF_ALL, "users", "root_users", "missing_users"},
}


def assert_shape(door: t.Callable[[t.Any], None], result: dict[str, t.Any]) -> None:
    """Fail if a failed task or row lacks the keys that playbooks read, or a successful one has them."""
    missing = FAILED[door] - set(result) if result["failed"] else set()
    assert not missing
    rows = [*(result.get("users") or ()), *(result.get("root_users") or ())]
    for failed in (result, *rows):
        assert bool(failed.get("msg")) == (failed.get("error") is not None)
        if failed.get("msg"):
            assert set(failed["error"]) == {"code", "message"}
            assert failed["error"]["code"]
    assert [row for row in rows if not {"user_exists", "valid_until"} <= set(row)] == []


class ModuleExit(SystemExit):
    """The module exited by exit_json or fail_json."""


class ModuleDouble:
    """The parts of SealedModule that the task uses."""

    def __init__(
        self,
        params: dict[str, t.Any],
        spec: Json,
        *,
        check_mode: bool,
        masked: t.Iterable[str] = (),
    ) -> None:
        """``masked`` has the strings that Ansible masks."""
        sealed = seal(params, spec, may_be_empty=aws_argument_spec())
        self.params = validated(spec, sealed.params)
        self.options = sealed.options(self.params)
        self.mistakes = sealed.mistakes
        self.masking = Masking(sealed.secrets(), self.params, masked)
        self.connection_options = ConnectionOptions.of(self.options, sealed.connection_secrets())
        self.check_mode = check_mode
        self._diff = True
        self.result: dict[str, t.Any] = {}
        self.logged: list[str] = []
        self.log = self.logged.append

    def exit_json(self, **result: t.Any) -> t.NoReturn:
        self.result = {"failed": False, **result}
        raise ModuleExit

    def fail_json(self, **result: t.Any) -> t.NoReturn:
        self.result = {"failed": True, **result}
        raise ModuleExit


class ConnectionDouble:
    """Connects to the account in memory, and to its organization."""

    def __init__(self, iam: InMemoryIAM) -> None:
        self._iam = iam
        self.clock = AWSClock()
        self.clock.note({"ResponseMetadata": {"HTTPHeaders": {"date": format_datetime(iam.now, usegmt=True)}}})
        self.iam = self.sts = self.regional_sts = self.organizations = lambda: iam
        self.signin = self.secrets_manager = iam.signin_client

    def knows_session_duration(self) -> bool:
        return True

    def require_session_duration(self) -> None:
        """Do nothing, as with a botocore that is new enough."""

    def source_sts(self) -> t.Any:
        return self._iam.source

    def root_iam(self, credentials: dict[str, t.Any]) -> t.Any:
        return self._iam.root_client(credentials)


class ClockDouble:
    """Replaces the module ``time``: sleeping takes no time and moves the clock."""

    def __init__(self, time: t.Callable[[], float] = lambda: 0.0) -> None:
        """``time`` returns the time of day, which sleeping does not change."""
        self.now = 0.0
        self.time = time

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


class TaskRunner:
    """Runs tasks against one account."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, iam: InMemoryIAM) -> None:
        self.iam = iam
        self.clock = ClockDouble(self._time)
        monkeypatch.setattr(runtime, "time", self.clock)
        monkeypatch.setattr(runtime, "Connection", lambda *_arguments: ConnectionDouble(self.iam))
        # Frozen objects of the tests would never be collected.
        monkeypatch.setattr("gc.freeze", lambda: None)
        self.expects_unexpected_error = False
        self.warnings: list[str] = []
        self.masked: set[str] = set()
        self.logged: list[str] = []
        monkeypatch.setattr(runtime, "warn", self.warnings.append)

    def _time(self) -> float:
        return self.iam.now.timestamp()

    def run(self, *, check_mode: bool = False, **params: t.Any) -> dict[str, t.Any]:
        """Return the result of a task about one user, with ``failed`` and ``warnings``."""
        return self._run(task.run, params, check_mode)

    def run_own(self, *, check_mode: bool = False, **params: t.Any) -> dict[str, t.Any]:
        """Return the result of a task that changes the caller's password."""
        return self._run(own_task.run, params, check_mode)

    def run_roster(self, *, check_mode: bool = False, **params: t.Any) -> dict[str, t.Any]:
        """Return the result of a task about many."""
        return self._run(roster_task.run, params, check_mode)

    def run_info(self, *, check_mode: bool = False, **params: t.Any) -> dict[str, t.Any]:
        """Return the result of a task that reads."""
        return self._run(info_task.run, params, check_mode)

    def _run(self, door: t.Callable[[t.Any], None], params: dict[str, t.Any], check_mode: bool) -> dict[str, t.Any]:
        specs: dict[t.Any, Json] = {
            task.run: ONE,
            own_task.run: OWN,
            roster_task.run: roster_arguments(),
            info_task.run: info_arguments(),
        }
        module = ModuleDouble(params, specs[door], check_mode=check_mode, masked=self.masked)
        self.warnings.clear()
        self.logged = module.logged
        try:
            door(module)
        except ModuleExit:
            # Such as a call that the account in memory does not have.
            assert self.expects_unexpected_error or "Unexpected error" not in repr(module.result)
            assert_shape(door, module.result)
            return {**module.result, "warnings": list(self.warnings)}
        raise AssertionError("the task returned without leaving by exit_json or fail_json")

    def called(self) -> list[str]:
        """Return the names of the calls since the last call of this method."""
        names = [operation for operation, _parameters in self.iam.calls]
        self.iam.calls.clear()
        return names


def actions(result: Json, key: str = "actions") -> list[str]:
    """Return the operations in a list of a result."""
    return [action["action"].partition(":")[2] for action in result[key]]


def fail(tasks: TaskRunner, operation: str, error: BaseException, *, nth: int = 1, after: bool = False) -> None:
    """Make the nth call of an operation fail once, before or after it is carried out."""
    name = "".join(f"_{c.lower()}" if c.isupper() else c for c in operation)[1:]
    original, before = getattr(tasks.iam, name), iter(range(nth - 1))

    def failing(**parameters: t.Any) -> t.Any:
        if next(before, None) is not None:
            return original(**parameters)
        setattr(tasks.iam, name, original)
        if after:
            original(**parameters)
        raise error

    setattr(tasks.iam, name, failing)
