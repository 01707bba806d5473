# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action plugin console_access_report. The module of the same name documents it; plugin_utils implements it."""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
import typing as t
from datetime import datetime, timezone
from pathlib import Path

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from ansible_collections.identity.aws.plugins.module_utils._core.error_codes import FailureCode, RequestCode
from ansible_collections.identity.aws.plugins.module_utils._core.given_values import check_given, to_request_error
from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal, RequestError
from ansible_collections.identity.aws.plugins.module_utils._secrets.paths import problem_of_folder
from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import ACCOUNT_NOT_READ, SEVERITIES
from ansible_collections.identity.aws.plugins.plugin_utils._audit.document import ReportDocument
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.registry import FORMATS
from ansible_collections.identity.aws.plugins.plugin_utils._audit.merging import merge, to_expected_ids
from ansible_collections.identity.aws.plugins.plugin_utils._audit.native_types import native_types, visible
from ansible_collections.identity.aws.plugins.plugin_utils._audit.parsing import to_accounts
from ansible_collections.identity.aws.plugins.plugin_utils._audit.report import assemble
from ansible_collections.identity.aws.plugins.plugin_utils._audit.saved import SavedReport, to_saved_report
from ansible_collections.identity.aws.plugins.plugin_utils._audit.settings import Thresholds, to_acceptances

_NEVER = "never"
# no_log is explicit: Ansible would guess from some names that the value is a secret.
_NUMBER = {"type": "int", "no_log": False}
_LARGEST_INPUT = 256 * 1024 * 1024  # bytes
_NO_INPUT = (
    "If the run that writes it failed, run it again. With expected_accounts, the accounts that are in no report are "
    "findings instead."
)


def report_arguments() -> dict[str, dict[str, t.Any]]:
    """Return the argument spec."""
    account = {
        "name": {"type": "str"},
        "access": {"type": "raw"},
        "roots": {"type": "raw"},
        "roster": {"type": "raw"},
        "msg": {"type": "str"},
    }
    numbers = Thresholds().described()
    return {
        "accounts": {"type": "list", "elements": "dict", "options": account},
        "inputs": {"type": "list", "elements": "path"},
        "expected_accounts": {"type": "list", "elements": "str"},
        "directory": {"type": "path", "required": True},
        "formats": {"type": "list", "elements": "str", "choices": list(FORMATS), "default": list(FORMATS)},
        "mode": {"type": "raw", "default": "0600"},
        "title": {"type": "str", "default": "Console access audit"},
        "fail_on": {"type": "str", "choices": [_NEVER, *reversed(SEVERITIES)], "default": _NEVER},
        "accepted": {
            "type": "list",
            "elements": "dict",
            "options": {
                **{key: {"type": "list", "elements": "str"} for key in ("checks", "user_names", "account_ids")},
                "reason": {"type": "str", "required": True},
                "until": {"type": "str"},
            },
        },
        **{name: {**_NUMBER, **({} if value is None else {"default": value})} for name, value in numbers.items()},
    }


