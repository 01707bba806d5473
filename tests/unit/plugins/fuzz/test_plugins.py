# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Any value for the report, the filters and the tests: a result, or an error that is a sentence."""

from __future__ import annotations

import json
import pathlib
import types
import typing as t
import unittest.mock

import pytest
from ansible.errors import AnsibleActionFail, AnsibleFilterError
from hypothesis import event, given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.action import console_access_report
from ansible_collections.identity.aws.plugins.action.console_access_report import ActionModule, report_arguments
from ansible_collections.identity.aws.plugins.filter.console_access_findings import console_access_findings
from ansible_collections.identity.aws.plugins.filter.login_profile_roster import login_profile_roster
from ansible_collections.identity.aws.plugins.filter.password_policy_violations import password_policy_violations
from ansible_collections.identity.aws.plugins.module_utils._core.validation import password_problem
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.json import to_json
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.registry import FORMATS
from ansible_collections.identity.aws.plugins.plugin_utils._audit.settings import Thresholds
from ansible_collections.identity.aws.plugins.test.compliant_password import compliant_password
from ansible_collections.identity.aws.plugins.test.iam_user_name import iam_user_name
from ansible_collections.identity.aws.tests.unit.plugins.fuzz.checks import (
    assert_is_for_a_person,
    problems_of_form,
    share,
    validated,
)
from ansible_collections.identity.aws.tests.unit.plugins.fuzz.hostile import (
    CANARY,
    arguments,
    below,
    huge,
    odd_strings,
    spoilt,
    values,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    NOW,
    access,
    ago,
    audit,
    row,
    session,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import entries, strings

Json = dict[str, t.Any]

POLICY: Json = {"MinimumPasswordLength": 14, "require_symbols": True, "MaxPasswordAge": 90, "hard_expiry": None}
ACCEPTED: list[Json] = [
    {"checks": ["password_unused"], "user_names": ["ana"], "reason": "Known.", "until": "2027-01-01"},
    {"checks": ["no_password_policy"], "account_ids": ["111122223333"], "reason": "Known."},
]
ROSTER: list[Json] = [
    {"user_name": "ana", "valid_until": "2026-12-31"},
    {"name": "ben", "state": "absent"},
    {"root_account_id": "111122223333"},
]
ACCESS = access(row(mfa_active=False, created=ago(400), password_last_used=ago(99), sessions=[session()]))
OF_A_REPORT: dict[str, t.Sequence[t.Any]] = {
    "accounts": [[{"access": ACCESS}], [{"name": "a", "access": ACCESS, "roster": ROSTER}, {"msg": "Denied."}]],
    "accepted": [ACCEPTED],
    "directory": ["d", "d/e"],
    "mode": ["0600", "644", "640"],
    "title": ["Audit"],
    "checks": ["password_unused"],
    "until": ["2027-01-01"],
    **{name: [0, 1, 45, 90] for name in Thresholds().described()},
}
SAVED: Json = json.loads(to_json(audit(*({"name": name, "access": ACCESS, "roster": ROSTER} for name in "ab"))))
SCENES: list[Json] = [
    {"accounts": [{"name": "a", "access": ACCESS, "roster": ROSTER}], "directory": "d"},
    {"accounts": [{"access": ACCESS}], "directory": "d", "accepted": ACCEPTED, "fail_on": "high", "title": "Audit"},
]


def errors_in_sentences(call: t.Callable[[], t.Any], kind: type[Exception], name: str) -> t.Any:
    """Return a plugin's result, or None if it fails with a sentence."""
    try:
        return call()
    except kind as error:
        event("failed")
        assert_is_for_a_person(str(error).removeprefix(f"identity.aws.{name}: "))
        return None


@given(spoilt(st.just(f"{CANARY}-Horse-1")) | odd_strings([f"{CANARY}-Horse-1"]), spoilt(st.just(POLICY)))
def test_a_password_and_a_policy(password: t.Any, policy: t.Any) -> None:
    """Fails when a value causes a traceback, a sentence has a password, or one passes whose format AWS rejects."""
    name = "password_policy_violations"
    broken = errors_in_sentences(lambda: password_policy_violations(password, policy), AnsibleFilterError, name)
    compliant = errors_in_sentences(
        lambda: compliant_password(password, policy), AnsibleFilterError, "compliant_password"
    )
    assert (broken is None) is (compliant is None)
    for sentence in broken or ():
        assert_is_for_a_person(sentence)
    if compliant is not None:
        assert compliant is (not broken and password_problem(password) is None)
    if compliant:
        assert problems_of_form("CreateLoginProfile", {"UserName": "ana", "Password": password}) == []


@given(values | huge | odd_strings(["ana", "dee+dum=1,2.3@x-y_z"]))
def test_a_user_name(name: t.Any) -> None:
    """Fails when a name passes that AWS would reject, or a valid one does not."""
    assert iam_user_name(name) is (
        isinstance(name, str) and not problems_of_form("GetLoginProfile", {"UserName": name})
    )


@given(
    spoilt(entries().map(lambda entry: entry.get("access", ACCESS)) | st.just(ACCESS)),
    spoilt(st.just(ROSTER)) | st.none(),
    spoilt(st.just({"accepted": ACCEPTED, "now": NOW.isoformat(), "unused_days": 45, "report_max_age_hours": 9})),
)
def test_the_findings_of_an_account(given_access: t.Any, roster: t.Any, options: t.Any) -> None:
    """Fails when a nearly valid account, roster or option causes a traceback."""
    named = {str(name): value for name, value in options.items()} if isinstance(options, dict) else {}
    named = {name: value for name, value in named.items() if name not in {"access", "roster"}}

    def call() -> t.Any:
        return console_access_findings(given_access, roster, **named)

    found = errors_in_sentences(call, AnsibleFilterError, "console_access_findings")
    json.dumps(found, allow_nan=False)
    assert all(text.isprintable() for text in strings(found))


@given(spoilt(entries().map(lambda entry: entry.get("access", ACCESS)) | st.just(ACCESS)))
def test_the_roster_of_an_account(given_access: t.Any) -> None:
    """Fails when a nearly valid result causes a traceback, or becomes a roster that the module would reject."""
    kind, name = AnsibleFilterError, "login_profile_roster"
    adopted = errors_in_sentences(lambda: login_profile_roster(given_access), kind, name)
    for profile in adopted or ():
        assert set(profile) <= {"user_name", "root_account_id", "max_signin_session_duration"}
        assert iam_user_name(profile["user_name"]) if "user_name" in profile else profile["root_account_id"].isdigit()
        assert 0 < profile.get("max_signin_session_duration", 1) <= 7776000


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> pathlib.Path:
    """A folder for relative paths."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d").mkdir()
    return tmp_path


def action(given_: Json, check_mode: bool) -> ActionModule:
    """The action with the parts of a task that it uses."""
    task = types.SimpleNamespace(args=given_, async_val=0, check_mode=check_mode, action="console_access_report")
    connection: t.Any = types.SimpleNamespace(_shell=types.SimpleNamespace(tmpdir="d"))
    nothing: t.Any = None
    return ActionModule(t.cast("t.Any", task), connection, nothing, nothing, nothing)


@given(arguments(report_arguments(), OF_A_REPORT, SCENES) | spoilt(st.sampled_from(SCENES)), st.booleans())
@share(0.5)
def test_a_report(folder: pathlib.Path, given_: t.Any, check_mode: bool) -> None:
    """Fails when an option of console_access_report causes a traceback, or a report is partial."""
    if not isinstance(given_, dict):
        return
    if given_.get("directory") is not None:
        given_ = {**given_, "directory": below("d", given_["directory"])}
    if validated(report_arguments(), given_) is None:
        return
    made = action(given_, check_mode)
    result = errors_in_sentences(lambda: made.run(task_vars={}), AnsibleActionFail, "console_access_report")
    if result is None:
        return
    event("done")
    assert set(result["files"]) <= set(FORMATS)
    json.dumps(result)
    for path in () if check_mode else result["files"].values():
        text = (folder / path).read_text(encoding="utf-8")
        assert text
        # The input has passed native_types(). The Markdown has a zero-width space in names that begin with @.
        assert [each for each in text if not each.isprintable() and each not in "\n\r\u200b"] == []


@given(spoilt(st.just(SAVED)))
@share(0.5)
def test_an_input_of_a_report(folder: pathlib.Path, document: t.Any) -> None:
    """Fails when a nearly valid saved report causes a traceback in the merge or in a format."""
    path = folder / "saved.json"
    path.write_bytes(json.dumps(document, default=str, skipkeys=True).encode("utf-8"))
    clock = unittest.mock.Mock(**{"now.return_value": NOW})
    with unittest.mock.patch.object(console_access_report, "datetime", clock):
        made = action({"inputs": [str(path)], "directory": "d"}, check_mode=True)
        result = errors_in_sentences(lambda: made.run(task_vars={}), AnsibleActionFail, "console_access_report")
    if result is not None:
        event("done")
        json.dumps(result)


@given(odd_strings(["audit"]))
@share(0.3)
def test_where_a_report_is_put(folder: pathlib.Path, path: str) -> None:
    """Fails when an impossible folder causes a traceback."""
    given_ = {"accounts": [], "formats": ["json"], "directory": below("d", path)}
    result = errors_in_sentences(
        lambda: action(given_, check_mode=False).run(task_vars={}), AnsibleActionFail, "console_access_report"
    )
    if result is not None:
        assert (folder / result["files"]["json"]).is_file()
