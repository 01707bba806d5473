# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks that revoke sign-in sessions, and their accounts."""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

Json = dict[str, t.Any]
ABSENT: Json = {"user_name": "ana", "state": "absent", "revoke_sessions": True}
REVOKE = "BatchRevokeSessions"
READS = ["GetLoginProfile", "GetCallerIdentity", "ListSessions"]
DELETION = [*READS, "DeleteLoginProfile", "GetLoginProfile", "ListSessions"]


def account_with_sessions() -> InMemoryIAM:
    """Create one where ana has a login profile, chloe none, and two others have an active session each."""
    iam = InMemoryIAM({"ana": {}, "ben": {}, "chloe": None, "caller": {}})
    for name in ("ben", "caller"):
        iam.open_session(name)
    return iam


def active(tasks: TaskRunner) -> list[str]:
    """Return the users of the sessions that can be refreshed, in order."""
    sessions = [each for each in tasks.iam._account.sign_in_sessions if each.status == "ACTIVE"]
    return [each.principal.rpartition("/")[2] for each in sessions]


def before(tasks: TaskRunner, method: str, do: t.Callable[[], object]) -> None:
    """Run a function just before the next call of this kind."""
    original = getattr(tasks.iam, method)

    def called(**parameters: t.Any) -> t.Any:
        setattr(tasks.iam, method, original)
        do()
        return original(**parameters)

    setattr(tasks.iam, method, called)


def roster(tasks: TaskRunner, **options: t.Any) -> Json:
    """Return the result of a task about many users, one at a time."""
    return tasks.run_roster(**{"revoke_sessions": True, "concurrency": 1, **options})
