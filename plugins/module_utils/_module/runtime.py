# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a module from start to exit; all modules use this.

1. Start: imports are frozen. Signals and ``stop_after`` cancel the task instead of ending the process.
2. The module's own function takes a ``Task`` and returns its result.
3. Errors: all have the same format, ``msg`` and ``error.code``. Ansible would print an unexpected error with any secret
   in its message. It is reported without the message, with what the task did before, from the journal.
4. Exit: secrets in the result are masked, and ``exit_json`` or ``fail_json`` ends the process.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import time
import typing as t
from dataclasses import dataclass
from datetime import datetime, timezone

from ansible.module_utils.common.warnings import warn

from ansible_collections.identity.aws.plugins.module_utils._aws.client import Connection
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError, unexpected_failure
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import caller_arn
from ansible_collections.identity.aws.plugins.module_utils._aws.waiter import Waiter
from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken, Condition
from ansible_collections.identity.aws.plugins.module_utils._core.given_values import to_request_error
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    Failure,
    Principal,
    RequestError,
    account_id_in,
)
from ansible_collections.identity.aws.plugins.module_utils._core.validation import account_id_problem
from ansible_collections.identity.aws.plugins.module_utils._run.journal import Journal
from ansible_collections.identity.aws.plugins.module_utils._run.workers import WorkerPool

if t.TYPE_CHECKING:
    from .sealed_module import SealedModule

Json: t.TypeAlias = "dict[str, t.Any]"

OUTPUT_CLOSED = (
    "The task stopped, because its result can no longer be delivered: the connection or Ansible's task has ended."
)
_STDOUT = 1
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_LONGEST = 31_536_000  # seconds: a year
_SECONDS_BETWEEN_PROGRESS = 10.0
_SECRET_FOUND = (
    "The result contained a given password or another secret, which is masked. Please report this as a bug, unless the "
    "password is a common expression that is part of messages or names anyway."
)
_DONE_BEFORE = " This result contains what was done before, with each generated password that was set."


@dataclass(frozen=True)
class Task:
    """The context of a module's function. ``options`` are validated; secrets in them are of the type Secret."""

    module: SealedModule
    options: Json
    stop: CancellationToken
    journal: Journal
    only_predict: bool
    """Check mode, which is read only here."""
    now: datetime
    """When the task began, by the host's clock, which is read only here."""

    def connect(self, concurrency: int = 1) -> Connection:
        """Return the connection to AWS for this number of concurrent calls.

        Raises RequestError if ``account_id`` is given and the credentials are of another account, or LoginProfileError.
        """
        connection = Connection(self.module.connection_options, concurrency, self.stop)
        if (account_id := self.options.get("account_id")) is not None:
            _verify_account(connection, account_id)
        return connection

    def waiter(self) -> Waiter:
        """Return the waiter for AWS, with ``wait_timeout`` seconds."""
        return Waiter(self.options["wait_timeout"], time.monotonic, time.sleep, self.stop)

    def workers(self, concurrency: int) -> WorkerPool:
        """Return the pool of workers for this number of concurrent users. It logs its progress."""
        return WorkerPool(concurrency, self.stop, ProgressLog(self.module.log, time.monotonic))

    def warn(self, sentence: str) -> None:
        """Add a warning. amazon.aws's method also passes it to exit_json, which ansible-core 2.23 rejects."""
        warn(sentence)


def _verify_account(connection: Connection, account_id: str) -> None:
    if problem := account_id_problem(account_id):
        raise RequestError(f"account_id: {problem}")
    arn = caller_arn(connection.sts())
    if account_id_in(arn) != account_id:
        raise RequestError(
            f"The credentials are of account {account_id_in(arn)}, and not of {account_id} (account_id). They are "
            f"those of {arn}. Nothing was changed. Correct the keys, the profile or the role, also in module_defaults, "
            "where an alias of an option overrides the option of the task.",
            "account_differs",
        )


def run(
    module: SealedModule,
    perform: t.Callable[[Task], Json],
    describe_failure: t.Callable[[Failure, Json], Json],
    *,
    many: bool,
    principal_in: t.Callable[[Json], Principal | None] = lambda _options: None,
) -> None:
    """Run a module, and end the process by exit_json or fail_json.

    ``perform`` returns the result, with ``msg`` if it failed. ``describe_failure`` takes a failure before the first
    write, and the options. ``many``: there is a row for each user. ``principal_in`` returns the principal that the
    options of a task about one principal name.
    """
    freeze_imports()
    stop = CancellationToken(*_conditions(module.params.get("stop_after")))
    now = datetime.fromtimestamp(time.time(), timezone.utc)
    task = Task(module, module.options, stop, Journal(), module.check_mode, now)
    # Until the end: with many users the exit takes a while, and what was done must be reported.
    with stop_on_signals(stop):
        try:
            _exit(module, _result(task, perform, describe_failure, principal_in))
        except Exception as error:  # noqa: BLE001 -- reported with its frames, and without its text
            _fail_unexpectedly(task, error, describe_failure, many=many)


