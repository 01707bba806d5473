# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The reads of a purge: the users that its options exclude, and the user behind the caller, who is spared."""

from __future__ import annotations

import types
import typing as t

import pytest
from botocore.exceptions import CredentialRetrievalError

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import GIVEN, WRITES, account
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

ROLE = "arn:aws:sts::111122223333:assumed-role/r/s"
ANA: dict[str, t.Any] = {"profiles": [{"user_name": "ana"}], "purge": True}
CHECK_MODES = pytest.mark.parametrize("check_mode", [False, True])


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    return TaskRunner(monkeypatch, account())


def test_an_excluded_caller_needs_no_warning(tasks: TaskRunner) -> None:
    """Fails when a task warns about its own options."""
    assert tasks.run_roster(**ANA, purge_exclude=["CALL*"])["warnings"] == []


def test_a_purge_is_bounded_by_its_path(tasks: TaskRunner) -> None:
    """Fails when a user of another path is purged."""
    tasks.iam.users["dave"] = {}
    tasks.iam.paths = {"ben": "/colleagues/", "ana": "/colleagues/", "dave": "/colleagues-too/"}
    assert tasks.run_roster(**ANA, path_prefix="/colleagues/")["summary"]["done"] == ["ben"]


@CHECK_MODES
def test_unmatched_options_end_the_task_before_users_are_read(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a typo in a limit of the purge is found late, or the whole account is not searched."""
    tasks.iam.paths = {"ana": "/staff/"}
    result = tasks.run_roster(check_mode=check_mode, **ANA, path_prefix="/staff/", purge_exclude=["be?"])
    assert (result["failed"], result["changed"], result["users"]) == (True, False, [])
    assert "matches 'be?'. It matches users outside path_prefix: ben." in result["msg"]
    assert tasks.called() == ["ListUsers", "ListUsers"]
    tasks.iam.faults = [("ListUsers", client_error("ListUsers", "AccessDenied"))]
    denied = tasks.run_roster(check_mode=check_mode, **ANA, path_prefix="/staff/")
    assert "Failed to list the users" in denied["msg"]


@CHECK_MODES
@pytest.mark.parametrize(
    ("options", "warning"),
    [
        ({"purge_exclude": ["beng", "ben", "caller"]}, "purge_exclude: no user matches 'beng'."),
        ({"path_prefix": "/stafff/"}, "path_prefix: no user is below '/stafff/'"),
        ({"path_prefix": "/", "purge_limit": "0"}, None),
    ],
)
def test_unmatched_options_can_be_allowed(
    tasks: TaskRunner, options: dict[str, t.Any], warning: str | None, check_mode: bool
) -> None:
    """Fails when a user who does not exist yet cannot be excluded, or this has no warning."""
    roster = {**ANA, "profiles": [{"user_name": "ana"}, {"user_name": "ben"}], "purge_allow_unmatched": True}
    result = tasks.run_roster(check_mode=check_mode, **roster, **options)
    assert result["failed"] is False
    assert any(each.startswith(warning) for each in result["warnings"]) if warning else not result["changed"]


@CHECK_MODES
def test_listed_users_outside_the_path_are_reported(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a listed user outside the purge's scope is not reported, or finding it takes a call."""
    tasks.iam.paths = {"ben": "/staff/"}
    ana, ben, chloe = {"user_name": "ana"}, {"user_name": "ben"}, {"user_name": "chloe", **GIVEN}
    options: dict[str, t.Any] = {"check_mode": check_mode, "purge": True, "path_prefix": "/staff/"}
    result = tasks.run_roster(profiles=[ana, ben, chloe, {"user_name": "ghost", "state": "absent"}], **options)
    (warning,) = [each for each in result["warnings"] if "path_prefix" in each]
    assert warning == (
        "Users in the roster who are not below path_prefix '/staff/': ana, chloe. The purge would not affect them if "
        "they were removed from the roster. Check path_prefix."
    )
    assert tasks.called().count("ListUsers") == 1
    assert tasks.run_roster(profiles=[ben], **options)["warnings"] == []


def by_role(tasks: TaskRunner, source: t.Callable[[], dict[str, str]] | None) -> None:
    """Make the calls with a role, which is assumed with other credentials."""
    tasks.iam.caller = "nobody"
    tasks.iam.source = None if source is None else types.SimpleNamespace(get_caller_identity=source)


@CHECK_MODES
def test_the_user_behind_a_role_is_spared(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a purge removes the login profile of the user whose credentials its role was assumed with."""
    by_role(tasks, lambda: {"Arn": "arn:aws:iam::111122223333:user/staff/ben"})
    result = tasks.run_roster(check_mode=check_mode, **ANA)
    assert result["summary"]["done"] == ["caller"]
    (warning,) = result["warnings"]
    who = f"The purge does not affect IAM user 'ben', who makes the requests by the role '{ROLE}'."
    assert warning == f"{who} Add the user to the roster or to purge_exclude."
    # An entry or a pattern for the user is not changed.
    gone = tasks.run_roster(profiles=[{"user_name": "ana"}, {"user_name": "ben", "state": "absent"}], purge=True)
    assert (gone["summary"]["done"], gone["warnings"]) == (["ben"] if not check_mode else ["ben", "caller"], [])


def unknown() -> dict[str, str]:
    raise client_error("GetCallerIdentity", "ExpiredToken")


def broken() -> dict[str, str]:
    raise CredentialRetrievalError(provider="assume-role", error_msg="The credentials are still expired.")


@CHECK_MODES
@pytest.mark.parametrize("source", [None, lambda: {"Arn": ROLE}, lambda: {"Arn": "arn:aws:iam::2:user/ben"}])
def test_an_unknown_user_behind_a_role(
    tasks: TaskRunner, source: t.Callable[[], dict[str, str]] | None, check_mode: bool
) -> None:
    """Fails when a purge by a role does not warn, or an unknown user behind the role is an error.

    Also fails when a namesake in another account is spared.
    """
    by_role(tasks, source)
    result = tasks.run_roster(check_mode=check_mode, **ANA)
    assert (result["failed"], result["summary"]["done"]) == (False, ["ben", "caller"])
    (warning,) = result["warnings"]
    assert warning.startswith(f"The caller '{ROLE}'")
    assert "so the purge excludes no user as the caller" in warning
    names = ("ana", "ben", "caller")
    tasks.iam.users |= {name: {} for name in names}
    everybody = [{"user_name": name} for name in names]
    assert tasks.run_roster(check_mode=check_mode, profiles=everybody, purge=True)["warnings"] == []


@CHECK_MODES
@pytest.mark.parametrize("source", [unknown, broken, dict])
def test_a_source_that_cannot_be_read_ends_the_task(
    tasks: TaskRunner, source: t.Callable[[], dict[str, str]], check_mode: bool
) -> None:
    """Fails when an error counts as "nobody", and the purge removes the password of the user behind the role."""
    by_role(tasks, source)
    result = tasks.run_roster(check_mode=check_mode, **ANA)
    assert (result["failed"], result["changed"], result["users"]) == (True, False, [])
    assert not WRITES & set(tasks.called())
