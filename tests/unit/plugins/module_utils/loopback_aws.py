# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWS that replies as a test scripts it, in place of botocore's HTTP session, and a clock that only sleeping moves.

What is counted here passed through all of botocore but its connections. tests/faults has the faults of a network.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
import socketserver
import threading
import time
import types
import typing as t
import urllib.parse
from collections import Counter
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

from ansible_collections.amazon.aws.plugins.module_utils.modules import aws_argument_spec
from botocore import exceptions
from botocore.awsrequest import AWSResponse
from botocore.httpsession import URLLib3Session
from botocore.loaders import JSONFileLoader

from ansible_collections.identity.aws.plugins.module_utils._module import info as info_task
from ansible_collections.identity.aws.plugins.module_utils._module import login_profile as task
from ansible_collections.identity.aws.plugins.module_utils._module import roster as roster_task
from ansible_collections.identity.aws.plugins.module_utils._module import runtime
from ansible_collections.identity.aws.plugins.module_utils._module.info_options import info_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.roster_options import roster_arguments
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import (
    ONE,
    Left,
    ModuleDouble,
)

if t.TYPE_CHECKING:
    import pytest

# Nothing listens there.
URL = "http://127.0.0.1:9"
NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.timezone.utc)


class Reply(t.NamedTuple):
    """An HTTP reply."""

    status: int
    body: str


class Clock:
    """Stands for the module ``time``."""

    def __init__(self) -> None:
        self.slept = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept += seconds

    def monotonic(self) -> float:
        return self.slept

    def now(self) -> dt.datetime:
        """Return the time of AWS."""
        return NOON + dt.timedelta(seconds=self.slept)


Script = t.Callable[[str, int], "Reply | None"]
"""From the name of a call and the number of its attempts so far, this one included. None closes the connection."""


class LoopbackAWS:
    """Receives every request, and counts the attempts of each call."""

    url = URL

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.attempts: Counter[str] = Counter()
        self.script: Script = lambda call, _attempt: error("Throttling", 400, call)

    def receive(self, request: t.Any) -> AWSResponse:
        """Return the reply to a request of botocore, or raise what botocore raises for a connection that breaks."""
        target = _text(request.headers.get("X-Amz-Target", ""))
        call = target.rpartition(".")[2] or dict(urllib.parse.parse_qsl(_text(request.body)))["Action"]
        self.attempts[call] += 1
        reply = self.script(call, self.attempts[call])
        if reply is None:
            raise exceptions.ConnectionClosedError(endpoint_url=request.url, request=request)
        raw: t.Any = types.SimpleNamespace(stream=lambda: iter([reply.body.encode()]))
        headers: t.Any = {"Date": format_datetime(self.clock.now(), usegmt=True)}
        return AWSResponse(request.url, reply.status, headers, raw)

    def access(self, **options: t.Any) -> dict[str, t.Any]:
        """Return the common options of amazon.aws for a task that uses this server, without those that are None."""
        # An empty string keeps the environment of whoever runs the tests out.
        empty = dict.fromkeys(("access_key", "secret_key", "session_token", "profile", "aws_ca_bundle"), "")
        keys = {} if options.get("profile") else {"access_key": "testing", "secret_key": "testing"}
        settings = {"region": "us-east-1", "endpoint_url": self.url, "validate_certs": True}
        given = {**empty, **settings, **keys, **options}
        return {name: value for name, value in given.items() if value is not None}

    def run(self, door: str, access: dict[str, t.Any] | None = None, **params: t.Any) -> dict[str, t.Any]:
        """Return the result of a task: of ``task``, ``roster_task`` or ``info_task``."""
        run, spec = {
            "task": (task.run, ONE),
            "roster_task": (roster_task.run, roster_arguments()),
            "info_task": (info_task.run, info_arguments()),
        }[door]
        params = {**params, **(access or self.access())}
        module: t.Any = ModuleDouble(params, {**aws_argument_spec(), **spec}, check_mode=False)
        with contextlib.suppress(Left):
            run(module)
        return dict(module.result)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


