# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The output and logs of a module do not depend on its secrets.

Each task runs twice with two secrets, in whole modules as Ansible starts them. There is no search for secrets, so this
is valid for any characters, length, encoding and part of a secret.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import html
import importlib
import io
import json
import logging
import syslog
import types
import typing as t
import unicodedata
import urllib.parse

import boto3
import pyrage
import pytest
from ansible.module_utils import _internal, basic
from ansible.module_utils.common import warnings
from ansible.module_utils.common.parameters import PASS_VARS
from ansible.module_utils.testing import patch_module_args
from botocore.config import Config
from botocore.exceptions import ProxyConnectionError
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.leaks import NOT_SHOWN
from ansible_collections.identity.aws.plugins.module_utils._core.secret import HIDDEN
from ansible_collections.identity.aws.plugins.module_utils._core.validation import untypeable_characters
from ansible_collections.identity.aws.plugins.module_utils._module import runtime
from ansible_collections.identity.aws.plugins.module_utils._module.sealed_module import SealedModule
from ansible_collections.identity.aws.tests.unit.plugins.fuzz.checks import share
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM, client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import ClockDouble, ConnectionDouble

Json = dict[str, t.Any]

ONE, MANY, INFO = "iam_login_profile", "iam_login_profile_roster", "iam_login_profile_info"
SECRET = "(the secret)"
# The common part of the tasks of a kind is omitted in them.
UPDATE: Json = {"user_name": "alice", "update_password": "always"}
BOB: Json = {"user_name": "bob", "password": SECRET}
AGE1 = str(pyrage.x25519.Identity.generate().to_public())
# A task, and whether it must fail. "x" precedes a secret that would be another value, such as "7" or "true".
TASKS: list[tuple[str, Json, bool]] = [
    (ONE, BOB, False),
    (ONE, {**UPDATE, "password": SECRET, "password_reset_required": True}, False),
    (ONE, {**BOB, "user_name": "nobody"}, True),
    (ONE, {**BOB, "user_name": f"! {SECRET}"}, True),
    (ONE, {**BOB, "name": f"! {SECRET}"}, True),
    (ONE, {"root_account_id": f"x{SECRET}", "password": SECRET}, True),
    (ONE, {**BOB, "state": f"x{SECRET}"}, True),
    (ONE, {**BOB, "update_password": f"x{SECRET}"}, True),
    (ONE, {**BOB, "password_length": f"x{SECRET}"}, True),
    (ONE, {**BOB, "password_reset_required": f"x{SECRET}"}, True),
    (ONE, {**BOB, "password_version": f";{SECRET}"}, True),
    (ONE, {**BOB, "password_version_tag": f";{SECRET}"}, True),
    (ONE, {**BOB, "valid_until": f"2026-12-31 {SECRET}"}, True),
    (ONE, {**BOB, "passwrod": SECRET}, True),
    (ONE, {**BOB, "passwrod": {"x": [SECRET, {"y": SECRET}]}}, True),
    (ONE, {**BOB, f"password {SECRET}": 1}, True),
    (ONE, {"user_name": "bob", "generate_password": True, "pgp_key": f"! {SECRET}"}, True),
    (ONE, {"user_name": "bob", "generate_password": True, "age_recipients": [f"! {SECRET}"]}, True),
    (ONE, {**BOB, "secret_key": SECRET, "aws_session_token": SECRET}, False),
    (ONE, {**BOB, "endpoint_url": f"http://user:{SECRET}@127.0.0.1:9"}, False),
    (ONE, {**BOB, "aws_config": {"proxies": {"https": f"user:{SECRET}@127.0.0.1"}, SECRET: 1}}, False),
    (ONE, {**BOB, "aws_config": [SECRET]}, True),
    (ONE, {**BOB, "aws_config": "{" + SECRET}, True),
    (ONE, {**BOB, "debug_botocore_endpoint_logs": True}, False),
    (MANY, {"profiles": [BOB, {**UPDATE, "password": SECRET}]}, False),
    (MANY, {"profiles": [BOB, {"name": "nobody", "password": SECRET}]}, True),
    (MANY, {"profiles": [BOB, {"name": f"! {SECRET}", "password": SECRET}]}, True),
    (MANY, {"profiles": [{**BOB, "passwrod": SECRET}], "secret_key": SECRET}, True),
    (MANY, {"profiles": [{**BOB, f"! {SECRET}": SECRET}]}, True),
    (MANY, {"profiles": [{**BOB, "state": f"x{SECRET}"}]}, True),
    (MANY, {"profiles": [{**BOB, "password_version": f";{SECRET}"}]}, True),
    (MANY, {"profiles": [{**BOB, "pgp_key": f"! {SECRET}"}]}, True),
    (MANY, {"profiles": [{**BOB, "age_recipients": [AGE1, f"! {SECRET}"]}]}, True),
    (MANY, {"profiles": [[BOB]], "secret_key": SECRET}, True),
    (MANY, {"profiles": [BOB, f"x{SECRET}"], "secret_key": SECRET}, True),
    (MANY, {"profiles": BOB}, True),
    (MANY, {"profiles": [{"user_name": "bob", "generate_password": True}], "pgp_key": f"! {SECRET}"}, True),
    (INFO, {"user_names": [f"! {SECRET}"]}, True),
    (INFO, {"user_names": {SECRET: SECRET}}, True),
    (INFO, {"profiles": [{**BOB, SECRET: SECRET}]}, False),
    (INFO, {"profiles": [{"user_name": "bob", "valid_until": SECRET}, {"user_name": SECRET}]}, True),
    (INFO, {"root_account_ids": [f"x{SECRET}"]}, True),
    (INFO, {"secret_key": SECRET, "source": f"x{SECRET}"}, True),
]
ALWAYS: Json = {
    # ansible-core before 2.21 always returns the invocation.
    **({"_ansible_inject_invocation": True} if "inject_invocation" in PASS_VARS else {}),
    "_ansible_diff": True,
    "_ansible_verbosity": 4,
    "_ansible_debug": True,
    "_ansible_tracebacks_for": ["error", "warning", "deprecated"],
    "region": "us-east-1",
}
# U+0020 to U+00FF, tab and line breaks: all characters that AWS accepts in a password, in every length.
secrets = st.text(st.sampled_from(["\t", "\n", "\r", *map(chr, range(0x20, 0x100))]), min_size=1, max_size=128)
FIELD_CASES = [
    *((each, False) for each in ("A@Canary-At-1!", "A\\Canary", "A\"Can'ary", "A\xa0Canary", "A\xadCanary")),
    *((each, True) for each in ("A\tCanary", "\tA\nCanary ")),
    *(("https://Can.ary", False), ("a", False)),  # "a" looks like an option name, as a key
]
ENCODINGS: dict[str, t.Callable[[str], str]] = {
    "plain": str,
    "URL": urllib.parse.quote,
    "form": urllib.parse.quote_plus,
    "form, lower": lambda text: urllib.parse.quote_plus(text).replace("%C2", "%c2").replace("%C3", "%c3"),
    "XML": lambda text: html.escape(text, quote=True),
    "XML, decimal": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "XML, hexadecimal": lambda text: "".join(f"&#x{ord(c):x};" for c in text),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "repr": repr,
    "repr of bytes": lambda text: repr(text.encode()),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, one before": lambda text: base64.b64encode(b"p" + text.encode()).decode(),
    "base64, two before": lambda text: base64.b64encode(b"pp" + text.encode()).decode(),
    "base64, folded": lambda text: base64.encodebytes(b"p" * 70 + text.encode()).decode(),
    "base64 of a form": lambda text: base64.urlsafe_b64encode(f"P={urllib.parse.quote_plus(text)}".encode()).decode(),
    "form in XML": lambda text: html.escape(urllib.parse.quote_plus(text)),
}


