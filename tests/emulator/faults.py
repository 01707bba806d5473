# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Injected faults: which calls they affect, and how."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

from http_messages import Response, build
from model.errors import AWSError
from protocols import Received, receive

KINDS = (
    *("error", "error_cut_short", "apply_then_error", "truncate", "html"),
    *("delay", "reset_before", "reset_after", "hang_before", "hang_after"),
)
_ERRORS = frozenset({"error", "error_cut_short", "apply_then_error"})
_HANGS = frozenset({"hang_before", "hang_after"})
_PASSWORDS = ("Password", "OldPassword", "NewPassword")
"""The parameters that an error message can repeat, as ``{Password}``: the worst possible message of AWS."""

Answer = Callable[[Received], Awaitable[Response]]


@dataclass
class Fault:
    """One fault. ``nth`` is the first matching call that it affects, ``times`` the number of calls from there.

    If ``nth`` is None, every matching call is affected, or the first ``times``. ``account`` is the subject of the call,
    as in the log. ``skew`` is the number of seconds by which the Date of an error is ahead. A hanging call has no reply
    for ``seconds`` and is then cut, carried out or not, so that the caller times out first. An error with the
    ``message`` None has no message.
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

    def verify(self) -> None:
        """Raise ValueError for a fault without effect, or with an unintended one."""
        needed = {"action": True, "kind": not self.act_first, "seconds": self.kind in {"delay", *_HANGS}}
        needed |= dict.fromkeys(("status", "code"), self.kind in _ERRORS)
        missing = [name for name, is_needed in needed.items() if is_needed and not getattr(self, name)]
        if missing:
            raise ValueError(f"A fault of kind {self.kind} needs {', '.join(missing)}.")
        if self.kind is not None and self.kind not in KINDS:
            raise ValueError(f"No such kind of fault: {self.kind}. Use one of {', '.join(KINDS)}.")
        if self.nth is not None and self.nth < 1:
            raise ValueError(f"The nth of a fault is at least 1, not {self.nth}.")
        if any(set(act) != {"action", "parameters"} for act in self.act_first):
            raise ValueError("The act_first of a fault is a list of objects, each with an action and its parameters.")

    def hits(self, action: str, user_name: str | None, account: str | None) -> bool:
        """Count a matching call and return whether the fault affects it."""
        if action != self.action or self.user_name not in {None, user_name} or self.account not in {None, account}:
            return False
        self.seen += 1
        first = self.nth or 1
        times = self.times if self.times is not None else 1 if self.nth else None
        return self.seen >= first and (times is None or self.seen < first + times)


async def carry_out(faults: Sequence[Fault], received: Received, answer: Answer) -> Response | None:
    """Reply to a call under its faults. None: the connection is to be cut.

    Concurrent writes and delays of all faults apply; of the other kinds, the first one.
    """
    request = received.request
    for act in (act for fault in faults for act in fault.act_first):
        first = build("iam", act["action"], _form(act["parameters"]), request.access_key, request.session_token)
        response = await answer(receive(first))
        if response.status != 200:
            return received.failed(AWSError(400, "ActFirstFailed", f"{act['action']}: {response.body.decode()}"))
    await asyncio.sleep(sum(fault.seconds for fault in faults if fault.kind not in _HANGS))
    decisive = next((fault for fault in faults if fault.kind not in {None, "delay"}), None)
    return await answer(received) if decisive is None else await _answer_under(decisive, received, answer)


async def _answer_under(fault: Fault, received: Received, answer: Answer) -> Response | None:
    if fault.kind == "html":
        page = b"<html><head><title>Error</title></head><body><h1>Service Unavailable</h1></body></html>"
        return Response(fault.status or 503, page, {"Content-Type": "text/html"})
    if fault.kind == "error":
        return _error(fault, received)
    if fault.kind == "error_cut_short":
        return _halved(_error(fault, received))
    response = None if fault.kind in {"reset_before", "hang_before"} else await answer(received)
    if response is None or fault.kind in {"reset_after", "hang_after"}:
        await asyncio.sleep(fault.seconds if fault.kind in _HANGS else 0)
        return None
    return _error(fault, received) if fault.kind == "apply_then_error" else _halved(response)


def _halved(response: Response) -> Response:
    return replace(response, body=response.body[: len(response.body) // 2])


def _error(fault: Fault, received: Received) -> Response:
    message = "" if fault.message is None else fault.message or "An injected fault."
    given = {**_stored(received.flat), **received.flat}
    for name in _PASSWORDS:
        message = message.replace(f"{{{name}}}", given.get(name, ""))
    response = received.failed(AWSError(fault.status or 500, fault.code, message))
    date = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=fault.skew), usegmt=True)
    return replace(response, headers={**response.headers, "Date": date})


def _stored(flat: Mapping[str, str]) -> Mapping[str, str]:
    """Return the password in the value of a secret, as if it were a parameter of the call."""
    return {"Password": json.loads(flat["SecretString"])["password"]} if "SecretString" in flat else {}


def _form(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Convert JSON values to form values: true and false in lower case."""
    return {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in parameters.items()}
