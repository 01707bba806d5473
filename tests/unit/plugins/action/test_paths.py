# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Paths that can be written and paths that cannot: the verdict, and what an attempt to write comes to."""

from __future__ import annotations

import os
import socket
import stat
import typing as t
from pathlib import Path

import pytest
from ansible.errors import AnsibleActionFail

from ansible_collections.identity.aws.plugins.action.console_access_report import _write
from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal, RequestError
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
    for name, target in {
        "link": "file",
        "dangling": "nothing",
        "loop": "loop",
        "to a device": "/dev/null",
        "to a folder": "folder",
        "to a missing folder": "missing",
    }.items():
        (tmp_path / name).symlink_to(target)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        yield tmp_path


FILES = {
    "file": None,
    "new": None,
    "link": None,
    "to a folder/new": None,
    "folder": "is a folder, and not a regular file",
    "to a folder": "is a folder, and not a regular file",
    "fifo": "is a FIFO, and not a regular file",
    "socket": "is a socket, and not a regular file",
    "to a device": "is a device, and not a regular file",
    "/dev/null": "is a device, and not a regular file",
    "dangling": "is a link to something that does not exist",
    "to a missing folder/new": "is a link to something that does not exist",
    "loop": "Too many levels of symbolic links",
    "file/new": "Not a directory",
    "fifo/new": "Not a directory",
    "/proc/new": "is in a file system of the kernel",
    "/proc/self/comm": "is in a file system of the kernel",
    "/sys/new": "is in a file system of the kernel",
    "n" * 300: "name too long",
    "missing/" + "n" * 300: "has more than 255 bytes",
    "a\0b": "a character that no path can have",
    "\ud800": "a character that no path can have",
    IN_A_MISSING_FOLDER: "missing does not exist",
}
FOLDERS = {
    "folder": None,
    "new": None,
    "missing/new": None,
    "to a folder": None,
    "full": "full/report.json is a folder",
    "file": "is not a folder",
    "fifo": "is not a folder",
    "/dev/null": "is not a folder",
    "dangling": "is a link to something that does not exist",
    "loop": "Too many levels of symbolic links",
    "file/new": "Not a directory",
    "/proc/new": "is in a file system of the kernel",
    "n" * 300: "name too long",
    "missing/" + "n" * 300: "has more than 255 bytes",
    "a\0b": "a character that no path can have",
    "\ud800": "a character that no path can have",
}


def everything_in(place: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.lstat().st_mtime_ns) for path in place.rglob("*"))


def is_as_said(problem: PathProblem | None, reason: str | None) -> bool:
    return problem is None if reason is None else problem is not None and reason in problem.reason


@pytest.mark.parametrize(("name", "reason"), FILES.items())
def test_the_verdict_on_a_file_is_that_of_the_attempt(place: Path, name: str, reason: str | None) -> None:
    """Fails when a file is accepted that cannot be written, one is refused that can, or the look changes anything."""
    before = everything_in(place)
    problem = problem_of_file(place / name)
    assert is_as_said(problem, reason)
    assert problem is None or problem.folder_is_missing is (name == IN_A_MISSING_FOLDER)
    assert everything_in(place) == before
    if problem is None:
        DeliveryFile(str(place / name)).store(ANA, {})
        assert (place / name).read_text(encoding="utf-8").endswith('{"user_name": "ana"}\n')


@pytest.mark.parametrize(("name", "reason"), FOLDERS.items())
def test_the_verdict_on_a_folder_is_that_of_the_attempt(place: Path, name: str, reason: str | None) -> None:
    """Fails when a folder is accepted that takes no report, one is refused that does, or the look changes anything."""
    before = everything_in(place)
    folder = place / name
    problem = problem_of_folder(folder, ["report.json"])
    assert is_as_said(problem, reason)
    assert everything_in(place) == before
    if problem is None:
        _write(folder, {folder / "report.json": "{}"}, 0o600)
    elif "\0" not in name and "\ud800" not in name:
        with pytest.raises(AnsibleActionFail):
            _write(folder, {folder / "report.json": "{}"}, 0o600)


@pytest.mark.parametrize("missing", [os.R_OK, os.W_OK])
def test_what_the_user_may_not_write_is_refused(place: Path, monkeypatch: pytest.MonkeyPatch, missing: int) -> None:
    """Fails when it is noticed after something was written for others. Asked of a stand-in: root may do anything."""
    monkeypatch.setattr(os, "access", lambda _path, mode: not mode & missing)
    assert is_as_said(problem_of_file(place / "file"), "may not read and write")
    if missing == os.W_OK:
        assert is_as_said(problem_of_file(place / "new"), "may not write to the folder")
        assert is_as_said(problem_of_folder(place / "folder", []), "may not write to the folder")


def test_a_file_of_another_user_in_a_folder_like_tmp_is_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a report is said to replace a file that only its owner may replace."""
    report = place / "folder" / "report.json"
    report.touch()
    report.parent.chmod(0o1777)
    principal = report.stat().st_uid
    for user, is_refused in ((0, False), (principal, False), (principal + 1, True)):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        reason = "belongs to another user" if is_refused else None
        assert is_as_said(problem_of_folder(report.parent, [report.name]), reason)


@pytest.mark.parametrize("name", ["file", "link"])
def test_lines_are_not_added_to_a_file_of_another_user_in_a_folder_like_tmp(
    place: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Fails when check mode accepts a file that Linux does not let the real run open (fs.protected_regular)."""
    user, others = os.geteuid(), os.geteuid() + 1
    original = Path.stat

    def owned_by(owner: int) -> t.Callable[[Path], os.stat_result]:
        def result(path: Path) -> os.stat_result:
            found = original(path)
            return os.stat_result([*found[:4], owner, *found[5:]]) if stat.S_ISREG(found.st_mode) else found

        return result

    for mode, owner, is_refused in (
        (0o1777, user, False),
        (0o1777, others, True),
        (0o1770, others, True),
        (0o1755, others, False),
        (0o0777, others, False),
    ):
        place.chmod(mode)
        with monkeypatch.context() as patched:
            patched.setattr(Path, "stat", owned_by(owner))
            problem = problem_of_file(place / name)
        assert is_as_said(problem, "belongs to another user" if is_refused else None), oct(mode)


ROSTER: dict[str, t.Any] = {"profiles": [{"user_name": "bob", "password": "Given-Passw0rd"}]}


@pytest.mark.parametrize("name", [name for name, reason in FILES.items() if reason])
@pytest.mark.parametrize("check_mode", [True, False])
def test_the_verdict_comes_before_the_first_call(
    place: Path, monkeypatch: pytest.MonkeyPatch, name: str, check_mode: bool
) -> None:
    """Fails when check mode accepts what a real run refuses, or AWS is called first."""
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


def test_a_disk_that_fills_up_is_no_matter_of_the_path(place: Path) -> None:
    """Fails when a folder that vanishes after the look lets a password be set that is nowhere."""
    file = DeliveryFile(str(place / "folder" / "new"))
    assert file.problem() is None
    (place / "folder").rmdir()
    with pytest.raises(RequestError, match="so it was not set"):
        file.store(ANA, {})
