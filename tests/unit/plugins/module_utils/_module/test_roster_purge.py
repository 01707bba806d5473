# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tasks with a purge: who else loses the login profile, and what holds it back."""

from __future__ import annotations

import types
import typing as t

import pytest
from botocore.exceptions import CredentialRetrievalError

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.roster_account import (
    CANARY,
    GIVEN,
    WRITES,
    account,
    by_name,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    return TaskRunner(monkeypatch, account())


def test_a_purge_takes_it_from_all_the_others(tasks: TaskRunner) -> None:
    """Fails when a user who is not listed keeps a login profile, or one who is to be kept loses it."""
    tasks.iam.users["break-glass"] = {}
    options: dict[str, t.Any] = {"profiles": [{"user_name": "ana"}], "purge": True, "purge_exclude": ["BREAK-*"]}
    foreseen = tasks.run_roster(check_mode=True, **options)
    result = tasks.run_roster(**options)
    assert [row["user_name"] for row in result["users"]] == ["ana", "ben"]
    assert by_name(result)["ben"]["actions"][0]["reason"] == "purge is true, and the user is not in the roster."
    assert {name for name, profile in tasks.iam.users.items() if profile is not None} == {
        *("ana", "break-glass", "caller")
    }
    assert "The purge does not affect IAM user 'caller', who makes the requests." in result["warnings"][0]
    assert foreseen["diff"] == result["diff"]
    assert result["diff"][0]["before_header"] == "IAM user 'ben' (change 1 of 1)"
    assert result["diff"][0]["after_header"] == (
        "IAM user 'ben' loses the login profile: purge is true, and the user is not in the roster."
    )


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"profiles": []}, "and profiles names no user who keeps one"),
        ({"profiles": [{"user_name": "ana", "state": "absent"}]}, "and profiles names no user who keeps one"),
        ({"profiles": [{"user_name": "ana"}], "purge_limit": "0"}, "and purge_limit allows 0"),
        ({"profiles": [{"user_name": "ana"}], "purge_limit": "40%"}, "purge_limit allows 0"),
        ({"profiles": [{"user_name": "ANA"}]}, "'ANA' in profiles is 'ana' in the account"),
        ({"profiles": [], "purge_limit": "many"}, "purge_limit must be"),
        ({"profiles": [], "path_prefix": "colleagues"}, "path_prefix must begin and end"),
        ({"profiles": [], "purge": False, "purge_limit": "3"}, "purge_limit would do nothing without purge"),
        ({"profiles": [], "purge": False, "purge_allow_unmatched": True}, "purge_allow_unmatched would do nothing"),
        ({"profiles": [{"user_name": "ana"}], "purge_exclude": []}, "purge_exclude was given, but is empty"),
        ({"profiles": [{"user_name": "ana"}], "purge_exclude": ["beng"]}, "no user matches 'beng'. Similar: ben."),
        ({"profiles": [{"user_name": "ana"}], "path_prefix": "/stafff/"}, "path_prefix: no user is below '/stafff/'"),
        ({"profiles": [], "concurrency": 65}, "concurrency must be 1 to 64"),
        ({"profiles": [], "wait_timeout": -1}, "wait_timeout must be 0"),
        ({"profiles": [], "wait_timeout": 86401}, "wait_timeout must be 0"),
    ],
)
def test_a_purge_that_goes_too_far_changes_nothing(
    tasks: TaskRunner, options: dict[str, t.Any], words: str, check_mode: bool
) -> None:
    """Fails when an empty or mistyped roster locks anybody out."""
    result = tasks.run_roster(check_mode=check_mode, **{"purge": True, **options})
    assert (result["failed"], result["changed"]) == (True, False)
    assert words in result["msg"]
    assert not WRITES & set(tasks.called())


def test_an_excluded_caller_needs_no_warning(tasks: TaskRunner) -> None:
    """Fails when a task warns of what it was told to do."""
    result = tasks.run_roster(profiles=[{"user_name": "ana"}], purge=True, purge_exclude=["CALL*"])
    assert result["warnings"] == []


