# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module iam_login_profile_info: who has a console password. Read-only.

1. Options: ``info_options.py`` makes a query from the options. It rejects all invalid options at once, before the first
   call to AWS.
2. Run: ``_run/console_access_reader.py`` reads each user, ``_run/report_fetcher.py`` the credential report, and
   ``_aws/sign_in_sessions.py`` the sign-in sessions.
3. Result: ``info_results.py`` joins them, and describes each user as a row. Null means "unknown", never "none".

``runtime.py`` starts the module, reports errors, and exits.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace
from datetime import datetime

from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader, SignInReader, member_accounts
from ansible_collections.identity.aws.plugins.module_utils._aws.root_sessions import RootSessions
from ansible_collections.identity.aws.plugins.module_utils._aws.sign_in_sessions import SignInSessions
from ansible_collections.identity.aws.plugins.module_utils._core.console_access import (
    Access,
    with_active_sessions_only,
    with_sessions,
)
from ansible_collections.identity.aws.plugins.module_utils._core.credential_report import ROOT, Report
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Failure,
    MemberAccount,
    Principal,
    RequestError,
    SignInSession,
    first_of,
)
from ansible_collections.identity.aws.plugins.module_utils._run.console_access_reader import ConsoleAccessReader
from ansible_collections.identity.aws.plugins.module_utils._run.report_fetcher import fetch_report

from . import runtime
from .info_options import Query, to_query
from .info_results import (
    SESSIONS_NOT_IN_REPORT,
    SESSIONS_OF_NOBODY,
    WITHOUT_REPORT,
    add_ends,
    describe_accesses,
    describe_left_out,
    describe_policy,
    describe_task_failure,
    features_warning,
)

if t.TYPE_CHECKING:
    from .sealed_module import SealedModule


def run(module: SealedModule) -> None:
    """Read what the options of ``iam_login_profile_info`` request, and exit."""
    runtime.run(module, _perform, lambda failure, _options: describe_task_failure(failure), many=True)


def _perform(task: runtime.Task) -> dict[str, t.Any]:
    query = to_query(task.options, task.now)

    connection = task.connect(query.concurrency)
    reader = Reader(connection.iam(), RootSessions(connection))
    live = ConsoleAccessReader(reader, task.workers(query.concurrency))
    if query.is_about_root_users:
        result = _root_users(task, connection, live, query)
    else:
        sign_in = SignInReader(reader, connection.sts) if query.wants_sign_in_url else None
        result = _users(task, reader, live, query, _sessions(connection, query), sign_in)

    # Null: no user could be read.
    if result["users"] is not None:
        add_ends([*result["users"], *result["root_users"]], query.ends)
        result["max_signin_session_duration_known"] = not query.only_report and connection.knows_session_duration()
        result["answered_at"] = connection.clock.answered_at
    return {"changed": False, **result}


def _sessions(connection: Connection, query: Query) -> SignInSessions | None:
    """Return the reader of sign-in sessions, None if the task does not request them.

    Raises RequestError, before the first call, if they cannot be listed in a region.
    """
    if not query.wants_sessions:
        return None
    sessions = SignInSessions(connection, query.session_regions)
    sessions.connect()
    return sessions


def _users(
    task: runtime.Task,
    reader: Reader,
    live: ConsoleAccessReader,
    query: Query,
    sessions: SignInSessions | None,
    sign_in: SignInReader | None,
) -> dict[str, t.Any]:
    """Return the result about IAM users. Raises RequestError or LoginProfileError if none can be read."""
    fetched = _credential_report(task, reader, query)
    if isinstance(fetched, Failure) and query.only_report:
        return describe_task_failure(fetched)
    # Before the users: a user who is not among them was deleted, not created in between.
    listed = None if sessions is None else _listed(sessions, query)
    accesses = _accesses(task, live, query, fetched)
    missing = query.missing_among(access.principal for access in accesses)
    if sessions is not None and isinstance(listed, list):
        accesses = _with_sessions(task, query, accesses, listed, sessions.now())
    # After the users, whose ARNs show the account.
    of_account, unread = _of_account(task, reader, query, sign_in)
    failures = [each for each in (unread, listed) if isinstance(each, Failure)]
    stopped, wants_sessions = task.stop.failure, query.wants_sessions
    result = describe_accesses(accesses, missing, fetched, stopped, failures, wants_sessions=wants_sessions)
    return {**result, **of_account}


def _credential_report(task: runtime.Task, reader: Reader, query: Query) -> Report | Failure | None:
    """Return the credential report, None if it is not requested, or why it is not available.

    A task that reads the users live continues without it, with a warning.
    """
    fetched = fetch_report(reader, task.waiter(), task.stop) if query.wants_report else None
    if isinstance(fetched, Failure) and not query.only_report:
        task.warn(f"{fetched.message} {WITHOUT_REPORT}")
    return fetched