def _result(
    task: Task,
    perform: t.Callable[[Task], Json],
    describe_failure: t.Callable[[Failure, Json], Json],
    principal_in: t.Callable[[Json], Principal | None],
) -> Json:
    principal = principal_in(task.options)
    try:
        if task.module.mistakes:
            # Without the rejected values, the task would be another one.
            raise to_request_error(task.module.mistakes, principal or Principal())
        return perform(task)
    except RequestError as request_error:
        return describe_failure(request_error.failure(), task.options)
    except LoginProfileError as error:
        return describe_failure(error.failure(principal), task.options)


def _exit(module: SealedModule, result: Json) -> None:
    freeze_imports()
    if output_is_closed():
        silence_output()
    result, had_secrets = module.masking.masked(result)
    if had_secrets:
        warn(_SECRET_FOUND)
    if "msg" in result:
        module.fail_json(**result)
    module.exit_json(**result)


def _fail_unexpectedly(
    task: Task, error: Exception, describe_failure: t.Callable[[Failure, Json], Json], *, many: bool
) -> None:
    """Exit by fail_json, with what the task did before. Anything used here may be the cause of the failure."""
    journal = task.journal
    failure = unexpected_failure(error, None, in_doubt=journal.in_doubt)
    result: Json = {}
    with contextlib.suppress(Exception):
        result = _describe_journal(task, many=many) if journal.has_writes else describe_failure(failure, task.options)
    result["msg"] = failure.message + (_DONE_BEFORE if journal.has_writes else "")
    result["error"] = {"code": failure.code, "message": None}
    if output_is_closed():
        silence_output()
    task.module.fail_json(**result, exception="(not shown, since it can contain a secret)")


def _describe_journal(task: Task, *, many: bool) -> Json:
    """Return what was done, masked. If masking fails too, AWS's messages about single users are omitted."""
    report = task.journal.report(many=many, with_messages=False)
    with contextlib.suppress(Exception):
        report = task.module.masking.masked(task.journal.report(many=many, with_messages=True))[0]
    return report


def freeze_imports() -> None:
    """Exclude imports from garbage collection, which the modules disable while they import.

    The exit of a short task is mostly garbage collection: freezing saves about a tenth of a run (tests/benchmark).
    """
    gc.freeze()
    gc.enable()


# Conditions that cancel a task


def _conditions(stop_after: int | None) -> list[Condition]:
    return [output_is_closed, *([] if stop_after is None else [time_over(stop_after, time.monotonic)])]


def output_is_closed(descriptor: int = _STDOUT) -> str | None:
    """Return why to stop if the reader of the standard output has closed it, or None.

    Without requested events, poll() reports only this: a pipe or socket closed by its reader, a terminal that was hung
    up, or a closed descriptor. A regular file never reports it.
    """
    poll = select.poll()
    poll.register(descriptor, 0)
    return OUTPUT_CLOSED if poll.poll(0) else None


def time_over(seconds: int, clock: t.Callable[[], float]) -> Condition:
    """Return a condition that is true after this number of seconds."""
    # A number of 300 digits, which is validated later, cannot be added to a time.
    end = clock() + max(0, min(seconds, _LONGEST))

    def condition() -> str | None:
        return f"The task stopped after {seconds} seconds (stop_after)." if clock() >= end else None

    return condition


def silence_output() -> None:
    """Send all further output to /dev/null: printing without a reader is an error."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDOUT)
    os.close(nowhere)


@contextlib.contextmanager
def stop_on_signals(token: CancellationToken) -> t.Iterator[None]:
    """Cancel the task on SIGTERM, SIGINT and SIGHUP, instead of ending the process.

    A second signal of a kind has its earlier effect. Only the main thread of a process may set handlers. A module runs
    there, and with a concurrency of 1 all of its work does.
    """

    def cancel(number: int, _frame: object) -> None:
        name = signal.Signals(number)
        signal.signal(name, before[name])
        token.interrupt(f"The task was interrupted ({name.name}).")

    # An ignored signal stays ignored, such as SIGHUP under nohup.
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    before = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
    for number in before:
        signal.signal(number, cancel)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class ProgressLog:
    """Writes the progress to the module's log (syslog or journal), at most every ten seconds.

    Ansible receives a module's output when it ends. Before that, only the log shows progress.
    """

    def __init__(self, log: t.Callable[[str], None], clock: t.Callable[[], float]) -> None:
        """``log`` takes a sentence, ``clock`` returns seconds."""
        self._log = log
        self._clock = clock
        self._last = clock()

    def __call__(self, what: str, finished: int, of: int) -> None:
        """Log the number of finished items, if it is time."""
        now = self._clock()
        if now - self._last >= _SECONDS_BETWEEN_PROGRESS:
            self._last = now
            self._log(f"{what}: {finished} of {of} users.")
