# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hypothesis strategies for invalid values of options."""

from __future__ import annotations

import typing as t

from hypothesis import strategies as st

Spec = t.Mapping[str, t.Mapping[str, t.Any]]
Typical = t.Mapping[str, t.Sequence[t.Any]]

# In every given password and key, so that a leak is found anywhere.
CANARY = "Canary"

_PIECES = (
    *("\x00", "\n", "\r\n", "\t", "\x1b[31m", "\x7f", "\x85", "\xa0", "\u2028", "\ufeff", "\uffff", "\u200b"),
    *("\u202e", "\u0627\u0644", "e\u0301", "\u0301", "\ud800", "\udcff", "\ud83d\ude00", "\U0001f600", "\U0010ffff"),
    *("\u0131", "\u017f", "\u212a", "\ufb01", "\uff21", "\u0663", "\xb2", "\xff", "\u0100"),  # case, digits, borders
    *("{{ 7 * 7 }}", "{action}", "{0}", "%s", "%", "$HOME", "${x}", "~", "!unsafe", "'", '"', "\\", "`", ";", ",", " "),
    *("*", "?", "[", "[!", "]", "..", "/", "//", "<x>", "&", "aws:", "AWS:", "-", "=", "@", "0", "A", "null", "true"),
)
# Around every limit of the modules and of AWS.
_LENGTHS = (1, 2, 5, 6, 11, 12, 13, 63, 64, 65, 127, 128, 129, 255, 256, 257, 510, 511, 512, 513, 5000)
_NUMBERS = (
    *(-1, 0, 1, 5, 6, 7, 64, 65, 128, 129, 999, 3599, 3600, 7776000, 7776001),
    *(2**31, 2**63, 2**64, 10**400, -(10**400), True, False, None),
    *(0.5, 1.0, -0.0, 1e308, float("nan"), float("inf"), "7", " 7 ", "7.0", "1e3", "0x10", "0o17", "\u0663", "", "1_0"),
)
_FLAGS = (
    *(True, False, None, 0, 1, 2, 0.0, 1.0),
    *("yes", "no", "on", "off", "True", "y", "t", "", "maybe", " yes", "\u0131"),
)

characters = st.characters(exclude_categories=())
pieces = st.sampled_from(_PIECES) | characters
_POSITIONS = st.integers(0, 40)


def odd_strings(typical: t.Sequence[t.Any] = ()) -> st.SearchStrategy[str]:
    """Return strings: valid ones with one wrong part, of every length, and of any characters."""
    repeated = st.builds(lambda piece, size: piece * size, pieces, st.sampled_from(_LENGTHS))
    anything = st.text(characters, max_size=8)
    good = [text for text in typical if isinstance(text, str)]
    if not good:
        return repeated | anything
    spoilt = st.builds(lambda text, piece, at: text[:at] + piece + text[at:], st.sampled_from(good), pieces, _POSITIONS)
    long = st.builds(lambda text, size: (text * size)[:size], st.sampled_from(good), st.sampled_from(_LENGTHS))
    return spoilt | spoilt | long | repeated | anything


def _nested(value: t.Any, depth: int, *, in_lists: bool) -> t.Any:
    for _level in range(depth):
        value = [value] if in_lists else {"a": value}
    return value


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(_NUMBERS) | odd_strings()
# Any value that a task can have, including too deep and too long ones.
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(odd_strings(), inner, max_size=3),
    max_leaves=20,
) | st.builds(_nested, scalars, st.integers(1, 60), in_lists=st.booleans())
huge = st.tuples(scalars, st.sampled_from([100, 1000])).map(lambda pair: [pair[0]] * pair[1])


@st.composite
def arguments(draw: st.DrawFn, spec: Spec, typical: Typical, scenes: t.Sequence[dict[str, t.Any]]) -> dict[str, t.Any]:
    """Return valid arguments, of which some options have another value, valid or not."""
    given = dict(draw(st.sampled_from(scenes)))
    for name in draw(st.lists(st.sampled_from(sorted(spec)), max_size=4)):
        kind = draw(st.sampled_from(["good", "good", "hostile", "hostile", "hostile", "anything", "left out"]))
        written = draw(st.sampled_from([name, *spec[name].get("aliases", ())]))
        if kind == "left out":
            given.pop(name, None)
        elif kind == "anything":
            given[written] = draw(values | huge)
        elif kind == "good" and typical.get(name):
            given[written] = draw(st.sampled_from(typical[name]))
        else:
            given[written] = draw(_hostile(name, spec[name], typical))
    if draw(st.integers(0, 40)) == 0:
        given[draw(odd_strings(sorted(spec)))] = draw(values)
    return given


def _hostile(name: str, option: t.Mapping[str, t.Any], typical: Typical) -> st.SearchStrategy[t.Any]:
    """Return values of the type of an option, and similar ones."""
    good = typical.get(name, option.get("choices", ()))
    kind = option.get("elements") if option["type"] == "list" else option["type"]
    if "options" in option:
        inner = [each for value in typical[name] for each in (value if isinstance(value, list) else [value])]
        one: st.SearchStrategy[t.Any] = arguments(option["options"], typical, inner)
    else:
        flat = [each for value in good for each in (value if isinstance(value, list) else [value])]
        odd = {"int": st.sampled_from(_NUMBERS), "bool": st.sampled_from(_FLAGS), "raw": values}
        one = odd.get(str(kind), odd_strings(flat))
    if option["type"] != "list":
        return one
    several = st.lists(one, max_size=4)
    return several | several | one | several.map(lambda list_: list_ * 40) | st.lists(one | values, max_size=3)


def below(folder: str, path: t.Any) -> t.Any:
    """Return a path that stays in a folder, whatever Ansible expands in it. Other types are no folder outside."""
    if not isinstance(path, str):
        return path
    return f"{folder}/{path.replace('..', '').replace('$', '').replace('~', '')}"


@st.composite
def spoilt(draw: st.DrawFn, good: st.SearchStrategy[t.Any]) -> t.Any:
    """Return a valid value of which some parts are replaced or missing."""
    value = draw(good)
    for _time in range(draw(st.integers(0, 3))):
        value = _spoilt_once(draw, value)
    return value


def _spoilt_once(draw: st.DrawFn, value: t.Any) -> t.Any:
    """Replace one nested part at any depth."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    if not keys or draw(st.integers(0, 4)) == 0:
        return draw(odd_strings([value]) if isinstance(value, str) and value else values)
    key, kind = draw(st.sampled_from(keys)), draw(st.integers(0, 11))
    changed = dict(value) if isinstance(value, dict) else dict(enumerate(value))
    if kind == 0:
        del changed[key]
    elif kind == 1 and isinstance(value, dict):
        changed[draw(scalars)] = changed.pop(key)
    else:
        changed[key] = _spoilt_once(draw, changed[key])
    return changed if isinstance(value, dict) else list(changed.values())
