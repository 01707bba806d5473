# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole tasks about many users: each as in a separate task, and the purge of all others."""

from __future__ import annotations

import copy
import types
import typing as t

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.purge import NOT_LISTED
from ansible_collections.identity.aws.plugins.module_utils._secrets import age, pgp
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import (
    AUDIT,
    CANARY,
    GIVEN,
    WITH,
    WITHOUT,
    WRITES,
    account,
    by_name,
    organization_account,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM, client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import flags
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, fail

KEPT = {"ana", "break-glass", "caller"}
LISTS = ("profiles", "user_names")
ANA: dict[str, t.Any] = {"profiles": [{"user_name": "ana"}], "purge": True}


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    return TaskRunner(monkeypatch, account())


profiles = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(["present", "absent"]),
        "password": st.just(CANARY),
        "password_reset_required": flags,
        "update_password": st.sampled_from(["on_create", "always"]),
        "password_version": st.sampled_from(["1", "2"]),
    },
)
rosters = st.dictionaries(st.sampled_from(["ana", "ben", "chloe"]), profiles, min_size=1)


@given(rosters, st.sampled_from([1, 3]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_roster_does_what_a_task_for_each_user_does(roster: dict[str, dict[str, t.Any]], concurrency: int) -> None:
    """Fails when the roster plans, writes or reports anything else than the module for one user."""
    jobs = [{"user_name": name, **options} for name, options in roster.items()]
    with pytest.MonkeyPatch.context() as monkeypatch:
        together = TaskRunner(monkeypatch, account())
        before = copy.deepcopy(together.iam.users)
        predicted = together.run_roster(check_mode=True, profiles=jobs, concurrency=concurrency)
        assert together.iam.users == before
        assert not WRITES & set(together.called())
        result = together.run_roster(profiles=jobs, concurrency=concurrency)
    with pytest.MonkeyPatch.context() as monkeypatch:
        apart = TaskRunner(monkeypatch, account())
        singles = [apart.run(**job) for job in jobs]
    if any(single["failed"] for single in singles):
        assert (result["failed"], result["changed"], together.iam.users) == (True, False, before)
        return
    assert (together.iam.users, together.iam.tags) == (apart.iam.users, apart.iam.tags)
    for row, guess, single in zip(result["users"], predicted["users"], singles, strict=True):
        assert without_extras(row) == without_extras(single)
        assert (guess["actions"], guess["status"]) == (row["actions"], row["status"])
    assert predicted["diff"] == result["diff"]
    assert [row["user_name"] for row in result["users"]] == list(roster)
    assert CANARY not in repr((predicted, result))


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_name_is_an_entry_with_defaults(monkeypatch: pytest.MonkeyPatch, check_mode: bool) -> None:
    """Fails when a user in user_names has other options than the defaults, or a purge removes the login profile."""
    options: dict[str, t.Any] = {"max_signin_session_duration": 3600, "purge": True, "purge_limit": "1"}
    ana, ben = {"user_name": "ana"}, {"user_name": "ben"}
    ways: list[dict[str, t.Any]] = [
        {"profiles": [ana, ben]},
        {"profiles": [ana], "user_names": ["ben"]},
        {"user_names": ["ana", "ben"]},
    ]
    results = []
    for way in ways:
        tasks = TaskRunner(monkeypatch, account())
        results.append((tasks.run_roster(check_mode=check_mode, **options, **way), dict(tasks.iam.users)))
    assert results == [results[0]] * 3
    assert results[0][0]["summary"]["done"] == ["ana", "ben"]


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_task_without_a_roster_is_rejected(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when omitting both lists is a roster of nobody, or an empty list of names is not."""
    result = tasks.run_roster(check_mode=check_mode, purge=True, purge_limit="100%")
    assert (result["failed"], result["error"]["code"], tasks.called()) == (True, "user_required", [])
    assert result["msg"] == "The task has no roster. Give profiles or user_names. An empty list means no users."
    done = [tasks.run_roster(check_mode=True, purge=True, purge_limit="100%", **{name: []}) for name in LISTS]
    assert [result["summary"]["done"] for result in done] == [["ana", "ben"]] * 2


def without_extras(row: dict[str, t.Any]) -> dict[str, t.Any]:
    return {key: value for key, value in row.items() if key not in {"status", "failed", "diff", "warnings"}}


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("job", "words"),
    [
        ({"user_name": "zoe", "password": CANARY}, "IAM user 'zoe' does not exist"),
        ({"user_name": "chloe"}, "IAM user 'chloe' has no login profile"),
        ({"user_name": "chloe", "password": "weak"}, "does not comply with the account password policy"),
        ({"user_name": "a b", "password": CANARY}, "profiles[1]: user_name must have"),
        ({"user_name": "chloe", "generate_password": True}, "profiles[1] (chloe): generate_password requires a"),
        ({"user_name": "chloe", "generate_password": True, "pgp_key": "garbage"}, "pgp_key is neither"),
    ],
)
def test_what_can_be_predicted_means_that_nothing_was_changed(
    tasks: TaskRunner, job: dict[str, t.Any], words: str, check_mode: bool
) -> None:
    """Fails when another user is written before the error of one is found, or check mode does not find it."""
    result = tasks.run_roster(check_mode=check_mode, profiles=[{"user_name": "ben", "state": "absent"}, job])
    assert (result["failed"], result["changed"]) == (True, False)
    assert words in result["msg"]
    assert ("Nothing was changed." in result["msg"]) is bool(result["users"])
    assert not WRITES & set(tasks.called())
    assert result["summary"]["not_attempted"] == (["ben"] if result["users"] else [])


def test_the_diff_of_a_partly_done_user(tasks: TaskRunner) -> None:
    """Fails when a change is in no diff, or a diff has a change that was not made."""
    fail(tasks, "TagUser", client_error("TagUser", "AccessDenied"))
    diff, _numbers = tasks.run_roster(profiles=[{"user_name": "chloe", **GIVEN, "password_version": "1"}])["diff"]
    assert diff["after_header"] == "IAM user 'chloe' gains a login profile: There is no login profile yet."
    assert "password_version" not in diff["after"]


def test_a_purge_removes_all_other_login_profiles(tasks: TaskRunner) -> None:
    """Fails when an unlisted user keeps a login profile, or a spared user loses it."""
    tasks.iam.users["break-glass"] = {}
    predicted = tasks.run_roster(check_mode=True, **ANA, purge_exclude=["BREAK-*"])
    result = tasks.run_roster(**ANA, purge_exclude=["BREAK-*"])
    assert [row["user_name"] for row in result["users"]] == ["ana", "ben"]
    assert by_name(result)["ben"]["actions"][0]["reason"] == NOT_LISTED
    assert {name for name in tasks.iam.users if tasks.iam.users[name] is not None} == KEPT
    assert "The purge does not affect IAM user 'caller', who makes the requests." in result["warnings"][0]
    assert predicted["diff"] == result["diff"]
    headers = (result["diff"][0]["before_header"], result["diff"][0]["after_header"])
    assert headers == ("IAM user 'ben' (change 1 of 1)", f"IAM user 'ben' loses the login profile: {NOT_LISTED}")


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"profiles": []}, "and the roster has no user who keeps one"),
        ({"profiles": [], "user_names": []}, "and the roster has no user who keeps one"),
        ({"profiles": [{"user_name": "ana", "state": "absent"}]}, "and the roster has no user who keeps one"),
        ({"profiles": [{"root_account_id": WITHOUT}]}, "and the roster has no user who keeps one"),
        ({"purge_limit": "0"}, "and purge_limit allows 0"),
        ({"purge_limit": "40%"}, "purge_limit allows 0"),
        ({"profiles": [{"user_name": "ANA"}]}, "'ANA' in the roster is 'ana' in the account"),
        ({"purge_exclude": []}, "purge_exclude was given, but is empty"),
        ({"purge_exclude": ["beng"]}, "no user matches 'beng'. Similar: ben."),
        ({"path_prefix": "/stafff/"}, "path_prefix: no user is below '/stafff/'"),
    ],
)
def test_a_purge_above_its_limit_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, t.Any], words: str, check_mode: bool
) -> None:
    """Fails when an empty or mistyped roster locks users out, or root users count as users who can sign in."""
    tasks = TaskRunner(monkeypatch, organization_account({"ana": {}, "ben": {}, "chloe": None}))
    result = tasks.run_roster(check_mode=check_mode, **{**ANA, **options})
    assert (result["failed"], result["changed"]) == (True, False)
    assert words in result["msg"]
    assert not WRITES & set(tasks.called())


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_rejected_purge_has_the_complete_diff(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a diff lacks what a rejected purge would have done: names, reasons, new passwords."""
    leavers = [f"leaver-{number:02}" for number in range(30)]
    tasks.iam.users |= {name: {} for name in leavers}
    jobs = [{"user_name": "ana"}, {"user_name": "ben"}, {"user_name": "caller"}, {"user_name": "chloe", **GIVEN}]
    result = tasks.run_roster(check_mode=check_mode, profiles=jobs, purge=True)
    assert (result["failed"], result["changed"]) == (True, False)
    assert not WRITES & set(tasks.called())
    assert f"These users would lose the login profile: {', '.join(leavers)}." in result["msg"]
    created, *lost, numbers = result["diff"]
    assert created["after_header"] == "IAM user 'chloe' gains a login profile: There is no login profile yet."
    for number, (name, each) in enumerate(zip(leavers, lost, strict=True), 2):
        assert each["before_header"] == f"IAM user '{name}' (change {number} of 31, not attempted)"
        assert each["after_header"] == f"IAM user '{name}' loses the login profile: {NOT_LISTED}"
        assert each["after"] == {}
        not_attempted = [{"action": "iam:DeleteLoginProfile", "reason": NOT_LISTED}]
        assert by_name(result)[name]["not_attempted"] == not_attempted
    assert numbers == {"prepared": "Login profiles: 0 gained, 0 lost, 0 changed, 3 unchanged, 31 not attempted.\n"}
    assert CANARY not in repr(result)


@pytest.mark.parametrize("check_mode", [False, True])
def test_the_purge_runs_only_after_all_others_succeeded(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a purge runs although listed users cannot sign in."""
    tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", "AccessDenied"))]
    result = tasks.run_roster(check_mode=check_mode, **ANA, concurrency=1)
    assert result["summary"] == {"done": [], "unchanged": [], "failed": ["ana"], "not_attempted": ["ben"]}
    assert "The purge was skipped" in result["msg"]
    assert not WRITES & set(tasks.called())


def test_a_purge_makes_no_call_for_users_who_are_listed(tasks: TaskRunner) -> None:
    """Fails when a purge reads users without a password twice, or does not show that a purged user exists."""
    result = tasks.run_roster(profiles=[{"user_name": "caller"}], purge=True, wait=False)
    users = [(row["user_name"], row["user_exists"]) for row in result["users"]]
    assert users == [("caller", True), ("ana", True), ("ben", True)]
    assert "GetUser" not in tasks.called()


def test_a_roster_has_root_users_beside_users(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a default for users applies to a root user, or the purge counts or changes one."""
    organization = TaskRunner(monkeypatch, organization_account({"ana": {}, "ben": {}}))
    organization.iam.member_accounts["444444444444"] = "ACTIVE"
    organization.iam.root_users["444444444444"] = InMemoryIAM({"root": {}})
    roots = [{"root_account_id": each, "state": "absent"} for each in (WITH, WITHOUT)]
    roster: dict[str, t.Any] = {**ANA, "profiles": [*ANA["profiles"], *roots]}
    roster |= {"generate_password": True, "reveal_password": True, "password_reset_required": True}
    predicted = organization.run_roster(check_mode=True, **roster)
    assert {task for _account, task in organization.iam.tasks} == {AUDIT}
    result = organization.run_roster(**roster)
    for each in (predicted, result):
        assert each["summary"]["done"] == [f"{WITH}:root", "ben"]
        assert each["summary"]["unchanged"] == ["ana", f"{WITHOUT}:root"]
    assert [each in organization.iam.root_users for each in (WITH, "444444444444")] == [False, True]
    assert result["diff"] == predicted["diff"]
    header = f"the root user of account {WITH} loses the login profile: state is absent."
    assert result["diff"][0]["after_header"] == header


@pytest.mark.parametrize(
    ("library", "keys"), [((pgp, "PgpKey"), {"pgp_key": "key"}), ((age, "AgeRecipients"), {"age_recipients": ["key"]})]
)
def test_profiles_with_the_same_keys_share_them(
    tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch, library: tuple[t.Any, str], keys: dict[str, t.Any]
) -> None:
    """Fails when the public keys of a roster are parsed for each user, or again to encrypt."""
    parsed: list[t.Any] = []

    def parse(given: t.Any) -> t.Any:
        parsed.append(given)
        return types.SimpleNamespace(readers={"read_by": "F"}, encrypt=lambda plain: plain[::-1])

    monkeypatch.setattr(*library, parse)
    profiles = [{"user_name": name, "update_password": "always"} for name in ("ana", "ben", "chloe")]
    result = tasks.run_roster(profiles=profiles, generate_password=True, **keys)
    assert [row["read_by"] for row in result["users"]] == ["F"] * 3
    assert parsed == list(keys.values())
