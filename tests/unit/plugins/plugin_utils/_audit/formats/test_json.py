# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as JSON."""

from __future__ import annotations

import json
import typing as t

import pytest
from hypothesis import given

from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.json import to_json
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import any_reports, some


@given(any_reports)
@some
def test_it_is_the_report_with_a_line_for_each_item(document: t.Any) -> None:
    """Fails when a value differs, or two items share a line, so that a diff does not show which changed."""
    text = to_json(document)
    assert json.loads(text) == document
    lines = [line.removesuffix(",") for line in text.splitlines()]
    for key in ("accounts", "checks", "findings", "users"):
        assert all(json.dumps(item, ensure_ascii=False) in lines for item in document[key])


def test_its_format() -> None:
    """Fails when letters beyond ASCII are escapes, an empty list is spread over lines, or NaN is written."""
    audited: t.Any = {"title": "\u00c9tat", "users": [], "findings": [{"id": "a"}, {"id": "\u00e9"}]}
    findings = '"findings": [\n{"id": "a"},\n{"id": "\u00e9"}\n]'
    assert to_json(audited) == f'{{\n"title": "\u00c9tat",\n"users": [],\n{findings}\n}}\n'
    for value in ({"a": float("nan")}, [float("nan")]):
        with pytest.raises(ValueError, match="Out of range float"):
            to_json(t.cast("t.Any", {"users": value}))
