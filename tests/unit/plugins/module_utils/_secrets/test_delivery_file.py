# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The file of generated passwords: complete lines, for its owner alone."""

from __future__ import annotations

import json
import os
import stat
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal, RequestError
from ansible_collections.identity.aws.plugins.module_utils._secrets.delivery_file import DeliveryFile

if t.TYPE_CHECKING:
    import pathlib

URL = "https://example.signin.aws.amazon.com/console"


def test_each_password_is_a_line_that_only_its_owner_can_read(tmp_path: pathlib.Path) -> None:
    """Fails when an earlier line is lost, or the file can be read by others."""
    path = tmp_path / "passwords.jsonl"
    old = os.umask(0)
    try:
        DeliveryFile(str(path)).store(Principal("ana"), {"encrypted_password": "a\nb", "key_fingerprint": "F"}, URL)
        DeliveryFile(str(path)).store(Principal("ben"), {"encrypted_password": "c", "key_fingerprint": "F"}, None)
    finally:
        os.umask(old)
    first, second = path.read_text().splitlines()
    delivered = {"user_name": "ana", "encrypted_password": "a\nb", "key_fingerprint": "F", "sign_in_url": URL}
    assert json.loads(first) == delivered
    assert (json.loads(second)["user_name"], json.loads(second)["sign_in_url"]) == ("ben", None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_line_after_one_that_was_cut_short_can_be_read(tmp_path: pathlib.Path) -> None:
    """Fails when a password's line is the end of an incomplete one, for which the disk had no room."""
    path = tmp_path / "passwords.jsonl"
    cut_short = '{"user_name": "ana", "encrypted_pass'
    path.write_text(cut_short)
    for name in ("ben", "cleo"):
        DeliveryFile(str(path)).store(Principal(name), {"encrypted_password": "c", "key_fingerprint": "F"}, URL)
    first, *others = path.read_text().splitlines()
    assert first == cut_short
    assert [json.loads(line)["user_name"] for line in others] == ["ben", "cleo"]


def test_nothing_is_written_before_there_is_something(tmp_path: pathlib.Path) -> None:
    """Fails when check mode, which generates no password, leaves a file behind."""
    assert DeliveryFile(str(tmp_path / "passwords.jsonl")).problem() is None
    assert list(tmp_path.iterdir()) == []


def test_a_password_that_cannot_be_stored_raises(tmp_path: pathlib.Path) -> None:
    """Fails when no error is raised, so that a password would be set that can be lost."""
    folder = tmp_path / "folder"
    folder.mkdir()
    file = DeliveryFile(str(folder / "passwords.jsonl"))
    folder.rmdir()
    with pytest.raises(
        RequestError, match="the generated password could not be stored in delivery_path, so it was not set"
    ):
        file.store(Principal("ana"), {}, URL)
