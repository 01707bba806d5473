# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module from start to exit: cancellation, the report after it, and unexpected errors."""

from __future__ import annotations

import gc
import os
import pathlib
import re
import signal
import socket
import threading
import time
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken
from ansible_collections.identity.aws.plugins.module_utils._module import runtime
from ansible_collections.identity.aws.plugins.module_utils._module.runtime import (
    OUTPUT_CLOSED,
    ProgressLog,
    output_is_closed,
    silence_output,
    stop_on_signals,
)
from ansible_collections.identity.aws.plugins.module_utils._run.workers import WorkerPool, no_progress
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import ModuleDouble, TaskRunner

GENERATE: dict[str, t.Any] = {"generate_password": True, "reveal_password": True}
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@pytest.fixture(autouse=True)
def as_in_a_terminal() -> t.Iterator[None]:
    """Reset ignored signals: a background job inherits an ignored SIGINT, and one under nohup SIGHUP."""
    usual: tuple[t.Any, ...] = (signal.SIG_DFL, signal.default_int_handler, signal.SIG_DFL)
    before = [signal.signal(number, handler) for number, handler in zip(SIGNALS, usual, strict=True)]
    yield
    for number, handler in zip(SIGNALS, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("entry", "options"),
    [
        ("run", {"user_name": "ana", "state": "absent"}),
        ("run_roster", {"profiles": [{"user_name": "ana", "state": "absent"}], "purge": True}),
        ("run_info", {}),
    ],
)
def test_a_task_works_only_in_its_account(
    tasks: TaskRunner, entry: str, options: dict[str, t.Any], check_mode: bool
) -> None:
    """Fails when a task reads or changes another account than account_id, or rejects its own, or an invalid id."""
    run = getattr(tasks, entry)
    result = run(**options, account_id="222222222222", check_mode=check_mode)
    assert result["error"]["code"] == "account_differs"
    assert "The credentials are of account 111122223333, and not of 222222222222 (account_id)." in result["msg"]
    assert tasks.called() == ["GetCallerIdentity"]
    result = run(**options, account_id="2222", check_mode=check_mode)
    assert (result["error"]["code"], tasks.called()) == ("invalid_options", [])
    assert "error" not in run(**options, account_id="111122223333", check_mode=True)


def interrupt(tasks: TaskRunner, operation: str) -> None:
    """Send SIGTERM to this process in the middle of a call, which is still carried out."""
    original = getattr(tasks.iam, operation)

    def interrupted(**parameters: t.Any) -> t.Any:
        setattr(tasks.iam, operation, original)
        handler = signal.getsignal(signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)
        # The main thread handles it; this is another one.
        while signal.getsignal(signal.SIGTERM) is handler:
            time.sleep(0.001)
        return original(**parameters)

    setattr(tasks.iam, operation, interrupted)


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    return TaskRunner(monkeypatch, InMemoryIAM({"ana": None, "ben": None, "chloe": None}))


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_cancels_the_task_and_then_has_its_earlier_effect(number: signal.Signals) -> None:
    """Fails when a signal ends the process, or the handlers outlive the task."""
    before = signal.getsignal(number)
    stop = CancellationToken()
    with stop_on_signals(stop):
        os.kill(os.getpid(), number)
        assert stop.reason == f"The task was interrupted ({number.name})."
        assert signal.getsignal(number) == before
    assert signal.getsignal(number) == before


