# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of the action. Whole reports are in tests/system, the documentation in ../modules."""

from __future__ import annotations

import os
import pathlib
import resource
import signal
import typing as t

import pytest
from ansible.errors import AnsibleActionFail

from ansible_collections.identity.aws.plugins.action import console_access_report
from ansible_collections.identity.aws.plugins.action.console_access_report import _check, _mode, _saved_reports, _write
from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError


@pytest.mark.parametrize("only_predict", [False, True])
def test_a_missing_folder_is_made_by_this_task_or_by_an_earlier_one(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, only_predict: bool
) -> None:
    """Fails when check mode fails although an earlier task would create the folder, or a real run writes first."""
    folder = tmp_path / "reports" / "today"
    files = [folder / "report.json"]
    assert _check(folder, files, only_predict=only_predict) is None
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # root may do anything
    if only_predict:
        assert "An earlier task may create it" in str(_check(folder, files, only_predict=True))
    else:
        with pytest.raises(AnsibleActionFail, match=r"cannot be written to directory: the folder .* does not exist"):
            _check(folder, files, only_predict=False)
    assert not folder.parent.exists()


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600])
def test_who_makes_the_folder_may_write_into_it(tmp_path: pathlib.Path, mode: int) -> None:
    """Fails when a mode without write permission keeps the report out of its own folder."""
    folder = tmp_path / "reports"
    _write(folder, {folder / "report.json": "{}"}, mode)
    assert folder.stat().st_mode & 0o700 == 0o700


def test_a_partial_report_replaces_nothing(tmp_path: pathlib.Path) -> None:
    """Fails when a full disk leaves a partial report in place of the old one, or one new and one old file."""
    contents = {tmp_path / "a.json": "new", tmp_path / "b.html": "new" * 1000}
    for path in contents:
        path.write_text("the old one, whole", encoding="utf-8")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(AnsibleActionFail, match="could not be written"):
            _write(tmp_path, contents, 0o600)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert {path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"the old one, whole"}
    assert set(tmp_path.iterdir()) == set(contents)


@pytest.mark.parametrize(("given", "mode"), [("0600", 0o600), ("640", 0o640), ("0444", 0o444)])
def test_a_mode(given: str, mode: int) -> None:
    """Fails when the digits are parsed as decimal."""
    assert _mode(given) == mode


@pytest.mark.parametrize("given", [400, 440, 0o600, "0680", "u=rw", "06000", "", True, None, ["0600"]])
def test_what_is_no_mode(given: t.Any) -> None:
    """Fails when others may read or write a report whose mode was not quoted: 400 would be 0620."""
    with pytest.raises(RequestError, match=r"^mode must be three octal digits, as in '0600'\. Quote it in YAML\.$"):
        _mode(given)


def test_an_input_is_a_regular_file_without_a_link(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when an input is read through a link, is a FIFO without a writer, is unlimited, or has no reason."""
    monkeypatch.setattr(console_access_report, "_LARGEST_INPUT", 2)
    file, link, fifo = (tmp_path / name for name in ("file", "link", "fi\u202efo"))
    file.write_text("{} ")
    link.symlink_to(file)
    os.mkfifo(fifo)
    reasons = {
        file: "is larger than 2 bytes",
        link: "It is a symbolic link",
        fifo: r"fi\\u202efo is not a regular file",
        tmp_path: "Is a directory",
        file / "below": "Not a directory",
        tmp_path / "nothing": "does not exist. If the run",
        tmp_path / "a\0": "is not valid in a path",
        tmp_path / "\udc80\ud800": "is not valid in a path",
    }
    for path, reason in reasons.items():
        with pytest.raises(RequestError, match=rf"^inputs: /.*{reason}"):
            _saved_reports([path], must_exist=True)
    assert _saved_reports([tmp_path / "nothing"], must_exist=False) == ([], [str(tmp_path / "nothing")])
