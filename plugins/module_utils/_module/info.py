# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module iam_login_profile_info: who has a console password. It only reads.

1. Options: ``info_options.py`` makes a query of the options. It rejects all that is wrong with them at once, before the
   first call to AWS.
2. Run: ``_run/console_access_reader.py`` reads each user, and ``_run/report_fetcher.py`` the credential report.
3. Result: ``info_results.py`` joins the two, and describes each user as a row. Null is "not known", never "none".

``runtime.py`` starts the module, reports errors, and exits.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader, member_accounts
from ansible_collections.identity.aws.plugins.module_utils._aws.root_sessions import RootSessions
from ansible_collections.identity.aws.plugins.module_utils._core.console_access import Access
from ansible_collections.identity.aws.plugins.module_utils._core.credential_report import ROOT, Report
from ansible_collections.identity.aws.plugins.module_utils._core.models import Failure
from ansible_collections.identity.aws.plugins.module_utils._run.console_access_reader import ConsoleAccessReader
from ansible_collections.identity.aws.plugins.module_utils._run.report_fetcher import fetch_report

from . import runtime
from .info_options import Query, to_query
from .info_results import WITHOUT_REPORT, describe_accesses, describe_policy, describe_task_failure

if t.TYPE_CHECKING:
    from .sealed_module import SealedModule


def run(module: SealedModule) -> None:
    """Read what the options of ``iam_login_profile_info`` request, and exit."""
    runtime.run(module, _perform, lambda failure, _options: describe_task_failure(failure), many=True)


def _perform(task: runtime.Task) -> dict[str, t.Any]:
    query = to_query(task.options)

    connection = task.connect(query.concurrency)
    reader = Reader(connection.iam(), RootSessions(connection))
    live = ConsoleAccessReader(reader, task.workers(query.concurrency))
    result = _root_users(connection, live, query) if query.is_about_root_users else _users(task, reader, live, query)

    # Null stands for "no user could be read".
    answered_at = {} if result["users"] is None else {"answered_at": connection.clock.answered_at}
    return {"changed": False, **result, **answered_at}


def _users(task: runtime.Task, reader: Reader, live: ConsoleAccessReader, query: Query) -> dict[str, t.Any]:
    """Return the result about IAM users. Raises RequestError or LoginProfileError if none can be read."""
    fetched = fetch_report(reader, task.waiter(), task.stop) if query.wants_report else None
    if isinstance(fetched, Failure):
        if query.only_report:
            return describe_task_failure(fetched)
        task.warn(f"{fetched.message} {WITHOUT_REPORT}")
    report = fetched if isinstance(fetched, Report) else None
    if report is not None and query.only_report:
        accesses = [Access.from_report(row) for row in report.rows if row.user_name != ROOT and query.is_about(row)]
        accesses += [Access.from_malformed(row) for row in report.malformed if query.may_be_about(row)]
    else:
        accesses = _live(task, live, query, report)
    if report is not None and query.is_about_everybody:
        accesses += [Access.from_report(row) for row in report.rows if row.user_name == ROOT]
    policy, unread = _policy(reader) if query.wants_policy else ({}, None)
    return {**describe_accesses(accesses, query.user_names or (), fetched, task.stop.failure, unread), **policy}


def _live(task: runtime.Task, live: ConsoleAccessReader, query: Query, report: Report | None) -> list[Access]:
    """Return the access of the users as IAM has it, with a warning for each row of the report that cannot be read."""
    for row in report.malformed if report is not None else ():
        task.warn(row.failure.message)
    if query.user_names is None:
        return live.read_all(query.path_prefix)
    return live.read_named(query.user_names, report.generated_time if report is not None else None)


def _policy(reader: Reader) -> tuple[dict[str, t.Any], Failure | None]:
    """Return the account's own password policy, null if it could not be read, and then why."""
    try:
        return {"account_password_policy": describe_policy(reader.account_password_policy())}, None
    except LoginProfileError as error:
        return {"account_password_policy": None}, replace(error.failure(None), code="policy_unreadable")


def _root_users(connection: Connection, live: ConsoleAccessReader, query: Query) -> dict[str, t.Any]:
    """Return the result about root users. Raises RequestError or LoginProfileError if no account can be listed."""
    accounts, left_out = list(query.root_account_ids or ()), []
    if query.root_of_organization:
        members = member_accounts(connection.organizations())
        accounts = [member.account_id for member in members if member.left_out is None]
        left_out = [
            {"account_id": member.account_id, "code": member.left_out.code, "reason": member.left_out.reason}
            for member in members
            if member.left_out is not None
        ]
    result = describe_accesses(live.read_root_users(accounts), (), None, live.workers.stop.failure)
    return {**result, "left_out_accounts": left_out}
