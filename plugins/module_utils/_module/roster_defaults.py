# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a roster says of each of its users, and whether it says it once.

Pure. A profile of a roster is a mapping with every option of one principal; what it leaves out is None.
"""

from __future__ import annotations

import typing as t

Options = t.Mapping[str, t.Any]

# Nobody sets the password of a root user, so what is said for all is said of IAM users.
_OF_A_ROOT_USER: Options = {
    "password_reset_required": None,
    "update_password": "on_create",
    "generate_password": None,
    "pgp_key": None,
    "reveal_password": None,
    "password_version": None,
}
# Options of which a profile chooses one: what it says itself puts the defaults of all of them out of force.
_ALTERNATIVES = (("password", "generate_password"), ("pgp_key", "reveal_password"))


def with_defaults(profile: Options, defaults: Options) -> dict[str, t.Any]:
    """Return the profile with the defaults of the whole roster where it says nothing itself."""
    if profile["root_account_id"] is not None:
        defaults = {**defaults, **_OF_A_ROOT_USER}
    out_of_force = {name for names in _ALTERNATIVES if any(_is_said(profile[name]) for name in names) for name in names}
    if not _generates(profile, defaults):
        # Nothing is generated for this one, so there is nothing to be returned.
        out_of_force |= {"generate_password", *_ALTERNATIVES[1]}
    return {
        name: defaults.get(name) if value is None and name not in out_of_force else value
        for name, value in profile.items()
    }


def _generates(profile: Options, defaults: Options) -> bool:
    """Say whether a password is to be generated, by what the entry says or else by the default."""
    if profile["generate_password"] is not None:
        return bool(profile["generate_password"])
    state = profile["state"] or defaults.get("state")
    return bool(defaults.get("generate_password")) and profile["password"] is None and state != "absent"


def _is_said(value: object) -> bool:
    """Say whether an option is chosen. An empty text is a slip, and is told as one."""
    return value is not None and value is not False


def clashes(names: t.Sequence[str]) -> list[str]:
    """List the names that are there twice, as sentences.

    AWS does not tell names apart by case ("Names are not distinguished by case", IAM User Guide, "IAM identifiers").
    """
    spellings: dict[str, list[str]] = {}
    for name in names:
        spellings.setdefault(name.lower(), []).append(name)
    return [_clash(same) for same in spellings.values() if len(same) > 1]


def _clash(same: t.Sequence[str]) -> str:
    if len(set(same)) == 1:
        return f"'{same[0]}' is in profiles {len(same)} times. Keep one."
    different = " and ".join(f"'{name}'" for name in sorted(set(same)))
    return f"{different} in profiles differ only in case, which AWS does not tell apart. Keep one."
