# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Start the emulated AWS from a test or a demo, and control it. Standard library only.

::

    with start(None, state_dir) as emulator:
        boto3.client("iam", endpoint_url=emulator.endpoint_url, ...)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

_EMULATOR = Path(__file__).parent
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class EmulatorError(Exception):
    """The emulator did not start, or rejected a control."""


@dataclass(frozen=True)
class Emulator:
    """A running emulator."""

    endpoint_url: str
    pid: int
    backend: str | None

    def reset(self) -> None:
        """Reset it: no users, calls, faults or settings."""
        self._control("POST", "reset")

    def calls(self) -> list[dict[str, Any]]:
        """Return the calls to AWS so far, each as calls.Entry: action, parameters, account, status, code and more."""
        calls: list[dict[str, Any]] = self._control("GET", "calls")
        return calls

    def clear_calls(self) -> None:
        """Clear the calls so far."""
        self._control("DELETE", "calls")

    def passwords(self, account: str | None = None) -> dict[str, str]:
        """Return user name -> password of users with one, in an account or in the default one."""
        passwords: dict[str, str] = self._control("GET", f"passwords?account={account}" if account else "passwords")
        return passwords

    def issued(self) -> list[str]:
        """Return the secret keys and session tokens that STS has returned for roles."""
        issued: list[str] = self._control("GET", "issued")
        return issued

    def faults(self, faults: Sequence[Mapping[str, Any]]) -> None:
        """Replace all faults by these; an empty list clears them."""
        self._control("POST", "faults", list(faults))

    def settings(self, **settings: float | None) -> None:
        """Change Settings: latency, rate_limit, create_visible_after, report_takes, any_password ..."""
        self._control("POST", "settings", settings)

    def add_users(self, names: Sequence[str], *, has_profile: bool, account: str | None = None) -> None:
        """Add users without calls, for a measurement, to an account or to the usual one."""
        which = {"account": account} if account else {}
        self._control("POST", "users", {"names": list(names), "has_profile": has_profile, **which})

    def sign_in(self, user_name: str, at: datetime) -> None:
        """Record that a user signed in with the password, at a time with its zone.

        GetUser and ListUsers return it at once, the next credential report in password_last_used.
        """
        self._control("POST", "sign-ins", {"user_name": user_name, "at": at.isoformat()})

    def open_session(
        self,
        user_name: str | None,
        *,
        region: str = "us-east-1",
        client_type: str = "CLI",
        age: float = 0.0,
        lifetime: float | None = None,
        revoke_error: str | None = None,
        account: str | None = None,
    ) -> str:
        """Open a sign-in session like ``aws login``, ``age`` seconds ago, and return its ARN.

        The user needs a login profile. None is the root user, who needs a password (``root_password``). The session
        lasts ``lifetime`` seconds, by default MaxSigninSessionDuration of the login profile, or 12 hours. If
        ``revoke_error`` is given, revoking it fails with this code, such as InternalServerException.
        """
        when = {"age": age, "lifetime": lifetime}
        how = {"region": region, "client_type": client_type, "revoke_error": revoke_error, "account": account}
        arn: str = self._control("POST", "sign-in-sessions", {"user_name": user_name, **when, **how})
        return arn

    def sessions(self, account: str | None = None) -> list[dict[str, Any]]:
        """Return the sign-in sessions of all regions, each as state.SignInSession, with times in ISO 8601."""
        query = f"?account={account}" if account else ""
        sessions: list[dict[str, Any]] = self._control("GET", f"sign-in-sessions{query}")
        return sessions

    def secrets(self, account: str | None = None) -> list[dict[str, Any]]:
        """Return the secrets of all regions, each as state.Secret, with their versions, values and staging labels."""
        secrets: list[dict[str, Any]] = self._control("GET", f"secrets?account={account}" if account else "secrets")
        return secrets

    def add_secret(self, name: str, *, region: str = "us-east-1", **settings: bool | str | None) -> str:
        """Add a secret without a version, and return its ARN.

        The settings are those of state.Secret that no call here sets: rotation_enabled, owning_service, primary_region,
        and the account.
        """
        arn: str = self._control("POST", "secrets", {"name": name, "region": region, **settings})
        return arn

    def mfa(self, user_name: str) -> None:
        """Give a user MFA: mfa_active in the next credential report."""
        self._control("POST", "mfa", {"user_name": user_name})

    def expire_credential_report(self) -> None:
        """Make the complete credential report so old that it has expired."""
        self._control("POST", "credential-report/expire")

    def organization(
        self,
        accounts: Sequence[Mapping[str, Any]],
        *,
        units: Sequence[Mapping[str, str]] = (),
        features: Sequence[str] = ("RootCredentialsManagement",),
        trusted_access: bool = True,
        all_features: bool = True,
        sts_disabled_in: Sequence[str] = (),
        delegated: Sequence[str] = (),
    ) -> None:
        """Set up an organization, replacing any other. Its management account is the default one, 123456789012.

        An account is an id, and optionally a name, a status (any of AccountState), the id of its unit, and tags. A unit
        has an id, a name, and the id of its parent, the root if omitted. The access key of an account's administrator
        is the account's number. ``features`` and ``trusted_access`` are those of centralized root access, for which the
        accounts ``delegated`` are delegated administrators. Without ``all_features`` the organization has consolidated
        billing only. STS is not activated in the regions ``sts_disabled_in``.
        """
        wanted = {
            "accounts": [dict(account) for account in accounts],
            "units": [dict(unit) for unit in units],
            "features": list(features),
            "trusted_access": trusted_access,
            "all_features": all_features,
            "sts_disabled_in": list(sts_disabled_in),
            "delegated": list(delegated),
        }
        self._control("POST", "organization", wanted)

    def root_passwords(self) -> dict[str, str]:
        """Return account -> date of creation, for root users who have a password or may recover it."""
        passwords: dict[str, str] = self._control("GET", "root-passwords")
        return passwords

    def root_password(self, account: str, present: bool = True) -> None:
        """Give the root user of an account a password, or remove it."""
        self._control("POST", "root-passwords", {"account": account, "present": present})

    def expire_root_sessions(self) -> None:
        """End every session that AssumeRoot started."""
        self._control("POST", "root-sessions/expire")

    def _control(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.endpoint_url}/_emulator/{path}", data=data, method=method)  # noqa: S310 - always http
        try:
            with _DIRECT.open(request, timeout=30) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            raise EmulatorError(f"HTTP {error.code}: {error.read().decode('utf-8', 'replace')}") from None


@contextmanager
def start(backend: str | None, state_dir: str | os.PathLike[str]) -> Iterator[Emulator]:
    """Start an emulator with the running interpreter, yield it when it is ready, and stop it at the end.

    With the backend "ministack" it also replies to calls that the model does not have, such as calls on groups.
    """
    directory = Path(state_dir)
    directory.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(_EMULATOR), "--state-dir", str(directory)]
    command += ["--backend", backend] if backend else []
    with (directory / "emulator.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--parent-pid", str(os.getpid())], stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        yield Emulator(**_endpoint(process, directory))
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _endpoint(process: subprocess.Popen[bytes], directory: Path) -> dict[str, Any]:
    """Wait for the file with the emulator's address; an older file is not this process's."""
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            facts: dict[str, Any] = json.loads((directory / "endpoint.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            facts = {}
        if facts.get("pid") == process.pid:
            return facts
        time.sleep(0.02)
    output = (directory / "emulator.log").read_text("utf-8", "replace")[-2000:]
    raise EmulatorError(f"The emulator did not become ready. Its output:\n{output}")
