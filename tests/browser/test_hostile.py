# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names, paths and reasons that somebody chose to do harm with: text on the page, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import documents
import pytest
import yaml

if TYPE_CHECKING:
    from conftest import Viewer

HOSTILE = {
    "script": "<script>window.hit = 1; alert(1)</script>",
    "attribute": "\"><img src=x onerror='window.hit = 1'>",
    "single quotes": "' onmouseover='window.hit = 1' x='",
    "end of a script": "</script><script>window.hit = 1</script>",
    "end of a style": "</style><style>* { display: none }</style>",
    "template": "{{ 7 * 7 }}{% raw %}{# x #}{{ cycler.__init__.__globals__ }}",
    "address": "javascript:window.hit=1",
    "comment": "<!-- --><base href='https://example.com/'><meta http-equiv=refresh content='0;url=https://example.com'>",
    "vector": "<svg onload='window.hit=1'><a href='javascript:window.hit=1'></svg>",
    "entity": "&lt;b&gt; &amp; &#x3c;",
    "lines": "one\ntwo\n- three: [\n\tfour",
    "right to left": "\u202egnp.exe\u2066 \u200b",
    "long": "x" * 5000,
}
LOOSE = "img, iframe, object, embed, link, base, a[href^=javascript], script:not(:last-child), style ~ style, [onload]"


# Words of the collection's own, that say what belongs where.
OURS = {"id", "severity", "tone", "findings"}
# Not shown of each: what a check says that neither found anything nor passed, controls of a finding (they are its
# check's), the number of an account beside its name, and remedies, which are compared as YAML.
ELSEWHERE = {"checks.why", "checks.cis", "findings.cis", "users.account_id", "findings.remedy"}


class Poison:
    """Puts another hostile text in place of every string, and keeps what it put where."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.put: list[tuple[str, str]] = []

    def into(self, value: Any, path: str = "") -> Any:
        if isinstance(value, dict):
            return {key: each if self._is_ours(key, each) else self.into(each, f"{path}.{key}")
                    for key, each in value.items()}  # fmt: skip
        if isinstance(value, list):
            return [self.into(each, path) for each in value]
        if isinstance(value, str):
            self.put.append((path.strip("."), f"{self.text}{len(self.put)}."))
            return self.put[-1][1]
        return value

    @staticmethod
    def _is_ours(key: str, value: Any) -> bool:
        return key in OURS and not (value and isinstance(value, list) and isinstance(value[0], dict))

    def to_be_shown(self) -> list[str]:
        return [text for path, text in self.put if not path.startswith(tuple(ELSEWHERE))]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_string_is_text(view: Viewer, text: str) -> None:
    """Fails when a string of the document is taken for markup, script, template or address anywhere on the page."""
    poison = Poison(text)
    document = poison.into(documents.sample())
    page = view(document)
    page.open_details()
    page.sorter("User").click()
    page.page.fill("#filter-text", text)
    said = page.page.evaluate("document.documentElement.textContent")
    assert len(poison.to_be_shown()) > 400
    assert [each for each in poison.to_be_shown() if each not in said] == []
    tasks = [yaml.safe_load(each) for each in page.page.locator("pre").all_text_contents()]
    assert tasks == [[each["remedy"]] for each in document["findings"] if each["accepted"] is None]
    assert page.page.evaluate("window.hit") is None
    assert page.page.locator(LOOSE).count() == 0
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
