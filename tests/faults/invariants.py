# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The invariants of every cell. Each promise yields a sentence for every violation.

The reference is the emulated AWS's own state and log, never the task's report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from account_state import SECRET_KEY, SESSION_TOKEN
from address_invariants import has_the_address
from declared_errors import WRITES
from failing_provider import is_named_once
from network import TIME_OUT
from option_invariants import is_delivered, stops_at_the_first_failure, stops_without_a_reader, uses_the_reply
from read_invariants import is_judged_before_the_first_write, is_known_or_null
from result_rows import Row, expected_of, rows
from sandbox import WAIT_TIMEOUT, RunResult
from scenario import BEFORE, GENERATED, GIVEN, INFO, LEAVER, OTHER, ROOT, ROSTER, Expected, ProfileState, decrypted
from secret_invariants import is_in_its_secret

Broken = Iterator[str]
_READS = {
    *("GetLoginProfile", "GetUser", "ListUsers", "GetAccountPasswordPolicy"),
    *("GetCallerIdentity", "AssumeRoot", "GenerateCredentialReport", "GetCredentialReport", "ListSessions"),
    *("DescribeSecret", "ListAccountAliases"),
}
_SENSITIVE_WORDS = ("Traceback (most recent call last)", "Unexpected error", "MODULE FAILURE")
SLACK = 20.0
"""Seconds of processing time on this machine, in addition to the waiting time."""


class Backoff(NamedTuple):
    """A retry mode of botocore: the number of attempts, and the maximum seconds of a pause between them."""

    attempts: int
    pauses: float


# min(rand(0, 1) * 2 ** n, 20) for n from 0 to 8. For errors other than throttling, botocore 1.44 pauses less.
STANDARD = Backoff(10, 1 + 2 + 4 + 8 + 16 + 4 * 20)
ADAPTIVE = Backoff(10, STANDARD.pauses + 10 * 2)  # half a request a second


class Baseline(NamedTuple):
    """A run without faults: its calls, and the writes of each user in order."""

    calls: int
    plan: dict[str, list[str]]


def broken(run: RunResult, baseline: Baseline) -> list[str]:
    """Return every violated promise of a cell."""
    return [f"({number}) {what}" for number, promise in enumerate(_PROMISES, 1) for what in promise(run, baseline)]


def _end_state(run: RunResult, _baseline: Baseline) -> Broken:
    """Promise 1: the end state is as requested, or the task failed."""
    if run.cell.check or run.cell.injection.lies:
        return
    for row in rows(run):
        if (expected := expected_of(run, row)) is not None:
            if not run.cell.injection.others or run.after[expected.user].password is not None:
                yield from _version(expected, run.before[expected.user], run.after[expected.user])
            if row.is_finished:
                yield from _as_expected(expected, row, run.after[expected.user])
    result = run.module_result.result
    if not result.get("failed") and not all(row.is_finished for row in rows(run)):
        yield "the task succeeded, but not all users are finished"


def _version(expected: Expected, before: ProfileState, state: ProfileState) -> Broken:
    is_recorded = expected.version not in {None, before.version} and state.version == expected.version
    if is_recorded and state.password == before.password:
        yield f"{expected.user}: version {state.version} is recorded, but its password was not set"


def _as_expected(expected: Expected, row: Row, state: ProfileState) -> Broken:
    if expected.revoked and state.sessions:
        yield f"{expected.user}: finished, but {state.sessions} sign-in sessions are active"
    if not expected.present:
        if state.password is not None or state.version is not None:
            yield f"{expected.user}: finished, but the login profile or the record of its version exists"
        return
    wanted = _wanted_password(expected, row)
    if state.password is None:
        yield f"{expected.user}: finished, but there is no login profile"
    elif wanted is not None and state.password != wanted:
        yield f"{expected.user}: finished, with another password"
    if expected.reset is not None and state.reset != expected.reset:
        yield f"{expected.user}: finished, with another flag"
    if expected.version is not None and state.version != expected.version:
        yield f"{expected.user}: finished, but the version is {state.version}"
    if expected.session is not None and state.session != expected.session:
        yield f"{expected.user}: finished, but the session duration is {state.session}"


def _wanted_password(expected: Expected, row: Row) -> str | None:
    if expected.password != GENERATED:
        return expected.password
    delivered = row.result.get("encrypted_password")
    return decrypted(delivered) if delivered else "(nothing was delivered)"


