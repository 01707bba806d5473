# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Start the endpoint as a process of its own, seed it, and ask it what came in."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service import CONTROL

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Conditions:
    """What a run meets: so many users, all with a login profile or none, seconds a call, and calls a second at most."""

    users: int
    latency: float
    rate: float | None = None
    burst: float = 0
    profiles: bool = True


@dataclass(frozen=True)
class Facts:
    """What came in since the last seeding.

    ``calls`` were served and ``throttled`` refused, each by action; ``seconds`` is from the first call to the last
    reply; ``passwords`` are those that were set.
    """

    calls: dict[str, int]
    throttled: dict[str, int]
    seconds: float
    passwords: dict[str, str]


@dataclass(frozen=True)
class Endpoint:
    """A running endpoint."""

    port: int

    @property
    def endpoint_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def seed(self, conditions: Conditions) -> None:
        """Make it as new, under these conditions."""
        self._control("seed", vars(conditions))

    def facts(self) -> Facts:
        """Ask what came in."""
        return Facts(**self._control("facts", {}))

    def _control(self, name: str, body: object) -> Any:
        request = urllib.request.Request(  # noqa: S310 - always http
            f"{self.endpoint_url}{CONTROL}{name}", data=json.dumps(body).encode()
        )
        with _DIRECT.open(request, timeout=60) as reply:
            return json.load(reply)


@contextmanager
def running() -> Iterator[Endpoint]:
    """Start an endpoint, and stop it at the end. It also ends when this process does, however that happens."""
    command = [sys.executable, str(Path(__file__).with_name("endpoint.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("The endpoint did not start.")
        yield Endpoint(int(line))
        # Leaving closes its standard input, at which it ends.