def test_ignored_signals_stay_ignored() -> None:
    """Fails when a run under nohup ends with its terminal."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    stop = CancellationToken()
    with stop_on_signals(stop):
        os.kill(os.getpid(), signal.SIGHUP)
    assert stop.reason is None
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_a_signal_that_does_not_wake_the_main_thread_is_handled() -> None:
    """Fails when a signal just before the wait for a long call is handled only after that call."""
    stop = CancellationToken()

    def work(_item: int) -> bool:
        # To this thread: the main one continues to wait, as if the signal had arrived just before.
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
        until = time.monotonic() + 5
        while not stop.is_requested() and time.monotonic() < until:
            time.sleep(0.01)
        return stop.is_requested()

    with stop_on_signals(stop):
        heard = WorkerPool(1, stop, no_progress).map("read", work, [1], lambda _item: False, lambda *_error: False)
    assert heard == [True]


def test_an_interrupted_roster_reports_each_password_that_was_set(tasks: TaskRunner) -> None:
    """Fails when a valid password is not in the result, or a user who was not attempted is not named."""
    interrupt(tasks, "create_login_profile")
    profiles = [{"user_name": name} for name in ("ana", "ben", "chloe")]
    result = tasks.run_roster(profiles=profiles, **GENERATE, concurrency=1, wait=False)
    assert (result["failed"], result["changed"]) == (True, True)
    assert result["summary"] == {"done": ["ana"], "unchanged": [], "failed": [], "not_attempted": ["ben", "chloe"]}
    assert result["users"][0]["password"] == (tasks.iam.users["ana"] or {})["Password"]
    assert result["msg"].startswith("The task was interrupted (SIGTERM). Users: 1 done")
    assert (tasks.iam.users["ben"], tasks.iam.users["chloe"]) == (None, None)


def test_an_interrupted_task_about_one_user_writes_nothing_more(tasks: TaskRunner) -> None:
    """Fails when a task that is cancelled while it reads continues to write."""
    interrupt(tasks, "get_user")
    result = tasks.run(user_name="ana", **GENERATE)
    assert (result["failed"], result["changed"]) == (True, False)
    assert result["msg"] == "The task was interrupted (SIGTERM). Nothing was changed."
    assert [action["action"] for action in result["not_attempted"]] == ["iam:CreateLoginProfile"]
    assert tasks.iam.users["ana"] is None


def test_a_signal_during_the_exit_loses_no_password(tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when the handlers are removed before the result is written, which takes seconds for thousands."""

    def interrupted(self: ModuleDouble, **result: t.Any) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        original(self, **result)

    original = ModuleDouble.exit_json
    monkeypatch.setattr(ModuleDouble, "exit_json", interrupted)
    assert "password" in tasks.run_roster(profiles=[{"user_name": "ana"}], **GENERATE, wait=False)["users"][0]
    assert "password" in tasks.run(user_name="ben", **GENERATE, wait=False)
    assert tasks.run_info()["users"]


def test_an_interrupted_wait_for_the_report_is_an_interruption(tasks: TaskRunner) -> None:
    """Fails when an interrupted wait for the credential report is reported as a time-out."""
    tasks.iam.report_states = ["INPROGRESS"]
    interrupt(tasks, "generate_credential_report")
    returned = tasks.run_info(source="report")["msg"]
    assert returned == "The task was interrupted (SIGTERM). AWS had not finished the credential report."


def ends(kind: str) -> tuple[int, t.Callable[[], None]]:
    """Return a standard output of this kind, and a function that closes its reader."""
    if kind == "socket":
        ours, theirs = socket.socketpair()
        return ours.detach(), theirs.close
    reader, writer = os.pipe() if kind == "pipe" else os.openpty()
    return writer, lambda: os.close(reader)


@pytest.mark.parametrize("kind", ["pipe", "socket", "terminal"])
def test_a_reader_that_goes_away_is_noticed(kind: str) -> None:
    """Fails when a closed reader is not detected, or a slow one counts as closed."""
    descriptor, close = ends(kind)
    os.write(descriptor, b"unread")
    assert output_is_closed(descriptor) is None
    close()
    assert output_is_closed(descriptor) == OUTPUT_CLOSED
    os.close(descriptor)
    assert output_is_closed(descriptor) == OUTPUT_CLOSED


@pytest.mark.parametrize("name", ["file", os.devnull])
def test_what_needs_no_reader_has_one(tmp_path: pathlib.Path, name: str) -> None:
    """Fails when a task whose output goes to a file or to /dev/null stops."""
    with (tmp_path / name).open("w") as file:
        assert output_is_closed(file.fileno()) is None


def test_what_is_printed_without_a_reader_is_no_error() -> None:
    """Fails when a module without a reader ends in a BrokenPipeError."""
    before = os.dup(1)
    try:
        silence_output()
        assert os.path.samestat(os.fstat(1), pathlib.Path(os.devnull).stat())
    finally:
        os.dup2(before, 1)
        os.close(before)


