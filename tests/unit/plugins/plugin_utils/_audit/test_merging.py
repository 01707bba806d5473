# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Merged reports of earlier runs, and files that are not such reports."""

from __future__ import annotations

import copy
import json
import typing as t
from datetime import timedelta

import pytest
from hypothesis import given

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.json import to_json
from ansible_collections.identity.aws.plugins.plugin_utils._audit.merging import merge, to_expected_ids
from ansible_collections.identity.aws.plugins.plugin_utils._audit.parsing import to_accounts
from ansible_collections.identity.aws.plugins.plugin_utils._audit.report import assemble
from ansible_collections.identity.aws.plugins.plugin_utils._audit.saved import to_saved_report
from ansible_collections.identity.aws.plugins.plugin_utils._audit.settings import Thresholds, to_acceptances
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    MEMBER,
    NOW,
    OTHER_MEMBER,
    OWN,
    Json,
    ago,
    audit_as_given,
    entry,
    in_account,
    row,
    session,
    unread,
    without_password,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import any_reports, some

ENTRIES = [
    entry(row(mfa_active=False), unread(), sessions=[session()]),
    in_account(entry(row(password_last_used=ago(90)), without_password("ana"), name="lab"), MEMBER),
    in_account(entry(row("zoe"), row("kim", limit=None), name="shop", account_password_policy={}), OTHER_MEMBER),
    {"name": "closed", "msg": "No role."},
]
ACCEPTED = [{"checks": ["password_without_mfa"], "reason": "known"}, {"user_names": ["nobody"], "reason": "old"}]


def saved(document: t.Any, path: str = "a.json") -> t.Any:
    return to_saved_report(to_json(document).encode(), path)


def merged(
    *documents: Json, own: t.Any = (), expected: t.Any = (), accepted: t.Any = None, **thresholds: t.Any
) -> t.Any:
    inputs = [saved(document, f"{number}.json") for number, document in enumerate(documents)]
    asked, accounts = Thresholds.from_options(thresholds), to_accounts(own) if own else []
    parts = merge(accounts, inputs, to_expected_ids(expected), asked, NOW)
    return assemble(parts, asked, to_acceptances(accepted, NOW), NOW, "Audit")


def test_parts_are_one_report() -> None:
    """Fails when a merged report differs from the report of one run on the same accounts in any value."""
    whole = audit_as_given(ENTRIES, ACCEPTED)
    assert whole["summary"]["accepted"] == 1
    parts = [audit_as_given([each], [{"user_names": ["ana"], "reason": "of the part"}]) for each in ENTRIES]
    assert merged(*parts, accepted=ACCEPTED) == whole
    assert merged(*parts[1:], own=ENTRIES[:1], accepted=ACCEPTED) == whole
    assert merged(merged(*parts[:2]), merged(*parts[2:]), accepted=ACCEPTED) == whole


@given(any_reports)
@some
def test_every_report_can_be_an_input(document: t.Any) -> None:
    """Fails when a report that this version writes is rejected, for example for a new task, or is altered."""
    assert saved(document).document == document


def test_accounts_of_one_name_stay_apart() -> None:
    """Fails when a user or finding is attributed to another account with the same name."""
    report = merged(audit_as_given(ENTRIES[:1]), audit_as_given([{**ENTRIES[2], "name": "production"}]))
    assert [each["name"] for each in report["accounts"]] == ["production", "production (2)"]
    for part in ("users", "findings"):
        assert {each["account_name"] for each in report[part] if each["account_id"] == OTHER_MEMBER} == {
            "production (2)"
        }


def test_an_expected_account_that_nothing_has_is_a_finding() -> None:
    """Fails when a missing account is not a finding, or an existing one counts as missing or not read."""
    not_read = {"name": "000000000012", "msg": "No role."}
    parts = [audit_as_given([ENTRIES[0]]), audit_as_given([not_read])]
    report = merged(*parts, expected=["000000000012", OWN, MEMBER, MEMBER], own=[ENTRIES[2]])
    found = [each["account_name"] for each in report["findings"] if each["id"] == "account_not_read"]
    assert found == ["000000000012", MEMBER]
    assert "It is in expected_accounts, but in neither" in to_json(report)
    # An account that was read as another one is missing.
    report = merged(audit_as_given([{**ENTRIES[0], "name": MEMBER}]), expected=[MEMBER])
    assert [each["was_read"] for each in report["accounts"]] == [True, False]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (ENTRIES[0], {**ENTRIES[0], "name": "other"}),
        (ENTRIES[3], ENTRIES[3]),
        (ENTRIES[0], {"name": "production", "msg": "No role."}),
        (ENTRIES[0], {"name": OWN, "msg": "No role."}),
        ({"name": OWN, "msg": "No role."}, ENTRIES[0]),
    ],
)
def test_an_account_in_two_inputs_is_rejected(first: Json, second: Json) -> None:
    """Fails when an account counts twice, by its id, or by its name if one of the reports has no id."""
    parts = [audit_as_given([first]), audit_as_given([second])]
    with pytest.raises(
        RequestError, match=rf"^The account (\w+ \({OWN}\)|closed|production|{OWN}) is in 0\.json and in 1\.json"
    ):
        merged(*parts)
    with pytest.raises(RequestError, match=r"is in accounts and in 0\.json"):
        merged(parts[1], own=[first])
    assert len(merged(audit_as_given([entry(row()), entry(row("ben"))]))["accounts"]) == 2


