# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The reasons, refusals and results of plans, word for word: playbooks and people go by them."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Action,
    CurrentState,
    Failure,
    LoginProfile,
    Outcome,
    PasswordRef,
    Plan,
    Principal,
    Request,
    RequestError,
    Version,
)
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import (
    CHARACTER_CLASSES,
    DEFAULT_POLICY,
    violations,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import plan, predict
from ansible_collections.identity.aws.plugins.module_utils._core.validation import (
    concurrency_problem,
    path_prefix_problem,
    tag_name_problem,
    version_problem,
    wait_timeout_problem,
)
from ansible_collections.identity.aws.plugins.module_utils._module.info_options import info_arguments, to_query
from ansible_collections.identity.aws.plugins.module_utils._module.results import (
    describe,
    describe_diff,
    describe_outcome,
)
from ansible_collections.identity.aws.plugins.module_utils._module.roster_results import (
    describe_cause,
    describe_roster,
    describe_row,
)

ANA, CALLER, ROOT = Principal("ana"), Principal(), Principal(root_account_id="222222222222")
PASSWORD = PasswordRef("password")
PROFILE = LoginProfile("ana", "2026-11-22T09:30:00+00:00", False)
THERE, ABSENT = CurrentState(PROFILE), CurrentState(None, principal_exists=True)
SECOND = Version("version", "2")
NOT_YET = "There is no login profile yet"


@pytest.mark.parametrize(
    ("request_", "current", "reasons"),
    [
        (Request(ANA, password=PASSWORD), ABSENT, [f"{NOT_YET}."]),
        (
            Request(ROOT),
            CurrentState(None),
            [f"{NOT_YET}; without a password it lets the root user recover one (AssumeRoot session)."],
        ),
        (
            Request(ANA, password_reset_required=True, update_password="always"),
            THERE,
            ["password_reset_required is false and shall be true."],
        ),
        (
            Request(ANA, password=PASSWORD, update_password="always"),
            THERE,
            ["update_password is always, and no API can tell whether a password matches."],
        ),
        (
            Request(ANA, password=PASSWORD, update_password="always", version=SECOND),
            CurrentState(PROFILE, version="1"),
            ["password_version is recorded as '1' and shall be '2'."] * 2,
        ),
        (
            Request(ANA, password=PASSWORD, version=SECOND),
            ABSENT,
            [f"{NOT_YET}.", "password_version is not recorded and shall be '2'."],
        ),
        (
            Request(ANA, state="absent", version=SECOND),
            CurrentState(PROFILE, version="1"),
            ["state is absent.", "A deleted password has no version to record."],
        ),
    ],
)
def test_the_reason_of_each_action(request_: Request, current: CurrentState, reasons: list[str]) -> None:
    """Fails when a reason is another one, or says the contrary."""
    assert [action.reason for action in plan(request_, current).actions] == reasons


@pytest.mark.parametrize(
    ("request_", "current", "sentence"),
    [
        (
            Request(ANA, password=PASSWORD),
            CurrentState(None, principal_exists=False),
            (
                "IAM user 'ana' does not exist. Check the spelling and the case of the name, or create the user first, "
                "for example with amazon.aws.iam_user."
            ),
        ),
        (
            Request(ANA),
            ABSENT,
            (
                "IAM user 'ana' has no login profile yet, and creating one needs a password. If the user is "
                "to sign in to the console, give password or generate_password."
            ),
        ),
        (
            Request(CALLER, password_reset_required=True),
            ABSENT,
            (
                "password_reset_required needs a password where a login profile is created. Give the password "
                "option, or leave the flag out: an AssumeRoot session sets no password that could be reset."
            ),
        ),
        (
            Request(CALLER, password=PASSWORD, update_password="always"),
            CurrentState(LoginProfile(None, None, False)),
            (
                "The caller's login profile has no user name, so there is no update for it. Give user_name in place of "
                "caller."
            ),
        ),
    ],
)
def test_why_there_is_no_plan(request_: Request, current: CurrentState, sentence: str) -> None:
    """Fails when the sentence does not say what to do."""
    with pytest.raises(RequestError) as request_error:
        plan(request_, current)
    assert str(request_error.value) == sentence


def test_an_update_is_of_whom_it_is_asked_for() -> None:
    """Fails when the name of the reply takes the place of the one that was asked for, or the caller has none."""
    update = Request(ANA, password=PASSWORD, update_password="always")
    other = CurrentState(LoginProfile("other", None, False))
    assert [action.principal for action in plan(update, other).actions] == [ANA]
    of_the_caller = Request(CALLER, password=PASSWORD, update_password="always")
    assert [action.principal for action in plan(of_the_caller, THERE).actions] == [ANA]
    assert str(CALLER) == "the caller"


def test_a_profile_is_foreseen_with_its_flag() -> None:
    """Fails when check mode says that nobody has to set a new password, and the real run asks for one."""
    create = Request(ANA, password=PASSWORD, password_reset_required=True)
    assert predict(plan(create, ABSENT)) == LoginProfile("ana", None, password_reset_required=True)
    update = Request(ANA, password_reset_required=True, update_password="always")
    assert predict(plan(update, THERE)) == LoginProfile("ana", PROFILE.create_date, password_reset_required=True)


def done(principal: Principal = ANA, before: LoginProfile | None = PROFILE) -> Outcome:
    """Return the outcome of a deletion."""
    action = Action("DeleteLoginProfile", principal, "state is absent.")
    return Outcome(Plan(principal, before, (action,)), done=(action,))


def failed(number: int, failure: Failure) -> Outcome:
    return Outcome(Plan(Principal(f"u{number}"), None), failure=failure)


def test_a_diff_has_before_and_after() -> None:
    """Fails when --diff shows nothing, or a change where there is none."""
    shown = {"user_name": "ana", "create_date": PROFILE.create_date, "password_reset_required": False}
    assert describe_diff(Outcome(Plan(ANA, PROFILE))).items() >= {"before": shown, "after": shown}.items()
    assert describe_diff(done()).items() >= {"before": shown, "after": {}}.items()


def test_a_diff_has_the_version_beside_the_login_profile() -> None:
    """Fails when the one hides the other, or a version that is not recorded is shown."""
    made = plan(Request(ANA, password=PASSWORD, update_password="always", version=SECOND), CurrentState(PROFILE))
    shown = describe_diff(Outcome(made, PROFILE, made.actions))
    set_now = {"password": "(set by this task, not shown)", "password_version": "2"}
    assert shown.items() >= {"before": describe(PROFILE), "after": {**describe(PROFILE), **set_now}}.items()
    again = replace(made, version_before="1")
    before = describe_diff(Outcome(again, PROFILE, made.actions))["before"]
    assert before == {**describe(PROFILE), "password_version": "1"}


def test_the_caller_has_the_name_of_the_login_profile() -> None:
    """Fails when a result does not say whose login profile it was, or has a version that nobody asked for."""
    told = describe_outcome(done(CALLER))
    assert told["user_name"] == "ana"
    assert "password_version" not in told
    assert describe_outcome(Outcome(Plan(CALLER, None)))["user_name"] is None


def test_a_failure_has_the_code_and_the_message_of_aws() -> None:
    """Fails when a playbook cannot tell one error from another."""
    told = describe_outcome(failed(1, Failure("No.", "LimitExceeded", "Cannot exceed quota.")))
    assert (told["msg"], told["error"]) == ("No.", {"code": "LimitExceeded", "message": "Cannot exceed quota."})
    told = describe_outcome(failed(1, Failure("No.", "read_timeout")))
    assert told["error"] == {"code": "read_timeout", "message": None}


@pytest.mark.parametrize(
    ("failures", "reason", "end"),
    [
        (5, None, ""),
        (6, "Stopped.", " And 1 more, each with its msg in users."),
    ],
)
def test_the_failure_of_a_roster(failures: int, reason: str | None, end: str) -> None:
    """Fails when the numbers are not there, or it is not said that there are more failures than are told."""
    outcomes = [failed(number, Failure(f"No {number}.", "AccessDenied")) for number in range(failures)]
    result: dict[str, t.Any] = describe_roster([describe_row(outcome, {}) for outcome in outcomes])
    numbers = f"Users: 0 done, 0 unchanged, {failures} failed, 0 not attempted."
    begin = "" if reason is None else f"{reason} "
    told = "No 0. No 1. No 2. No 3. No 4."
    cause = None if reason is None else Failure(reason, "ExpiredToken", "Expired.")
    assert describe_cause(result, outcomes, cause) == {
        "msg": f"{begin}Nothing was changed. {numbers} {told}{end}",
        "error": {"code": "users_failed", "message": None}
        if cause is None
        else {"code": "ExpiredToken", "message": "Expired."},
    }


def test_the_edges_of_what_is_taken() -> None:
    """Fails when a length is off by one, or the sentence is another."""
    assert (version_problem("x" * 256), tag_name_problem("x" * 128)) == (None, None)
    assert (version_problem("x"), tag_name_problem("x")) == (None, None)
    for length in (0, 257):
        assert version_problem("x" * length) == (
            "password_version must have 1 to 256 letters, digits, blanks or _.:/=+-@ (the IAM API's rule for the value "
            'of a tag). Correct it, for example to "2026-11".'
        )
    for length in (0, 129):
        assert tag_name_problem("x" * length) == (
            "password_version_tag must have 1 to 128 letters, digits, blanks or _.:/=+-@ and must not begin with aws: "
            "(the IAM API's rule for the name of a tag). Correct it."
        )
    assert (wait_timeout_problem(0), wait_timeout_problem(86400)) == (None, None)
    assert concurrency_problem(64) is concurrency_problem(1) is None
    assert path_prefix_problem(f"/{'x' * 510}/") is None
    assert path_prefix_problem(f"/{'x' * 511}/") == (
        "path_prefix must begin and end with a slash and have at most 512 characters of ASCII without blanks, as "
        "/colleagues/ has. Correct it."
    )


def test_every_rule_that_a_password_breaks() -> None:
    """Fails when a rule is not told with what it asks for."""
    (length, classes) = violations("abc", DEFAULT_POLICY)
    assert length == "It must have at least 8 characters."
    assert classes == f"It must have at least 3 of: {', '.join(CHARACTER_CLASSES)}."


def test_all_that_is_wrong_with_a_question_is_one_text() -> None:
    """Fails when two sentences run together, or only the first is told."""
    asked = {name: option.get("default") for name, option in info_arguments().items()}
    with pytest.raises(RequestError) as request_error:
        to_query({**asked, "concurrency": 0, "wait_timeout": -1})
    assert str(request_error.value) == "concurrency must be 1 to 64. wait_timeout must be 0 to 86400 seconds."
