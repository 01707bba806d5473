# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An error in any function that runs after the first write: the result has the writes and the passwords.

The functions are those that a successful run calls between its first write and its result. In each of them an error is
raised at its first call there.
"""

from __future__ import annotations

import functools
import inspect
import json
import sys
import threading
import types
import typing as t

import pytest

from ansible_collections.identity.aws.plugins import module_utils
from ansible_collections.identity.aws.plugins.module_utils._core.models import permission_of
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import WRITES
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import (
    ModuleDouble,
    ModuleExit,
    TaskRunner,
)

HOME = module_utils.__path__[0]
EXITS = {ModuleDouble.exit_json.__code__, ModuleDouble.fail_json.__code__}
GENERATE = {"generate_password": True, "reveal_password": True}
URL = "https://111122223333.signin.aws.amazon.com/console"
Json = dict[str, t.Any]


def _named(given: Json) -> str:
    """Return what a call without a user name names."""
    secret_id = str(given.get("SecretId", "")).partition(":secret:")[2][:-7]
    return str(given.get("principalArn") or secret_id or given.get("Name"))


class Planted(Exception):
    """The error that is raised."""


class Tracer:
    """Traces the calls of a task, in all threads, from its first write to its result."""

    def __init__(self, victim: types.CodeType | None) -> None:
        """``victim`` is the function in which an error is raised, None for a run without error."""
        self.victim = victim
        self.called: dict[types.CodeType, None] = {}
        self._iam = InMemoryIAM({"alice": None, "bob": {}, "carol": {}, "leaver": {}})
        self._iam.tags = {"bob": {"identity.aws/password-version": "1"}}
        self._iam.open_session("carol")
        # The names of secrets end with those of their users.
        self._iam.add_secret("bob", "{}")
        self._left = False

    @property
    def written(self) -> list[tuple[str, str]]:
        """Return the writes that the account carried out: user and action."""
        return [
            (given.get("UserName") or _named(given).rpartition("/")[2], permission_of(name))
            for name, given in self._iam.calls
            if name in WRITES
        ]

    def __call__(self, frame: types.FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        # Python also calls a generator to close it, and ignores errors then.
        if event != "call" or code.co_flags & inspect.CO_GENERATOR:
            return
        self._left = self._left or code in EXITS
        if not self._left and code.co_filename.startswith(HOME) and self.written:
            self.called[code] = None
            if code is self.victim:
                self.victim = None
                raise Planted(code.co_name)

    def run(self, scenario: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Json, InMemoryIAM]:
        """Return the result of a task, and the account after it."""
        tasks = TaskRunner(monkeypatch, self._iam)
        tasks.expects_unexpected_error = True
        run = SCENARIOS[scenario]
        threading.setprofile(self)
        sys.setprofile(self)
        try:
            return run(tasks), self._iam
        except ModuleExit:
            raise AssertionError("it left twice") from None
        finally:
            sys.setprofile(None)
            threading.setprofile(None)


STORE: Json = {"reveal_password": False, "secrets_manager": {"name": "{user_name}"}}
PROFILES: list[Json] = [
    {"user_name": "alice", **GENERATE, "password_reset_required": True},
    {"user_name": "bob", **GENERATE, "update_password": "always", "password_version": "2"},
    {"user_name": "carol", "state": "absent", "revoke_sessions": True},
]
SCENARIOS: dict[str, t.Callable[[TaskRunner], Json]] = {
    "create": lambda tasks: tasks.run(**PROFILES[0]),
    "rotate": lambda tasks: tasks.run(**PROFILES[1]),
    "store": lambda tasks: tasks.run(**{**PROFILES[0], **STORE}),
    "store a new version": lambda tasks: tasks.run(**{**PROFILES[1], **STORE}),
    "delete": lambda tasks: tasks.run(**PROFILES[2]),
    "roster": lambda tasks: tasks.run_roster(profiles=PROFILES, concurrency=1),
    "roster with purge": lambda tasks: tasks.run_roster(profiles=PROFILES, purge=True, purge_limit=1, concurrency=1),
}


@functools.cache
def functions(scenario: str) -> list[types.CodeType]:
    """Return the functions of this collection that a successful run calls after its first write."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        tracer = Tracer(None)
        result, _iam = tracer.run(scenario, monkeypatch)
    assert not result["failed"], result
    return list(tracer.called)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_an_error_after_a_write_loses_nothing(scenario: str) -> None:
    """Fails when a write that was done, or a generated password that was set, is missing in the result."""
    planted = 0
    for code in functions(scenario):
        with pytest.MonkeyPatch.context() as monkeypatch:
            tracer = Tracer(code)
            result, iam = tracer.run(scenario, monkeypatch)
        if tracer.victim is None:  # otherwise chance, or a cache, prevented its call
            planted += 1
            problems = list(lost(result, iam, tracer.written))
            assert not problems, (code.co_filename, code.co_name, problems, result)
    # Fails when the tracer does not record the functions, so that nothing would be tested.
    assert planted >= 20


def actions_of(row: Json, key: str) -> set[str]:
    return {action["action"] for action in row.get(key, [])}


def is_stored(iam: InMemoryIAM, row: Json, password: str | None) -> bool:
    """Return whether a password is in the version of the secret, and with the label, of a row."""
    secret, named = iam.secrets.get(("us-east-1", row["user_name"])), row.get("secret")
    if secret is None or named is None:
        return False
    version = secret.versions[named["version_id"]]
    return named["stage"] in version.stages and json.dumps(password) in version.value


def lost(result: Json, iam: InMemoryIAM, written: list[tuple[str, str]]) -> t.Iterator[str]:
    """Yield the writes and passwords of an account that a result does not report."""
    rows = result.get("users", [result])
    if not result["failed"] or "Planted" not in result["msg"]:
        yield "the error is not reported"
    done = [(row["user_name"], action["action"]) for row in rows for action in row["actions"]]
    doubted = [
        (row["user_name"], action["action"])
        for row in rows
        if "The outcome is unknown" in row.get("msg", "")
        for action in row["failed_actions"]
    ]
    # Only the write at the time of the error may have an unknown outcome.
    if len(doubted) > 1 or sorted(done + [each for each in doubted if each in written]) != sorted(written):
        yield f"reported are {done} and {doubted}, and {written} was done"
    revoked = [user for user, action in done if action == "signin:BatchRevokeSessions"]
    if [row["user_name"] for row in rows if row["revoked_sessions"]] != revoked:
        yield f"the revoked sessions of {revoked} are not counted"
    if result["changed"] is not bool(done):
        yield "changed is wrong"
    for row in rows:
        password = (iam.users[row["user_name"]] or {}).get("Password")
        is_delivered = row.get("password") == password or is_stored(iam, row, password)
        if password is not None and not (is_delivered and row.get("sign_in_url") == URL):
            yield f"the password of {row['user_name']} or its sign-in URL is lost"
        both = actions_of(row, "failed_actions") & actions_of(row, "not_attempted")
        if both - {"secretsmanager:UpdateSecretVersionStage"}:  # a plan has two of these
            yield f"an action of {row['user_name']} failed, and was not attempted"
        if row.get("status", "failed") == "failed" and not {"failed_actions", "not_attempted"} <= set(row):
            yield f"{row['user_name']} has no account of all actions"
    names = sorted(name for names in result.get("summary", {}).values() for name in names)
    if names and (names != sorted(row["user_name"] for row in rows) or not {"alice", "bob", "carol"} <= {*names}):
        yield f"the summary has {names}"
