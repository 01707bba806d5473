# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values from a playbook become plain types."""

from __future__ import annotations

import collections
import datetime as dt
import enum
import json
import types
import typing as t
import unicodedata

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.plugin_utils._audit.native_types import native_types, visible
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import json_like, many


class Text(str):
    """A tagged string, like Ansible's. Its displayed value differs from its real value."""

    __slots__ = ("tag",)

    def __repr__(self) -> str:
        return "tagged"


class Items(list[t.Any]):
    pass


Few = enum.IntEnum("Few", ["ONE", "TWO", "THREE"])
Real = type("Real", (float,), {})


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        (Text("a"), "a"),
        (Few(3), 3),
        (Real(1.5), 1.5),
        (Items([Text("a"), Items()]), ["a", []]),
        ((1, Text("a")), [1, "a"]),
        (collections.UserDict({Text("a"): Items([Few(1)])}), {"a": [1]}),
        (collections.OrderedDict(a=Text("b")), {"a": "b"}),
        (types.MappingProxyType({"a": None}), {"a": None}),
        ({1: True, None: 2}, {"1": True, "None": 2}),
        (dt.date(2027, 1, 31), "2027-01-31"),
        (dt.datetime(2027, 1, 31, 9, tzinfo=dt.timezone.utc), "2027-01-31 09:00:00+00:00"),
        (b"a", "b'a'"),
        (True, True),
        (None, None),
    ],
)
def test_the_conversion_of_a_value(value: t.Any, becomes: t.Any) -> None:
    """Fails when a subclass survives, which YAML's safe writer rejects, or a value is altered."""
    native = native_types(value)
    assert repr(native) == repr(becomes)
    yaml.safe_dump(native)


@given(json_like)
@many
def test_a_native_value_is_copied(value: t.Any) -> None:
    """Fails when a native value is altered, or comes back as the same list or dictionary."""
    once = native_types(value)
    assert json.dumps(native_types(once)) == json.dumps(once)
    assert not isinstance(value, (list, dict)) or once is not value


def shown(character: str) -> str:
    """Return a letter unchanged, a space as one, and everything else as an escape of JSON and Python."""
    if character.isprintable():
        return character
    return " " if unicodedata.category(character) == "Zs" else ascii(character)[1:-1]


@given(st.text(st.characters(exclude_categories=())))
@example("\x1b[31m\xe9\u672c\U0001f600\r\n\t\x00\x7f\x85\xa0\u3000\u202e\u2028\ufeff\u200b\ud800\U000e0001")
@many
def test_every_character_is_visible(text: str) -> None:
    """Fails when a character has an effect, is dropped or changed, or a letter is escaped."""
    assert visible(text) == "".join(map(shown, text))
    assert visible(text).isprintable()
