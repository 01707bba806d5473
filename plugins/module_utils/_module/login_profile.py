# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a task flows: arguments, validate, read, plan, apply or predict, report."""

from __future__ import annotations

import time
import typing as t
from dataclasses import replace

from ansible.module_utils.common.warnings import warn

from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader
from ansible_collections.identity.aws.plugins.module_utils._aws.root_sessions import RootSessions
from ansible_collections.identity.aws.plugins.module_utils._aws.waiter import Waiter
from ansible_collections.identity.aws.plugins.module_utils._aws.writes import Writer
from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken
from ansible_collections.identity.aws.plugins.module_utils._core.models import Failure, Outcome, Plan, RequestError
from ansible_collections.identity.aws.plugins.module_utils._run.executor import Applier
from ansible_collections.identity.aws.plugins.module_utils._run.policy_checker import PolicyChecker
from ansible_collections.identity.aws.plugins.module_utils._run.workers import WorkerPool, no_progress
from ansible_collections.identity.aws.plugins.module_utils._run.workflow import Engine
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import GENERATED, SecretStore

from .diffs import describe_diff_of_one
from .exit import NoTraceback, exit_module, freeze_imports
from .interrupts import nobody_reads, stop_on_signals, time_over
from .options import named_principal, to_job
from .results import describe_outcome

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._run.journal import Journal

    from .sealed_module import SealedModule


def run(module: SealedModule) -> None:
    """Do what the arguments of ``iam_login_profile`` ask for, and leave by exit_json or fail_json."""
    freeze_imports()
    stop = CancellationToken(nobody_reads, time_over(module.params["stop_after"], time.monotonic))

    def describe(failure: Failure) -> dict[str, t.Any]:
        return describe_outcome(Outcome(Plan(named_principal(module.options), before=None), failure=failure))

    with stop_on_signals(stop), NoTraceback(module, describe, many=False) as journal:
        _run(module, stop, journal)


def _run(module: SealedModule, stop: CancellationToken, journal: Journal) -> None:
    outcome, delivery = _outcome(module, stop, journal)
    if outcome.status == "not_attempted" and stop.failure is not None:
        outcome = replace(outcome, failure=replace(stop.failure, message=f"{stop.reason} Nothing was changed."))
    result = {**describe_outcome(outcome), **delivery}
    if delivery and outcome.failure is not None:
        result["msg"] += f" The generated password is in this result: {', '.join(delivery)}."
    if module._diff and outcome.failure is None:
        result["diff"] = describe_diff_of_one(outcome)
    exit_module(module, result, failed=outcome.failure is not None)


def _outcome(module: SealedModule, stop: CancellationToken, journal: Journal) -> tuple[Outcome, dict[str, str]]:
    """Return what became of the task, and what hands a generated password over where one was set, or may have been."""
    principal = named_principal(module.options)
    try:
        module.reject_mistakes(principal)
        job = to_job(module.options, module.masking.would_mask)
        connection = Connection(module.connection_options, stop=stop)
        engine = make_engine(module, connection, WorkerPool(1, stop, no_progress), journal)
    except RequestError as request_error:
        return Outcome(Plan(principal, before=None), failure=request_error.failure()), {}
    except LoginProfileError as error:
        return Outcome(Plan(principal, before=None), failure=error.failure(principal)), {}
    (outcome,) = engine.finish(engine.planned([job]))
    engine.log_if_interrupted([outcome])
    return outcome, delivery_of(outcome, job.passwords)


def make_engine(
    module: SealedModule, connection: Connection, workers: WorkerPool, journal: Journal, **options: bool
) -> Engine:
    """Return the engine for a task with the arguments of ``waiting_arguments``. The only place that reads check mode.

    ``options`` are those of Engine that have a default. Raises LoginProfileError or RequestError if nothing connects.
    """
    client, root_sessions = connection.iam(), RootSessions(connection)
    reader = Reader(client, root_sessions)
    # Not module.warn: amazon.aws's hands warnings to exit_json as well, which ansible-core 2.23 will refuse.
    policy_checker = PolicyChecker(reader, warn)
    waiter = Waiter(module.params["wait_timeout"], time.monotonic, time.sleep, workers.stop)
    applier = Applier(reader, Writer(client, root_sessions), policy_checker, waiter, module.params["wait"], journal)
    log, only_predict = module.log, module.check_mode
    return Engine(reader, applier, policy_checker, workers, warn, log, only_predict=only_predict, **options)


def delivery_of(outcome: Outcome, passwords: SecretStore) -> dict[str, str]:
    """Return what hands a generated password over, if it was set or nobody can tell."""
    return passwords.delivery() if outcome.may_have_set(GENERATED) else {}
