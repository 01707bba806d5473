# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Convert values from a playbook to plain Python types, without Ansible's tags, and visible strings.

All input of a report passes ``native_types``, so a format only escapes its own syntax.

Pure.
"""

from __future__ import annotations

import typing as t
import unicodedata


def visible(text: str) -> str:
    r"""Return a string in which every character is visible and on one line.

    Control characters, bidirectional marks, zero-width characters, line separators and lone surrogates become escapes
    such as ``\x1b``. Spaces of other widths become a space.
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")


def native_types(value: t.Any) -> t.Any:
    """Return plain dictionaries, lists, visible strings and numbers; everything else becomes a string.

    Since ansible-core 2.19 they are subclasses, which YAML's fast writer rejects, and which are slow to traverse.
    """
    if isinstance(value, t.Mapping):
        return {_plain_string(key): native_types(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [native_types(item) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return value + 0
    return _plain_string(value)


def _plain_string(value: t.Any) -> str:
    return visible(str.__str__(str(value)))
