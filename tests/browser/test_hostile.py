# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Strings that could do harm: text on the page, and nothing more. The unit tests of html.py try many more of them."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

import documents

if TYPE_CHECKING:
    from conftest import Viewer

HOSTILE = (
    "<script>window.hit = 1; alert(1)</script>",
    "\"><img src=x onerror='window.hit = 1'>",
    "' onmouseover='window.hit = 1' x='",
    "</script><script>window.hit = 1</script>",
    "</style><style>* { display: none }</style>",
    "{{ 7 * 7 }}{% raw %}{# x #}{{ cycler.__init__.__globals__ }}",
    "javascript:window.hit=1",
    "<!-- --><base href='https://example.com/'><meta http-equiv=refresh content='0;url=https://example.com'>",
    "<svg onload='window.hit=1'><a href='javascript:window.hit=1'></svg>",
    "&lt;b&gt; &amp; &#x3c;",
    "one\ntwo\n- three: [\n\tfour",
    "\u202egnp.exe\u2066 \u200b",
    "x" * 5000,
)
LOOSE = "img, iframe, object, embed, link, base, a[href^=javascript], script:not(:last-child), style ~ style, [onload]"
# What of a finding, a user, an account, and a check that is open is shown as it is.
SHOWN = {"title", "verdict", "also", "summary", "user_name", "arn", "msg", "reason", "until", "account", "label"}


def poisoned(value: Any, texts: Any) -> Any:
    """Return a document with the next hostile string in each place whose string is shown."""
    if isinstance(value, list):
        return [poisoned(each, texts) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: next(texts) if key in SHOWN and isinstance(each, str) else poisoned(each, texts)
        for key, each in value.items()
    }


def test_a_hostile_string_is_text(view: Viewer) -> None:
    """Fails when a string of the report is taken for markup, script, template or address anywhere on the page."""
    page = view(poisoned(documents.sample(), cycle(HOSTILE)))
    page.open_details()
    page.sorter("User").click()
    page.page.fill("#filter-text", HOSTILE[0])
    shown = page.page.evaluate("document.documentElement.textContent")
    assert [text for text in HOSTILE if shown.count(text) < 5] == []
    assert page.page.evaluate("window.hit") is None
    assert page.page.locator(LOOSE).count() == 0
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