def put_in(value: t.Any, secret: str) -> t.Any:
    """Return a value with the secret in its place."""
    if isinstance(value, dict):
        return {put_in(name, secret): put_in(each, secret) for name, each in value.items()}
    if isinstance(value, list):
        return [put_in(each, secret) for each in value]
    return value.replace(SECRET, secret) if isinstance(value, str) else value


def of_the_same_form(secret: str) -> str:
    """Return another secret of the same length, with the characters that a warning lists: at the ends and inside.

    The warning on passwords that are hard to type depends on these, and on nothing else of a password.
    """
    other = ["\xfe"] * len(secret)
    visible = [place for place, character in enumerate(secret) if not untypeable_characters(character)]
    inside = range(visible[0], visible[-1]) if visible else ()
    for place in [place for place in inside if unicodedata.category(secret[place]) == "Cc"][:1]:
        other[place] = "\x80"
    for end in (0, -1):
        other[end] = secret[end] if untypeable_characters(secret[end]) else "\xfe"
    assert untypeable_characters("".join(other)) == untypeable_characters(secret)
    return "".join(other)


class Journal:
    """Replaces systemd's journal, and syslog, which Ansible uses if the journal cannot be written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.written: list[t.Any] = []
        monkeypatch.setattr(syslog, "syslog", lambda *arguments: self.written.append(arguments))
        monkeypatch.setattr(basic, "has_journal", True, raising=False)
        monkeypatch.setattr(basic, "journal", types.SimpleNamespace(send=self._send), raising=False)

    def _send(self, *arguments: t.Any, **fields: t.Any) -> t.NoReturn:
        self.written.append((arguments, fields))
        raise OSError


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> Journal:
    """Disconnect AWS and the log of this machine."""
    monkeypatch.setattr(runtime, "time", ClockDouble())
    for name in ("AWS_URL", "AWS_PROFILE", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("gc.freeze", lambda: None)
    monkeypatch.setattr(_internal, "is_controller", False)  # other tests import parts of the controller
    return Journal(monkeypatch)


def run(journal: Journal, module: str, options: Json, iam: InMemoryIAM | None) -> tuple[Json, str]:
    """Return the result, and all output and logs. Without an account it uses the task's connection."""
    journal.written.clear()
    warnings._global_warnings.clear()
    warnings._global_deprecations.clear()
    main = importlib.import_module(f"ansible_collections.identity.aws.plugins.modules.{module}").main
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patched:
        if iam is not None:
            patched.setattr(runtime, "Connection", lambda *_arguments: ConnectionDouble(iam))
        printed = (contextlib.redirect_stdout(out), contextlib.redirect_stderr(err))
        with patch_module_args({**ALWAYS, **options}), printed[0], printed[1], pytest.raises(SystemExit):
            main()
    # ansible-core 2.22 returns what it will mask, once per process.
    shown = out.getvalue().replace(f'"_ansible_new_secrets": ["{HIDDEN}"], ', "")
    return json.loads(out.getvalue()), repr((shown, err.getvalue(), journal.written))


