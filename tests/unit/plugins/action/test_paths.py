# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writable and unwritable paths: the prediction, and the result of an attempt to write."""

from __future__ import annotations

import os
import socket
import stat
import typing as t
from pathlib import Path

import pytest
from ansible.errors import AnsibleActionFail

from ansible_collections.identity.aws.plugins.action.console_access_report import _write
from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal
from ansible_collections.identity.aws.plugins.module_utils._secrets.delivery_file import DeliveryFile
from ansible_collections.identity.aws.plugins.module_utils._secrets.paths import (
    PathProblem,
    problem_of_file,
    problem_of_folder,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

ANA = Principal("ana")
IN_A_MISSING_FOLDER = "missing/file"


@pytest.fixture
def place(tmp_path: Path) -> t.Iterator[Path]:
    """A folder with one of each kind of file."""
    (tmp_path / "file").write_text("{}\n", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "full" / "report.json").mkdir(parents=True)
    os.mkfifo(tmp_path / "fifo")
    links = {"link": "file", "dangling": "nothing", "loop": "loop", "to a device": "/dev/null"}
    for name, target in {**links, "to a folder": "folder", "to a missing folder": "missing"}.items():
        (tmp_path / name).symlink_to(target)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        yield tmp_path


NO_LINK = "is a link to something that does not exist"
KERNEL = "is in a file system of the kernel"
NO_FILE = "and not a regular file"
NO_FOLDER = "is not a folder"
NO_PATH = "a character that is not valid in a path"
# Paths of neither a file nor a folder.
NEITHER: dict[str, str | None] = {
    **dict.fromkeys(("a\0b", "\ud800"), NO_PATH),
    "/proc/new": KERNEL,
    "dangling": NO_LINK,
    "file/new": "Not a directory",
    "loop": "Too many levels of symbolic links",
    "missing/" + "n" * 300: "has more than 255 bytes",
    "n" * 300: "name too long",
}
FILES = {
    **dict.fromkeys(("file", "new", "link", "to a folder/new"), None),
    **NEITHER,
    **dict.fromkeys(("folder", "to a folder"), f"is a folder, {NO_FILE}"),
    **dict.fromkeys(("to a device", "/dev/null"), f"is a device, {NO_FILE}"),
    **dict.fromkeys(("/proc/self/comm", "/sys/new"), KERNEL),
    "fifo": f"is a FIFO, {NO_FILE}",
    "fifo/new": "Not a directory",
    "socket": f"is a socket, {NO_FILE}",
    "to a missing folder/new": NO_LINK,
    IN_A_MISSING_FOLDER: "missing does not exist",
}
FOLDERS = {
    **dict.fromkeys(("folder", "new", "missing/new", "to a folder"), None),
    **NEITHER,
    **dict.fromkeys(("file", "fifo", "/dev/null"), NO_FOLDER),
    "full": "full/report.json is a folder",
}


def everything_in(place: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.lstat().st_mtime_ns) for path in place.rglob("*"))


def matches(problem: PathProblem | None, reason: str | None) -> bool:
    return problem is None if reason is None else problem is not None and reason in problem.reason


@pytest.mark.parametrize(("name", "reason"), FILES.items())
def test_the_verdict_on_a_file_is_that_of_the_attempt(place: Path, name: str, reason: str | None) -> None:
    """Fails when an unwritable file is accepted, a writable one is rejected, or the check changes anything."""
    before = everything_in(place)
    problem = problem_of_file(place / name)
    assert matches(problem, reason)
    assert problem is None or problem.folder_is_missing is (name == IN_A_MISSING_FOLDER)
    assert everything_in(place) == before
    if problem is None:
        DeliveryFile(str(place / name)).store(ANA, {}, None)
        assert (place / name).read_text(encoding="utf-8").endswith('{"user_name": "ana", "sign_in_url": null}\n')


