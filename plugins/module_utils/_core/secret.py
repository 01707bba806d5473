# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A string that is not shown by accident.

Pure.
"""

from __future__ import annotations

import typing as t

# The placeholder of all hidden values, so that Ansible masks only one string. No option accepts it as a name, number or
# mapping, it has no comma to split at, and no message of this collection contains it.
HIDDEN = "<hidden by identity.aws>"


class Secret:
    """A string that only ``reveal`` returns. Its repr, also in f-strings, is the placeholder.

    Serializing it raises TypeError.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Store the string."""
        self._value = value

    def reveal(self) -> str:
        """Return the string."""
        return self._value

    def __repr__(self) -> str:
        return HIDDEN

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> t.NoReturn:
        raise TypeError("a secret is not serialized")
