# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWS with scripted replies, in place of botocore's HTTP session, and a clock that moves only by sleeping.

The counted requests passed all of botocore except its connections. tests/faults has network faults.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
import pathlib
import socketserver
import threading
import time
import types
import typing as t
import urllib.parse
from collections import Counter
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import botocore
from ansible_collections.amazon.aws.plugins.module_utils.modules import aws_argument_spec
from ansible_collections.amazon.aws.plugins.module_utils.version import LooseVersion
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
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import ONE, ModuleDouble, ModuleExit

if t.TYPE_CHECKING:
    import pytest

# Nothing listens there.
URL = "http://127.0.0.1:9"
NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.timezone.utc)
ATTEMPTS = 10
MODES = ("standard", "adaptive", "legacy")
UNKNOWN = "The outcome is unknown"
CANARY = "Canary-Of-The-Process"
ROLE = "arn:aws:iam::111111111111:role/ops"
GENERATED = {"user_name": "alice", "generate_password": True, "reveal_password": True}
# For each module, arguments about users with no other calls than GetLoginProfile.
DOORS: dict[str, dict[str, t.Any]] = {
    "task": {"user_name": "alice", "state": "absent"},
    "roster_task": {"profiles": [{"user_name": name, "state": "absent"} for name in ("alice", "bob", "carol")]},
    "info_task": {"user_names": ["alice", "bob", "carol"]},
}
# The calls of AWS Sign-In by their paths, whose bodies are JSON.
HAS_SESSIONS = LooseVersion(botocore.__version__) >= LooseVersion("1.44.6")
OF_SIGNIN = {"list-sessions": "ListSessions", "batch-revoke-sessions": "BatchRevokeSessions"}
Profiles = dict[str, dict[str, str]]


class Reply(t.NamedTuple):
    """An HTTP reply."""

    status: int
    body: str


Script = t.Callable[[str, int], "Reply | None"]
"""From the name of a call and the number of its attempts so far, this one included. None closes the connection."""


class Clock:
    """Replaces the module ``time``."""

    def __init__(self) -> None:
        self.slept = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept += seconds

    def monotonic(self) -> float:
        return self.slept

    def time(self) -> float:
        return self.now().timestamp()

    def now(self) -> dt.datetime:
        """Return the time of AWS."""
        return NOON + dt.timedelta(seconds=self.slept)


class LoopbackAWS:
    """Receives every request, and counts the attempts of each call. It throttles everything until a test scripts it.

    No setting of this machine applies, and pauses take no time.
    """

    url = URL

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: pathlib.Path) -> None:
        self.clock = Clock()
        self.attempts: Counter[str] = Counter()
        self.script: Script = lambda call, _attempt: error("Throttling", 400, call)
        # Its ``request`` is the one that this thread sends, for a script.
        self.received = threading.local()
        self.folder = folder
        self.setenv = monkeypatch.setenv
        monkeypatch.setattr(time, "sleep", self.clock.sleep)
        monkeypatch.setattr(runtime, "time", self.clock)
        # The common rate of all calls of a client in the mode "adaptive".
        monkeypatch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_self, **_amount: True)
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            monkeypatch.delenv(name)
        for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
            monkeypatch.setenv(name, os.devnull)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        # A new client would read its service model again.
        monkeypatch.setattr(JSONFileLoader, "load_file", lambda _loader, path: _loaded(path))
        # Frozen objects of the tests would never be collected.
        monkeypatch.setattr("gc.freeze", lambda: None)
        original = URLLib3Session.send

        def send(session: URLLib3Session, request: t.Any) -> t.Any:
            if request.url.startswith(URL):
                return self._receive(request)
            host = urllib.parse.urlsplit(request.url).hostname or ""
            assert host == "127.0.0.1" or host.endswith(".test")
            return original(session, request)

        monkeypatch.setattr(URLLib3Session, "send", send)

    def _receive(self, request: t.Any) -> AWSResponse:
        """Return the reply to a request of botocore, or raise botocore's error for a broken connection."""
        target = _text(request.headers.get("X-Amz-Target", ""))
        of_path = OF_SIGNIN.get(urllib.parse.urlsplit(request.url).path.rpartition("/")[2])
        call = of_path or target.rpartition(".")[2] or dict(urllib.parse.parse_qsl(_text(request.body)))["Action"]
        self.attempts[call] += 1
        self.received.request = request
        reply = self.script(call, self.attempts[call])
        if reply is None:
            raise exceptions.ConnectionClosedError(endpoint_url=request.url, request=request)
        raw: t.Any = types.SimpleNamespace(stream=lambda: iter([reply.body.encode()]))
        headers: t.Any = {"Date": format_datetime(self.clock.now(), usegmt=True)}
        return AWSResponse(request.url, reply.status, headers, raw)

    def alice(
        self, but: dict[str, t.Callable[[int], Reply | None]] | None = None, *, has_profile: bool = False
    ) -> OneUser:
        """Reply as alice's account, except some calls, whose replies depend on the attempt."""
        account, others = OneUser(self.clock, has_profile=has_profile), but or {}
        self.script = lambda call, attempt: others[call](attempt) if call in others else account(call)
        return account

    def configure(self, **profiles: dict[str, str]) -> None:
        """Write an AWS configuration file."""
        lines = []
        for name, settings in profiles.items():
            lines += [f'[profile "{name}"]', *(f"{key} = {value}" for key, value in settings.items())]
        (self.folder / "config").write_text("\n".join(lines))
        self.setenv("AWS_CONFIG_FILE", str(self.folder / "config"))

    def access(self, **options: t.Any) -> dict[str, t.Any]:
        """Return the common options of amazon.aws for a task that uses this server, without those that are None."""
        # An empty string excludes the environment of the user who runs the tests.
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
        with contextlib.suppress(ModuleExit):
            run(module)
        return dict(module.result)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _loaded(path: str) -> t.Any:
    # For its mode "legacy", botocore merges the rules of a service into those of all services.
    return (_load if path.endswith("_retry") else _remembered)(path)


