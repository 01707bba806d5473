# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults on demand: which calls they hit, and what they do to them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

from query import AwsError, Call, Reply, build, error_reply
from settings import Refused

KINDS = (
    *("error", "error_cut_short", "apply_then_error", "truncate", "html"),
    *("delay", "reset_before", "reset_after", "hang_before", "hang_after"),
)
_ERRORS = frozenset({"error", "error_cut_short", "apply_then_error"})
_HANGS = frozenset({"hang_before", "hang_after"})
GIVEN_PASSWORD = "{Password}"
"""Stands in the message of an error for the password of the call: the worst that AWS could say."""

Answer = Callable[[Call], Awaitable[Reply]]


@dataclass
class Fault:
    """One fault. ``nth`` is the first matching call that it hits, ``times`` how many from there on.

    ``nth`` None means every matching call, the first ``times`` of them if that is given. ``account`` is the one that
    the call is about, as in the log. ``skew`` is by how many seconds the Date of an error is ahead. A call that hangs
    has no reply within ``seconds``, and is cut then: for the caller to lose patience before, having been carried out or
    not. An error with the ``message`` None has no message.
    """

    action: str
    kind: str | None = None
    user_name: str | None = None
    account: str | None = None
    nth: int | None = 1
    times: int | None = None
    status: int | None = None
    code: str = ""
    message: str | None = ""
    seconds: float = 0.0
    skew: int = 0
    act_first: Sequence[Mapping[str, Any]] = ()
    seen: int = field(default=0, init=False)

    def hits(self, action: str, user_name: str | None, account: str | None) -> bool:
        """Count a matching call and tell whether the fault hits it."""
        if action != self.action or self.user_name not in {None, user_name} or self.account not in {None, account}:
            return False
        self.seen += 1
        first = self.nth or 1
        times = self.times if self.times is not None else 1 if self.nth else None
        return self.seen >= first and (times is None or self.seen < first + times)


def read(wanted: object) -> list[Fault]:
    """Read a list of faults as a test sends it; raise Refused with a sentence for what is not one."""
    if not isinstance(wanted, list):
        raise Refused("Faults are a JSON list of objects.")
    return [_read_one(item) for item in wanted]


def _read_one(item: object) -> Fault:
    known = {each.name for each in fields(Fault) if each.init}
    if not isinstance(item, dict) or not isinstance(item.get("action"), str):
        raise Refused(f"A fault is a JSON object with the name of an action, not {item!r}.")
    if unknown := sorted(set(item) - known):
        raise Refused(f"A fault has no {', '.join(unknown)}. It has: {', '.join(sorted(known))}.")
    fault = Fault(**item)
    _check_kind(fault)
    _check_numbers(fault)
    if not isinstance(fault.act_first, Sequence) or not all(_is_act(act) for act in fault.act_first):
        raise Refused("The act_first of a fault is a list of objects, each with an action and its parameters.")
    return fault


def _is_act(act: object) -> bool:
    return isinstance(act, Mapping) and set(act) == {"action", "parameters"} and isinstance(act["parameters"], Mapping)


def _check_kind(fault: Fault) -> None:
    if fault.kind is None and not fault.act_first:
        raise Refused("A fault without a kind needs act_first.")
    if fault.kind is not None and fault.kind not in KINDS:
        raise Refused(f"No such kind of fault: {fault.kind}. There are: {', '.join(KINDS)}.")
    if fault.kind in _ERRORS and not (fault.status and fault.code):
        raise Refused(f"A fault of kind {fault.kind} needs a status and a code.")
    if fault.kind in {"delay", *_HANGS} and not fault.seconds:
        raise Refused(f"A fault of kind {fault.kind} needs its seconds.")


def _check_numbers(fault: Fault) -> None:
    # A page in between may say that all is well.
    least_status = 200 if fault.kind == "html" else 400
    numbers = (("nth", fault.nth, 1), ("times", fault.times, 1), ("status", fault.status, least_status))
    for name, value, least in numbers:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < least):
            raise Refused(f"The {name} of a fault is a whole number of at least {least}, not {value!r}.")
    if isinstance(fault.seconds, bool) or not isinstance(fault.seconds, int | float) or fault.seconds < 0:
        raise Refused(f"The seconds of a fault are a number of at least 0, not {fault.seconds!r}.")


async def carry_out(faults: Sequence[Fault], call: Call, answer: Answer) -> Reply | None:
    """Answer a call under the faults that hit it. None: the connection is to be cut.

    What they do first and their delays add up; of the other kinds the first one holds.
    """
    for fault in faults:
        for act in fault.act_first:
            form = _form(act["parameters"])
            reply = await answer(build("iam", act["action"], form, call.access_key, call.session_token))
            if reply.status != 200:
                message = f"{act['action']}: {reply.text_of('Message')}"
                return error_reply(AwsError(400, "ActFirstFailed", message), call)
    await asyncio.sleep(sum(fault.seconds for fault in faults if fault.kind not in _HANGS))
    decisive = next((fault for fault in faults if fault.kind not in {None, "delay"}), None)
    return await answer(call) if decisive is None else await _answer_under(decisive, call, answer)


async def _answer_under(fault: Fault, call: Call, answer: Answer) -> Reply | None:
    if fault.kind in {"reset_before", "hang_before"}:
        await asyncio.sleep(fault.seconds if fault.kind == "hang_before" else 0)
        return None
    if fault.kind == "html":
        page = b"<html><head><title>Error</title></head><body><h1>Service Unavailable</h1></body></html>"
        return Reply(fault.status or 503, page, {"Content-Type": "text/html"})
    if fault.kind == "error":
        return _error(fault, call)
    if fault.kind == "error_cut_short":
        return _halved(_error(fault, call))
    reply = await answer(call)
    if fault.kind in {"reset_after", "hang_after"}:
        await asyncio.sleep(fault.seconds if fault.kind == "hang_after" else 0)
        return None
    if fault.kind == "apply_then_error":
        return _error(fault, call)
    return _halved(reply)


def _halved(reply: Reply) -> Reply:
    return replace(reply, body=reply.body[: len(reply.body) // 2])


def _error(fault: Fault, call: Call) -> Reply:
    message = "" if fault.message is None else fault.message or "An injected fault."
    said = message.replace(GIVEN_PASSWORD, call.parameters.get("Password", ""))
    reply = error_reply(AwsError(fault.status or 500, fault.code, said), call)
    date = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=fault.skew), usegmt=True)
    return replace(reply, headers={**reply.headers, "Date": date})


def _form(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Write JSON values as a form holds them: true and false in lower case."""
    return {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in parameters.items()}
