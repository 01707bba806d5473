# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of all users: it sorts, it filters, it shows a part at a time."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import documents

from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import session

if TYPE_CHECKING:
    from conftest import Viewer

# Alice has no password any more.
EARLIER = "2026-11-02\n(an earlier password)"
UNTIL = "CLI until 2026-11-22 18:00 UTC"
ORDERS = {
    "User": ["alice", "Bob", "user9", "user10"],
    "Unused, days": ["9", "20", "100", "not known"],
    "Last used": ["2026-08-14", EARLIER, "2026-11-13", "not known"],
    "MFA": ["no", "yes", "yes", "not known"],
    "Active sign-in sessions": ["none", UNTIL, f"{UNTIL}\n{UNTIL}", "not known"],
    "Session limit, hours": ["1", "12", "not set", "not known"],
}


def four_users() -> dict[str, Any]:
    """Users whose order is plain, with something unknown in each column."""
    used, chance = "password_last_used", random.Random(1)
    facts: dict[str, dict[str, Any]] = {
        "user10": {used: "2026-11-13T09:00:00+00:00", "mfa_active": True, "sessions": [session()] * 2},
        "user9": {used: "2026-08-14T09:00:00+00:00", "mfa_active": False, "sessions": [session()]},
        "alice": {used: "2026-11-02T09:00:00+00:00", "mfa_active": True, "password_enabled": False},
        "Bob": {used: None, "mfa_active": None, "login_profile": None, "password_last_changed": None},
    }
    facts["alice"]["sessions"], facts["Bob"]["sessions"] = [], None
    accounts = []
    for account, names in zip(documents.ACCOUNTS, (("user10", "user9", "alice"), ("Bob",)), strict=False):
        known = {"password_enabled": True, "msg": None}
        users = [documents.a_user(chance, name, account[1], **{**known, **facts[name]}) for name in names]
        accounts.append(documents.an_account(account, users))
    report = documents.report_of(accounts)
    # So that a column is seen to sort by more than who has a password.
    shown = {user["user_name"]: user for user in report["users"]}
    shown["alice"]["unused_days"] = 20
    for name, limit in (("user10", 43200), ("alice", 3600), ("user9", None)):
        shown[name] |= {"has_session_limit": limit is not None, "max_signin_session_duration": limit}
    shown["Bob"]["has_session_limit"] = None
    return report


def test_it_sorts(view: Viewer) -> None:
    """Fails when numbers sort as text, the unknown comes first, aria-sort is wrong, or a column cannot be clicked."""
    page = view(four_users())
    assert page.sorted_by() == {}
    for head, ascending in ORDERS.items():
        page.sorter(head).click()
        assert (page.column(head), page.sorted_by()) == (ascending, {head: "ascending"})
        page.sorter(head).click()
        known = [value for value in ascending if value != "not known"]
        assert page.column(head) == [*reversed(known), *["not known"] * (4 - len(known))]
        assert page.sorted_by() == {head: "descending"}
    for head in page.heads():
        page.sorter(head).click()
        assert page.sorted_by() == {head: "ascending"}
    assert sorted(page.column("User")) == sorted(ORDERS["User"])


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
    """Fails when a filter shows the wrong users, or the count is not that of the rows or does not name the filters."""
    page = view(four_users())

    def shown(*, text: str | None = None, **options: str) -> list[str]:
        if text is not None:
            page.page.fill("#filter-text", text)
        for name, label in options.items():
            page.page.select_option(f"#filter-{name}", label=label)
        return page.column("User")

    assert page.count() == "4 rows."
    assert shown(text="LEAGUES/USER") == ["user10", "user9"]
    assert page.count() == "2 of 4 rows match (Find: LEAGUES/USER)."
    assert shown(mfa="no") == ["user9"]
    page.sorter("User").click()
    assert shown(text="", mfa="not known") == ["Bob"]
    assert shown(mfa="all", account="production", password="no") == ["alice"]
    assert page.count() == "1 of 4 rows match (Account: production, Password: no)."
    page.page.check("#filter-findings")
    assert shown(password="all") == ["user9"]
    assert shown(text="no such user") == []
    assert page.count().startswith("0 of 4 rows match (")


def test_it_shows_a_part_at_a_time(view: Viewer) -> None:
    """Fails when long tables come all at once, when there is no way to the rest, or when the focus is lost there."""
    page = view(documents.large(250))
    assert (len(page.rows()), page.count()) == (100, "250 rows, the first 100 are shown.")
    pager = page.page.locator("#users ~ .pager")
    pager.get_by_role("button", name="Show 100 more").click()
    assert len(page.rows()) == 200
    pager.get_by_role("button", name="Show all").click()
    assert (len(page.rows()), page.count()) == (250, "250 rows.")
    assert pager.get_by_role("button").count() == 0
    assert page.page.evaluate("document.activeElement.rowIndex") == 201


def test_five_thousand_users(view: Viewer) -> None:
    """Fails when a page of so many users is too large to send, or shows all of their rows after a sort or a filter."""
    page = view(documents.large(5000))
    assert page.size < 8_000_000  # bytes
    page.sorter("User").click()
    assert (len(page.rows()), page.count()) == (100, "5000 rows, the first 100 are shown.")
    page.page.fill("#filter-text", "alice")
    assert (len(page.rows()), page.count()) == (100, "193 of 5000 rows match (Find: alice), the first 100 are shown.")
