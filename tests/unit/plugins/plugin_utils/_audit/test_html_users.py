# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page's table of users says."""

from __future__ import annotations

import re
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.html import page_sources, to_html
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    STRONG,
    ago,
    audit,
    entry,
    row,
    unread,
    without_password,
)


def cells(of: t.Mapping[str, t.Any]) -> dict[str, dict[str, str]]:
    """Return what the table of users shows: by name of the user, and by column."""
    table = to_html(of, sources=page_sources()).partition('<table class="users"')[2].partition("</table>")[0]
    heads, *lines = [re.findall(r"<t[hd][ >].*?</t[hd]>", line, re.DOTALL) for line in table.split("<tr")[1:]]
    plain = [[" ".join(re.sub("<[^>]*>", " ", each).split()) for each in line] for line in (heads, *lines)]
    return {line[0].split(" ")[0]: dict(zip(plain[0], line, strict=True)) for line in plain[1:]}


def test_a_use_of_an_earlier_password_is_told_as_one() -> None:
    """Fails when a day stands below "Last used" as if it were one of a password that was never used, or is gone."""
    users = [
        row("ana", created=ago(0), password_last_used=ago(90)),
        row("ben", created=ago(95), password_last_used=ago(90)),
        row("chloe", created=ago(0), password_last_used=None),
        without_password("dora", password_last_used=ago(90)),
        without_password("eva", password_last_used=None),
    ]
    shown = {name: each["Last used"] for name, each in cells(audit(entry(*users))).items()}
    assert {name: shown[name] for name in ("ana", "ben", "chloe", "dora", "eva")} == {
        "ana": "2026-08-24 (an earlier password)",
        "ben": "2026-08-24",
        "chloe": "never",
        "dora": "2026-08-24 (an earlier password)",
        "eva": "\u2013",
    }


@pytest.mark.parametrize(
    ("policy", "shown"),
    [
        (None, "not known"),
        ({}, "none"),
        ({**STRONG, "expire_passwords": False, "max_password_age": None}, "none"),
        (STRONG, "not known"),
        ({**STRONG, "max_password_age": None}, "not known"),
        ({**STRONG, "expire_passwords": None}, "not known"),
    ],
)
def test_where_no_password_expires_there_is_no_next_rotation(policy: t.Any, shown: str) -> None:
    """Fails when it is said not to be known although the policy says it, or to be none where passwords expire."""
    users = [row(), without_password(), unread(), row("chloe", password_next_rotation=ago(-30))]
    told = cells(audit(entry(*users, account_password_policy=policy), entry(row("zoe"), name="other")))
    assert {name: told[name]["Next rotation"] for name in ("ana", "ben", "eve", "chloe", "zoe")} == {
        "ana": shown,
        "ben": "\u2013",
        "eve": "not known",
        "chloe": "2026-12-22",
        "zoe": "not known",
    }
