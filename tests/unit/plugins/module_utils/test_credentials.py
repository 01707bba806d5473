# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Providers of credentials that fail: at the first call and at each renewal, before reads and before writes.

botocore's own providers, with a program, files and servers of this machine. The credentials expire in five minutes, so
botocore renews them for every request.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import inspect
import pathlib
import threading
import typing as t
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import botocore.endpoint
import pytest
from botocore.credentials import AssumeRoleProvider, SSOProvider

from ansible_collections.identity.aws.plugins.module_utils._aws import credentials
from ansible_collections.identity.aws.plugins.module_utils._aws.credential_providers import Provider, provider_of
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    LoopbackAWS,
    OneUser,
    Reply,
    error,
    loopback_aws,
    result,
)

CANARY = "Canary-Of-The-Process"
ROLE = "arn:aws:iam::111111111111:role/ops"
DENIED = f"User: arn:aws:iam::1:user/base is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
IN_DOUBT = "It is not known whether AWS carried it out"
GENERATED = {"user_name": "alice", "generate_password": True, "reveal_password": True}
# The requests of a task that creates a password, in order, and what is done when the request is not sent.
REQUESTS = ("GetLoginProfile", "GetUser", "GetAccountPasswordPolicy", "CreateLoginProfile", "GetLoginProfile")
SET = '{"Version": 1, "AccessKeyId": "AKIA", "SecretAccessKey": "secret", "SessionToken": "token", "Expiration": "%s"}'
MISBEHAVIOURS = {
    "garbage": f"echo '{CANARY} {{'",
    "nothing": "true",
    "no UTF-8": "printf '\\377\\376'",
    "a list": f"echo '[\"{CANARY}\"]'",
    "no keys": f'echo \'{{"Version": 1, "Other": "{CANARY}"}}\'',
    "another version": f'echo \'{{"Version": "{CANARY}"}}\'',
    "numbers": f"echo '{SET % '2126-01-01T00:00:00Z'}' | sed 's/\"AKIA\"/5/'",
    "a line feed": f"echo '{SET % '2126-01-01T00:00:00Z'}' | sed 's/token/{CANARY}\\\\n/'",
    "no date": f"echo '{SET % CANARY}'",
    "expired": f"echo '{SET % '2020-01-01T00:00:00Z'}'",
    "exit status": f"echo {CANARY}; echo {CANARY} >&2; exit 3",
    "killed": "kill -9 $$",
    "hangs": "exec sleep 20",
    "gone": "",  # the program is deleted
}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[LoopbackAWS]:
    """IAM, and STS, with alice, who has no login profile."""
    with loopback_aws(monkeypatch) as server:
        account = OneUser(server.clock)
        server.script = lambda call, _attempt: account(call)
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", server.url)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield server


