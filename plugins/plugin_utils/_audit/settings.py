# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The settings of an audit: the thresholds, and the accepted findings.

Pure.
"""

from __future__ import annotations

import typing as t
from dataclasses import asdict, dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.timestamps import parse_time
from ansible_collections.identity.aws.plugins.module_utils._core.validation import ALL_WARN_DAYS, WARN_DAYS

from .catalogue import ACCOUNT_NOT_READ, CHECKS
from .document import FindingEntry
from .parsing import to_time

_LARGEST = 100_000  # days; a date has some 700,000 before it
# AWS's maximum values (shapes minimumPasswordLengthType, passwordReusePreventionType and maxSigninSessionDurationType).
_OF_AWS = {"minimum_password_length": 128, "password_reuse_prevention": 24, "max_signin_session_hours": 90 * 24}
_MOST = {**_OF_AWS, "valid_until_warn_days": ALL_WARN_DAYS[-1]}
_LEAST = {"max_signin_session_hours": 1}
_DAY = "a day in ISO 8601, such as 2026-12-31"
_KEYS = {"checks", "user_names", "account_ids", "reason", "until"}


@dataclass(frozen=True)
class Thresholds:
    """The thresholds of the checks. Days and hours are whole.

    max_password_age_days: None uses the account password policy. max_signin_session_hours: None does not evaluate the
    check. The CIS AWS Foundations Benchmark requires 45 days, 14 characters and 24 remembered passwords. AWS keeps a
    credential report for four hours ("Get credential reports for your AWS account", IAM User Guide).
    """

    unused_days: int = 45
    max_password_age_days: int | None = None
    reset_pending_days: int = 7
    report_max_age_hours: int = 4
    minimum_password_length: int = 14
    password_reuse_prevention: int = 24
    max_signin_session_hours: int | None = None
    valid_until_warn_days: int = WARN_DAYS

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any], *others: str) -> Thresholds:
        """Take the options of a filter, without omitted ones. Raises RequestError for a value that is not a number.

        ``others`` are the names of the filter's other options.
        """
        for name, value in options.items():
            if name not in cls.__dataclass_fields__:
                names = sorted((*cls.__dataclass_fields__, *others))
                raise RequestError(f"Unknown option: {name}. Valid options: {', '.join(names)}.")
            least, most = _LEAST.get(name, 0), _MOST.get(name, _LARGEST)
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                raise RequestError(f"{name} must be a whole number from {least} to {most}.")
        return cls(**options)

    def described(self) -> dict[str, int | None]:
        """Return them by name."""
        return asdict(self)


@dataclass(frozen=True)
class Acceptance:
    """Accepted findings: patterns that have to match, if given, why, and until which day.

    ``number`` is the position in the list. If ``is_over``, the last day was before today, and it covers nothing.
    """

    checks: tuple[str, ...]
    user_names: tuple[str, ...]
    account_ids: tuple[str, ...]
    reason: str
    until: str | None
    number: int = 0
    is_over: bool = False

    def covers(self, finding: FindingEntry) -> bool:
        """Return whether it covers this finding. A finding about the account has no user, whatever the pattern."""
        if self.is_over or finding["id"] == ACCOUNT_NOT_READ.id:
            return False
        return (
            _matches(finding["id"], self.checks)
            and _matches(finding["user_name"], self.user_names)
            and _matches(finding["account_id"], self.account_ids)
        )


def _matches(value: str | None, patterns: t.Sequence[str]) -> bool:
    """Return whether one of the patterns matches, in any case, or there are none. Only * and ? are special."""
    if not patterns:
        return True
    return value is not None and any(
        fnmatchcase(value.lower(), pattern.lower().replace("[", "[[]")) for pattern in patterns
    )


def to_acceptances(entries: t.Any, now: datetime) -> list[Acceptance]:
    """Take a list of accepted findings. Those past their last day cover nothing. Raises RequestError."""
    if entries is None:
        return []
    if not isinstance(entries, list) or not all(isinstance(entry, t.Mapping) for entry in entries):
        raise RequestError("accepted must be a list of dictionaries.")
    return [_acceptance(number, entry, now) for number, entry in enumerate(entries)]


def without_effect(acceptances: t.Sequence[Acceptance], findings: t.Sequence[FindingEntry]) -> list[str]:
    """Return a sentence for each entry that covers none of these findings, so that it can be removed."""
    return [
        f"accepted[{each.number}] ({each.reason}) "
        + (f"ended on {_day(each.until)}." if each.is_over and each.until else "matched no finding.")
        for each in acceptances
        if not any(each.covers(finding) for finding in findings)
    ]


def _day(until: str) -> str:
    return parse_time(until).date().isoformat()


def _acceptance(number: int, entry: t.Mapping[str, t.Any], now: datetime) -> Acceptance:
    where = f"accepted[{number}]"
    if surplus := sorted(set(entry) - _KEYS):
        raise RequestError(f"{where} has unknown keys: {', '.join(surplus)}. Valid keys: {', '.join(sorted(_KEYS))}.")
    if not entry.get("reason"):
        raise RequestError(f"{where} requires a reason, for the readers of the report.")
    checks = _checks(entry, where)
    user_names, account_ids = _strings(entry, "user_names", where), _strings(entry, "account_ids", where)
    if not (checks or user_names or account_ids):
        raise RequestError(
            f"{where} has none of checks, user_names and account_ids, so it would accept all findings. Give one of "
            "them."
        )
    until, is_over = None, False
    if "until" in entry:
        until = str(entry["until"])  # YAML makes a date of it
        is_over = to_time(until, f"{where}.until", _DAY).date() < now.date()
    return Acceptance(checks, user_names, account_ids, str(entry["reason"]), until, number, is_over)


def _checks(entry: t.Mapping[str, t.Any], where: str) -> tuple[str, ...]:
    checks, known = _strings(entry, "checks", where), [check.id for check in CHECKS]
    if unknown := sorted(set(checks) - set(known)):
        raise RequestError(f"{where}: unknown check: {', '.join(unknown)}. Valid checks: {', '.join(known)}.")
    if ACCOUNT_NOT_READ.id in checks:
        raise RequestError(
            f"{where}: account_not_read cannot be accepted, because an account that was not read may have any "
            "finding. Remove it."
        )
    return checks


def _strings(entry: t.Mapping[str, t.Any], key: str, where: str) -> tuple[str, ...]:
    values = entry.get(key, ())
    if key in entry and (not isinstance(values, list) or not all(isinstance(value, str) for value in values)):
        raise RequestError(f"{where}.{key} must be a list of strings. Quote the ids of accounts.")
    if key in entry and not all(value.strip() for value in values or [""]):
        raise RequestError(
            f"{where}.{key} is empty. Correct the variable, or omit {key} to accept findings with any value."
        )
    return tuple(values)