def field_cases(test: t.Callable[..., None]) -> t.Callable[..., None]:
    """Also try each of FIELD_CASES."""
    return functools.reduce(lambda tried, case: example(*case)(tried), FIELD_CASES, test)


def account() -> InMemoryIAM:
    """Alice has a login profile, and bob none. The policy has no rules, since errors list the violated ones."""
    return InMemoryIAM({"alice": {"Password": "Old-Passw0rd"}, "bob": None}, {"MinimumPasswordLength": 1})


@pytest.mark.parametrize(("module", "options", "fails"), TASKS, ids=[f"{each[0]} {i}" for i, each in enumerate(TASKS)])
@given(secrets, st.booleans())
@field_cases
@share(0.1)
def test_what_is_printed_and_logged_does_not_depend_on_a_secret(
    journal: Journal, module: str, options: Json, fails: bool, secret: str, check_mode: bool
) -> None:
    """Fails when any part of a secret, in any encoding, is in a result, an error, a warning, a diff or the log."""
    secret = secret.replace("/", "|") if "!" in str(options) else secret  # a name with a slash has its own advice
    outcomes = []
    for each in (secret, of_the_same_form(secret)):
        result, seen = run(journal, module, {**put_in(options, each), "_ansible_check_mode": check_mode}, account())
        assert result.get("failed", False) is fails
        outcomes.append(seen)
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("module", [ONE, MANY])
@given(secrets)
@example("A@Canary-At-1!")
@example("\x80\x9f\xff&#128;%41+\\u0041")
@share(0.1)
def test_an_error_that_repeats_the_request_does_not_repeat_the_password(
    journal: Journal, module: str, encoding: str, secret: str
) -> None:
    """Fails when an error of AWS or of a proxy can show a password, in an encoding of a request."""

    def repeating(**parameters: t.Any) -> t.NoReturn:
        message = f"Not accepted: Password={ENCODINGS[encoding](parameters['Password'])}&Version=2010-05-08"
        raise client_error("CreateLoginProfile", "ValidationError", message=message)

    options = put_in(BOB if module == ONE else {"profiles": [BOB]}, secret)
    iam = account()
    iam.create_login_profile = repeating  # type: ignore[method-assign]
    result, seen = run(journal, module, options, iam)
    row = result["users"][0] if module == MANY else result
    assert row["error"] == {"code": "ValidationError", "message": NOT_SHOWN}
    assert "Not accepted" not in seen


