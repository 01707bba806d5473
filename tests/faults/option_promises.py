# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an option promises beside what holds for all: wait, stop_on_failure, delivery_path. See invariants.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from declared_errors import WRITES
from delivery_disk import EARLIER, last_of, lines_of, read_by_its_reader
from result_rows import Row, rows
from scenarios import BEFORE, GENERATED, GIVEN, OTHER, ROOT, decrypted, reader

if TYPE_CHECKING:
    from invariants import Broken, Expected
    from sandbox import RunResult


_LOOKS = {"CreateLoginProfile": 0, "UpdateLoginProfile": 1, "DeleteLoginProfile": 0}
"""How often a task that does not wait looks after a write. The reply to an update does not tell the flag."""


def believes_the_reply(happened: RunResult, _expected: Expected) -> Broken:
    """Promise 10: who is not to wait believes AWS's reply, and does not look again until something shows."""
    if happened.deed.waits:
        return
    left: dict[str | None, int] = {}
    for call in happened.calls:
        user, action = call["user_name"], call["action"]
        if action == "GetLoginProfile" and user in left and call["status"] in {200, 404}:
            left[user] -= 1
            if left[user] < 0:
                yield f"{user}: AWS had answered, and the task looked again"
        if action in _LOOKS and call["status"] == 200:
            left[user] = _LOOKS[action]


def stops_without_a_reader(happened: RunResult, _expected: Expected) -> Broken:
    """Promise 16: when nobody reads the result any more no write is begun, and the log has those that were made."""
    if happened.ran.unread is None:
        return
    # Several at a time, one may have been begun before and be sent after.
    late = [action for action in happened.ran.unread if action in WRITES]
    if late and happened.deed.options.get("concurrency", 1) == 1:
        yield f"{late} began when the reader had gone"
    for row in rows(happened):
        who = "the root user of account" if row.user == ROOT else f"IAM user '{row.user}'"
        who = "the caller" if happened.deed.caller == row.user else who
        lines = [line for line in happened.ran.printed.split("\n") if f" for {who}" in line]
        for operation in happened.carried_out(row.user):
            if not any(operation in line for line in lines):
                yield f"{row.user}: {operation} was carried out, and neither a reader nor the log has it"
        if happened.cell.check and any(" Done for " in line for line in lines):
            yield f"{row.user}: the log of check mode has something as done"


def stops_at_the_first_failure(happened: RunResult, expected: Expected) -> Broken:
    """Promise 11: with stop_on_failure, whoever comes after the one who failed is left out, and is as before."""
    if not happened.deed.options.get("stop_on_failure") or happened.ran.unread is not None:
        return
    found, written = rows(happened), {call["user_name"] for call in happened.calls if call["action"] in WRITES}
    failed = [position for position, row in enumerate(found) if row.msg]
    if not failed and any(row.said.get("status") == "not_attempted" for row in found):
        yield "somebody was left out, and nobody failed"
    for row in found[failed[0] + 1 :] if failed else ():
        yield from _left_out(happened, row, written)
    for row in found[: failed[0]] if failed and written else ():
        if not row.is_finished:
            yield f"{row.user}: comes before the one who failed, and is not finished"
    yield from _after_what_is_missing(happened, expected, written)


def _left_out(happened: RunResult, row: Row, written: set[str | None]) -> Broken:
    # What is foreseen is foreseen of all, before the first write.
    status = row.said.get("status")
    if status != "not_attempted" and (written or status != "failed"):
        yield f"{row.user}: comes after the one who failed, and is {status}"
    if row.user in written or happened.after[row.user] != happened.before[row.user]:
        yield f"{row.user}: comes after the one who failed, and was written to"


def _after_what_is_missing(happened: RunResult, expected: Expected, written: set[str | None]) -> Broken:
    """By the log of AWS alone: once a write of somebody's is missing, there are none of those who come later."""
    if happened.cell.injection.lies or happened.cell.injection.others:
        return
    missing = None
    for asked in happened.deed.asked:
        if missing and asked.user in written:
            yield f"{asked.user}: was written to, and {missing} before was not done"
        if set(expected.plan.get(asked.user, [])) - set(happened.carried_out(asked.user)):
            missing = missing or asked.user


def is_delivered(happened: RunResult, _expected: Expected) -> Broken:
    """Promise 12: with delivery_path, what AWS holds of generated passwords is in the file, before AWS has it."""
    text = happened.delivered
    if text is None:
        return
    if not text.startswith(EARLIER):
        yield "the file has lost an earlier line"
    lines, rest = lines_of(text.removeprefix(EARLIER))
    full = happened.cell.injection.full_disk
    if len(rest) > len(full):
        yield f"the file has {rest}, which is no line of it"
    if full and not happened.ran.result.get("failed"):
        yield "there was no room for a line, and the task did not fail"
    yield from _lines(happened, lines)
    yield from _each_password(happened, text)
    known = {*(read_by_its_reader(line) for line in lines), *(held.password for held in happened.after.values())}
    for secret in {BEFORE, OTHER, *GIVEN.values(), *happened.ran.secrets, *known}:
        if secret is not None and secret in text:
            yield "the file has a secret in plain text"


def _lines(happened: RunResult, lines: list[Mapping[str, Any]]) -> Broken:
    generated = [] if happened.cell.check else [a.user for a in happened.deed.asked if a.password == GENERATED]
    users = [line["user_name"] for line in lines]
    if len(set(users)) < len(users) or set(users) - set(generated):
        yield f"the file has lines of {users}, and {generated} get a password each"
    fingerprint = reader().extract_certificate().fingerprint.lower()
    for line in lines:
        if read_by_its_reader(line) is None or line["key_fingerprint"].lower() != fingerprint:
            yield f"{line['user_name']}: the line is not for its reader, or says that it is for somebody else"


def _each_password(happened: RunResult, text: str) -> Broken:
    generated = {asked.user for asked in happened.deed.asked if asked.password == GENERATED}
    for sent in happened.ran.sent:
        if sent.user in generated and last_of(sent.delivered, sent.user) != sent.password:
            yield f"{sent.user}: the password was sent before it was in the file"
    for user in sorted(generated):
        held = happened.after[user].password
        somebodys = {None, happened.before[user].password, *([OTHER] if happened.cell.injection.others else [])}
        if held not in {*somebodys, last_of(text, user)}:
            yield f"{user}: AWS has a password that the file does not have last"
    for row in rows(happened):
        message = row.said.get("encrypted_password")
        if message and decrypted(message) != last_of(text, row.user):
            yield f"{row.user}: another password was returned than the file has last"