def _accesses(
    task: runtime.Task, live: ConsoleAccessReader, query: Query, fetched: Report | Failure | None
) -> list[Access]:
    """Return the access of the users, and of the account's root user, which only the credential report has."""
    if not isinstance(fetched, Report):
        return _live(task, live, query, None)
    accesses = _reported(fetched, query) if query.only_report else _live(task, live, query, fetched)
    if query.is_about_everybody:
        accesses += [Access.from_report(row) for row in fetched.rows if row.user_name == ROOT]
    return accesses


def _reported(report: Report, query: Query) -> list[Access]:
    """Return the users' access by the credential report."""
    accesses = [Access.from_report(row) for row in report.rows if row.user_name != ROOT and query.is_about(row)]
    return accesses + [Access.from_malformed(row) for row in report.malformed if query.may_be_about(row)]


def _live(task: runtime.Task, live: ConsoleAccessReader, query: Query, report: Report | None) -> list[Access]:
    """Return the users' access by IAM, with a warning for each row of the report that cannot be parsed."""
    for row in report.malformed if report is not None else ():
        task.warn(row.failure.message)
    if query.user_names is None:
        return live.read_all(query.path_prefix)
    return live.read_named(query.user_names, report.generated_time if report is not None else None)


def _listed(sessions: SignInSessions, query: Query) -> list[SignInSession] | Failure:
    """Return the sign-in sessions of the account or of the named user, or why they are unknown.

    Errors do not end the task: Signin has its own endpoint, and IAM may still reply.
    """
    names = query.user_names
    if names is not None and not names:
        return []
    try:
        return sessions.of(Principal(names[0])) if names and len(names) == 1 else sessions.of_account()
    except LoginProfileError as error:
        return replace(error.failure(None), code="sessions_unreadable")


def _with_sessions(
    task: runtime.Task, query: Query, accesses: list[Access], listed: list[SignInSession], now: datetime
) -> list[Access]:
    """Return the accesses with their sessions, and an access for each principal that has only an active session."""
    users_exist = None if query.only_report else False
    others = [
        access
        for access in with_active_sessions_only(accesses, listed, now, users_exist=users_exist)
        if query.is_about_principal(access.principal)
    ]
    if names := [str(access.principal.user_name) for access in others if access.principal.user_name is not None]:
        task.warn((SESSIONS_NOT_IN_REPORT if query.only_report else SESSIONS_OF_NOBODY).format(names=first_of(names)))
    return [*with_sessions(accesses, listed), *others]


def _of_account(
    task: runtime.Task, reader: Reader, query: Query, sign_in: SignInReader | None
) -> tuple[dict[str, t.Any], Failure | None]:
    """Return what the task requests of the account, and why its password policy could not be read, if so."""
    policy, unread = _policy(reader) if query.wants_policy else ({}, None)
    return policy if sign_in is None else {**policy, "sign_in_url": _sign_in_url(task, sign_in)}, unread


def _policy(reader: Reader) -> tuple[dict[str, t.Any], Failure | None]:
    """Return the account's own password policy; null, and the reason, if it could not be read."""
    try:
        return {"account_password_policy": describe_policy(reader.account_password_policy())}, None
    except LoginProfileError as error:
        return {"account_password_policy": None}, replace(error.failure(None), code="policy_unreadable")


def _sign_in_url(task: runtime.Task, sign_in: SignInReader) -> str | None:
    """Return where the IAM users of the account sign in; null, with a warning, if unknown."""
    try:
        known = sign_in.read()
    except LoginProfileError:
        return None  # The interruption is the failure of the task.
    if known.problem is not None:
        task.warn(known.problem)
    return known.url


def _root_users(
    task: runtime.Task, connection: Connection, live: ConsoleAccessReader, query: Query
) -> dict[str, t.Any]:
    """Return the result about root users. Raises RequestError or LoginProfileError if no account can be listed."""
    members, features = [MemberAccount(account_id) for account_id in query.root_account_ids or ()], {}
    if query.root_of_organization:
        members = member_accounts(connection.organizations())
        features = {"organization_features": _features(task, live.reader)}
    reached = [member for member in members if member.left_out is None]
    result = describe_accesses(live.read_root_users(reached), (), None, live.workers.stop.failure)
    left_out = [describe_left_out(member, member.left_out) for member in members if member.left_out is not None]
    return {**result, **features, "left_out_accounts": left_out}


def _features(task: runtime.Task, reader: Reader) -> list[str] | None:
    """Return the organization's features of centralized root access; null, with a warning, if unknown.

    The root users are still read.
    """
    try:
        features = reader.organization_features()
    except RequestError as request_error:
        task.warn(str(request_error))
        return None
    except LoginProfileError as error:
        task.warn(error.failure(None).message)
        return None
    if warning := features_warning(features):
        task.warn(warning)
    return features
