# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page keeps to itself, whatever its strings, and needs no script. The unit tests of html.py have what it shows."""

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


def test_no_other_script_runs(view: Viewer) -> None:
    """Fails when the policy of the page would let a script run that somebody got into it, or a style hold."""
    page = view(documents.empty())
    page.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", "<p onclick='window.ran = true' style='color: red'>x</p>");
            document.body.lastElementChild.click();
        }"""
    )
    assert page.page.evaluate("window.ran") is None
    assert page.page.evaluate("getComputedStyle(document.body.lastElementChild).color") != "rgb(255, 0, 0)"
    assert len(page.complaints) == 3
    page.complaints.clear()


def test_without_a_script_everything_is_there(view: Viewer) -> None:
    """Fails when rows are shown by the script only, or controls are shown that do nothing."""
    document = documents.large(300)
    page = view(document, java_script_enabled=False).page
    assert page.locator("table.users tbody tr:visible").count() == 300
    not_evaluated = sum(len(check["not_evaluated"]) for check in document["checks"])
    assert page.locator(".cards tbody tr:visible").count() == len(document["findings"]) + not_evaluated
    assert page.locator("button:visible, input:visible, select:visible").count() == 0
