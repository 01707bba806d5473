# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of the info module: the argument spec, and the query made from them.

Every value is validated before the first call to AWS.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime

from ansible_collections.identity.aws.plugins.module_utils._core.credential_report import MalformedRow, ReportRow
from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal, RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.validation import (
    ALL_WARN_DAYS,
    WARN_DAYS,
    WRONG_WARN_DAYS,
    account_id_problem,
    concurrency_problem,
    path_prefix_problem,
    region_problem,
    user_name_problem,
    wait_timeout_problem,
)

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._core.roster_entries import Ends

_ROOTS = ("root_account_ids", "root_of_organization")
# Each of the five task policies denies all other actions, and none allows an action of signin: "AWS managed policies
# for AWS Identity and Access Management" in the IAM User Guide, and GetPolicyVersion for each of them, as recorded in
# September 2026 (radkawar/stackd, testdata/aws/iam/root_access.json).
_NO_ROOT_SESSIONS = (
    "The task policies of AssumeRoot do not allow listing sign-in sessions. To read the sessions of a root user, run "
    "a task without this option, with credentials of that account and credential_report: true."
)


def info_arguments() -> dict[str, dict[str, t.Any]]:
    """Return the argument spec of the info module."""
    return {
        "account_id": {"type": "str"},
        "user_names": {"type": "list", "elements": "str", "aliases": ["user_name", "name"]},
        "path_prefix": {"type": "str"},
        "root_account_ids": {"type": "list", "elements": "str"},
        "root_of_organization": {"type": "bool", "default": False},
        "source": {"type": "str", "choices": ["live", "report"], "default": "live"},
        "credential_report": {"type": "bool", "default": False},
        # Ansible would guess a secret from the name.
        "account_password_policy": {"type": "bool", "default": False, "no_log": False},
        "sessions": {"type": "bool", "default": False},
        "session_regions": {"type": "list", "elements": "str"},
        "sign_in_url": {"type": "bool", "default": False},
        # The entries may contain passwords. A dictionary without suboptions is hidden as a whole.
        "profiles": {"type": "list", "elements": "dict"},
        "valid_until_warn_days": {"type": "int", "default": WARN_DAYS},
        "wait_timeout": {"type": "int", "default": 120},
        "concurrency": {"type": "int", "default": 32},
    }


@dataclass(frozen=True)
class Query:
    """The users that a task reads, and the source. Without names, path and root users: all IAM users."""

    user_names: tuple[str, ...] | None
    path_prefix: str | None
    root_account_ids: tuple[str, ...] | None
    root_of_organization: bool
    only_report: bool
    wants_report: bool
    wants_policy: bool
    wants_sessions: bool
    session_regions: tuple[str, ...]
    wants_sign_in_url: bool
    concurrency: int
    ends: Ends | None

    @property
    def is_about_everybody(self) -> bool:
        """Return whether it is about the whole account."""
        return self.user_names is None and self.path_prefix is None

    @property
    def is_about_root_users(self) -> bool:
        """Return whether it is about root users of member accounts, not about IAM users."""
        return self.root_of_organization or self.root_account_ids is not None

    def is_about(self, row: ReportRow) -> bool:
        """Return whether it includes this user of the report."""
        if self.user_names is not None:
            return row.user_name in self.user_names
        return self.path_prefix is None or row.is_below(self.path_prefix)

    def is_about_principal(self, principal: Principal) -> bool:
        """Return whether it includes a principal without a known path, such as a deleted user."""
        if self.user_names is not None:
            return principal.user_name in self.user_names
        return self.path_prefix is None

    def missing_among(self, principals: t.Iterable[Principal]) -> list[str]:
        """Return its names without those of these principals."""
        found = {principal.user_name for principal in principals}
        return [name for name in self.user_names or () if name not in found]

    def may_be_about(self, row: MalformedRow) -> bool:
        """Return whether it may include this user of the report, whose path is unknown."""
        return self.user_names is None or row.user_name in self.user_names


def to_query(params: t.Mapping[str, t.Any], now: datetime) -> Query:
    """Return the query of a task at this time. Raises RequestError with all invalid options."""
    problems = _problems_of(params)
    if problems:
        raise RequestError(" ".join(problems))
    names, accounts = params["user_names"], params["root_account_ids"]
    only_report = params["source"] == "report"
    return Query(
        None if names is None else tuple(dict.fromkeys(names)),
        params["path_prefix"],
        None if accounts is None else tuple(dict.fromkeys(accounts)),
        params["root_of_organization"],
        only_report,
        only_report or params["credential_report"],
        params["account_password_policy"],
        params["sessions"],
        tuple(dict.fromkeys(params["session_regions"] or ())),
        params["sign_in_url"],
        params["concurrency"],
        _ends(params, now),
    )


def _ends(params: t.Mapping[str, t.Any], now: datetime) -> Ends | None:
    """Return when access ends by the task's roster. Raises RequestError for the first invalid entry."""
    if params["profiles"] is None:
        return None
    from ansible_collections.identity.aws.plugins.module_utils._core.roster_entries import Ends, RosterEntry

    entries = [RosterEntry.parse(entry, f"profiles[{n}]") for n, entry in enumerate(params["profiles"])]
    return Ends.of(entries, now, params["valid_until_warn_days"])


def _problems_of(params: t.Mapping[str, t.Any]) -> list[str]:
    path_prefix = params["path_prefix"]
    problems = [
        concurrency_problem(params["concurrency"]),
        *_problems_of_each("user_names", params, user_name_problem),
        *_problems_of_each("root_account_ids", params, account_id_problem),
        *_problems_of_each("session_regions", params, region_problem),
        *_problems_of_combination(params),
        None if path_prefix is None else path_prefix_problem(path_prefix),
        wait_timeout_problem(params["wait_timeout"]),
        None if params["valid_until_warn_days"] in ALL_WARN_DAYS else WRONG_WARN_DAYS,
    ]
    return [problem for problem in problems if problem]


def _problems_of_each(
    option: str, params: t.Mapping[str, t.Any], problem_of: t.Callable[[str], str | None]
) -> t.Iterator[str]:
    for position, value in enumerate(params[option] or ()):
        if problem := problem_of(value):
            yield f"{option}[{position}]: {problem}"


def _problems_of_combination(params: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    roots = [name for name in _ROOTS if params[name] not in (None, False)]
    said = [*(name for name in ("user_names", "path_prefix") if params[name] is not None), *roots]
    if len(said) > 1:
        yield (
            f"{' and '.join(said)} are mutually exclusive. Give one of them, or none for all IAM users of the account."
        )
    if roots:
        yield from _problems_of_root_users(roots[0], params)
    if params["session_regions"] is not None and not params["sessions"]:
        yield "session_regions requires sessions. Give sessions: true, or omit session_regions."


def _problems_of_root_users(option: str, params: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    """Yield a sentence for each option that excludes the one about root users."""
    if params["credential_report"] or params["source"] == "report":
        yield (
            f"{option} cannot be combined with the credential report, which has no root users of other accounts. "
            "Omit credential_report and source: report."
        )
    if params["account_password_policy"]:
        yield (
            f"{option} cannot be combined with account_password_policy, which is read from the account of the "
            "caller. Use two tasks."
        )
    if params["sign_in_url"]:
        yield f"{option} cannot be combined with sign_in_url, which is for IAM users. Use two tasks."
    if params["sessions"]:
        yield f"{option} cannot be combined with sessions. {_NO_ROOT_SESSIONS}"