def test_a_purge_is_bounded_by_its_path(tasks: TaskRunner) -> None:
    """Fails when a user of another path is purged."""
    tasks.iam.users["dave"] = {}
    tasks.iam.paths = {"ben": "/colleagues/", "ana": "/colleagues/", "dave": "/colleagues-too/"}
    result = tasks.run_roster(profiles=[{"user_name": "ana"}], purge=True, path_prefix="/colleagues/")
    assert result["summary"]["done"] == ["ben"]


def test_who_cannot_be_looked_at_is_not_purged(tasks: TaskRunner) -> None:
    """Fails when an error is taken for a login profile that is to go, or goes unreported."""
    tasks.iam.users.pop("caller")
    original = tasks.iam.get_login_profile

    def unreadable(**parameters: t.Any) -> dict[str, t.Any]:
        if parameters["UserName"] == "ben":
            raise client_error("GetLoginProfile", "AccessDenied")
        return original(**parameters)

    tasks.iam.get_login_profile = unreadable  # type: ignore[method-assign]
    result = tasks.run_roster(profiles=[{"user_name": "ana"}], purge=True)
    assert result["summary"]["failed"] == ["ben"]
    assert "DeleteLoginProfile" not in tasks.called()


def test_no_one_knows_the_caller_so_nobody_is_purged(tasks: TaskRunner) -> None:
    """Fails when a purge that cannot tell whom it must keep is carried out."""
    tasks.iam.faults = [("GetCallerIdentity", client_error("GetCallerIdentity", "ExpiredToken"))]
    result = tasks.run_roster(profiles=[{"user_name": "ana"}], purge=True)
    assert (result["failed"], result["users"]) == (True, [])
    assert "Failed to find out whose credentials these are" in result["msg"]
    assert not WRITES & set(tasks.called())


