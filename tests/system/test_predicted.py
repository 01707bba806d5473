# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the read stage and the file system show, through ansible-playbook: check mode returns what the real run does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from playbook_runner import PlaybookRunner, roster, task

if TYPE_CHECKING:
    from client import Emulator
    from mypy_boto3_iam import IAMClient

PASSWORD = "Correct-Horse-7"


def both(runner: PlaybookRunner, one: dict[str, Any], *arguments: str) -> list[dict[str, Any]]:
    """Play a task in check mode and then for real. A failure of the first does not end the play."""
    return runner.play([{**one, "check_mode": True}, one], *arguments).results


def test_the_tag_quota(runner: PlaybookRunner, iam: IAMClient, emulator: Emulator) -> None:
    """Fails when check mode predicts a rotation that cannot be recorded, or a real run sets the password first."""
    iam.create_user(UserName="alice")
    iam.tag_user(UserName="alice", Tags=[{"Key": f"tag-{number}", "Value": "x"} for number in range(50)])
    for result in both(runner, task(user_name="alice", password=PASSWORD, password_version="1")):
        assert (result["failed"], result["error"]["code"]) == (True, "tag_quota_exceeded")
    assert emulator.passwords() == {}


def test_a_password_that_echo_has_ended(runner: PlaybookRunner, iam: IAMClient, emulator: Emulator) -> None:
    """Fails when a line feed at the end is set in silence, or another password than the given one."""
    iam.create_user(UserName="alice")
    for result in both(runner, task(user_name="alice", password=f"{PASSWORD}\n")):
        assert result["changed"]
        assert "alice (a line feed at the end)" in result["warnings"][0]
    assert emulator.passwords() == {"alice": f"{PASSWORD}\n"}


@pytest.mark.parametrize("path", ["/dev/stdout", "fifo", "/proc/passwords", "dangling", "missing/passwords"])
def test_a_delivery_file(runner: PlaybookRunner, iam: IAMClient, emulator: Emulator, path: str) -> None:
    """Fails when a path is opened that is no file, the verdicts differ, or a folder that is yet to be made is one."""
    iam.create_user(UserName="alice")
    os.mkfifo(runner.folder / "fifo")
    (runner.folder / "dangling").symlink_to("nothing/at all")
    one = roster([{"user_name": "alice", "password": PASSWORD}], delivery_path=str(runner.folder / path))
    predicted, real = both(runner, one)
    assert real["failed"]
    assert "delivery_path cannot be written to" in real["msg"]
    if path.startswith("missing"):
        assert not predicted.get("failed")
        assert "An earlier task may create it" in predicted["warnings"][0]
    else:
        assert predicted["msg"] == real["msg"]
    assert emulator.passwords() == {}


@pytest.mark.parametrize(("directory", "reason"), [("file/report", "Not a directory"), ("/proc/x", "of the kernel")])
def test_a_folder_of_a_report(runner: PlaybookRunner, directory: str, reason: str) -> None:
    """Fails when check mode returns the files of a report that cannot be written."""
    (runner.folder / "file").touch()
    accounts = [{"name": "production", "access": {"users": []}}]
    options = {"accounts": accounts, "directory": str(runner.folder / directory)}
    for result in both(runner, {"identity.aws.console_access_report": options}):
        assert result["failed"]
        assert reason in result["msg"]
