# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds in every cell. Each promise yields a sentence for every way in which it was broken.

The measure is the emulated AWS's own state and log, never what the task says of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from account_state import SECRET_KEY, SESSION_TOKEN
from audit_promises import is_judged_before_the_first_write, is_known_or_null
from declared_errors import WRITES
from failing_provider import is_named_once
from network import IMPATIENT_SECONDS
from option_promises import believes_the_reply, is_delivered, stops_at_the_first_failure, stops_without_a_reader
from result_rows import Row, asked_of, rows
from sandbox import WAIT_TIMEOUT, RunResult
from scenarios import BEFORE, GENERATED, GIVEN, INFO, LEAVER, OTHER, ROSTER, Asked, ProfileState, decrypted

Broken = Iterator[str]
_READS = {
    *("GetLoginProfile", "GetUser", "ListUsers", "GetAccountPasswordPolicy"),
    *("GetCallerIdentity", "AssumeRoot", "GenerateCredentialReport", "GetCredentialReport"),
}
_SENSITIVE_WORDS = ("Traceback (most recent call last)", "that the module does not know", "MODULE FAILURE")
SLACK = 20.0
"""Seconds of this machine's own, beside what the task waited for."""


class Backoff(NamedTuple):
    """A retry mode of botocore: attempts in all, and the most seconds that it pauses between them."""

    attempts: int
    pauses: float


# min(rand(0, 1) * 2 ** n, 20) for n from 0 to 8. After what is not throttling, botocore 1.44 pauses less.
STANDARD = Backoff(10, 1 + 2 + 4 + 8 + 16 + 4 * 20)
ADAPTIVE = Backoff(10, STANDARD.pauses + 10 * 2)  # half a request a second


class Expected(NamedTuple):
    """What a faultless run did: the calls it made, and the writes of each user in order."""

    calls: int
    plan: dict[str, list[str]]


def broken(happened: RunResult, expected: Expected) -> list[str]:
    """Return every promise that a cell breaks."""
    return [f"({number}) {what}" for number, promise in enumerate(_PROMISES, 1) for what in promise(happened, expected)]


def _end_state(happened: RunResult, _expected: Expected) -> Broken:
    """Promise 1: the end state is what was asked for, or the task failed."""
    if happened.cell.check or happened.cell.injection.lies:
        return
    for row in rows(happened):
        if (asked := asked_of(happened, row)) is not None:
            if not happened.cell.injection.others or happened.after[asked.user].password is not None:
                yield from _version(asked, happened.before[asked.user], happened.after[asked.user])
            if row.is_finished:
                yield from _as_asked(asked, row, happened.after[asked.user])
    result = happened.ran.result
    if not result.get("failed") and not all(row.is_finished for row in rows(happened)):
        yield "the task did not fail, and not every user is finished"


def _version(asked: Asked, before: ProfileState, held: ProfileState) -> Broken:
    is_recorded = asked.version not in {None, before.version} and held.version == asked.version
    if is_recorded and held.password == before.password:
        yield f"{asked.user}: version {held.version} is recorded, and its password was not set"


def _as_asked(asked: Asked, row: Row, held: ProfileState) -> Broken:
    if not asked.present:
        if held.password is not None or held.version is not None:
            yield f"{asked.user}: finished, and the login profile or the record of its version is there"
        return
    wanted = _wanted_password(asked, row)
    if held.password is None:
        yield f"{asked.user}: finished, and there is no login profile"
    elif wanted is not None and held.password != wanted:
        yield f"{asked.user}: finished, with another password"
    if asked.reset is not None and held.reset != asked.reset:
        yield f"{asked.user}: finished, with another flag"
    if asked.version is not None and held.version != asked.version:
        yield f"{asked.user}: finished, and the version is {held.version}"


def _wanted_password(asked: Asked, row: Row) -> str | None:
    if asked.password != GENERATED:
        return asked.password
    delivered = row.said.get("encrypted_password")
    return decrypted(delivered) if delivered else "(nothing was delivered)"


def _report(happened: RunResult, expected: Expected) -> Broken:
    """Promise 2: the report is what happened."""
    result, found = happened.ran.result, rows(happened)
    if not result:
        yield "there is no result"
        return
    if bool(result.get("failed")) != bool((result.get("error") or {}).get("code")):
        yield "a failure without a code, or a code without a failure"
    if result.get("failed") and happened.cell.injection.says not in str(result):
        yield f"the report is without the words {happened.cell.injection.says!r}"
    if bool(result.get("changed")) != any(row.done for row in found):
        yield "changed is not what actions say"
    for row in found:
        yield from _report_of_one(happened, row)
        plan = expected.plan.get(row.user, [])
        free = happened.cell.injection.lies or happened.cell.injection.others
        if row.planned and not free and row.planned != plan:
            yield f"{row.user}: of the plan {plan} it accounts for {row.planned}"
    if happened.deed.module == ROSTER:
        yield from _report_of_all(happened, found)
    unsaid = {call["user_name"] for call in happened.calls if call["carried_out"] and call["action"] in WRITES}
    if len(unsaid - {None}) > len(found):
        yield f"writes were carried out on {sorted(unsaid)}, and there are {len(found)} rows"


