# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands between the wire and the account: latency, the limit of requests, and the count of calls."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from account import Account
from query import AwsError, Call, Reply, decode, error_reply, result_reply
from token_bucket import TokenBucket

CONTROL = "/_benchmark/"
_THROTTLING = AwsError(400, "Throttling", "Rate exceeded")


@dataclass
class Tally:
    """What happened since the last seeding. Times are monotonic: the first call came, the last reply left."""

    calls: Counter[str] = field(default_factory=Counter)
    throttled: Counter[str] = field(default_factory=Counter)
    first: float | None = None
    last: float | None = None


class Service:
    """Answers calls to AWS, and the harness's own requests below ``/_benchmark/``."""

    def __init__(self) -> None:
        self._account = Account()
        self._tally = Tally()
        self._latency = 0.0
        self._bucket: TokenBucket | None = None

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> tuple[Reply, float]:
        """Return the reply, and the seconds to wait before it is sent."""
        if target.startswith(CONTROL):
            return self._control(target.removeprefix(CONTROL), body), 0.0
        return self._call(decode(method, target, headers, body)), self._latency

    def _call(self, call: Call) -> Reply:
        now = time.monotonic()
        tally = self._tally
        tally.first = now if tally.first is None else tally.first
        tally.last = now + self._latency
        if self._bucket is not None and not self._bucket.take(now):
            tally.throttled[call.action] += 1
            return error_reply(_THROTTLING)
        tally.calls[call.action] += 1
        answer = self._account.answer(call.action, call.parameters)
        return error_reply(answer) if isinstance(answer, AwsError) else result_reply(call.action, answer)

    def _control(self, name: str, body: bytes) -> Reply:
        if name == "seed":
            self._seed(**json.loads(body))
            return _json({})
        if name == "facts":
            tally = self._tally
            window = 0.0 if tally.first is None or tally.last is None else tally.last - tally.first
            return _json(
                {
                    "calls": tally.calls,
                    "throttled": tally.throttled,
                    "seconds": window,
                    "passwords": self._account.passwords,
                }
            )
        return Reply(404, b"No such control.")

    def _seed(self, users: int, latency: float, rate: float | None, burst: float, *, profiles: bool) -> None:
        self._account = Account(users, profiles=profiles)
        self._latency = latency
        self._bucket = None if rate is None else TokenBucket(rate, burst, time.monotonic())
        self._tally = Tally()


def _json(value: Any) -> Reply:
    return Reply(200, json.dumps(value).encode(), {"Content-Type": "application/json"})
