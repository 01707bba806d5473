# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The log of the calls that reached the emulated AWS, in the order of their arrival, without secrets."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from query import Call

_SECRET = frozenset({"Password", "OldPassword", "NewPassword"})


@dataclass
class Entry:
    """One call, and what its caller saw: status None if the connection was cut, or no reply was sent yet.

    The account is the one that the call is about: of AssumeRoot the target, else the caller's. The task policy is that
    of the root session that the caller has. ``at`` is when it arrived, in seconds since 1970. ``carried_out`` says
    whether AWS did what the call asks for, whatever its caller saw of that.
    """

    action: str
    user_name: str | None
    parameters: Mapping[str, str | bool]
    access_key: str
    at: float
    account: str | None = None
    task_policy: str | None = None
    status: int | None = None
    code: str | None = None
    carried_out: bool = False


class CallLog:
    """Every call since the start or the last clearing."""

    def __init__(self) -> None:
        """Start empty."""
        self._entries: list[Entry] = []

    def begin(self, call: Call, user_name: str | None) -> Entry:
        """Note a call that has arrived. Of a password only its presence is kept."""
        parameters = {key: True if key in _SECRET else value for key, value in call.parameters.items()}
        entry = Entry(call.action, user_name, parameters, call.access_key, time.time())
        self._entries.append(entry)
        return entry

    def as_json(self) -> list[dict[str, Any]]:
        """Return the log in its documented form."""
        return [asdict(entry) for entry in self._entries]

    def clear(self) -> None:
        """Forget the calls so far."""
        self._entries = []