def _report_of_one(happened: RunResult, row: Row) -> Broken:
    user = row.user
    if bool(row.said.get("changed")) != bool(row.done):
        yield f"{user}: changed is not what actions say"
    if row.planned and not row.msg and row.operations("failed_actions"):
        yield f"{user}: failed actions without a failure"
    if row.msg and "login_profile" in row.said:
        yield f"{user}: a failure with a login profile"
    if row.msg and not row.code:
        yield f"{user}: a failure without a code"
    if not happened.cell.check:
        yield from _each_write(happened, row)


def _each_write(happened: RunResult, row: Row) -> Broken:
    """What was carried out is said, as done or as in doubt, and what is said was carried out."""
    carried_out, user = happened.carried_out(row.user), row.user
    for operation in dict.fromkeys(carried_out):
        if operation not in (*row.done, *row.doubtful):
            yield f"{user}: {operation} was carried out, and it says neither that nor that it is in doubt"
    for operation in row.done:
        if operation not in carried_out:
            yield f"{user}: {operation} is said to be done, and was not"
    for operation in row.operations("not_attempted"):
        if any(call["action"] == operation and call["user_name"] == user for call in happened.calls):
            yield f"{user}: {operation} is said not to have been attempted, and was"


def _report_of_all(happened: RunResult, found: list[Row]) -> Broken:
    result = happened.ran.result
    for row in found:
        nothing = "unchanged" if row.is_finished else "not_attempted"
        status = "failed" if row.msg else nothing if not row.done or not row.is_finished else "done"
        if row.said.get("status") != status:
            yield f"{row.user}: the status is {row.said.get('status')} in place of {status}"
    for status in ("done", "unchanged", "failed", "not_attempted"):
        names = [row.user for row in found if row.said.get("status") == status]
        if result["summary"].get(status) != names:
            yield f"the summary has {result['summary'].get(status)} as {status} in place of {names}"
    missing = {asked.user for asked in happened.deed.asked} - {row.user for row in found}
    if found and missing and not result.get("failed") and not happened.cell.injection.lies:
        yield f"no row for {sorted(missing)}"
    if any(row.msg or not row.is_finished for row in found) and not result.get("failed"):
        yield "somebody failed or was left out, and the task did not fail"


def _passwords(happened: RunResult, _expected: Expected) -> Broken:
    """Promise 3: no password is set but the one given or the one returned; one that may be set is returned."""
    for row in rows(happened):
        asked = asked_of(happened, row)
        delivered = row.said.get("encrypted_password")
        if asked is None:
            continue
        before, after = happened.before[asked.user].password, happened.after[asked.user].password
        known = {before, None, *GIVEN.values(), *([OTHER, BEFORE] if happened.cell.injection.others else [])}
        known |= {decrypted(delivered)} if delivered else set()
        if after not in {*known, "(root)"}:
            yield f"{asked.user}: a password is set that nobody was given"
        if asked.password in GIVEN.values() and after in set(GIVEN.values()) - {asked.password, before}:
            yield f"{asked.user}: somebody else's password is set"
        sets = {"CreateLoginProfile", "UpdateLoginProfile"} & {*row.done, *row.doubtful}
        if asked.password == GENERATED and not happened.cell.check and bool(delivered) != bool(sets):
            was = "was" if delivered else "was not"
            yield f"{asked.user}: a password {was} returned, and {sorted(sets) or 'none'} may have set it"


def _nobody_else(happened: RunResult, expected: Expected) -> Broken:
    """Promise 4: nothing is deleted that was not to be, and nobody else is touched."""
    asked = {each.user: each for each in happened.deed.asked}
    for user, held in happened.before.items():
        if user not in asked and happened.after[user] != held:
            yield f"{user} was not in the request, and is another than before"
        carried_out = happened.carried_out(user)
        if "DeleteLoginProfile" in carried_out and (user not in asked or asked[user].present):
            yield f"{user}: deleted, which nobody asked for"
        if user == LEAVER and carried_out and not all(row.is_finished for row in rows(happened) if row.user != user):
            yield f"{user}: purged, and not everybody in the roster has a login profile"
        strange = set(carried_out) - set(expected.plan.get(user, []))
        if strange and not happened.cell.injection.lies:
            yield f"{user}: {sorted(strange)} is no part of what is to be done"