@pytest.mark.parametrize(("name", "reason"), FOLDERS.items())
def test_the_verdict_on_a_folder_is_that_of_the_attempt(place: Path, name: str, reason: str | None) -> None:
    """Fails when a folder without room for a report is accepted, a good one rejected, or the check changes anything."""
    before = everything_in(place)
    folder = place / name
    problem = problem_of_folder(folder, ["report.json"])
    assert matches(problem, reason)
    assert everything_in(place) == before
    if problem is None:
        _write(folder, {folder / "report.json": "{}"}, 0o600)
    elif "\0" not in name and "\ud800" not in name:
        with pytest.raises(AnsibleActionFail):
            _write(folder, {folder / "report.json": "{}"}, 0o600)


@pytest.mark.parametrize("missing", [os.R_OK, os.W_OK])
def test_a_path_without_write_permission_is_rejected(
    place: Path, monkeypatch: pytest.MonkeyPatch, missing: int
) -> None:
    """Fails when a missing permission is found only by writing. access(2) is replaced: root may do anything."""
    monkeypatch.setattr(os, "access", lambda _path, mode: not mode & missing)
    assert matches(problem_of_file(place / "file"), "may not read and write")
    if missing == os.W_OK:
        assert matches(problem_of_file(place / "new"), "may not write to the folder")
        assert matches(problem_of_folder(place / "folder", []), "may not write to the folder")


def test_a_file_of_another_user_in_a_folder_like_tmp_is_rejected(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a report is predicted to replace a file that only its owner may replace."""
    report = place / "folder" / "report.json"
    report.touch()
    report.parent.chmod(0o1777)
    principal = report.stat().st_uid
    for user, is_rejected in ((0, False), (principal, False), (principal + 1, True)):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        reason = "belongs to another user" if is_rejected else None
        assert matches(problem_of_folder(report.parent, [report.name]), reason)


@pytest.mark.parametrize("name", ["file", "link"])
def test_lines_are_not_added_to_a_file_of_another_user_in_a_folder_like_tmp(
    place: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Fails when check mode accepts a file that Linux does not let the real run open (fs.protected_regular)."""
    user, others = os.geteuid(), os.geteuid() + 1
    original = Path.stat

    def owned_by(path: Path, owner: int) -> os.stat_result:
        found = original(path)
        return os.stat_result([*found[:4], owner, *found[5:]]) if stat.S_ISREG(found.st_mode) else found

    shared = [(0o1777, user, False), (0o1777, others, True), (0o1770, others, True)]
    for mode, owner, is_rejected in (*shared, (0o1755, others, False), (0o0777, others, False)):
        place.chmod(mode)
        with monkeypatch.context() as patched:
            patched.setattr(Path, "stat", lambda path, owner=owner: owned_by(path, owner))
            problem = problem_of_file(place / name)
        assert matches(problem, "belongs to another user" if is_rejected else None), oct(mode)


ROSTER: dict[str, t.Any] = {"profiles": [{"user_name": "bob", "password": "Given-Passw0rd"}]}


@pytest.mark.parametrize("name", [name for name, reason in FILES.items() if reason])
@pytest.mark.parametrize("check_mode", [True, False])
def test_the_verdict_comes_before_the_first_call(
    place: Path, monkeypatch: pytest.MonkeyPatch, name: str, check_mode: bool
) -> None:
    """Fails when check mode accepts what a real run rejects, or AWS is called first."""
    tasks = TaskRunner(monkeypatch, InMemoryIAM({"bob": None}))
    result = tasks.run_roster(check_mode=check_mode, **ROSTER, delivery_path=str(place / name))
    if check_mode and name == IN_A_MISSING_FOLDER:
        assert not result["failed"]
        assert "An earlier task may create it, which check mode does not do." in result["warnings"][0]
    else:
        assert result["failed"]
        assert result["msg"].startswith("delivery_path cannot be written to: ")
        assert result["error"]["code"] == "path_not_writable"
        assert tasks.called() == []
