# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A value that is not shown by accident.

Pure.
"""

from __future__ import annotations

import typing as t

# Stands for every hidden value, so that Ansible has one string to mask however many there are. No option of a module
# accepts it as a name, a number or a mapping, and no comma splits it. An encrypted message and our sentences never have
# its characters in this order.
HIDDEN = "<hidden by identity.aws>"


class Secret:
    """A string that only ``reveal`` returns. Formatted, printed or part of an error it is the placeholder.

    JSON and pickle raise TypeError for it.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Take the string."""
        self._value = value

    def reveal(self) -> str:
        """Return the string, for the one call that needs it."""
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
