# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks of temporary access (valid_until in the roster). test_check_properties.py has the properties."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    MEMBER,
    NOW,
    Json,
    ago,
    all_not_evaluated,
    audit,
    entry,
    evidence,
    found,
    member_root,
    members,
    only,
    unread,
    without_password,
)

ENDED, SOON = "access_ended", "access_ends_soon"
YESTERDAY, TODAY = "2026-11-21", "2026-11-22"  # NOW is at 10:00 UTC of today.
WHY = "valid_until was {}, which has passed."
ENDS_SOON = "The access of IAM user 'ana' ends soon: valid_until is {} left)."
HAS_PASSWORD = "IAM user 'ana' has a password, and "
ROOT_HAS_PASSWORD = f"The root user of account {MEMBER} has a password, and "
UNKNOWN = "It is not known whether IAM user 'ana' has a password."


def until(end: str, *users: Json, **keys: t.Any) -> Json:
    """Return an account without findings except that the access of ana ends."""
    return entry(*users, roster=[{"user_name": "Ana", "valid_until": end, **keys}])


def root_until(end: str) -> Json:
    root = {"root_account_id": MEMBER, "valid_until": end}
    return entry(roots=members(member_root(password=True)), roster=["ana", root])


@pytest.mark.parametrize(
    ("audited", "summaries"),
    [
        (until(YESTERDAY), [HAS_PASSWORD + WHY.format(YESTERDAY)]),
        (until(f"{TODAY}T11:00+01:00"), [HAS_PASSWORD + WHY.format(f"{TODAY}T11:00+01:00")]),
        (until(TODAY), [ENDS_SOON.format(f"{TODAY} (1 day")]),
        (until("2026-12-05"), [ENDS_SOON.format("2026-12-05 (14 days")]),
        (until("2026-12-06"), []),
        (until(YESTERDAY, without_password("ana")), []),
        (until(TODAY, without_password("ana")), ["IAM user 'Ana' is in the roster and has no password."]),
        (until(YESTERDAY, unread("ana", msg=None)), [UNKNOWN]),
        (
            until(YESTERDAY, state="absent"),
            ["IAM user 'ana' has a password, and the roster has the state absent for it."],
        ),
        (root_until(YESTERDAY), [ROOT_HAS_PASSWORD + WHY.format(YESTERDAY)]),
        (root_until("2027-11-21"), []),
    ],
)
def test_what_is_found(audited: Json, summaries: list[str]) -> None:
    """Fails when an end is missed, off by a day, found twice, or found for a user without a password."""
    assert [each["summary"] for each in audit(audited)["findings"]] == summaries


@pytest.mark.parametrize(("days", "is_found"), [(0, False), (2, False), (3, True), (365, True)])
def test_how_soon_is_a_threshold(days: int, is_found: bool) -> None:
    """Fails when the threshold is ignored or off by a day, or the evidence lacks the end."""
    document = audit(until("2026-11-24"), valid_until_warn_days=days)
    assert found(document) == ([SOON] if is_found else [])
    if is_found:
        ends = {"password_enabled": True, "roster.valid_until": "2026-11-25T00:00:00+00:00"}
        assert evidence(only(document, SOON)) == ends


def test_an_end_is_compared_with_the_time_at_which_the_account_was_read() -> None:
    """Fails when a fast clock or a saved result ends an access, or a slow clock extends it."""
    audited = {**entry(answered_at=ago()), "roster": [{"user_name": "ana", "valid_until": "2026-11-30"}]}
    assert found(audit(audited, now=NOW.replace(year=2027))) == [SOON, "report_too_old"]
    behind = audit(audited, now=NOW.replace(day=20))
    assert found(behind) == ["account_not_read"]
    assert {ENDED, SOON} <= all_not_evaluated(behind)