def _report(run: RunResult, baseline: Baseline) -> Broken:
    """Promise 2: the report matches what happened."""
    result, found = run.module_result.result, rows(run)
    if not result:
        yield "there is no result"
        return
    if bool(result.get("failed")) != bool((result.get("error") or {}).get("code")):
        yield "a failure without a code, or a code without a failure"
    if result.get("failed") and run.cell.injection.says not in str(result):
        yield f"the report does not contain {run.cell.injection.says!r}"
    if bool(result.get("changed")) != any(row.done for row in found):
        yield "changed does not match actions"
    for row in found:
        yield from _report_of_one(run, row)
        plan = baseline.plan.get(row.user, [])
        free = run.cell.injection.lies or run.cell.injection.others
        # The removal of AWSPENDING replaces the planned action, before the actions that were not attempted.
        in_order = sorted if "PutSecretValue" in plan else list
        if row.planned and not free and in_order(row.planned) != in_order(plan):
            yield f"{row.user}: the plan is {plan}, but the result has {row.planned}"
    if run.scenario.module == ROSTER:
        yield from _report_of_all(run, found)
    written = {call["user_name"] for call in run.calls if call["carried_out"] and call["action"] in WRITES}
    if len(written - {None}) > len(found):
        yield f"{sorted(written)} were written, but there are {len(found)} rows"


def _report_of_one(run: RunResult, row: Row) -> Broken:
    user = row.user
    if bool(row.result.get("changed")) != bool(row.done):
        yield f"{user}: changed does not match actions"
    if row.planned and not row.msg and row.operations("failed_actions"):
        yield f"{user}: failed actions without a failure"
    if row.msg and "login_profile" in row.result:
        yield f"{user}: a failure with a login profile"
    if row.msg and not row.code:
        yield f"{user}: a failure without a code"
    if not run.cell.check:
        yield from _each_write(run, row)


def _each_write(run: RunResult, row: Row) -> Broken:
    """Each executed write is reported as done or as unknown, and each reported one was executed."""
    carried_out, user = run.carried_out(row.user), row.user
    revoked = 0 if user == ROOT else run.before[user].sessions - run.after[user].sessions
    reported = row.result.get("revoked_sessions", 0)  # the module for the caller's own password revokes none
    if reported != revoked and "BatchRevokeSessions" not in row.doubtful:
        yield f"{user}: {revoked} sessions are revoked, but {reported} are reported"
    for operation in dict.fromkeys(carried_out):
        if operation not in (*row.done, *row.doubtful):
            yield f"{user}: {operation} was carried out, but is neither reported as done nor in doubt"
    for operation in row.done:
        if operation not in carried_out:
            yield f"{user}: {operation} is reported as done, but was not carried out"
    for operation in row.operations("not_attempted"):
        was_begun = operation in (*row.done, *row.operations("failed_actions"))  # another one of the same kind
        if not was_begun and any(call["action"] == operation and call["user_name"] == user for call in run.calls):
            yield f"{user}: {operation} is reported as not attempted, but was"


def _report_of_all(run: RunResult, found: list[Row]) -> Broken:
    result = run.module_result.result
    for row in found:
        nothing = "unchanged" if row.is_finished else "not_attempted"
        status = "failed" if row.msg else nothing if not row.done or not row.is_finished else "done"
        if row.result.get("status") != status:
            yield f"{row.user}: the status is {row.result.get('status')} instead of {status}"
    for status in ("done", "unchanged", "failed", "not_attempted"):
        names = [row.user for row in found if row.result.get("status") == status]
        if result["summary"].get(status) != names:
            yield f"the summary has {result['summary'].get(status)} as {status} instead of {names}"
    missing = {expected.user for expected in run.scenario.expected} - {row.user for row in found}
    if found and missing and not result.get("failed") and not run.cell.injection.lies:
        yield f"no row for {sorted(missing)}"
    if any(row.msg or not row.is_finished for row in found) and not result.get("failed"):
        yield "a user failed or was not attempted, but the task succeeded"


def _passwords(run: RunResult, _baseline: Baseline) -> Broken:
    """Promise 3: only the given or returned password is set; a password that may be set is returned."""
    for row in rows(run):
        expected = expected_of(run, row)
        delivered = row.result.get("encrypted_password")
        if expected is None:
            continue
        before, after = run.before[expected.user].password, run.after[expected.user].password
        known = {before, None, *([OTHER, BEFORE] if run.cell.injection.others else [])}
        known |= set() if expected.password is None else set(GIVEN.values())
        known |= {decrypted(delivered)} if delivered else set()
        if after not in {*known, "(root)"}:
            yield f"{expected.user}: an unknown password is set"
        if expected.password in GIVEN.values() and after in set(GIVEN.values()) - {expected.password, before}:
            yield f"{expected.user}: another user's password is set"
        sets = {"CreateLoginProfile", "UpdateLoginProfile"} & {*row.done, *row.doubtful}
        if expected.password == GENERATED and not run.cell.check and bool(delivered) != bool(sets):
            was = "was" if delivered else "was not"
            yield f"{expected.user}: a password {was} returned, but {sorted(sets) or 'no call'} may have set it"


def _no_other_user(run: RunResult, baseline: Baseline) -> Broken:
    """Promise 4: nothing else is deleted, and no other user is affected."""
    expected = {each.user: each for each in run.scenario.expected}
    for user, state in run.before.items():
        if user not in expected and run.after[user] != state:
            yield f"{user} is not in the request, but was changed"
        if user in expected and not expected[user].revoked and run.after[user].sessions != state.sessions:
            yield f"{user}: sign-in sessions were revoked without a request"
        carried_out = run.carried_out(user)
        if "DeleteLoginProfile" in carried_out and (user not in expected or expected[user].present):
            yield f"{user}: deleted without a request"
        if user == LEAVER and carried_out and not all(row.is_finished for row in rows(run) if row.user != user):
            yield f"{user}: purged, but not all users in the roster have a login profile"
        strange = set(carried_out) - set(baseline.plan.get(user, []))
        if strange and not run.cell.injection.lies:
            yield f"{user}: {sorted(strange)} is not in the plan"


