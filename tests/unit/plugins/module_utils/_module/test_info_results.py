# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The row of a user, and the exact report on users who could not be read."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.console_access import Access
from ansible_collections.identity.aws.plugins.module_utils._core.credential_report import ROOT, ReportRow
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Failure,
    LoginProfile,
    Principal,
    first_of,
    name_all,
)
from ansible_collections.identity.aws.plugins.module_utils._module.info_results import (
    describe_access,
    describe_accesses,
)

ACCOUNT = "111122223333"
ARN = f"arn:aws:iam::{ACCOUNT}:user/ana"
USED, CHANGED, ROTATED = "2026-11-20T08:01:11+00:00", "2026-11-01T00:00:00+00:00", "2027-01-30T00:00:00+00:00"
ANA = ReportRow("ana", ARN, True, USED, CHANGED, ROTATED, False)
WITH_A_PASSWORD = LoginProfile("ana", None, None)
UNSET = {"max_signin_session_duration": None}


def test_a_row_of_the_report() -> None:
    """Fails when a user without a password by the report has a login profile, or the ARN is lost."""
    without, root = replace(ANA, password_enabled=False), replace(ANA, user_name=ROOT, password_enabled=None)
    assert Access.from_report(ANA) == Access(Principal("ana"), ARN, True, WITH_A_PASSWORD)
    assert Access.from_report(without) == Access(Principal("ana"), ARN, False, None)
    assert Access.from_report(root) == Access(Principal(root_account_id=ACCOUNT), ARN, None, None)


def test_a_row_has_live_and_report_values() -> None:
    """Fails when a column is missing or another's, or the report's ARN is not used if none was read."""
    access = Access(Principal("ana"), None, True, WITH_A_PASSWORD, user_exists=True)
    of_the_report: dict[str, t.Any] = {
        "password_last_used": USED,
        "password_last_changed": CHANGED,
        "password_next_rotation": ROTATED,
        "mfa_active": False,
    }
    row = {
        "user_name": "ana",
        "root_account_id": None,
        "account_name": None,
        "account_email": None,
        "user_exists": True,
        "arn": ARN,
        "password_enabled": True,
        "login_profile": {"user_name": "ana", "create_date": None, "password_reset_required": None} | UNSET,
        **of_the_report,
        "msg": None,
        "error": None,
    }
    assert describe_access(access, ANA) == row
    assert describe_access(access, None) == {**row, "arn": None, **dict.fromkeys(of_the_report)}
    assert describe_access(Access(Principal("ana"), "arn", True, WITH_A_PASSWORD), None)["arn"] == "arn"


@pytest.mark.parametrize(
    ("whys", "reason", "sentences"),
    [
        ([], "Stopped.", ["Stopped."]),
        (["No."], None, ["1 of 9", "u0.", "No."]),
        (["No."] * 6, "Stopped.", ["Stopped.", "6 of 9", "u0, u1, u2, u3, u4, u5.", "No."]),
        (list("abcde"), None, ["5 of 9", "u0, u1, u2, u3, u4.", *"abcde"]),
        (list("abcdef"), None, ["6 of 9", "u0, u1, u2, u3, u4, u5.", *"abcde", "The msg of each row has the reason."]),
    ],
)
def test_the_failure_of_a_task_that_reads(whys: list[str], reason: str | None, sentences: list[str]) -> None:
    """Fails when the numbers, a name or a cause is missing, or the message hides that there are more causes."""
    failed = [Access(Principal(f"u{n}"), failure=Failure(why, "AccessDenied")) for n, why in enumerate(whys)]
    read = [Access(Principal(f"v{n}"), None, False) for n in range(9 - len(whys))]
    numbers = "users could not be read, so it is not known whether they have a password:"
    reported = " ".join(f"{each} {numbers}" if each.endswith("of 9") else each for each in sentences)
    stopped = None if reason is None else Failure(reason, "interrupted")
    result = describe_accesses([*failed, *read], [], None, stopped)
    assert result["msg"] == reported
    assert result["error"] == {"code": "users_failed" if reason is None else "interrupted", "message": None}


def test_names_in_a_sentence() -> None:
    """Fails when a name is silently omitted, or the number of omitted names is wrong."""
    names = [f"u{n}" for n in range(12)]
    ten = "u0, u1, u2, u3, u4, u5, u6, u7, u8, u9"
    assert [first_of(names[:n]) for n in (1, 10, 11, 12)] == ["u0", ten, f"{ten} and 1 more", f"{ten} and 2 more"]
    assert name_all([Principal("ana")]) == "IAM user 'ana'"
    assert name_all([Principal("ana"), Principal("ben")]) == "each of 2 IAM users (ana, ben)"