def _what_passes_is_outlasted(happened: RunResult, _expected: Expected) -> Broken:
    """Promise 5: what passes is outlasted; after a lost reply AWS is asked, and one's own work is known again."""
    injection = happened.cell.injection
    passes = injection.passes or (injection.late and not happened.deed.waits)
    if passes and happened.ran.result.get("failed"):
        yield f"the fault passes, and the task failed: {happened.ran.result.get('msg')}"


def _no_error_is_absent(happened: RunResult, _expected: Expected) -> Broken:
    """Promise 6: no error is ever "absent"."""
    if happened.cell.injection.lies:
        return
    for row in rows(happened):
        asked = asked_of(happened, row)
        if row.said.get("user_exists") is False:
            yield f"{row.user}: user_exists is false, and there is such a user"
        if row.said.get("login_profile") != {} or asked is None:
            continue
        if asked.present:
            yield f"{asked.user}: an empty login profile for one who is to have one"
        state = happened.before if happened.cell.check and row.done else happened.after
        if (state[asked.user].password is not None) != bool(happened.cell.check and row.done):
            yield f"{asked.user}: an empty login profile, and there is one"


def _no_traceback_and_no_secret(happened: RunResult, _expected: Expected) -> Broken:
    """Promise 7: no traceback, and no secret, in anything that was printed, logged or returned."""
    text = happened.ran.printed + happened.ran.errors
    for words in _SENSITIVE_WORDS:
        if words in text:
            yield f"'{words}' was printed: {text[-600:]}"
    if happened.ran.errors:
        yield f"stderr has {happened.ran.errors[-600:]!r}"
    secrets = {SECRET_KEY, SESSION_TOKEN, BEFORE, OTHER, *GIVEN.values(), *happened.ran.secrets}
    secrets |= {held.password for held in happened.after.values() if held.password}
    for secret in secrets - {"(root)"}:
        if secret in text:
            yield f"a secret was printed: {text[max(0, text.index(secret) - 80) : text.index(secret)]}..."


def bound(happened: RunResult, expected: Expected) -> float:
    """Return the most seconds that a task takes.

    Each call: ``attempts`` times the time-out, and the pauses between. Each write: ``wait_timeout`` to be taken, and
    once more for the last one to show where the task waits, each with one more call. After a failed write two more:
    whose work it is, and the password policy.
    """
    backoff = ADAPTIVE if happened.deed.options.get("concurrency", 1) > 1 else STANDARD
    writes = sum(len(plan) for plan in expected.plan.values())
    owners = sum(bool(plan) for plan in expected.plan.values())
    waits = 1 if happened.deed.module == INFO else owners if happened.deed.waits else 0
    time_out = IMPATIENT_SECONDS if happened.cell.injection.hurried else 0.0
    a_call = backoff.attempts * time_out + backoff.pauses
    calls = expected.calls + 3 * writes + 2 * owners
    return calls * a_call + (writes + waits) * WAIT_TIMEOUT


def _bounded(happened: RunResult, expected: Expected) -> Broken:
    """Promise 8: a task ends, within the time that its options say."""
    took, most = happened.ran.seconds + happened.ran.slept, bound(happened, expected) + SLACK
    if took > most:
        yield f"it took {took:.0f} seconds, and {most:.0f} are the most"


def _check_mode_writes_nothing(happened: RunResult, expected: Expected) -> Broken:
    """Promise 9: check mode asks for nothing but reads. That it foresees the real run is for pairs of cells."""
    if not happened.cell.check:
        return
    for call in happened.calls:
        if call["action"] not in _READS:
            yield f"check mode called {call['action']}"
        if call["task_policy"] not in {None, "IAMAuditRootUserCredentials"}:
            yield f"check mode held {call['task_policy']}"
    if happened.before != happened.after:
        yield "check mode changed something"
    for row in rows(happened):
        if row.is_finished and row.done != expected.plan.get(row.user, []) and not happened.cell.injection.lies:
            yield f"{row.user}: foreseen is {row.done}, and a real run does {expected.plan.get(row.user)}"


_PROMISES: tuple[Callable[[RunResult, Expected], Broken], ...] = (
    _end_state,
    _report,
    _passwords,
    _nobody_else,
    _what_passes_is_outlasted,
    _no_error_is_absent,
    _no_traceback_and_no_secret,
    _bounded,
    _check_mode_writes_nothing,
    believes_the_reply,
    stops_at_the_first_failure,
    is_delivered,
    is_judged_before_the_first_write,
    is_known_or_null,
    is_named_once,
    stops_without_a_reader,
)