class ActionModule(ActionBase):
    """Writes the report on the controller."""

    _requires_connection = False

    def run(self, tmp: None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Return the figures and the paths of the written files. Raises AnsibleActionFail if there is no report."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        _accepted, mistakes = check_given(self._task.args, report_arguments())
        if mistakes:
            rejected = to_request_error(mistakes, Principal())
            raise AnsibleActionFail(str(rejected), result=_error(rejected.code))
        _validation, arguments = self.validate_argument_spec(
            argument_spec=report_arguments(), required_one_of=[("accounts", "inputs")]
        )
        params = native_types(arguments)
        try:
            # The paths are opened, not shown, so they are used as given.
            paths = [Path(str.__str__(path)) for path in arguments.get("inputs") or ()]
            saved, not_found = _saved_reports(paths, must_exist=params.get("expected_accounts") is None)
            document = _document(params, saved, datetime.now(timezone.utc))
            folder, mode = Path(str.__str__(arguments["directory"])), _mode(params["mode"])
        except RequestError as request_error:
            # Without "from request_error": Ansible would show the message twice.
            raise AnsibleActionFail(str(request_error), result=_error(request_error.code)) from None
        if not_found:
            names = ", ".join(not_found)
            self._display.warning(f"inputs: not found: {names}. Accounts that are only in these reports are not known.")
        contents = {folder / FORMATS[name].file_name: FORMATS[name].render(document) for name in params["formats"]}
        only_predict = self._task.check_mode
        if warning := _check(folder, contents, only_predict=only_predict):
            self._display.warning(warning)
        if not only_predict:
            _write(folder, contents, mode)
        result |= {
            "changed": True,
            "verdict": _verdict(document),
            "summary": document["summary"],
            "files": dict(zip(params["formats"], map(str, contents), strict=True)),
        }
        code = _failure_code(document, params["fail_on"])
        if code is not None:
            message = f"{_verdict(document)} The report is in {visible(str(folder))}."
            result |= {"failed": True, "msg": message, **_error(code)}
        return result


def _error(code: RequestCode | FailureCode) -> dict[str, t.Any]:
    """Return the failure part of a result, with the code, in the format of the modules."""
    return {"error": {"code": code, "message": None}}


def _document(params: t.Mapping[str, t.Any], saved: t.Sequence[SavedReport], now: datetime) -> ReportDocument:
    given_numbers = {name: params[name] for name in Thresholds().described() if params.get(name) is not None}
    thresholds, acceptances = Thresholds.from_options(given_numbers), to_acceptances(_given(params, "accepted"), now)
    accounts, expected = _given(params, "accounts"), to_expected_ids(params.get("expected_accounts") or ())
    # It is an error if there are no accounts at all.
    own = [] if not accounts and (saved or expected) else to_accounts(accounts)
    return assemble(merge(own, saved, expected, thresholds, now), thresholds, acceptances, now, params["title"])


def _given(params: t.Mapping[str, t.Any], name: str) -> list[dict[str, t.Any]]:
    """Return the items of a list without the options that were omitted."""
    return [{key: value for key, value in entry.items() if value is not None} for entry in params.get(name) or ()]


def _saved_reports(paths: t.Sequence[Path], *, must_exist: bool) -> tuple[list[SavedReport], list[str]]:
    """Return the reports, and the paths without a file. Raises RequestError for any other problem with a path."""
    saved, not_found = [], []
    for path in paths:
        shown = visible(str(path))
        try:
            saved.append(to_saved_report(_content(path), shown))
        except FileNotFoundError:
            if must_exist:
                raise RequestError(f"inputs: {shown} does not exist. {_NO_INPUT}") from None
            not_found.append(shown)
        except OSError as error:
            reason = "It is a symbolic link" if error.errno == errno.ELOOP else error.strerror
            raise RequestError(f"inputs: {shown} cannot be read: {reason}.") from None
        except ValueError:
            raise RequestError(f"inputs: {shown} contains a character that is not valid in a path.") from None
    return saved, not_found


def _content(path: Path) -> bytes:
    """Return the content of a regular file. Raises OSError, ValueError for a bad path, RequestError for other types."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise RequestError(f"inputs: {visible(str(path))} is not a regular file.")
        content = file.read(_LARGEST_INPUT + 1)
    if len(content) > _LARGEST_INPUT:
        raise RequestError(f"inputs: {visible(str(path))} is larger than {_LARGEST_INPUT} bytes.")
    return content


def _verdict(document: ReportDocument) -> str:
    return f"{document['verdict']} {document['also']}".strip()


def _mode(given: t.Any) -> int:
    """Parse octal digits. Raises RequestError for anything else: YAML reads 400 without quotes as the mode 0620."""
    if isinstance(given, str) and re.fullmatch("0?[0-7]{3}", given):
        return int(given, 8)
    raise RequestError("mode must be three octal digits, as in '0600'. Quote it in YAML.")


def _check(folder: Path, files: t.Iterable[Path], *, only_predict: bool) -> str | None:
    """Raise AnsibleActionFail if the files cannot be written. Return a warning if an earlier task may change that."""
    problem = problem_of_folder(folder, [path.name for path in files])
    if problem is None:
        return None
    reason = visible(problem.reason)
    if problem.folder_is_missing and only_predict:
        return f"directory: {reason}. An earlier task may create it, which check mode does not do."
    raise AnsibleActionFail(
        f"The report cannot be written to directory: {reason}. Correct the path or its permissions.",
        result=_error("path_not_writable"),
    )


def _write(folder: Path, contents: t.Mapping[Path, str], mode: int) -> None:
    """Write the files. Raises AnsibleActionFail if that fails."""
    try:
        # Users who may read the files may enter the folder. The user of this task may write into it.
        folder.mkdir(mode=mode | (mode & 0o444) >> 2 | 0o300, parents=True, exist_ok=True)
        # All files are written before the first one replaces an old one, so readers never see a partial file.
        with tempfile.TemporaryDirectory(dir=folder) as new:
            for path, text in contents.items():
                written = Path(new, path.name)
                written.write_bytes(text.encode("utf-8"))
                written.chmod(mode)
            for path in contents:
                Path(new, path.name).replace(path)
    except OSError as error:
        raise AnsibleActionFail(
            f"The report could not be written to {visible(str(folder))}: {error.strerror}.",
            result=_error("report_not_written"),
        ) from None


def _failure_code(document: ReportDocument, fail_on: str) -> FailureCode | None:
    """Return why the task fails although there is a report, or None."""
    not_read = next(check["findings"] for check in document["checks"] if check["id"] == ACCOUNT_NOT_READ.id)
    severe = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on != _NEVER else ()
    if not_read:
        return "accounts_not_read"
    return "findings" if any(document["summary"]["findings"][severity] for severity in severe) else None
