# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a task that only looks flows: arguments, validate, read, report. It is the read stage alone."""

from __future__ import annotations

import time
import typing as t
from dataclasses import replace

from ansible.module_utils.common.warnings import warn

from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader, member_accounts
from ansible_collections.identity.aws.plugins.module_utils._aws.root_sessions import RootSessions
from ansible_collections.identity.aws.plugins.module_utils._aws.waiter import Waiter
from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken
from ansible_collections.identity.aws.plugins.module_utils._core.console_access import Access
from ansible_collections.identity.aws.plugins.module_utils._core.credential_report import ROOT, Report
from ansible_collections.identity.aws.plugins.module_utils._core.models import Failure, RequestError
from ansible_collections.identity.aws.plugins.module_utils._run.console_access_reader import LiveAccess
from ansible_collections.identity.aws.plugins.module_utils._run.report_fetcher import fetch_report
from ansible_collections.identity.aws.plugins.module_utils._run.workers import WorkerPool

from .exit import NoTraceback, exit_module, freeze_imports
from .info_options import Query, to_query
from .info_results import WITHOUT_REPORT, describe_accesses, describe_policy, describe_task_failure
from .interrupts import nobody_reads, stop_on_signals
from .progress import Progress

if t.TYPE_CHECKING:
    from .sealed_module import SealedModule


def run(module: SealedModule) -> None:
    """Read what the arguments of ``iam_login_profile_info`` ask for, and leave by exit_json or fail_json."""
    freeze_imports()
    stop = CancellationToken(nobody_reads)
    with stop_on_signals(stop), NoTraceback(module, describe_task_failure, many=True):
        try:
            result = _result(module, stop)
        except RequestError as request_error:
            result = describe_task_failure(request_error.failure())
        except LoginProfileError as error:
            result = describe_task_failure(error.failure(None))
        exit_module(module, {"changed": False, **result}, failed="msg" in result)


def _result(module: SealedModule, stop: CancellationToken) -> dict[str, t.Any]:
    """Return the task's result, with a ``msg`` where it failed. Raises RequestError or LoginProfileError."""
    module.reject_mistakes()
    query = to_query(module.options)
    connection = Connection(module.connection_options, query.concurrency, stop)
    reader = Reader(connection.iam(), RootSessions(connection))
    live = LiveAccess(reader, WorkerPool(query.concurrency, stop, Progress(module.log, time.monotonic)))
    if query.is_about_root_users:
        return _root_users(connection, live, query)
    waiter = Waiter(module.params["wait_timeout"], time.monotonic, time.sleep, stop)
    fetched = fetch_report(reader, waiter, stop) if query.wants_report else None
    if isinstance(fetched, Failure):
        if query.only_report:
            return describe_task_failure(fetched)
        warn(f"{fetched.message} {WITHOUT_REPORT}")
    report = fetched if isinstance(fetched, Report) else None
    if report is not None and query.only_report:
        accesses = [Access.from_report(row) for row in report.rows if row.user_name != ROOT and query.is_about(row)]
        accesses += [Access.from_malformed(row) for row in report.malformed if query.may_be_about(row)]
    else:
        accesses = _live(live, query, report)
    if report is not None and query.is_about_everybody:
        accesses += [Access.from_report(row) for row in report.rows if row.user_name == ROOT]
    policy, unread = _policy(reader) if query.wants_policy else ({}, None)
    result = describe_accesses(accesses, query.user_names or (), fetched, stop.failure, unread)
    return {**result, **policy, "answered_at": connection.clock.answered_at}


def _live(live: LiveAccess, query: Query, report: Report | None) -> list[Access]:
    """Return the access of the users as IAM has it, with a warning for each row of the report that cannot be read."""
    for row in report.malformed if report is not None else ():
        warn(row.failure.message)
    if query.user_names is None:
        return live.of_all(query.path_prefix)
    return live.of(query.user_names, report.generated_time if report is not None else None)


def _policy(reader: Reader) -> tuple[dict[str, t.Any], Failure | None]:
    """Return the account's own password policy, null where it could not be read, and then why."""
    try:
        return {"account_password_policy": describe_policy(reader.account_password_policy())}, None
    except LoginProfileError as error:
        return {"account_password_policy": None}, replace(error.failure(None), code="policy_unreadable")


def _root_users(connection: Connection, live: LiveAccess, query: Query) -> dict[str, t.Any]:
    """Return what is known of root users. Raises RequestError or LoginProfileError where no account can be listed."""
    accounts, left_out = list(query.root_account_ids or ()), []
    if query.root_of_organization:
        members = member_accounts(connection.organizations())
        accounts = [member.account_id for member in members if member.left_out is None]
        left_out = [
            {"account_id": member.account_id, "code": member.left_out.code, "reason": member.left_out.reason}
            for member in members
            if member.left_out is not None
        ]
    result = describe_accesses(live.of_root_users(accounts), (), None, live.workers.stop.failure)
    return {**result, "left_out_accounts": left_out, "answered_at": connection.clock.answered_at}
