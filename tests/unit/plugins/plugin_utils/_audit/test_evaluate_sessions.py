# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks of sign-in sessions and of their limit. test_evaluate.py tests the common properties."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    NOW,
    Json,
    ago,
    audit,
    entry,
    evidence,
    found,
    not_evaluated,
    only,
    row,
    session,
    without_password,
)

SESSIONS, LIMIT = "sessions_without_password", "session_limit_too_long"
ANA = "IAM user 'ana'"


@pytest.mark.parametrize(
    ("limit", "what", "value"),
    [(None, "has no sign-in session limit", "not set"), (5400, "has a sign-in session limit of 1.50 hours", 5400)],
)
def test_the_finding_of_a_session_limit(limit: int | None, what: str, value: t.Any) -> None:
    """Fails when an unset limit is shown as unknown, also of a root user, or the sentence has another."""
    document = audit(entry(row(limit=limit)), max_signin_session_hours=1)
    assert [user["has_session_limit"] for user in document["users"]] == [limit is not None, None, None]
    finding = only(document, LIMIT)
    assert finding["summary"] == f"{ANA} {what}; the maximum allowed is 1 hour."
    assert evidence(finding) == {"login_profile.max_signin_session_duration": value}


@pytest.mark.parametrize(
    "known", [{"max_signin_session_duration_known": False}, {"max_signin_session_duration_known": None}, {}]
)
def test_a_session_limit_that_is_not_known_is_no_finding(known: Json) -> None:
    """Fails when an older botocore, or source: report, reports a set limit as unset."""
    audited = entry(row(limit=None), row("ben", limit=86400), roster=["ana", "ben"])
    del audited["access"]["max_signin_session_duration_known"]
    audited["access"] |= known
    document = audit(audited, max_signin_session_hours=12)
    why = "Read the users live (source: live), with botocore 1.44.6 or later."
    assert found(document, LIMIT) == ["ben"]
    assert not_evaluated(document, LIMIT) == [f"The sign-in session limits of ana are not known. {why}"]
    assert [user["has_session_limit"] for user in document["users"][:2]] == [None, True]


@pytest.mark.parametrize(
    ("columns", "is_active"),
    [
        *(({"status": status}, status != "REVOKED") for status in ("ACTIVE", "REVOKED", "PENDING", None)),
        # AWS lists an expired session as active. Clocks may differ by five minutes.
        *(({"expires_at": ago(minutes=5, seconds=seconds)}, seconds == 0) for seconds in (0, 1)),
        ({"expires_at": ago(minutes=5).replace("+00:00", "Z")}, True),
    ],
)
def test_which_sessions_are_active(columns: Json, is_active: bool) -> None:
    """Fails when an ended session is found, or one with an unknown status counts as ended."""
    audited = entry(row(), without_password(sessions=[session(**columns)]))
    for answered_at, now in ((None, NOW), (ago(), NOW.replace(year=2027))):
        document = audit({**audited, "access": {**audited["access"], "answered_at": answered_at}}, now=now)
        assert found(document, SESSIONS) == (["ben"] if is_active else [])
        assert document["users"][1]["sessions"][0]["is_active"] is is_active
