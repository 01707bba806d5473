# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A report as tables for a spreadsheet: one of the users, one of the findings.

Pure.
"""

from __future__ import annotations

import csv
import io
import json
import re
import typing as t

from ansible_collections.identity.aws.plugins.plugin_utils._audit.document import (
    FindingEntry,
    ReportDocument,
    SessionEntry,
    UserEntry,
)

_USERS = (
    *("account_id", "account_name", "user_name", "root_account_id", "arn", "password_enabled", "mfa_active"),
    *("password_last_used", "password_last_changed", "password_next_rotation", "password_reset_required"),
    *("create_date", "password_age_days", "unused_days", "never_used", "msg", "findings"),
    # Later columns come last, for programs that read by position.
    *("user_exists", "has_session_limit", "max_signin_session_duration", "active_sessions", "sessions"),
)
_FINDINGS = (
    *("severity", "id", "account_id", "account_name", "user_name", "summary", "evidence", "remedy", "cis"),
    *("accepted_reason", "accepted_until", "advice"),
)
# What starts a formula in a spreadsheet ("CSV Injection", OWASP), also in full or small width: at the beginning of a
# cell, or where another dialect begins one, behind a comma, a semicolon or a pipe; and behind spaces and quotes. Tabs
# and line breaks are escapes already (native_types.visible). An IAM user's name may have commas and begin with =+-@.
_FORMULA = re.compile('((?:^|[,;|])[ "]*)([=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212])')


def users_csv(document: ReportDocument) -> str:
    """Return a line for each user."""
    return _table(_USERS, map(_user, document["users"]))


def findings_csv(document: ReportDocument) -> str:
    """Return a line for each finding, with its remediation task as JSON, which is YAML too."""
    return _table(_FINDINGS, map(_finding, document["findings"]))


def _user(user: UserEntry) -> dict[str, t.Any]:
    sessions = "; ".join(map(_session, user["sessions"] or ()))
    return {**user, "sessions": sessions, "findings": " ".join(user["findings"])}


def _session(session: SessionEntry) -> str:
    known = filter(None, (session["client_type"], session["status"], f"until {session['expires_at']}"))
    return f"{session['session_arn']} ({', '.join(known)})"


def _finding(finding: FindingEntry) -> dict[str, t.Any]:
    accepted = finding["accepted"]
    return {
        **finding,
        "evidence": "; ".join(
            f"{each['column']} = {json.dumps(each['value'], ensure_ascii=False)}" for each in finding["evidence"]
        ),
        "remedy": "" if finding["remedy"] is None else _remedy(finding["remedy"]),
        "cis": "; ".join(f"{version}: {', '.join(numbers)}" for version, numbers in finding["cis"].items()),
        "accepted_reason": accepted and accepted["reason"],
        "accepted_until": accepted and accepted["until"],
    }


def _remedy(task: t.Any) -> str:
    """Return a list of one task as JSON. What could start a formula is written as JSON's own escape: same data."""
    return _FORMULA.sub(lambda found: f"{found[1]}\\u{ord(found[2]):04x}", json.dumps([task], ensure_ascii=False))


def _table(columns: t.Sequence[str], rows: t.Iterable[t.Mapping[str, t.Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180
    writer.writerow(columns)
    writer.writerows([_harmless(_text(row[column])) for column in columns] for row in rows)
    return out.getvalue()


def _text(value: t.Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _harmless(text: str) -> str:
    return _FORMULA.sub(r"\1'\2", text)