def _load(path: str, load: t.Any = JSONFileLoader.load_file) -> t.Any:
    return load(JSONFileLoader(), path)


_remembered = functools.cache(_load)


@contextlib.contextmanager
def serving(reply: t.Callable[[], Reply], **headers: str) -> t.Iterator[str]:
    """Reply to every request to a server until the end of the block. Returns its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = reply()
            self.send_response_only(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_CONNECT = do_GET  # noqa: N815

    # Not HTTPServer, which resolves its own name.
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def error(code: str, status: int, call: str = "", message: str = "Because.") -> Reply:
    """Return an error of AWS, in JSON for a call of Organizations, Secrets Manager or AWS Sign-In."""
    if call in {"DescribeOrganization", "ListAccounts", "ListSecrets", *OF_SIGNIN.values()}:
        return Reply(status, f'{{"__type": "{code}", "Message": "{message}"}}')
    content = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return Reply(status, f"<ErrorResponse>{content}</ErrorResponse>")


def result(call: str, content: str = "") -> Reply:
    """Return a reply of IAM to a successful call."""
    metadata = "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>"
    return Reply(200, f"<{call}Response><{call}Result>{content}</{call}Result>{metadata}</{call}Response>")


def botocore_error(name: str, **values: t.Any) -> Exception:
    """Return an exception of botocore, with these values in its message, and others as the message needs them."""
    others = ("provider", "cred_var", "error_msg", "error", "report", "endpoint_url", "proxy_url", "profile")
    made: Exception = getattr(exceptions, name)(**{**dict.fromkeys(others, "x"), **values})
    return made


class OneUser:
    """An account with IAM user alice, with or without a login profile; it executes the calls of a task."""

    def __init__(self, clock: Clock, *, has_profile: bool = False) -> None:
        self._clock = clock
        self._created_at = clock.now() if has_profile else None

    def __call__(self, call: str) -> Reply:
        """Carry out a call."""
        if call == "GetUser":
            arn = "<Arn>arn:aws:iam::111111111111:user/alice</Arn><Path>/</Path><UserId>AIDA</UserId>"
            return result(call, f"<User><UserName>alice</UserName>{arn}</User>")
        if call == "ListAccountAliases":
            return result(call, "<AccountAliases/><IsTruncated>false</IsTruncated>")
        if call == "CreateLoginProfile":
            if self._created_at is not None:
                return error("EntityAlreadyExists", 409)
            self._created_at = self._clock.now()
        if self._created_at is None or call == "GetAccountPasswordPolicy":
            return error("NoSuchEntity", 404)
        created = f"{self._created_at:%Y-%m-%dT%H:%M:%SZ}"
        if call == "DeleteLoginProfile":
            self._created_at = None
            return result(call)
        return result(
            call, f"<LoginProfile><UserName>alice</UserName><CreateDate>{created}</CreateDate></LoginProfile>"
        )


def keys(of: str = "AKIA") -> dict[str, str]:
    """Return the settings of a profile with keys."""
    return {"aws_access_key_id": of, "aws_secret_access_key": "secret"}


def base() -> Profiles:
    """Return a profile with keys, and one for a role that it assumes."""
    return {"base": keys(), "ops": {"role_arn": ROLE, "source_profile": "base"}}


def check_general(reported: dict[str, t.Any], code: str = "credentials_unavailable") -> None:
    """Check the common properties of all credential failures."""
    assert reported["failed"]
    assert CANARY not in repr(reported)
    assert "Unexpected error" not in repr(reported)
    errors = [row["error"] for row in [reported, *(reported.get("users") or [])] if row.get("error")]
    assert {error["code"] for error in errors} <= {code, "not_attempted"}
