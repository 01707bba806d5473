# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a test says of a user because no call of an API does: a sign-in with the password, MFA, and an earlier date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import dates
from backend import ACCOUNT
from memory import Memory, Owner
from settings import Refused


def sign_in(memory: Memory, wanted: object) -> None:
    """Note a sign-in, at a time or now. Refuse one of a user without a password: nobody can have signed in."""
    given, owner = _read(memory, wanted, "at")
    at = _time(given["at"])
    if owner not in memory.profiles:
        raise Refused(f"{owner[1]} has no password to sign in with.")
    memory.note_sign_in(owner, at)


def mfa(memory: Memory, wanted: object) -> None:
    """Say that a user has MFA, or no longer. A device that the backend knows counts besides."""
    given, owner = _read(memory, wanted, "active")
    if not isinstance(given["active"], bool):
        raise Refused(f"Whether MFA is active is true or false, not {given['active']!r}.")
    if given["active"]:
        memory.mfa.add(owner)
    else:
        memory.mfa.discard(owner)


def created(memory: Memory, wanted: object) -> None:
    """Set when a user was created. A user of the same name who is created later has a date of their own."""
    given, owner = _read(memory, wanted, "at")
    memory.created[owner] = _time(given["at"])


def _read(memory: Memory, wanted: object, fact: str) -> tuple[Mapping[str, Any], Owner]:
    names = {"user_name", "account", fact}
    if not isinstance(wanted, Mapping) or set(wanted) != names:
        raise Refused(f"Needed is a JSON object with {', '.join(sorted(names))}, not {wanted!r}.")
    owner = wanted["account"] or ACCOUNT, wanted["user_name"]
    if not memory.knows_user(owner):
        raise Refused(f"No user {owner[1]} was created in the account {owner[0]}.")
    return wanted, owner


def _time(value: object) -> datetime:
    if value is None:
        return dates.now()
    try:
        return dates.read(str(value))
    except ValueError as error:
        raise Refused(f"A sign-in is at a time with a time zone: {error}.") from None
