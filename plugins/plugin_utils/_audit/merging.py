# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Merge saved reports with accounts that this run has read, into the parts of one report.

Findings of a saved report are copied, since the report does not have all the input of a check. So its thresholds must
be equal. Accepted findings and figures are computed again.

Pure: the present time is a parameter.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from ansible_collections.identity.aws.plugins.module_utils._core.models import CLOCK_TOLERANCE, RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.timestamps import parse_time
from ansible_collections.identity.aws.plugins.module_utils._core.validation import account_id_problem

from .accounts import Account
from .catalogue import CHECKS
from .document import AccountEntry, FindingEntry, NotEvaluatedEntry, ReportDocument
from .report import Parts, to_parts, unique_names
from .saved import SavedReport
from .sentences import counted
from .settings import Thresholds

_CHECKS = {check.id: check for check in CHECKS}
_Key = tuple[t.Literal["id", "any name", "name without id"], str]
_Sources = t.Sequence[tuple[str, t.Sequence[AccountEntry]]]
_OWN = "accounts"
_MISSING = "It is in expected_accounts, but in neither accounts nor inputs."


def merge(
    accounts: t.Sequence[Account],
    inputs: t.Sequence[SavedReport],
    expected_ids: t.Sequence[str],
    thresholds: Thresholds,
    now: datetime,
) -> Parts:
    """Return the parts of one report. An expected account that is missing counts as not read.

    Raises RequestError for an account in two reports, and for a report that cannot be merged.
    """
    for each in inputs:
        _check_settings(each, thresholds)
        _check_age(each, thresholds, now)
    own = to_parts(accounts, thresholds, now)
    sources = [(_OWN, own.accounts), *((each.path, each.document["accounts"]) for each in inputs)]
    _check_duplicates(sources)
    missing = to_parts(_missing(expected_ids, sources), thresholds, now)
    return _join([own, *(_to_parts(each.document) for each in inputs), missing])


def _missing(expected_ids: t.Sequence[str], sources: _Sources) -> list[Account]:
    # The name counts only without an id: an entry may have been read with another account's credentials.
    present = {entry["account_id"] or entry["name"] for _source, entries in sources for entry in entries}
    return [Account(each, _MISSING, unread=("account",)) for each in expected_ids if each not in present]


def to_expected_ids(values: t.Sequence[str]) -> list[str]:
    """Parse account ids, each once. Raises RequestError for anything else."""
    for number, value in enumerate(values):
        if problem := account_id_problem(value):
            raise RequestError(f"expected_accounts[{number}] ({value}): {problem}")
    return list(dict.fromkeys(values))


def _check_settings(saved: SavedReport, thresholds: Thresholds) -> None:
    wanted, given = thresholds.described(), saved.document["thresholds"]
    different = [name for name in wanted if name not in given or given[name] != wanted[name]]
    if different:
        name = different[0]
        raise RequestError(
            f"inputs: {saved.path} was evaluated with other thresholds: {name} was {given.get(name)}, and is "
            f"{wanted[name]} here. Use the same thresholds in all runs."
        )


def _check_age(saved: SavedReport, thresholds: Thresholds, now: datetime) -> None:
    """Raise RequestError for a report of an earlier audit, which would hide a failed part of this one."""
    age, limit = now - parse_time(saved.document["generated_at"]), thresholds.report_max_age_hours
    if (hours := age // timedelta(hours=1)) > limit:
        raise RequestError(
            f"inputs: {saved.path} was written {counted(hours, 'hour')} ago, and report_max_age_hours is {limit}. "
            "Run the audit of its accounts again."
        )
    if -age > CLOCK_TOLERANCE:
        raise RequestError(
            f"inputs: {saved.path} was written at {saved.document['generated_at']}, which is in the future. "
            "Set the clocks of the controllers (NTP), and run the audit again."
        )


def _check_duplicates(sources: _Sources) -> None:
    """Raise RequestError for an account in two sources. One source may have two entries about different users."""
    source_of: dict[_Key, str] = {}
    for source, entries in sources:
        for entry in entries:
            twin = next((source_of[key] for key in _keys_of_a_twin(entry) if key in source_of), None)
            if twin is not None:
                name, number = entry["name"], entry["account_id"]
                called = name if number in (None, name) else f"{name} ({number})"
                raise RequestError(f"The account {called} is in {twin} and in {source}. Give each account once.")
        source_of.update({key: source for entry in entries for key in _keys(entry)})


def _keys(entry: AccountEntry) -> list[_Key]:
    if entry["account_id"] is None:
        return [("any name", entry["name"]), ("name without id", entry["name"])]
    return [("any name", entry["name"]), ("id", entry["account_id"])]


def _keys_of_a_twin(entry: AccountEntry) -> list[_Key]:
    """Return the keys of the account's other entries. The name of an account that was not read may be its id."""
    if entry["account_id"] is None:
        return [("any name", entry["name"]), ("id", entry["name"])]
    names = (entry["name"], entry["account_id"])
    return [("id", entry["account_id"]), *(("name without id", name) for name in names)]


def _to_parts(document: ReportDocument) -> Parts:
    return Parts(
        document["accounts"],
        document["users"],
        [_again(finding) for finding in document["findings"]],
        {check["id"]: check["not_evaluated"] for check in document["checks"]},
    )


def _again(finding: FindingEntry) -> FindingEntry:
    check = _CHECKS[finding["id"]]
    cis = {version: list(numbers) for version, numbers in check.cis.items()}
    return {**finding, "severity": check.severity, "advice": check.advice, "cis": cis, "accepted": None}


def _join(reports: t.Sequence[Parts]) -> Parts:
    """Return one report. Accounts with the same name and different ids are numbered."""
    unique = iter(unique_names([account["name"] for parts in reports for account in parts.accounts]))
    joined = Parts([], [], [], {})
    for parts in reports:
        # In one report, account names are unique.
        _append(joined, parts, {account["name"]: next(unique) for account in parts.accounts})
    return joined


def _append(joined: Parts, parts: Parts, labels: t.Mapping[str, str]) -> None:
    joined.accounts.extend({**each, "name": labels[each["name"]]} for each in parts.accounts)
    joined.users.extend({**each, "account_name": labels[each["account_name"]]} for each in parts.users)
    joined.findings.extend({**each, "account_name": labels[each["account_name"]]} for each in parts.findings)
    for check, entries in parts.not_evaluated.items():
        renamed: list[NotEvaluatedEntry] = [{**each, "account": labels[each["account"]]} for each in entries]
        joined.not_evaluated.setdefault(check, []).extend(renamed)