@pytest.mark.parametrize("check_mode", [False, True])
def test_options_that_match_nobody_end_the_task_before_users_are_read(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a typo in a limit of the purge is found late, has no code, or the whole account is not searched."""
    tasks.iam.paths = {"ana": "/staff/"}
    options: dict[str, t.Any] = {"profiles": [{"user_name": "ana"}], "purge": True, "path_prefix": "/staff/"}
    result = tasks.run_roster(check_mode=check_mode, **options, purge_exclude=["be?"])
    assert (result["failed"], result["changed"], result["users"]) == (True, False, [])
    assert result["error"]["code"] == "purge_bound_unmatched"
    assert "matches 'be?'. It matches users outside path_prefix: ben." in result["msg"]
    assert tasks.called() == ["ListUsers", "ListUsers"]
    tasks.iam.faults = [("ListUsers", client_error("ListUsers", "AccessDenied"))] * 2
    assert "Failed to list the users" in tasks.run_roster(check_mode=check_mode, **options)["msg"]


def test_a_message_needs_no_second_list_of_users(tasks: TaskRunner) -> None:
    """Fails when an error of a call that is only for the message takes the place of the message."""
    pages = tasks.iam.paginate

    def only_below(**parameters: t.Any) -> t.Iterator[dict[str, t.Any]]:
        if "PathPrefix" not in parameters:
            raise client_error("ListUsers", "AccessDenied")
        return pages(**parameters)

    tasks.iam.paginate = only_below  # type: ignore[method-assign]
    result = tasks.run_roster(profiles=[{"user_name": "ana"}], purge=True, path_prefix="/stafff/")
    assert result["msg"].startswith("path_prefix: no user is below '/stafff/'")


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("options", "warning"),
    [
        ({"purge_exclude": ["beng", "ben", "caller"]}, "purge_exclude: no user matches 'beng'."),
        ({"path_prefix": "/stafff/"}, "path_prefix: no user is below '/stafff/'"),
        ({"path_prefix": "/", "purge_limit": "0"}, None),
    ],
)
def test_options_may_match_nobody_where_that_is_allowed(
    tasks: TaskRunner, options: dict[str, t.Any], warning: str | None, check_mode: bool
) -> None:
    """Fails when there is no way to exclude a user who does not exist yet, or it is used without a word."""
    result = tasks.run_roster(
        check_mode=check_mode,
        profiles=[{"user_name": "ana"}, {"user_name": "ben"}],
        purge=True,
        purge_allow_unmatched=True,
        **options,
    )
    assert result["failed"] is False
    assert any(each.startswith(warning) for each in result["warnings"]) if warning else not result["changed"]


def test_a_name_with_a_comma_is_one_name(tasks: TaskRunner) -> None:
    """Fails when a part of a name excludes others, or a blank around a name is a part of it."""
    tasks.iam.users |= {"glass,break": {}, "glass": {}}
    options: dict[str, t.Any] = {"profiles": [{"user_name": "ana"}], "purge": True}
    result = tasks.run_roster(**options, purge_exclude=[" glass,break ", "call*"])
    assert result["summary"]["done"] == ["ben", "glass"]


@pytest.mark.parametrize("check_mode", [False, True])
def test_listed_users_outside_the_path_are_reported(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when nobody learns that the purge would never look at a listed user, or it takes a call to find out."""
    tasks.iam.paths = {"ben": "/staff/"}
    jobs = [
        {"user_name": "ana"},
        {"user_name": "ben"},
        {"user_name": "chloe", **GIVEN},
        {"user_name": "ghost", "state": "absent"},
    ]
    options: dict[str, t.Any] = {"profiles": jobs, "purge": True, "path_prefix": "/staff/"}
    result = tasks.run_roster(check_mode=check_mode, **options)
    (warning,) = [each for each in result["warnings"] if "path_prefix" in each]
    assert warning == (
        "Users in profiles who are not below path_prefix '/staff/': ana, chloe. The purge would not affect them if "
        "they were removed from profiles. Check path_prefix."
    )
    assert tasks.called().count("ListUsers") == 1
    inside = tasks.run_roster(check_mode=check_mode, **{**options, "profiles": [{"user_name": "ben"}]})
    assert inside["warnings"] == []


ROLE = "arn:aws:sts::1:assumed-role/r/s"


def by_role(tasks: TaskRunner, source: t.Callable[[], dict[str, str]] | None) -> None:
    """Make the calls with a role, which is assumed with other credentials."""
    tasks.iam.caller = "nobody"
    tasks.iam.source = None if source is None else types.SimpleNamespace(get_caller_identity=source)


@pytest.mark.parametrize("check_mode", [False, True])
def test_the_user_behind_a_role_is_spared(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a purge takes the login profile of the user whose credentials its role was assumed with."""
    by_role(tasks, lambda: {"Arn": "arn:aws:iam::1:user/staff/ben"})
    options: dict[str, t.Any] = {"profiles": [{"user_name": "ana"}], "purge": True}
    result = tasks.run_roster(check_mode=check_mode, **options)
    assert result["summary"]["done"] == ["caller"]
    (warning,) = result["warnings"]
    assert warning == (
        f"The purge does not affect IAM user 'ben', who makes the requests by the role '{ROLE}'. Add the user to "
        "profiles or purge_exclude."
    )
    # An entry or a pattern for the user is taken as it is.
    gone = tasks.run_roster(profiles=[{"user_name": "ana"}, {"user_name": "ben", "state": "absent"}], purge=True)
    assert (gone["summary"]["done"], gone["warnings"]) == (["ben"] if not check_mode else ["ben", "caller"], [])


def unknown() -> dict[str, str]:
    raise client_error("GetCallerIdentity", "ExpiredToken")


def broken() -> dict[str, str]:
    raise CredentialRetrievalError(provider="assume-role", error_msg="The credentials are still expired.")


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("source", [None, lambda: {"Arn": ROLE}, lambda: {"Arn": "arn:aws:iam::2:user/ben"}])
def test_nobody_known_is_behind_a_role(
    tasks: TaskRunner, source: t.Callable[[], dict[str, str]] | None, check_mode: bool
) -> None:
    """Fails when a purge by a role does not warn, or is an error because nobody knows who is behind the role.

    Fails also where the user of another account is taken for the one of the same name.
    """
    by_role(tasks, source)
    options: dict[str, t.Any] = {"profiles": [{"user_name": "ana"}], "purge": True}
    result = tasks.run_roster(check_mode=check_mode, **options)
    assert (result["failed"], result["summary"]["done"]) == (False, ["ben", "caller"])
    (warning,) = result["warnings"]
    assert warning.startswith(f"The caller '{ROLE}'")
    assert "so the purge spares no user as the caller" in warning
    everybody = [{"user_name": name} for name in ("ana", "ben", "caller")]
    tasks.iam.users |= {name: {} for name in ("ana", "ben", "caller")}
    assert tasks.run_roster(check_mode=check_mode, profiles=everybody, purge=True)["warnings"] == []


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("source", [unknown, broken, dict])
def test_a_source_that_cannot_be_read_ends_the_task(
    tasks: TaskRunner, source: t.Callable[[], dict[str, str]], check_mode: bool
) -> None:
    """Fails when an error is taken for nobody, and the purge takes the password of the user behind the role."""
    by_role(tasks, source)
    result = tasks.run_roster(check_mode=check_mode, profiles=[{"user_name": "ana"}], purge=True)
    assert (result["failed"], result["changed"], result["users"]) == (True, False, [])
    assert not WRITES & set(tasks.called())


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_rejected_purge_has_the_whole_diff(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when an auditor does not see all that a rejected purge would have done: names, reasons, new passwords."""
    purge_candidates = [f"leaver-{number:02}" for number in range(30)]
    tasks.iam.users |= {name: {} for name in purge_candidates}
    jobs = [{"user_name": "ana"}, {"user_name": "ben"}, {"user_name": "caller"}, {"user_name": "chloe", **GIVEN}]
    result = tasks.run_roster(check_mode=check_mode, profiles=jobs, purge=True)
    assert (result["failed"], result["changed"]) == (True, False)
    assert not WRITES & set(tasks.called())
    assert f"These users would lose the login profile: {', '.join(purge_candidates)}." in result["msg"]
    *changes, numbers = result["diff"]
    reason = "purge is true, and the user is not in the roster."
    assert [(each["before_header"], each["after_header"], each["after"]) for each in changes[1:]] == [
        (
            f"IAM user '{name}' (change {number} of 31, not attempted)",
            f"IAM user '{name}' loses the login profile: {reason}",
            {},
        )
        for number, name in enumerate(purge_candidates, 2)
    ]
    assert changes[0]["after_header"] == "IAM user 'chloe' gains a login profile: There is no login profile yet."
    assert CANARY not in repr(result)
    assert numbers == {"prepared": "Login profiles: 0 gained, 0 lost, 0 changed, 3 unchanged, 31 not attempted.\n"}
    rows = by_name(result)
    assert [rows[name]["not_attempted"] for name in purge_candidates] == [
        [{"action": "iam:DeleteLoginProfile", "reason": reason}]
    ] * 30


@pytest.mark.parametrize("check_mode", [False, True])
def test_nobody_loses_a_login_profile_before_all_have_theirs(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a purge goes on although those who were to sign in cannot."""
    tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))]
    result = tasks.run_roster(check_mode=check_mode, profiles=[{"user_name": "ana"}], purge=True, concurrency=1)
    assert result["summary"] == {"done": [], "unchanged": [], "failed": ["ana"], "not_attempted": ["ben"]}
    assert "The purge was held back" in result["msg"]
    assert not WRITES & set(tasks.called())
