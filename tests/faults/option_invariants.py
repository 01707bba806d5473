# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The promises of single options: wait, stop_on_failure, delivery_path. See invariants.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from declared_errors import WRITES
from delivery_disk import EARLIER, last_of, lines_of, read_by_its_reader
from result_rows import Row, rows
from scenario import BEFORE, GENERATED, GIVEN, OTHER, OWN, ROOT, decrypted, reader

if TYPE_CHECKING:
    from invariants import Baseline, Broken
    from sandbox import RunResult


_LOOKS = {"CreateLoginProfile": 0, "UpdateLoginProfile": 1, "DeleteLoginProfile": 0}
"""Reads of a task without wait after a write. The reply to an update does not contain the flag."""


def uses_the_reply(run: RunResult, _baseline: Baseline) -> Broken:
    """Promise 10: without wait, the task uses AWS's reply and does not read until a change is visible."""
    if run.scenario.waits:
        return
    left: dict[str | None, int] = {}
    for call in run.calls:
        user, action = call["user_name"], call["action"]
        if action == "GetLoginProfile" and user in left and call["status"] in {200, 404}:
            left[user] -= 1
            if left[user] < 0:
                yield f"{user}: AWS had replied, but the task read again"
        if action in _LOOKS and call["status"] == 200:
            left[user] = _LOOKS[action]


def stops_without_a_reader(run: RunResult, _baseline: Baseline) -> Broken:
    """Promise 16: without a reader of the result no write is begun, and the log has the earlier ones."""
    if run.module_result.unread is None:
        return
    # With concurrency, a write may have been begun before and be sent after.
    late = [action for action in run.module_result.unread if action in WRITES]
    if late and run.scenario.options.get("concurrency", 1) == 1:
        yield f"{late} began after the reader had closed"
    for row in rows(run):
        who = "the root user of account" if row.user == ROOT else f"IAM user '{row.user}'"
        who = "the caller" if run.scenario.caller == row.user and run.scenario.module != OWN else who
        lines = [line for line in run.module_result.printed.split("\n") if f" for {who}" in line]
        for operation in run.carried_out(row.user):
            if not any(operation in line for line in lines):
                yield f"{row.user}: {operation} was carried out, but is neither in the result nor in the log"
        if run.cell.check and any(" Done for " in line for line in lines):
            yield f"{row.user}: the log of check mode reports a write as done"


def stops_at_the_first_failure(run: RunResult, baseline: Baseline) -> Broken:
    """Promise 11: with stop_on_failure, users after the failed one are not attempted, and stay unchanged."""
    if not run.scenario.options.get("stop_on_failure") or run.module_result.unread is not None:
        return
    found, written = rows(run), {call["user_name"] for call in run.calls if call["action"] in WRITES}
    failed = [position for position, row in enumerate(found) if row.msg]
    if not failed and any(row.result.get("status") == "not_attempted" for row in found):
        yield "a user was not attempted, but no user failed"
    for row in found[failed[0] + 1 :] if failed else ():
        yield from _left_out(run, row, written)
    for row in found[: failed[0]] if failed and written else ():
        if not row.is_finished:
            yield f"{row.user}: precedes the failed user, but is not finished"
    yield from _after_what_is_missing(run, baseline, written)


def _left_out(run: RunResult, row: Row, written: set[str | None]) -> Broken:
    # A predicted failure is predicted for all, before the first write.
    status = row.result.get("status")
    if status != "not_attempted" and (written or status != "failed"):
        yield f"{row.user}: follows the failed user, but is {status}"
    if row.user in written or run.after[row.user] != run.before[row.user]:
        yield f"{row.user}: follows the failed user, but was written"


def _after_what_is_missing(run: RunResult, baseline: Baseline, written: set[str | None]) -> Broken:
    """By AWS's log alone: after the first user with a missing write, later users have no writes."""
    if run.cell.injection.lies or run.cell.injection.others:
        return
    missing = None
    for expected in run.scenario.expected:
        if missing and expected.user in written:
            yield f"{expected.user}: was written, but the earlier {missing} was not"
        if set(baseline.plan.get(expected.user, [])) - set(run.carried_out(expected.user)):
            missing = missing or expected.user


def is_delivered(run: RunResult, _baseline: Baseline) -> Broken:
    """Promise 12: with delivery_path, AWS's generated passwords are in the file before AWS receives them."""
    text = run.delivered
    if text is None:
        return
    if not text.startswith(EARLIER):
        yield "the file has lost an earlier line"
    lines, rest = lines_of(text.removeprefix(EARLIER))
    full = run.cell.injection.full_disk
    if len(rest) > len(full):
        yield f"the file has {rest}, which is not a valid line"
    if full and not run.module_result.result.get("failed"):
        yield "there was no room for a line, but the task succeeded"
    yield from _lines(run, lines)
    yield from _each_password(run, text)
    known = {*(read_by_its_reader(line) for line in lines), *(state.password for state in run.after.values())}
    for secret in {BEFORE, OTHER, *GIVEN.values(), *run.module_result.secrets, *known}:
        if secret is not None and secret in text:
            yield "the file has a secret in plain text"


def _lines(run: RunResult, lines: list[Mapping[str, Any]]) -> Broken:
    generated = [] if run.cell.check else [a.user for a in run.scenario.expected if a.password == GENERATED]
    users = [line["user_name"] for line in lines]
    if len(set(users)) < len(users) or set(users) - set(generated):
        yield f"the file has lines of {users}, but passwords of {generated} were generated"
    fingerprint = reader().extract_certificate().fingerprint.lower()
    for line in lines:
        if read_by_its_reader(line) is None or line["key_fingerprint"].lower() != fingerprint:
            yield f"{line['user_name']}: the line is encrypted for another reader, or names another one"


def _each_password(run: RunResult, text: str) -> Broken:
    generated = {expected.user for expected in run.scenario.expected if expected.password == GENERATED}
    for sent in run.module_result.sent:
        if sent.user in generated and last_of(sent.delivered, sent.user) != sent.password:
            yield f"{sent.user}: the password was sent before it was in the file"
    for user in sorted(generated):
        state = run.after[user].password
        somebodys = {None, run.before[user].password, *([OTHER] if run.cell.injection.others else [])}
        if state not in {*somebodys, last_of(text, user)}:
            yield f"{user}: the last line of the file does not have the password in AWS"
    for row in rows(run):
        message = row.result.get("encrypted_password")
        if message and decrypted(message) != last_of(text, row.user):
            yield f"{row.user}: the last line of the file does not have the returned password"