@contextlib.contextmanager
def serving_handler(handler: type[BaseHTTPRequestHandler]) -> t.Iterator[str]:
    """Serve a handler until the end of the block. Returns the URL."""
    # Not HTTPServer, which looks its own name up.
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def loopback_aws(monkeypatch: pytest.MonkeyPatch) -> LoopbackAWS:
    """Return AWS with everything throttled. No setting of this machine is in force, and pauses take no time."""
    aws = LoopbackAWS(Clock())
    monkeypatch.setattr(time, "sleep", aws.clock.sleep)
    monkeypatch.setattr(runtime, "time", aws.clock)
    # The pace that the mode "adaptive" keeps for all calls of a client together.
    monkeypatch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_self, **_amount: True)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(JSONFileLoader, "load_file", _load_once)
    # Frozen for good, what the tests leave behind would never be collected.
    monkeypatch.setattr("gc.freeze", lambda: None)

    def send(session: URLLib3Session, request: t.Any) -> t.Any:
        if request.url.startswith(URL):
            return aws.receive(request)
        host = urllib.parse.urlsplit(request.url).hostname or ""
        assert host == "127.0.0.1" or host.endswith(".test")
        return _SEND(session, request)

    monkeypatch.setattr(URLLib3Session, "send", send)
    return aws


_SEND = URLLib3Session.send
_LOAD_FILE = JSONFileLoader.load_file


@functools.cache
def _loaded(path: str) -> t.Any:
    return _LOAD_FILE(JSONFileLoader(), path)


def _load_once(_loader: JSONFileLoader, path: str) -> t.Any:
    """Read each service model of botocore once: a client each time would read it again."""
    return _loaded(path)


def error(code: str, status: int, call: str = "") -> Reply:
    """Return an error of AWS, in JSON for a call of Organizations."""
    if call in {"DescribeOrganization", "ListAccounts"}:
        return Reply(status, f'{{"__type": "{code}", "Message": "Because."}}')
    return Reply(
        status, f"<ErrorResponse><Error><Code>{code}</Code><Message>Because.</Message></Error></ErrorResponse>"
    )


def botocore_error(name: str, **values: t.Any) -> Exception:
    """Return an exception of botocore, with these values in its text, and others where its text needs them."""
    others = ("provider", "cred_var", "error_msg", "error", "report", "endpoint_url", "proxy_url", "profile")
    made: Exception = getattr(exceptions, name)(**{**dict.fromkeys(others, "x"), **values})
    return made


def result(call: str, content: str = "") -> Reply:
    """Return a reply of IAM to a call that was carried out."""
    metadata = "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>"
    return Reply(200, f"<{call}Response><{call}Result>{content}</{call}Result>{metadata}</{call}Response>")


class OneUser:
    """An account with IAM user alice, who has a login profile or none; what carries out the calls of a task."""

    def __init__(self, clock: Clock, *, has_profile: bool = False) -> None:
        self._clock = clock
        self._created_at = clock.now() if has_profile else None

    def __call__(self, call: str) -> Reply:
        """Carry out a call."""
        if call == "GetUser":
            arn = "<Arn>arn:aws:iam::111111111111:user/alice</Arn><Path>/</Path><UserId>AIDA</UserId>"
            return result(call, f"<User><UserName>alice</UserName>{arn}</User>")
        if call == "CreateLoginProfile" and self._created_at is None:
            self._created_at = self._clock.now()
            return self._profile(call)
        if call == "CreateLoginProfile":
            return error("EntityAlreadyExists", 409)
        if self._created_at is None or call == "GetAccountPasswordPolicy":
            return error("NoSuchEntity", 404)
        if call == "DeleteLoginProfile":
            self._created_at = None
            return result(call)
        return self._profile(call)

    def _profile(self, call: str) -> Reply:
        created = "" if self._created_at is None else f"{self._created_at:%Y-%m-%dT%H:%M:%SZ}"
        return result(
            call, f"<LoginProfile><UserName>alice</UserName><CreateDate>{created}</CreateDate></LoginProfile>"
        )
