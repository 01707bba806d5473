# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account of the emulated AWS: set up for one scenario, and read independently of the task."""

from __future__ import annotations

import http.client
import json
import re
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scenario import BEFORE, BYSTANDER, OWN, ROOT, TAG, ProfileState, Scenario, SecretState

if TYPE_CHECKING:
    from client import Emulator

MANAGEMENT = "123456789012"
SECRET_KEY, SESSION_TOKEN = "Secret-Key-Canary", "Session-Token-Canary"
_BYSTANDER = ProfileState(BEFORE, reset=True, version="7", session=3600)
_SESSION = "MaxSigninSessionDuration"
_SCOPE = "20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0"
State = dict[str, ProfileState]


class AccountError(Exception):
    """The emulated AWS rejected a call that sets up a test."""


@dataclass
class AccountState:
    """One account. Its number is an access key of it, and the id of a member account of the organization."""

    emulator: Emulator
    number: str

    def __post_init__(self) -> None:
        """Connect."""
        address = urllib.parse.urlsplit(self.emulator.endpoint_url)
        self._connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def set_up(self, scenario: Scenario, tags: int = 0) -> dict[str, Any]:
        """Create the initial state, with this number of tags, and return the options that connect a task to it."""
        key, about = self.number, {}
        if scenario.root is not None:
            self.emulator.organization([{"id": self.number}])
            self.emulator.root_password(self.number, present=scenario.root)
            key, about = MANAGEMENT, {"root_account_id": self.number}
        for name, state in self._users(scenario).items():
            self._add(name, state, 0 if name == BYSTANDER else tags)
        if scenario.module == OWN:
            self._call("UpdateAccountPasswordPolicy", AllowUsersToChangePassword="true")
        if scenario.caller is not None:
            key = _text(self._call("CreateAccessKey", UserName=scenario.caller), "AccessKeyId") or ""
        access = {"access_key": key, "secret_key": SECRET_KEY, "session_token": SESSION_TOKEN, "region": "us-east-1"}
        return {**access, "endpoint_url": self.emulator.endpoint_url, **about}

    def before(self, scenario: Scenario) -> State:
        """Return the initial state."""
        return {**self._users(scenario), **({} if scenario.root is None else {ROOT: _root(scenario.root)})}

    def read(self, scenario: Scenario) -> State:
        """Return the actual state, independent of what a task reported."""
        passwords = self.emulator.passwords(self.number)
        sessions = self._active_sessions() if scenario.has_sessions else Counter()
        secrets = self._secrets() if scenario.has_secrets else {}
        found = {}
        for name in self._users(scenario):
            version = re.search(rf"<Key>{TAG}</Key>\s*<Value>([^<]*)</Value>", self._call("GetUser", UserName=name))
            profile = self._call("GetLoginProfile", UserName=name) if name in passwords else ""
            reset, session = _text(profile, "PasswordResetRequired"), _text(profile, _SESSION)
            found[name] = ProfileState(
                passwords.get(name),
                reset == "true",
                version and version.group(1),
                int(session) if session else None,
                sessions[name],
                secrets.get(name),
            )
        if scenario.root is not None:
            found[ROOT] = _root(self.number in self.emulator.root_passwords())
        return found

    def _users(self, scenario: Scenario) -> State:
        bystander = replace(_BYSTANDER, sessions=1) if scenario.has_sessions else _BYSTANDER
        return {} if scenario.root is not None else {**scenario.before, BYSTANDER: bystander}

    def _active_sessions(self) -> Counter[str]:
        """Return the number of active sessions of each user."""
        sessions = self.emulator.sessions(self.number)
        return Counter(each["principal"].rpartition("/")[2] for each in sessions if each["status"] == "ACTIVE")

    def _secrets(self) -> dict[str, SecretState]:
        """Return each user's secret. The last part of its name is the user name."""
        found = {}
        for secret in self.emulator.secrets(self.number):
            versions = [
                (_password(each["value"]), tuple(sorted(each["stages"]))) for each in secret["versions"].values()
            ]
            labels = tuple(sorted(version for version in versions if version[1]))
            found[secret["name"].rpartition("/")[2]] = SecretState(labels, secret["deleted"] is not None)
        return found

    def _add(self, name: str, state: ProfileState, tags: int) -> None:
        recorded = [(TAG, state.version)] if state.version else []
        pairs = [*recorded, *((f"tag-{number}", "x") for number in range(tags))]
        parameters: dict[str, str] = {}
        for number, (key, value) in enumerate(pairs, 1):
            parameters |= {f"Tags.member.{number}.Key": key, f"Tags.member.{number}.Value": value}
        self._call("CreateUser", UserName=name, **parameters)
        if state.password is not None or state.sessions:
            given = {"Password": state.password or BEFORE, "PasswordResetRequired": str(state.reset).lower()}
            given |= {_SESSION: str(state.session)} if state.session is not None else {}
            self._call("CreateLoginProfile", UserName=name, **given)
        for _session in range(state.sessions):
            self.emulator.open_session(name, account=self.number)
        if state.secret is not None:
            for password, _labels in state.secret.labels:
                value = json.dumps({"username": name, "password": password})
                token = "00000000-0000-4000-8000-000000000000"
                self._post(
                    "secretsmanager",
                    "CreateSecret",
                    Name=f"console/{name}",
                    SecretString=value,
                    ClientRequestToken=token,
                )
        if state.password is None and state.sessions:
            self._call("DeleteLoginProfile", UserName=name)

    def _post(self, service: str, action: str, **parameters: str) -> None:
        """Make a call of a service with the JSON protocol."""
        authorization = f"AWS4-HMAC-SHA256 Credential={self.number}/{_SCOPE}"
        headers = {"X-Amz-Target": f"{service}.{action}", "Authorization": authorization}
        self._connection.request("POST", "/", json.dumps(parameters), headers)
        reply = self._connection.getresponse()
        text = reply.read().decode()
        if reply.status != 200:
            raise AccountError(f"{action}: HTTP {reply.status}: {text}")

    def _call(self, action: str, **parameters: str) -> str:
        body = urllib.parse.urlencode({"Action": action, "Version": "2010-05-08", **parameters})
        authorization = f"AWS4-HMAC-SHA256 Credential={self.number}/{_SCOPE}"
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "Authorization": authorization}
        self._connection.request("POST", "/", body, headers)
        reply = self._connection.getresponse()
        text = reply.read().decode()
        if reply.status != 200:
            raise AccountError(f"{action}: HTTP {reply.status}: {text}")
        return text


def _password(value: str) -> str:
    """Return the password in the value of a secret."""
    return str(json.loads(value)["password"])


def _root(present: bool) -> ProfileState:
    return ProfileState("(root)" if present else None)


@contextmanager
def account(emulator: Emulator, number: str) -> Iterator[AccountState]:
    """Provide an account for the duration of a task."""
    state = AccountState(emulator, number)
    try:
        yield state
    finally:
        state.close()


def _text(xml: str, tag: str) -> str | None:
    found = re.search(rf"<{tag}>([^<]*)</{tag}>", xml)
    return found and found.group(1)
