# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of credentials share: arguments, profiles, and what holds for every failure."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    import pathlib

    import pytest

CANARY = "Canary-Of-The-Process"
ROLE = "arn:aws:iam::111111111111:role/ops"
DENIED = f"User: arn:aws:iam::1:user/base is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
IN_DOUBT = "It is not known whether AWS carried it out"
GENERATED = {"user_name": "alice", "generate_password": True, "reveal_password": True}
# The requests of a task that creates a password, in order, and what is done when the request is not sent.
REQUESTS = ("GetLoginProfile", "GetUser", "GetAccountPasswordPolicy", "CreateLoginProfile", "GetLoginProfile")


# For each module, arguments about users with no other calls than GetLoginProfile.
DOORS: dict[str, dict[str, t.Any]] = {
    "task": {"user_name": "alice", "state": "absent"},
    "roster_task": {"profiles": [{"user_name": name, "state": "absent"} for name in ("alice", "bob", "carol")]},
    "info_task": {"user_names": ["alice", "bob", "carol"]},
}


def configure(monkeypatch: pytest.MonkeyPatch, folder: pathlib.Path, **profiles: dict[str, str]) -> None:
    """Write an AWS configuration file."""
    sections = [
        "\n".join([f'[profile "{name}"]', *(f"{key} = {value}" for key, value in settings.items())])
        for name, settings in profiles.items()
    ]
    (folder / "config").write_text("\n".join(sections) + "\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "config"))


def base(**more: str) -> dict[str, dict[str, str]]:
    """Return a profile with keys, and one for a role that it assumes."""
    keys = {"aws_access_key_id": "AKIA", "aws_secret_access_key": "secret"}
    return {"base": keys, "ops": {"role_arn": ROLE, "source_profile": "base", **more}}


def check_general(told: dict[str, t.Any], code: str = "credentials_unavailable") -> None:
    """Check what holds for every failure of credentials."""
    assert told["failed"]
    assert CANARY not in repr(told)
    assert "that the module does not know" not in repr(told)
    errors = [row["error"] for row in [told, *(told.get("users") or [])] if row.get("error")]
    assert {error["code"] for error in errors} <= {code, "not_attempted"}
