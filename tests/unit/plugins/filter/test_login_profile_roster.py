# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter: an adopted roster changes nothing, and unknown is never "no login profile"."""

from __future__ import annotations

import copy
import typing as t

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible.plugins.filter.core import to_nice_yaml

from ansible_collections.identity.aws.plugins.filter.login_profile_roster import FilterModule
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import (
    WITH,
    WITHOUT,
    WRITES,
    organization_account,
    reported_account,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM, client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    Json,
    access,
    by_report,
    member_root,
    own_root,
    row,
    unread,
    without_password,
)

adopted: t.Callable[[t.Any], list[Json]] = FilterModule().filters()["login_profile_roster"]
AGAIN = "Correct the cause, and run iam_login_profile_info again."
# Every character of names, and names that YAML parses as another type.
NAMES = [
    *("a+b=c,d.e@f-g_h", "=", "@ops", "-", ",", "yes", "null", "1e3", "007", "2026-11-22", "Zoe", "caller"),
    *(f"user-{number}" for number in range(300)),
]


def account() -> InMemoryIAM:
    """An account whose users have different paths, flags and durations; every fifth one has no login profile."""
    profiles = {
        name: {"PasswordResetRequired": number % 3 == 0, "MaxSigninSessionDuration": 3600 * number if number else None}
        for number, name in enumerate(NAMES)
    }
    iam = InMemoryIAM({name: None if number % 5 == 4 else profiles[name] for number, name in enumerate(NAMES)})
    iam.paths = {name: ("/", "/staff/", "/staff/it/")[number % 3] for number, name in enumerate(NAMES)}
    return iam


def through_a_file(roster: list[Json]) -> t.Any:
    return yaml.safe_load(to_nice_yaml({"console_users": roster}, sort_keys=False))["console_users"]


@pytest.mark.parametrize("scope", [{}, {"path_prefix": "/staff/"}])
def test_an_adopted_roster_changes_nothing(monkeypatch: pytest.MonkeyPatch, scope: Json) -> None:
    """Fails when applying it writes, removes a login profile, or fails, or a cleared reset flag is set again."""
    tasks = TaskRunner(monkeypatch, account())
    roster = through_a_file(adopted(tasks.run_info(**scope)))
    inside = [name for name in NAMES if tasks.iam.paths[name].startswith(scope.get("path_prefix", "/"))]
    with_profile = sorted((name for name in inside if tasks.iam.users[name] is not None), key=str.lower)
    assert [entry["user_name"] for entry in roster] == with_profile
    for complied in (False, True):
        for name in with_profile if complied else ():
            tasks.iam.users[name] = {**tasks.iam.users[name], "PasswordResetRequired": False}
        before = copy.deepcopy(tasks.iam.users)
        tasks.called()
        for check_mode in (True, False):
            result = tasks.run_roster(check_mode=check_mode, profiles=roster, purge=True, purge_limit="0", **scope)
            assert (result["failed"], result["changed"], tasks.iam.users) == (False, False, before)
            assert result["summary"]["unchanged"] == with_profile
        assert not WRITES & set(tasks.called())


def test_root_users_of_member_accounts_are_adopted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a root user with a password is missing, one without is listed, or the roster changes one."""
    tasks = TaskRunner(monkeypatch, organization_account({"ana": {}}))
    roster = adopted(tasks.run_info(root_account_ids=[WITHOUT, WITH]))
    assert roster == [{"root_account_id": WITH}]
    result = tasks.run_roster(profiles=roster)
    assert (result["failed"], result["changed"], result["summary"]["unchanged"]) == (False, False, [f"{WITH}:root"])
    assert not WRITES & set(tasks.called())


def test_what_is_adopted() -> None:
    """Fails when a row gives another entry, the account's own root user has one, or a list of rows is rejected."""
    rows = [row("ben", limit=None, reset=True), row("Ana", limit=3600), without_password("eve")]
    roster = [{"user_name": "Ana", "max_signin_session_duration": 3600}, {"user_name": "ben"}]
    assert adopted(access(*rows, root_users=[own_root()])) == adopted(rows) == roster
    deleted = without_password("eve", user_exists=False)
    assert adopted(access(deleted, max_signin_session_duration_known=False)) == []


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"failed": True, "users": None, "msg": "Denied."}, "failed, so users can be missing. Denied. " + AGAIN),
        (
            {**access(row()), "failed": True},
            ("The task that returned this result failed, so users can be missing. ") + AGAIN,
        ),
        # As with failed_when: false.
        (access(row(), msg="1 of 2 users could not be read."), "1 of 2 users could not be read. " + AGAIN),
        ([row(), unread()], (f"It is not known who of these has a login profile: eve. AWS denied it. {AGAIN}")),
        (
            {"users": [], "root_users": [member_root(password=None)], "left_out_accounts": []},
            f"It is not known who of these has a login profile: 444455556666. {AGAIN}",
        ),
        (
            [by_report(row(user_exists=None)), by_report(without_password(user_exists=None))],
            "These users are from the credential report, which can be four hours old: ana, ben. A login profile",
        ),
        ([member_root(password=True)], "The list has root users, and does not show whether they are of member"),
        ([row("{{ x }}")], "A user_name is not the name of an IAM user."),
        ({"iam_users": []}, "The input has no users, so it is not a result of identity.aws.iam_login_profile_info."),
        ([{"user_name": "ana"}], "users[0] is not a row of identity.aws.iam_login_profile_info."),
        (None, "The input must be what identity.aws.iam_login_profile_info returned, or its users."),
    ],
)
def test_unknown_values_are_errors(given: t.Any, error: str) -> None:
    """Fails when a user with an unknown login profile is missing in a roster, or the message has no advice."""
    with pytest.raises(AnsibleFilterError, match=r"^identity\.aws\.login_profile_roster: ") as raised:
        adopted(given)
    assert error in str(raised.value)


def test_what_the_info_module_could_not_read_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a result of the info module with a gap, ignored or old, becomes a roster without some of the users."""
    tasks = TaskRunner(monkeypatch, reported_account())
    report = tasks.run_info(source="report")
    tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))]
    partial = {**tasks.run_info(), "failed": False}
    for result in (report, report["users"], partial, partial["users"]):
        with pytest.raises(AnsibleFilterError):
            adopted(result)
