# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The warnings of a workflow: one for all affected users, with what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    CurrentState,
    Failure,
    LoginProfile,
    Principal,
    Request,
    Version,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import plan
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret
from ansible_collections.identity.aws.plugins.module_utils._run.jobs import Job, PlannedJob
from ansible_collections.identity.aws.plugins.module_utils._run.warnings import (
    reset_warning,
    unread_policy_warnings,
    warnings_of,
)
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import GENERATED, GIVEN, SecretStore

ANA, BEN = Principal("ana"), Principal("ben")
THERE = CurrentState(LoginProfile("ana", None, password_reset_required=False))
RECORDED = CurrentState(THERE.login_profile, version="1")
MISSING, NOBODY = CurrentState(None, principal_exists=True), CurrentState(None, principal_exists=False)
NOVEMBER = Version("tag", "2026-11")


def planned(request: Request, current: CurrentState, password: str = "Given-Passw0rd") -> PlannedJob:
    return PlannedJob(Job(request, SecretStore(Secret(password))), plan(request, current))


@pytest.mark.parametrize(
    ("request_", "current", "sentence"),
    [
        (Request(ANA, version=NOVEMBER), RECORDED, "but no password is rotated, because update_password is on_create."),
        (Request(ANA, version=NOVEMBER, update_password="always"), RECORDED, "changes without a new password."),
        (Request(ANA, update_password="always"), THERE, "but there is nothing to set."),
        (Request(ANA, "absent"), NOBODY, "IAM user 'ana' does not exist, so there is no login profile to delete."),
        (Request(ANA, password=GIVEN, version=NOVEMBER, update_password="always"), RECORDED, None),
        (Request(ANA, version=NOVEMBER, update_password="always"), THERE, None),
        # Not rotated, although there is a write.
        (
            Request(ANA, version=NOVEMBER, max_signin_session_duration=3600),
            RECORDED,
            "but no password is rotated, because update_password is on_create.",
        ),
        *((Request(ANA, update_password="always", max_signin_session_duration=s), THERE, None) for s in (0, 3600)),
        (Request(ANA, "absent"), MISSING, None),
        (Request(ANA, "absent", version=NOVEMBER), RECORDED, None),
        (Request(ANA, password=GIVEN), MISSING, None),
    ],
)
def test_a_request_that_may_be_a_mistake_is_a_warning(
    request_: Request, current: CurrentState, sentence: str | None
) -> None:
    """Fails when an option without effect has no warning, or a correct task has one."""
    warnings = list(warnings_of([planned(request_, current)]))
    assert len(warnings) == (sentence is not None)
    assert sentence is None or sentence in warnings[0]


def test_a_user_whose_failure_is_reported_needs_no_warning() -> None:
    """Fails when a user who does not exist has an error and a warning about a deletion."""
    absent = planned(Request(ANA, "absent"), NOBODY)
    assert list(warnings_of([replace(absent, failure=Failure("No.", "user_not_found"))])) == []


def test_many_users_are_one_warning() -> None:
    """Fails when each user has a warning, or one is not named."""
    jobs = [planned(Request(principal, "absent"), NOBODY) for principal in (ANA, BEN)]
    (warning,) = warnings_of(jobs)
    assert warning.startswith("Each of 2 IAM users (ana, ben) does not exist")


def test_the_warning_of_an_untypeable_password_does_not_contain_it() -> None:
    """Fails when a password that ends with a line feed is set without a warning, or is in the warning."""
    request = Request(ANA, password=GIVEN)
    (warning,) = warnings_of([planned(request, MISSING, "Canary\n"), planned(request, MISSING, "Canary")])
    assert "cannot be seen: ana (a line feed at the end)." in warning
    assert "Canary" not in warning
    assert list(warnings_of([planned(request, THERE, "Canary\n")])) == []


def test_a_policy_that_cannot_be_read_is_a_warning_for_each_kind_of_password() -> None:
    """Fails when an unchecked password has no warning, or one that AWS checks has one."""
    plans = [plan(Request(ANA, password=GIVEN), MISSING), plan(Request(BEN, password=GENERATED), MISSING)]
    given, generated = unread_policy_warnings(plans, given=True)
    assert given.startswith("The password of IAM user 'ana' was not checked against the account password policy")
    assert generated.startswith("The password generated for IAM user 'ben' has all classes of characters")
    assert list(unread_policy_warnings(plans, given=False)) == [generated]
    assert "iam:GetAccountPasswordPolicy" in given + generated


def test_the_warning_of_a_reset_depends_on_the_policy() -> None:
    """Fails when an unreadable policy counts as one that forbids the change."""
    plans = [plan(Request(ANA, password=GIVEN), MISSING)]
    assert "policy does not let users change" in reset_warning(plans, may_change=False)
    assert "could not be read, so it is not known" in reset_warning(plans, may_change=None)