@pytest.mark.parametrize(
    ("module", "options"),
    [
        (ONE, {**BOB, "aws_config": "Canary-1=Canary-2"}),
        (MANY, {"profiles": "user_name=bob password=Canary-1"}),
        (MANY, {"profiles": {"user_name": "bob", "password": "Canary-1"}}),
        (MANY, {"profiles": ["Canary-1"]}),
        (MANY, {"profiles": [["Canary-1"]]}),
        (MANY, {"profiles": [{"arn": "Canary-1"}]}),
        (MANY, {"profiles": [BOB], "purge": True, "purge_exclude": "Canary-1,Canary-2"}),
        (ONE, {"user_name": {"user_name": "Canary-1"}}),
        (ONE, {**BOB, "password": ["Canary-1"]}),
        (INFO, {"user_names": [{"user_name": "Canary-1"}]}),
        (MANY, {"profiles": ["user_name=bob password=Canary-1 Canary-2=Canary-3"]}),
        (MANY, {"profiles": ['{"user_name": "bob", "password": "Canary-1"}', '{"Canary-2": "Canary-3"']}),
    ],
)
def test_what_is_written_as_one_string_is_not_shown(journal: Journal, module: str, options: Json) -> None:
    """Fails when a mapping that is given as JSON or "k=v" is shown, whether Ansible can parse it or not."""
    _result, seen = run(journal, module, options, account())
    assert "Canary" not in seen


def test_a_version_is_returned_and_not_logged(journal: Journal) -> None:
    """Fails when a password that was typed into password_version is in the log or the invocation."""
    result, _seen = run(journal, ONE, {**BOB, "password": "x", "password_version": "Canary-7"}, account())
    assert result["password_version"] == "Canary-7"
    assert "Canary-7" not in repr(journal.written)
    assert "Canary-7" not in repr(result["invocation"])


def test_the_log_of_botocore_gives_the_names_of_calls_and_no_url_of_a_password(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Fails when debug_botocore_endpoint_logs reads a password that looks like a URL as a call's."""
    config = Config(retries={"total_max_attempts": 1}, proxies={"https": "http://127.0.0.1:9"})
    iam = boto3.client("iam", aws_access_key_id="a", aws_secret_access_key="b", region_name="us-east-1", config=config)
    with caplog.at_level(logging.DEBUG, "botocore.endpoint"), pytest.raises(ProxyConnectionError):
        iam.create_login_profile(UserName="bob", Password="https://Can.ary' 'url': 'https://Can.ary")
    module = object.__new__(SealedModule)
    module._botocore_endpoint_log_stream = io.StringIO("\n".join(caplog.messages))
    assert module._get_resource_action_list() == ["iam:CreateLoginProfile"]


@pytest.mark.parametrize(
    "options",
    [
        {"endpoint_url": "http://user:Canary%2B7@127.0.0.1:99999999"},
        {"endpoint_url": "http://user:Canary%2B7@127.0.0.1:9", "aws_config": {"proxies": 5}},
        {"aws_config": {"retries": {"mode": "http://user:Canary%2B7@127.0.0.1"}}},
        {"aws_config": {"user_agent": 5, "proxies": {"http": "user:Canary%2B7@h"}, "Canary%2B7": 1}},
    ],
)
def test_an_error_about_the_connection_shows_no_credentials(journal: Journal, options: Json) -> None:
    """Fails when the password of an endpoint or a proxy is in an error of botocore about it, or anywhere else."""
    options = {"access_key": "a", "secret_key": "b", "user_name": "bob", **options}
    result, seen = run(journal, ONE, options, None)
    assert result["failed"]
    assert not [form for form in ("Canary%2B7", "Canary+7") if form in seen]


def test_the_recipients_of_a_password_are_no_secrets(journal: Journal) -> None:
    """Fails when a public key is masked in the result that names the readers."""
    options = {"user_name": "bob", "generate_password": True, "age_recipients": [AGE1]}
    result, _seen = run(journal, ONE, options, account())
    assert result["recipients"] == [AGE1]
    assert "warnings" not in result


def test_the_placeholder_is_all_that_ansible_masks(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when Ansible searches the result for each password, or masks a letter that is an emulator's secret."""
    seen = []

    def exit_module(module: t.Any, result: Json) -> None:
        seen.append(module.no_log_values)
        original(module, result)

    original = runtime._exit
    monkeypatch.setattr(runtime, "_exit", exit_module)
    profiles = [{"user_name": f"user-{i}", "password": f"Password-{i}"} for i in range(20)]
    secrets = {
        "secret_key": "k" * 40,
        "session_token": "a",
        "pgp_key": "not a key",
        "age_recipients": ["not a key either"],
    }
    run(journal, MANY, {"profiles": profiles, **secrets}, account())
    assert seen == [{HIDDEN, "k" * 40}]
