# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check whether a file or the files of a folder can be written, without writing.

For check mode, which returns the result of the real run. A full disk is only found by writing.
"""

from __future__ import annotations

import os
import stat
import typing as t
from dataclasses import dataclass
from pathlib import Path

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
# Here root has every permission by access(2), but cannot create files.
_KERNEL = ("/proc", "/sys", "/dev/pts")
NO_PATH = "it contains a character that is not valid in a path"


@dataclass(frozen=True)
class PathProblem:
    """Why a path cannot be written, as a clause.

    ``folder_is_missing``: it could be written if the folder existed. An earlier task of the play may create it, but not
    in check mode.
    """

    reason: str
    folder_is_missing: bool = False


def problem_of_file(path: Path) -> PathProblem | None:
    """Return why lines cannot be appended to a regular file, or None. It may not exist yet, but its folder must."""
    return _verdict(_problem_of_file, path)


def problem_of_folder(path: Path, names: t.Iterable[str]) -> PathProblem | None:
    """Return why files with these names cannot be written into a folder, created if missing, or None."""
    return _verdict(lambda folder: _problem_of_folder(folder, names), path)


def _verdict(check: t.Callable[[Path], PathProblem | None], path: Path) -> PathProblem | None:
    try:
        if b"\0" in os.fsencode(path):
            return PathProblem(NO_PATH)
        return check(path.absolute())
    except UnicodeEncodeError:
        return PathProblem(NO_PATH)
    except OSError as error:
        # For example a parent that is a file, a name that is too long, or a folder without permission.
        return PathProblem(f"{error.strerror} ({path})")


def _problem_of_file(path: Path) -> PathProblem | None:
    kind = _kind_of(path)
    if kind is None:
        return _problem_of_creation(path, makes_folders=False)
    if kind != stat.S_IFREG:
        return PathProblem(f"{path} is {_KINDS.get(kind, 'something else')}, and not a regular file")
    if not os.access(path, os.R_OK | os.W_OK):
        return PathProblem(f"the user who runs the task may not read and write {path}")
    return _problem_of_kernel(path) or _problem_of_shared_folder(path)


def _problem_of_shared_folder(path: Path) -> PathProblem | None:
    """Return why a file in a folder such as /tmp cannot be opened to append, unknown to access(2), or None.

    Most distributions set fs.protected_regular (proc_sys_fs(5)), which forbids it even to root. Without it, the owner
    of the file could still remove what the task writes.
    """
    file = path.resolve()
    folder, owner = file.parent.stat(), file.stat().st_uid
    is_shared = folder.st_mode & stat.S_ISVTX and folder.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if is_shared and owner not in {os.geteuid(), folder.st_uid}:
        return PathProblem(f"{path} belongs to another user, and the folder is shared")
    return None


def _problem_of_folder(folder: Path, names: t.Iterable[str]) -> PathProblem | None:
    kind = _kind_of(folder)
    if kind is None:
        return _problem_of_creation(folder, makes_folders=True)
    if kind != stat.S_IFDIR:
        return PathProblem(f"{folder} is not a folder")
    if problem := _problem_of_kernel(folder) or _problem_of_permission(folder):
        return problem
    problems = (_problem_of_replacement(folder / name) for name in names)
    return next((problem for problem in problems if problem), None)


def _kind_of(path: Path) -> int | None:
    """Return the type bits of the target of a path, or None."""
    try:
        return stat.S_IFMT(path.stat().st_mode)
    except FileNotFoundError:
        return None


def _problem_of_creation(path: Path, *, makes_folders: bool) -> PathProblem | None:
    folder, names = path, []
    while not os.path.lexists(folder):
        names.append(folder.name)
        folder = folder.parent
    if not folder.is_dir():
        return PathProblem(f"{folder} is a link to something that does not exist")
    longest = os.pathconf(folder, "PC_NAME_MAX")
    if any(len(os.fsencode(name)) > longest for name in names):
        return PathProblem(f"a name in {path} has more than {longest} bytes")
    if problem := _problem_of_kernel(folder):
        return problem
    if folder != path.parent and not makes_folders:
        return PathProblem(f"the folder {path.parent} does not exist", folder_is_missing=True)
    problem = _problem_of_permission(folder)
    if problem and folder != path.parent:
        return PathProblem(f"the folder {path} does not exist, and {problem.reason}", folder_is_missing=True)
    return problem


def _problem_of_permission(folder: Path) -> PathProblem | None:
    if os.access(folder, os.W_OK | os.X_OK):
        return None
    return PathProblem(f"the user who runs the task may not write to the folder {folder}")


def _problem_of_kernel(path: Path) -> PathProblem | None:
    real = os.path.realpath(path)
    if any(real == place or real.startswith(f"{place}/") for place in _KERNEL):
        return PathProblem(f"{path} is in a file system of the kernel, which stores no files")
    return None


def _problem_of_replacement(path: Path) -> PathProblem | None:
    """Return why a file cannot replace the existing one (rename(2)), or None."""
    if not os.path.lexists(path):
        return None
    if path.is_dir() and not path.is_symlink():
        return PathProblem(f"{path} is a folder")
    folder = path.parent.stat()
    # In a folder with the sticky bit, such as /tmp, only the owner of the file or folder may replace it.
    if folder.st_mode & stat.S_ISVTX and os.geteuid() not in {0, folder.st_uid, path.lstat().st_uid}:
        return PathProblem(f"{path} belongs to another user")
    return None
