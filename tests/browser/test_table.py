# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of all users: it sorts, it filters, it shows a part at a time."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import documents
import pytest

if TYPE_CHECKING:
    from conftest import Viewer

# Alice has no password any more.
EARLIER = "\n(an earlier password)"


def four_users() -> dict[str, Any]:
    """Users whose order is plain, with something unknown in each column."""
    facts: dict[str, dict[str, Any]] = {
        "user10": {"password_last_used": "2026-11-13T09:00:00+00:00", "mfa_active": True},
        "Bob": {"password_last_used": None, "mfa_active": None, "login_profile": None, "password_last_changed": None},
        "user9": {"password_last_used": "2026-08-14T09:00:00+00:00", "mfa_active": False},
        "alice": {"password_last_used": "2026-11-02T09:00:00+00:00", "mfa_active": True, "password_enabled": False},
    }
    accounts = []
    for account, names in zip(documents.ACCOUNTS, (("user10", "user9", "alice"), ("Bob",)), strict=False):
        users = [
            documents.a_user(
                random.Random(1), name, account[1], **{"password_enabled": True, "msg": None, **facts[name]}
            )
            for name in names
        ]
        accounts.append(documents.an_account(account, users))
    report = documents.report_of(accounts)
    # The report knows it of a password that is gone, so that a column is seen to sort by more than who has one.
    next(user for user in report["users"] if user["user_name"] == "alice")["unused_days"] = 20
    return report


@pytest.mark.parametrize(
    ("head", "ascending", "descending"),
    [
        ("User", ["alice", "Bob", "user9", "user10"], ["user10", "user9", "Bob", "alice"]),
        ("Unused, days", ["9", "20", "100", "not known"], ["100", "20", "9", "not known"]),
        (
            "Last used",
            ["2026-08-14", f"2026-11-02{EARLIER}", "2026-11-13", "not known"],
            ["2026-11-13", f"2026-11-02{EARLIER}", "2026-08-14", "not known"],
        ),
        ("MFA", ["no", "yes", "yes", "not known"], ["yes", "yes", "no", "not known"]),
    ],
)
def test_it_sorts(view: Viewer, head: str, ascending: list[str], descending: list[str]) -> None:
    """Fails when numbers sort as text, when what is not known comes first, or when aria-sort says otherwise."""
    page = view(four_users())
    assert page.sorted_by() == {}
    page.sorter(head).click()
    assert page.column(head) == ascending
    assert page.sorted_by() == {head: "ascending"}
    page.sorter(head).click()
    assert page.column(head) == descending
    assert page.sorted_by() == {head: "descending"}


def test_every_column_sorts(view: Viewer) -> None:
    """Fails when a column has nothing to click, or when rows are lost on the way."""
    page = view(documents.sample())
    everybody = sorted(page.column("User"))
    for head in page.heads():
        page.sorter(head).click()
        assert page.sorted_by() == {head: "ascending"}
        assert sorted(page.column("User")) == everybody


def test_it_sorts_by_keyboard(view: Viewer) -> None:
    """Fails when the heads of the columns cannot be reached or pressed without a mouse, or lose the focus."""
    page = view(four_users())
    page.page.locator("#filter-findings").focus()
    for key in ("Tab", "Tab", "Enter"):
        page.page.keyboard.press(key)
    assert page.column("User") == ["alice", "Bob", "user9", "user10"]
    page.page.keyboard.press("Space")
    assert page.column("User") == ["user10", "user9", "Bob", "alice"]
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    assert page.sorted_by() == {"Account": "ascending"}


def test_it_filters(view: Viewer) -> None:
    """Fails when a filter lets the wrong users through, or when the count is not that of the rows."""
    page = view(four_users())
    assert page.count() == "4 rows."
    page.page.fill("#filter-text", "LEAGUES/USER")
    assert page.column("User") == ["user10", "user9"]
    assert page.count() == "2 of 4 rows match (Find: LEAGUES/USER)."
    page.page.select_option("#filter-mfa", label="no")
    assert page.column("User") == ["user9"]
    page.sorter("User").click()
    assert page.column("User") == ["user9"]
    page.page.fill("#filter-text", "")
    page.page.select_option("#filter-mfa", label="not known")
    assert page.column("User") == ["Bob"]
    page.page.select_option("#filter-mfa", label="all")
    page.page.select_option("#filter-account", label="production")
    page.page.select_option("#filter-password", label="no")
    assert page.column("User") == ["alice"]
    assert page.count() == "1 of 4 rows match (Account: production, Password: no)."
    page.page.select_option("#filter-password", label="all")
    page.page.check("#filter-findings")
    assert page.column("User") == ["user9"]
    page.page.fill("#filter-text", "no such user")
    assert page.column("User") == []
    assert page.count().startswith("0 of 4 rows match (")


def test_it_shows_a_part_at_a_time(view: Viewer) -> None:
    """Fails when long tables come all at once, when there is no way to the rest, or when the focus is lost there."""
    page = view(documents.large(250))
    assert len(page.rows()) == 100
    assert page.count() == "250 rows, the first 100 are shown."
    pager = page.page.locator("#users ~ .pager")
    pager.get_by_role("button", name="Show 100 more").click()
    assert len(page.rows()) == 200
    pager.get_by_role("button", name="Show all").click()
    assert len(page.rows()) == 250
    assert page.count() == "250 rows."
    assert pager.get_by_role("button").count() == 0
    assert page.page.evaluate("document.activeElement.rowIndex") == 201