@pytest.mark.parametrize("purge", [False, True])
def test_without_a_reader_no_write_begins_and_the_log_has_what_was_done(
    tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch, purge: bool
) -> None:
    """Fails when a roster or its purge continues without a reader, or the log has a password, or lacks the writes."""
    last = "DeleteLoginProfile" if purge else "CreateLoginProfile"
    tasks.iam.users.update(ben={}, chloe={}, dora=None)
    silenced: list[bool] = []
    monkeypatch.setattr(runtime, "output_is_closed", lambda: OUTPUT_CLOSED if has_called(tasks, last) else None)
    monkeypatch.setattr(runtime, "silence_output", lambda: silenced.append(True))
    profiles = [{"user_name": name} for name in (["ana"] if purge else ["ana", "dora"])]
    options: dict[str, t.Any] = {**GENERATE, "wait": False, "concurrency": 1, "profiles": profiles}
    options |= {"purge": True, "purge_limit": "9"} if purge else {}
    result = tasks.run_roster(**options)
    assert result["msg"].startswith(f"{OUTPUT_CLOSED} Users: {2 if purge else 1} done, 0 unchanged, 0 failed, 1 not")
    assert tasks.called().count(last) == 1
    assert silenced
    done = {"ana": "CreateLoginProfile", **({"ben": last} if purge else {})}
    assert tasks.logged == [f"{OUTPUT_CLOSED} Done for IAM user '{name}': {write}." for name, write in done.items()]
    assert tasks.run_roster(check_mode=True, **options)["users"]
    assert tasks.logged == []


def has_called(tasks: TaskRunner, operation: str) -> bool:
    return any(name == operation for name, _parameters in tasks.iam.calls)


@pytest.mark.parametrize("door", ["run", "run_roster"])
def test_stop_after_ends_a_wait_with_a_report(tasks: TaskRunner, door: str) -> None:
    """Fails when the time is exceeded, or the earlier writes are not reported."""
    tasks.iam.settings.create_visible_after = 1  # and its clock does not move
    user: dict[str, t.Any] = {"user_name": "ana"}
    options = user if door == "run" else {"profiles": [user]}
    result = getattr(tasks, door)(**options, **GENERATE, stop_after=10)
    row = result if door == "run" else result["users"][0]
    assert "was created, but AWS does not show it, and the task was stopped" in row["msg"]
    assert "password" in row
    assert 10 <= tasks.clock.now < 11
    if door == "run_roster":
        assert result["msg"].startswith("The task stopped after 10 seconds (stop_after). ")


def test_progress_is_logged_every_ten_seconds() -> None:
    """Fails when each user is a line of the log, or none is."""
    lines: list[str] = []
    times = iter(number / 4 for number in range(1000))
    progress = ProgressLog(lines.append, lambda: next(times))
    for finished in range(1, 101):
        progress("write", finished, 100)
    assert lines == ["write: 40 of 100 users.", "write: 80 of 100 users."]


@pytest.mark.parametrize(
    ("door", "module", "options"),
    [
        ("run", "login_profile", {"user_name": "ana"}),
        ("run_roster", "roster", {"profiles": [{"user_name": "ana"}]}),
        ("run_info", "info", {}),
    ],
)
def test_an_unexpected_error_is_reported_with_each_frame_of_this_collection(
    tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch, door: str, module: str, options: dict[str, t.Any]
) -> None:
    """Fails when a bug report lacks a file or line of ours, or has the error's message, or is a traceback."""

    def broken(*_arguments: t.Any) -> t.NoReturn:
        raise ArithmeticError("Canary-Passw0rd")

    sessions = "ansible_collections.identity.aws.plugins.module_utils._aws.root_sessions.RootSessions"
    monkeypatch.setattr(f"{sessions}.__init__", broken)
    tasks.expects_unexpected_error = True
    result = getattr(tasks, door)(**options)
    frames = ["runtime", "runtime", module, *(["workflow"] if door != "run_info" else []), "test_runtime"]
    places = r" line \d+, ".join(f"{name}.py" for name in frames)
    assert re.search(rf"ArithmeticError at {places} line \d+\)", result["msg"])
    assert result["error"] == {"code": "internal_error", "message": None}
    assert "look before running the task again" not in result["msg"]  # nothing was written
    assert "Canary" not in repr(result)


def test_a_number_that_is_no_time_does_not_end_the_module(tasks: TaskRunner) -> None:
    """Fails when a stop_after that cannot be added to a time ends in a traceback, before options are validated."""
    assert tasks.run(user_name="ana", stop_after=10**400, state="absent")["changed"] is False
    assert tasks.run(user_name="ana", stop_after=-(10**400))["error"]["code"] == "invalid_options"


def test_garbage_is_collected_again_after_the_imports() -> None:
    """Fails when a task about many users never frees unused memory."""
    gc.disable()
    try:
        runtime.freeze_imports()
        assert gc.isenabled()
    finally:
        gc.enable()