@pytest.mark.parametrize(
    ("hours", "thresholds", "message"),
    [
        (0, {"unused_days": 30}, "unused_days was 45, and is 30 here"),
        (0, {"max_password_age_days": 45}, "max_password_age_days was None, and is 45 here"),
        (5, {}, "was written 5 hours ago, and report_max_age_hours is 4"),
        (-1, {}, "in the future"),
    ],
)
def test_a_report_of_another_audit_is_rejected(hours: int, thresholds: Json, message: str) -> None:
    """Fails when findings by other thresholds, or of an earlier audit, are merged."""
    assert merged(audit_as_given(ENTRIES[:1], now=NOW - timedelta(hours=4)))
    report = audit_as_given(ENTRIES[:1], now=NOW - timedelta(hours=hours))
    with pytest.raises(RequestError, match=message):
        merged(report, **thresholds)


def broken(*path: t.Any, value: t.Any = None) -> bytes:
    """Return a report with another value at a place, or without the key if the value is None."""
    document = copy.deepcopy(audit_as_given(ENTRIES))
    at: t.Any = document
    for key in path[:-1]:
        at = at[key]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return json.dumps(document).encode()


READ = {"name": "Look", "identity.aws.iam_login_profile_info": {}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a JSON file"),
        (b"\xff", "is not a JSON file"),
        (b"[" * 100_000, "is not a JSON file"),
        (b'{"title": NaN}', "is not a JSON file"),
        (b'{"title": 1e999}', "is not a JSON file"),
        (broken("findings", 0, "evidence", 0, "value", value=[[[[[1]]]]]), "value has too many levels"),
        (b"[]", "the report must be a dictionary"),
        (broken("users", 0, "sessions"), r"the report\.users\[0\] does not have the key sessions"),
        (broken("users", 0, "new", value=1), r"users\[0\] has the unknown key new"),
        (broken("users", 0, "mfa_active", value=1), r"users\[0\]\.mfa_active must be true or false"),
        (broken("users", 0, "active_sessions", value=True), "active_sessions must be a whole number"),
        (broken("findings", 0, "severity", value=["high"]), "severity is not one of high"),
        (broken("findings", value={}), "findings must be a list"),
        (broken("checks", 0), "its checks are those of another version"),
        (broken("findings", 0, "id", value="other"), "a finding has an unknown check"),
        (broken("accounts", 1, "name", value="production"), "two accounts have the same name"),
        (broken("accounts", 0), "an account is missing"),
        (broken("accounts", 0, "was_read", value=False), "an account that was not read has no finding"),
        (broken("generated_at", value="today"), "generated_at is not a time"),
        (
            broken("findings", 0, "remedy", value={**READ, "vars": {}}),
            "a remediation is not one that this version creates",
        ),
        (
            broken("findings", 0, "remedy", value={**READ, "when": "x"}),
            "a remediation is not one that this version creates",
        ),
        (
            broken("findings", 0, "remedy", value={**READ, "name": "{{ x }}"}),
            "a remediation is not one that this version creates",
        ),
        (
            broken("findings", 0, "remedy", value={"ansible.builtin.command": "id"}),
            "a remediation is not one that this version creates",
        ),
    ],
)
def test_what_is_no_report_of_this_version_is_rejected(content: bytes, message: str) -> None:
    """Fails when a file is merged that is not a report, has another version, or has its own task."""
    with pytest.raises(RequestError, match=rf"^inputs: a\.json .*{message}"):
        to_saved_report(content, "a.json")


def test_evidence_can_have_numbers_and_a_few_levels() -> None:
    """Fails when a report with evidence that is more than a string is rejected."""
    for value in (1.5, {"a": [{"b": [1]}]}):
        assert to_saved_report(broken("findings", 0, "evidence", 0, "value", value=value), "a.json")


def test_tasks_of_reports_are_accepted_and_their_strings_are_visible() -> None:
    """Fails when a report with a task that has a template of this collection is rejected, or hides a character."""
    report = audit_as_given([entry(without_password("ana", msg="a\x1b"))])
    assert "public_keys" in to_json(report)
    content = to_json(report).replace("a\\\\x1b", "a\\u202e").encode()
    assert "\\\\u202e" in to_json(to_saved_report(content, "a.json").document)


def test_expected_accounts_are_ids() -> None:
    """Fails when an id without its leading zeros is never found."""
    with pytest.raises(RequestError, match=r"^expected_accounts\[1\] \(12\): The id of an account must have 12 digits"):
        to_expected_ids([OWN, "12"])