def configure(monkeypatch: pytest.MonkeyPatch, folder: pathlib.Path, **profiles: dict[str, str]) -> None:
    """Write an AWS configuration file."""
    sections = [
        "\n".join([f'[profile "{name}"]', *(f"{key} = {value}" for key, value in settings.items())])
        for name, settings in profiles.items()
    ]
    (folder / "config").write_text("\n".join(sections) + "\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "config"))


def process(folder: pathlib.Path, nth: int, misbehaviour: str) -> str:
    """Return the path of a program that gives credentials for five minutes, and misbehaves from its nth call on."""
    program, calls = folder / "credentials", folder / "calls"
    expires = dt.datetime.now(dt.timezone.utc) + dt.timedelta(minutes=5)
    # The last good call deletes the program.
    last = f"[ $n -eq {nth - 1} ] && rm '{program}'" if misbehaviour == "gone" else ""
    program.write_text(
        "\n".join(
            [
                "#!/bin/sh",
                f"echo >> '{calls}'",
                f"n=$(wc -l < '{calls}')",
                f"if [ $n -ge {nth} ]; then {MISBEHAVIOURS[misbehaviour] or ':'}; exit; fi",
                last,
                f"echo '{SET % expires.isoformat()}'",
            ]
        )
    )
    program.chmod(0o700)
    if misbehaviour == "gone" and nth == 1:
        program.unlink()
    return str(program)


def check_general(told: dict[str, t.Any], code: str = "credentials_unavailable") -> None:
    """Check what holds for every failure of credentials."""
    assert told["failed"]
    assert CANARY not in repr(told)
    assert "that the module does not know" not in repr(told)
    errors = [row["error"] for row in [told, *(told.get("users") or [])] if row.get("error")]
    assert {error["code"] for error in errors} <= {code, "not_attempted"}


@pytest.mark.parametrize("nth", range(1, len(REQUESTS) + 2))
@pytest.mark.parametrize("misbehaviour", MISBEHAVIOURS)
def test_a_credential_process_that_fails(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, misbehaviour: str, nth: int
) -> None:
    """Fails when a failure is no credentials error, is in doubt, hides what was done, or repeats the program's text."""
    if misbehaviour == "hangs":
        monkeypatch.setattr(credentials, "LIMIT", 1.5)
    configure(monkeypatch, tmp_path, ops={"credential_process": process(tmp_path, nth, misbehaviour)})
    told = aws.run("task", aws.access(profile="ops"), **GENERATED)
    check_general(told)
    assert "(profile 'ops', credential_process)" in told["msg"]
    assert "credential_process manually" in told["msg"]
    assert IN_DOUBT not in told["msg"]
    # The first call is that of the client, before any request.
    sent = REQUESTS[: max(nth - 2, 0)]
    assert sum(aws.attempts.values()) == len(sent)
    assert told["changed"] is ("CreateLoginProfile" in sent)
    assert ("password" in told) is told["changed"]


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("nth", [1, 2, 9, 17])
def test_a_roster_reports_the_failure_once(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, nth: int, concurrency: int
) -> None:
    """Fails when each user has a row that repeats the failure, or a user who was not begun counts as failed."""
    configure(monkeypatch, tmp_path, ops={"credential_process": process(tmp_path, nth, "garbage")})
    profiles = [{"user_name": f"u-{number}"} for number in range(5)]
    aws.script = everybody
    told = aws.run(
        "roster_task",
        aws.access(profile="ops"),
        profiles=profiles,
        concurrency=concurrency,
        **{name: value for name, value in GENERATED.items() if name != "user_name"},
    )
    check_general(told)
    assert told["msg"].count("credential_process manually") == 1
    assert IN_DOUBT not in told["msg"]
    # Of those for whom something was done, each one whom the task could not look at again has failed.
    failed = [row for row in told["users"] if row["status"] == "failed" and not row["actions"]]
    assert len(failed) <= 1
    assert nth == 1 or told["summary"]["failed"]
    assert all("password" in row for row in told["users"] if row["changed"])


def everybody(call: str, _attempt: int) -> Reply:
    """Reply for users who exist and have no login profile, and accept every write."""
    if call == "GetUser":
        arn = "<Arn>arn:aws:iam::111111111111:user/u</Arn><Path>/</Path><UserId>AIDA</UserId>"
        return result(call, f"<User><UserName>u</UserName>{arn}</User>")
    if call == "CreateLoginProfile":
        return result(call, "<LoginProfile><CreateDate>2026-11-22T12:00:00Z</CreateDate></LoginProfile>")
    return error("NoSuchEntity", 404)


def test_a_renewal_that_fails_after_a_lost_reply_is_in_doubt(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    """Fails when a write that was sent counts as not sent, since its repetition could not be signed."""
    configure(monkeypatch, tmp_path, ops={"credential_process": process(tmp_path, 6, "garbage")})
    account = OneUser(aws.clock)
    aws.script = lambda call, _attempt: None if call == "CreateLoginProfile" else account(call)
    told = aws.run("task", aws.access(profile="ops"), **GENERATED)
    check_general(told)
    assert aws.attempts["CreateLoginProfile"] == 1
    assert f"for IAM user 'alice' was sent before, and its reply was lost. {IN_DOUBT}" in told["msg"]
    assert [action["action"] for action in told["failed_actions"]] == ["iam:CreateLoginProfile"]
    assert "password" in told


@pytest.mark.parametrize("lost", [False, True])
def test_a_read_is_never_in_doubt(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, lost: bool
) -> None:
    """Fails when the lost reply to a read, or a throttled write, counts as a write that may have been carried out."""
    configure(monkeypatch, tmp_path, ops={"credential_process": process(tmp_path, 3 if lost else 6, "garbage")})
    account = OneUser(aws.clock)
    failing = "GetLoginProfile" if lost else "CreateLoginProfile"
    reply = None if lost else error("Throttling", 400)
    aws.script = lambda call, _attempt: reply if call == failing else account(call)
    told = aws.run("task", aws.access(profile="ops"), **GENERATED)
    check_general(told)
    assert aws.attempts[failing] == 1
    assert IN_DOUBT not in told["msg"]
    assert "password" not in told


def base(**more: str) -> dict[str, dict[str, str]]:
    """Return a profile with keys, and one for a role that it assumes."""
    keys = {"aws_access_key_id": "AKIA", "aws_secret_access_key": "secret"}
    return {"base": keys, "ops": {"role_arn": ROLE, "source_profile": "base", **more}}


@pytest.mark.parametrize(
    ("code", "message", "words"),
    [
        ("AccessDenied", DENIED, "in the trust policy of the role"),
        ("AccessDenied", f"{DENIED} because no session policy allows the sts:AssumeRole action", "The session policy"),
        ("ExpiredToken", "The security token is expired", "The credentials have expired."),
        ("InvalidClientTokenId", "No such key", "AWS does not know the access key."),
        ("NoSuchEntity", "odd", "Check the settings of the profile."),
        ("Throttling", "Rate exceeded", "after all retries"),
    ],
)
@pytest.mark.parametrize("door", ["task", "roster_task", "info_task"])
def test_an_assume_role_that_aws_rejects(
    aws: LoopbackAWS,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: pathlib.Path,
    door: str,
    code: str,
    message: str,
    words: str,
) -> None:
    """Fails when a call of a provider passes for one of IAM: by its permission, or as "no such user"."""
    configure(monkeypatch, tmp_path, **base())
    body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    aws.script = lambda _call, _attempt: Reply(403, body)
    users = ["alice", "bob", "carol"]
    options: dict[str, dict[str, t.Any]] = {
        "task": {"user_name": "alice", "state": "absent"},
        "roster_task": {"profiles": [{"user_name": name, "state": "absent"} for name in users]},
        "info_task": {"user_names": users},
    }
    told = aws.run(door, aws.access(profile="ops"), **options[door])
    check_general(told, code)
    assert told["changed"] is False
    assert set(aws.attempts) == {"AssumeRole"}
    who = f"rejected sts:AssumeRole for {ROLE} with the credentials of profile 'base', AWS credentials file."
    assert who in told["msg"]
    assert told["msg"].count(who) == 1
    assert words in told["msg"]
    assert f"AWS said: {code}: {message}" in told["msg"]
    assert "permission iam:" not in told["msg"]


def test_a_role_that_is_denied_at_a_renewal_is_not_the_password_policy(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    """Fails when AccessDenied of AssumeRole counts as a missing permission of the call that it was for."""
    configure(monkeypatch, tmp_path, **base())
    account = OneUser(aws.clock)
    soon = f"{dt.datetime.now(dt.timezone.utc) + dt.timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"
    keys = "<AccessKeyId>A</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
    session = f"<Credentials>{keys}<Expiration>{soon}</Expiration></Credentials>"

    def script(call: str, attempt: int) -> Reply:
        if call != "AssumeRole":
            return account(call)
        return result(call, session) if attempt <= 2 else error("AccessDenied", 403)

    aws.script = script
    told = aws.run("task", aws.access(profile="ops"), **GENERATED)
    check_general(told, "AccessDenied")
    assert "sts:AssumeRole" in told["msg"]
    assert aws.attempts["GetAccountPasswordPolicy"] == aws.attempts["CreateLoginProfile"] == 0


@pytest.fixture
def serve() -> t.Iterator[t.Callable[[type[BaseHTTPRequestHandler]], str]]:
    """Start servers, and return their URLs."""
    servers: list[ThreadingHTTPServer] = []

    def start(handler: type[BaseHTTPRequestHandler]) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


Serve = t.Callable[[type[BaseHTTPRequestHandler]], str]


SSO = {"sso_start_url": "https://example.awsapps.com/start", "sso_region": "us-east-1"}
ACCOUNT = {"sso_account_id": "111111111111", "sso_role_name": "Ops"}


class Portal(BaseHTTPRequestHandler):
    """The portal of SSO, which accepts no token."""

    def do_GET(self) -> None:
        self.send_response_only(401)
        self.send_header("x-amzn-errortype", "UnauthorizedException")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")


@pytest.mark.parametrize("expires", [None, "2020-01-01T00:00:00Z", "2126-01-01T00:00:00Z", '"'])
@pytest.mark.parametrize("is_source", [False, True])
def test_an_sso_token_that_is_missing_or_not_accepted(
    aws: LoopbackAWS,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: pathlib.Path,
    expires: str | None,
    is_source: bool,
) -> None:
    """Fails when the message does not have the command to run, with the profile that has the SSO settings."""
    monkeypatch.setattr(SSOProvider, "_SSO_TOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", serve(Portal))
    role: dict[str, dict[str, str]] = {"ops": {"role_arn": ROLE, "source_profile": "my sso"}} if is_source else {}
    configure(monkeypatch, tmp_path, **{"my sso": {**SSO, **ACCOUNT}}, **role)
    if expires is not None:
        cached = f'{{"accessToken": "x", "expiresAt": "{expires}"}}'
        name = hashlib.sha1(SSO["sso_start_url"].encode()).hexdigest()  # noqa: S324  # as botocore does
        (tmp_path / f"{name}.json").write_text(cached)
    told = aws.run("task", aws.access(profile="ops" if is_source else "my sso"), **GENERATED)
    check_general(told)
    assert "(profile 'my sso', SSO): the SSO token is missing" in told["msg"]
    assert "Run: aws sso login --profile 'my sso' (" in told["msg"]


class Proxy(BaseHTTPRequestHandler):
    """A proxy that requires a login."""

    def do_CONNECT(self) -> None:
        self.send_response_only(407, "Proxy Authentication Required")
        self.send_header("Content-Length", "9")
        self.end_headers()
        self.wfile.write(b"<p>Log in")

    do_POST = do_CONNECT  # noqa: N815


class Metadata(BaseHTTPRequestHandler):
    """The service of a container, which fails after some replies with credentials."""

    left = 0

    def do_GET(self) -> None:
        if Metadata.left == 0:
            return self.reply(f"{CANARY} {{".encode())
        Metadata.left -= 1
        soon = f"{dt.datetime.now(dt.timezone.utc) + dt.timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"
        keys = '"AccessKeyId": "A", "SecretAccessKey": "s", "Token": "t"'
        return self.reply(f'{{{keys}, "Expiration": "{soon}"}}'.encode())

    def reply(self, body: bytes) -> None:
        self.send_response_only(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.mark.parametrize("endpoint_url", ["https://iam.example.test", "http://iam.example.test"])
@pytest.mark.parametrize("door", ["task", "roster_task"])
def test_a_proxy_that_requires_a_login(aws: LoopbackAWS, serve: Serve, door: str, endpoint_url: str) -> None:
    """Fails when the message is that of a proxy that does not answer, or each user has one."""
    if endpoint_url.startswith("http:") and "before-parse" not in inspect.getsource(botocore.endpoint):
        pytest.skip("this botocore has no event before it parses a reply")
    proxy = serve(Proxy)
    profiles = {"profiles": [{"user_name": f"u-{number}", "state": "absent"} for number in range(3)]}
    access = aws.access(endpoint_url=endpoint_url, aws_config={"proxies": {"http": proxy, "https": proxy}})
    told = aws.run(door, access, **(profiles if door == "roster_task" else {"user_name": "u", "state": "absent"}))
    check_general(told, "proxy_authentication_required")
    assert told["msg"].count("requires a login (407)") == 1
    assert "cannot be reached" not in told["msg"]
    assert "often passes" not in told["msg"]


def test_a_proxy_between_a_provider_and_aws(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, serve: Serve
) -> None:
    """Fails when a proxy that requires a login is not recognized where a provider meets it."""
    configure(monkeypatch, tmp_path, **base())
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "https://sts.example.test")
    monkeypatch.setenv("HTTPS_PROXY", serve(Proxy))
    told = aws.run("task", aws.access(profile="ops"), **GENERATED)
    check_general(told, "proxy_authentication_required")
    assert "requires a login (407)" in told["msg"]


@pytest.mark.parametrize("replies", range(1, len(REQUESTS) + 1))
def test_a_service_of_a_container_that_fails_at_a_renewal(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, serve: Serve, replies: int
) -> None:
    """Fails when the failure is in doubt, does not name the service, or repeats its reply.

    That of an instance cannot fail so: botocore goes on with the credentials that it has.
    """
    Metadata.left = replies
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", serve(Metadata))
    told = aws.run("task", aws.access(access_key=None, secret_key=None, profile=None), **GENERATED)
    check_general(told)
    assert "(container credentials)" in told["msg"]
    assert IN_DOUBT not in told["msg"]
    assert told["changed"] is ("password" in told)


def test_a_profile_that_requires_mfa(aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    """Fails when the message of a prompt that nobody can answer does not say what to do in its place."""

    def no_terminal(_prompt: str) -> t.NoReturn:
        raise EOFError

    monkeypatch.setattr(AssumeRoleProvider.__init__, "__defaults__", (no_terminal, None, None))
    configure(monkeypatch, tmp_path, **base(mfa_serial="arn:aws:iam::111111111111:mfa/base"))
    told = aws.run("task", aws.access(profile="ops"), **GENERATED)
    check_general(told)
    assert "(profile 'ops', AssumeRole): the profile has mfa_serial" in told["msg"]
    assert "aws sts get-session-token" in told["msg"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"role_arn": ROLE, "source_profile": "nobody"}, 'source_profile "nobody" referenced'),
        ({"role_arn": ROLE}, "missing: source_profile or credential_source"),
        ({"role_arn": ROLE, "web_identity_token_file": "/nobody/has/it"}, "No such file or directory"),
    ],
)
def test_a_profile_that_cannot_be_used(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, settings: dict[str, str], words: str
) -> None:
    """Fails when the message does not have the reason, which is about the configuration and holds no secret."""
    configure(monkeypatch, tmp_path, ops=settings)
    told = aws.run("task", aws.access(profile="ops"), **GENERATED)
    check_general(told)
    assert words in told["msg"]
    assert "(profile 'ops', AssumeRole" in told["msg"]


@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
def test_the_profile_of_the_environment_is_named(
    aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, variable: str
) -> None:
    """Fails when credentials that have expired are reported without the profile that they are of."""
    configure(monkeypatch, tmp_path, **base())
    monkeypatch.setenv(variable, "base")
    aws.script = lambda _call, _attempt: error("ExpiredToken", 403)
    told = aws.run("task", aws.access(access_key=None, secret_key=None, profile=None), **GENERATED)
    check_general(told, "ExpiredToken")
    assert "profile 'base'" in told["msg"]


PROFILES = {
    "keys": {"aws_access_key_id": "A", "aws_secret_access_key": "s"},
    "sso": {"sso_session": "s"},
    "process": {"credential_process": "p"},
    "role": {"role_arn": "r1", "source_profile": "process", "mfa_serial": "m"},
    "chain": {"role_arn": "r2", "source_profile": "role"},
    "itself": {"role_arn": "r3", "source_profile": "itself", "aws_access_key_id": "A"},
    "loop": {"role_arn": "r4", "source_profile": "pool"},
    "pool": {"role_arn": "r5", "source_profile": "loop"},
    "container": {"role_arn": "r6", "credential_source": "EcsContainer"},
}


@pytest.mark.parametrize(
    ("profile", "methods"),
    [
        ("keys", ["shared-credentials-file"]),
        ("sso", ["sso"]),
        ("process", ["custom-process"]),
        ("role", ["assume-role", "custom-process"]),
        ("chain", ["assume-role", "assume-role", "custom-process"]),
        ("itself", ["assume-role", "shared-credentials-file"]),
        ("loop", ["assume-role", "assume-role", "iam-role"]),
        ("container", ["assume-role", "container-role"]),
        ("none", ["iam-role"]),
    ],
)
def test_the_providers_of_a_profile(profile: str, methods: list[str]) -> None:
    """Fails when the provider, or the chain of sources, is not the one that botocore uses."""
    assert [each.method for each in provider_of(PROFILES, profile, {}).chain] == methods
    assert provider_of(PROFILES, profile, {}, "env") == Provider("env", profile)