def _temporary_faults_are_retried(run: RunResult, _baseline: Baseline) -> Broken:
    """Promise 5: temporary faults are retried; after a lost reply, the task recognizes its own write in AWS."""
    injection = run.cell.injection
    passes = injection.passes or (injection.late and not run.scenario.waits)
    if passes and run.module_result.result.get("failed"):
        yield f"the fault is temporary, but the task failed: {run.module_result.result.get('msg')}"


def _no_error_is_absent(run: RunResult, _baseline: Baseline) -> Broken:
    """Promise 6: an error is never read as "absent"."""
    if run.cell.injection.lies:
        return
    for row in rows(run):
        expected = expected_of(run, row)
        if row.result.get("user_exists") is False:
            yield f"{row.user}: user_exists is false, but the user exists"
        if row.result.get("login_profile") != {} or expected is None:
            continue
        if expected.present:
            yield f"{expected.user}: an empty login profile, but one is requested"
        is_predicted = run.cell.check and "DeleteLoginProfile" in row.done
        state = run.before if is_predicted else run.after
        if (state[expected.user].password is not None) != is_predicted:
            yield f"{expected.user}: an empty login profile, but one exists"


def _no_traceback_and_no_secret(run: RunResult, _baseline: Baseline) -> Broken:
    """Promise 7: no traceback and no secret in any output, log or result."""
    text = run.module_result.printed + run.module_result.errors
    for words in _SENSITIVE_WORDS:
        if words in text:
            yield f"'{words}' was printed: {text[-600:]}"
    if run.module_result.errors:
        yield f"stderr has {run.module_result.errors[-600:]!r}"
    secrets = {SECRET_KEY, SESSION_TOKEN, BEFORE, OTHER, *GIVEN.values(), *run.module_result.secrets}
    secrets |= {state.password for state in run.after.values() if state.password}
    for secret in secrets - {"(root)"}:
        if secret in text:
            yield f"a secret was printed: {text[max(0, text.index(secret) - 80) : text.index(secret)]}..."


def bound(run: RunResult, baseline: Baseline) -> float:
    """Return the maximum duration of a task in seconds.

    Each call: ``attempts`` times the time-out, and the pauses between. Each write: ``wait_timeout`` to be accepted, and
    again for the last one to become visible if the task waits, each with one more call. After a failed write two
    more: to identify its author, and the password policy.
    """
    backoff = ADAPTIVE if run.scenario.options.get("concurrency", 1) > 1 else STANDARD
    writes = sum(len(plan) for plan in baseline.plan.values())
    owners = sum(bool(plan) for plan in baseline.plan.values())
    waits = 1 if run.scenario.module == INFO else owners if run.scenario.waits else 0
    time_out = TIME_OUT if run.cell.injection.hurried else 0.0
    a_call = backoff.attempts * time_out + backoff.pauses
    calls = baseline.calls + 3 * writes + 2 * owners
    return calls * a_call + (writes + waits) * WAIT_TIMEOUT


def _bounded(run: RunResult, baseline: Baseline) -> Broken:
    """Promise 8: a task ends within the time of its options."""
    took, most = run.module_result.seconds + run.module_result.slept, bound(run, baseline) + SLACK
    if took > most:
        yield f"it took {took:.0f} seconds; the limit is {most:.0f}"


def _check_mode_writes_nothing(run: RunResult, baseline: Baseline) -> Broken:
    """Promise 9: check mode only reads. That it predicts the real run is checked for pairs of cells."""
    if not run.cell.check:
        return
    for call in run.calls:
        if call["action"] not in _READS:
            yield f"check mode called {call['action']}"
        if call["task_policy"] not in {None, "IAMAuditRootUserCredentials"}:
            yield f"check mode used {call['task_policy']}"
    if run.before != run.after:
        yield "check mode changed something"
    for row in rows(run):
        if row.is_finished and row.done != baseline.plan.get(row.user, []) and not run.cell.injection.lies:
            yield f"{row.user}: check mode predicts {row.done}, but a real run does {baseline.plan.get(row.user)}"


_PROMISES: tuple[Callable[[RunResult, Baseline], Broken], ...] = (
    _end_state,
    _report,
    _passwords,
    _no_other_user,
    _temporary_faults_are_retried,
    _no_error_is_absent,
    _no_traceback_and_no_secret,
    _bounded,
    _check_mode_writes_nothing,
    uses_the_reply,
    stops_at_the_first_failure,
    is_delivered,
    is_judged_before_the_first_write,
    is_known_or_null,
    is_named_once,
    stops_without_a_reader,
    is_in_its_secret,
    has_the_address,
)
