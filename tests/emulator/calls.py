# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The log of the calls that reached the emulated AWS, in the order of their arrival, without secrets."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

_SECRET = frozenset({"Password", "OldPassword", "NewPassword"})


@dataclass
class Entry:
    """One call, and the result that its caller saw: status None if the connection was cut, or no reply was sent yet.

    The account is the one that the call is about: of AssumeRoot the target, else the caller's. The task policy is that
    of the root session that the caller has. ``at`` is when it arrived, in seconds since 1970. ``carried_out`` is
    whether AWS did what the call asks for, whatever its caller saw of that.
    """

    action: str
    user_name: str | None
    parameters: Mapping[str, str | bool]
    access_key: str
    account: str | None = None
    task_policy: str | None = None
    status: int | None = None
    code: str | None = None
    carried_out: bool = False
    at: float = field(default_factory=time.time)


def without_secrets(parameters: Mapping[str, str]) -> dict[str, str | bool]:
    """Return the parameters; of a password only its presence."""
    return {key: True if key in _SECRET else value for key, value in parameters.items()}
