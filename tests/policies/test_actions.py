# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables "Actions by task" of the permissions guide are compared with what AWS authorizes in the jobs."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from ansible_collections.identity.aws.tests.policies import guides
from ansible_collections.identity.aws.tests.policies.evaluation import Policy, Statement
from ansible_collections.identity.aws.tests.policies.jobs import BY_NAME, recorded, run

_TABLE = re.compile(r"\.\. csv-table::\n(?:  :.*\n)+\n((?:  .*\n)+)")
_ACTION = re.compile(r"``(\w+:[A-Z]\w+)``")
# Row -> the jobs that it is about, and those that do the same without the option.
ROWS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "No change": (("nothing",), ()),
    "Create a login profile": (("create",), ()),
    "Create the caller's (``caller: true``)": (("create the own",), ()),
    "Change a password, reset flag or session duration": (("update", "limit the sessions"), ()),
    "Delete a login profile": (("delete",), ()),
    "``state: absent``, no login profile": (("absent already",), ()),
    "``password_version``": (("rotate",), ("update",)),
    "``password_version``, ``state: absent``": (("delete, with the version",), ("delete",)),
    "``generate_password``": (("create, generated",), ("create",)),
    "``password_reset_required: true``": (("require a reset",), ("update",)),
    "``password`` in check mode, in a roster, or rejected by AWS": (("check mode, create", "roster"), ("create",)),
    "``revoke_sessions``": (("update, and revoke",), ("update",)),
    "``secrets_manager``": (("store in a new secret", "store in a secret"), ("create", "update")),
    "``secrets_manager.tags``": (("store in a new secret, with tags",), ("store in a new secret",)),
    "``secrets_manager.delete_when_absent``": (("delete the secret",), ("delete",)),
    "``purge``": (("purge",), ("roster", "delete")),
    "``root_account_id``": (("delete a root password",), ()),
    "Info: all users, or ``path_prefix``": (("list",), ()),
    "Info: ``user_names``": (("read some users",), ()),
    "Info: ``credential_report``": (("list with the report",), ("list",)),
    "Info: ``source: report``": (("list by the report",), ()),
    "Info: ``account_password_policy``": (("list with the policy",), ("list",)),
    "Info: ``sessions``": (("list with the sessions",), ("list",)),
    "Info: ``sign_in_url``": (("list with the URL",), ("list",)),
    "Info: ``root_account_ids``": (("read root users",), ()),
    "Info: ``root_of_organization``": (("read all root users",), ()),
    ":ansplugin:`identity.aws.iam_own_password#module`": (("change the own",), ()),
}
# About check mode of all; see test_a_task_that_only_reads_needs_no_action_that_writes.
NO_JOB = {"Check mode"}
Row = tuple[str, str, str]


def rows() -> list[Row]:
    """Return the rows of the tables: the task or option, the required actions, and the optional ones."""
    text = (guides.ROOT / guides.GUIDE).read_text(encoding="utf-8")
    cells = [each for table in _TABLE.findall(text) for each in csv.reader(io.StringIO(table), skipinitialspace=True)]
    return [(task.strip(), required, optional) for task, required, optional in cells]


def actions(*jobs: str) -> set[str]:
    return {request.action for job in jobs for request in recorded(job).requests}


def fails_without(action: str, job: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Return whether a job fails with all permissions but one."""
    policy = Policy((Statement("Allow", ("*",), ("*",)), Statement("Deny", (action,), ("*",))))
    return bool(run(BY_NAME[job], (policy,), monkeypatch).result["failed"])


def test_each_row_has_its_jobs() -> None:
    """Fails when a row has no job here."""
    assert [row[0] for row in rows() if row[0] not in NO_JOB] == [*ROWS]


@pytest.mark.parametrize("row", [row for row in rows() if row[0] not in NO_JOB], ids=lambda row: row[0])
def test_the_actions_of_a_row(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a row lacks an action of its jobs, a task works without a required one, or needs an optional one."""
    name, required, optional = row
    jobs, without = ROWS[name]
    assert {*_ACTION.findall(required), *_ACTION.findall(optional)} == actions(*jobs) - actions(*without)
    for job in jobs:
        failing = {each for each in actions(job) - actions(*without) if fails_without(each, job, monkeypatch)}
        assert failing == {*_ACTION.findall(required)} & actions(job)


def test_a_rejected_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a task does not read the password policy after AWS rejected a password, or needs it to fail."""
    job = replace(BY_NAME["create"], options={"user_name": "alice", "password": "short"})
    action = "iam:GetAccountPasswordPolicy"
    deny = Policy((Statement("Allow", ("*",), ("*",)), Statement("Deny", (action,), ("*",))))
    for policies in (None, (deny,)):
        done = run(job, policies, monkeypatch)
        assert done.result["error"]["code"] == "PasswordPolicyViolation"
        assert action in {request.action for request in done.requests}
