# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values from a playbook as plain Python: without Ansible's tags, and with strings of visible characters only.

Everything that a report shows comes in through ``native_types``, so each format has its own syntax to escape and
nothing else.

Pure.
"""

from __future__ import annotations

import typing as t
import unicodedata


def visible(text: str) -> str:
    r"""Return a string in which every character is visible and on one line.

    Control characters, bidirectional marks, characters of no width, line separators and lone surrogates become escapes
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
    """Return dictionaries, lists and visible strings as exactly these types, and everything else but numbers as string.

    Since ansible-core 2.19 they are subclasses which YAML's fast writer refuses, and which are slow to walk.
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
