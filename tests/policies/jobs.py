# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The jobs that the permissions guide has policies for, run by the real modules in an account that enforces them."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import pytest
import yaml

from ansible_collections.identity.aws.plugins.module_utils._aws.organization import account_tags, read_organization
from ansible_collections.identity.aws.tests.emulator.model.aws import ACTIONS
from ansible_collections.identity.aws.tests.policies import guides
from ansible_collections.identity.aws.tests.policies.calls import Caller
from ansible_collections.identity.aws.tests.policies.evaluation import Json, Policy, Request, is_allowed
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.accounts import reported
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import (
    InMemoryIAM,
    client_error,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

ACCOUNT, KEY = "111122223333", "alias/passwords"
# The sections of the guide, and statements of one of them.
MANAGE, REMOVE, CHECK = "Set, rotate and remove passwords", "Only remove passwords", "Only check mode"
OPTIONS = "Statements for options"
PURGE, PROTECT = f"{OPTIONS}: ListUsers", f"{OPTIONS}: ProtectEmergencyUsers"
REVOKE, ALIAS = f"{OPTIONS}: RevokeSignInSessions", f"{OPTIONS}: ReadTheAccountAlias"
STORE, ENCRYPT = f"{OPTIONS}: StoreConsolePasswords", f"{OPTIONS}: EncryptWithCustomerManagedKey"
LIST, AUDIT, INVENTORY = "List users", "Audit an account", "List the accounts of an organization"
ROOTS = "Root users of member accounts"
OWN = "A user's own password"
CHANGE, READ_POLICY = f"{OWN}: ChangeOwnPassword", f"{OWN}: ReadThePasswordPolicy"
VERSION_TAG = "Protect recorded versions"
_SERVICES = {action: service for service, action in ACTIONS}
_PASSWORD_POLICY = {"MinimumPasswordLength": 8, "AllowUsersToChangePassword": True}
VERSION = "identity.aws/password-version"


class GuardedIAM(InMemoryIAM):
    """An account in memory that records what AWS authorizes, and denies what ``policies`` do not allow."""

    def __init__(self, users: dict[str, dict[str, t.Any] | None]) -> None:
        super().__init__(users, dict(_PASSWORD_POLICY))
        self.policies: tuple[Policy, ...] | None = None
        self.requests: list[Request] = []
        self.denied: list[Request] = []
        self.has_paths = True

    def _called(self, operation: str, parameters: dict[str, t.Any]) -> None:
        super()._called(operation, parameters)
        if self._token:
            return  # A session of a root user has the permissions of its task policy.
        user = self.caller if self.caller in self.users else None
        caller = Caller(ACCOUNT, lambda name: str(self.paths.get(name, "/")), user, self._region)
        for request in caller.requests(_SERVICES[operation], operation, parameters):
            self.requests.append(request)
            if self.policies is not None and not is_allowed(self.policies, request):
                self.denied.append(request)
                is_json = request.action.partition(":")[0] in {"organizations", "secretsmanager", "signin"}
                code = "AccessDeniedException" if is_json else "AccessDenied"
                raise client_error(operation, code, message=f"is not authorized to perform: {request.action}")

    def get_paginator(self, operation: str) -> t.Any:
        if operation in {"list_users", "list_sessions"}:
            return super().get_paginator(operation)
        name = operation.title().replace("_", "")
        return t.cast("t.Any", _Pages(lambda parameters: self._page(name, parameters)))

    def _page(self, operation: str, parameters: Json) -> Json:
        """Return the only page. An older botocore does not return the paths of accounts."""
        page = self._organized(operation, parameters, "organizations")
        hidden = () if self.has_paths else ("Paths",)
        accounts = [{key: each[key] for key in each if key not in hidden} for each in page.get("Accounts", ())]
        return {**page, "Accounts": accounts}


@dataclass(frozen=True)
class _Pages:
    page: t.Callable[[Json], Json]

    def paginate(self, **parameters: t.Any) -> list[Json]:
        return [self.page(parameters)]


@dataclass(frozen=True)
class Job:
    """A task, the sections of the guide whose policies it needs, and what it can do without.

    ``run`` names a method of TaskRunner, or is ``inventory``. ``denied`` are the actions whose denial neither fails the
    task nor warns.
    """

    name: str
    sections: tuple[str, ...]
    run: str
    options: Mapping[str, t.Any]
    denied: frozenset[str] = frozenset()
    account: Mapping[str, t.Any] = field(default_factory=dict)
    check_mode: bool = False


def _account(job: Job) -> GuardedIAM:
    """Make the account. Below /staff/, all but alice have a password. ada is an administrator, without a path.

    The caller is a role, unless the job has one.
    """
    old = {"Password": "Old-Passw0rd"}
    users = {"bob": old, "carol": {}, "break-glass-1": {}, "ada": old, "alice": None}
    iam = GuardedIAM({name: None if given is None else dict(given) for name, given in users.items()})
    iam.caller, iam.alias = "", "example-corp"
    for name in set(users) - {"ada"}:
        iam.paths[name] = "/staff/"
    for name in ("bob", "carol"):
        iam.tags[name] = {VERSION: "1"}
        iam.open_session(name)
    iam.add_secret("console/bob", "Old-Passw0rd")
    iam.report = [reported(name, arn=f"arn:aws:iam::{ACCOUNT}:user/staff/{name}") for name in ("bob", "carol")]
    iam.member_accounts = {"222222222222": "ACTIVE", "333333333333": "ACTIVE"}
    iam.root_users["222222222222"] = InMemoryIAM({"root": {}})
    for name, value in job.account.items():
        setattr(iam, name, value)
    return iam


@dataclass(frozen=True)
class JobResult:
    """The result of a task, what AWS authorized for it, and which of that was denied."""

    result: Json
    requests: tuple[Request, ...]
    denied: tuple[Request, ...]


def run(job: Job, policies: tuple[Policy, ...] | None, monkeypatch: pytest.MonkeyPatch) -> JobResult:
    """Run a job in a new account under these policies, or with all permissions."""
    iam = _account(job)
    iam.policies = policies
    if job.run == "inventory":
        result = _inventory(iam)
    else:
        result = getattr(TaskRunner(monkeypatch, iam), job.run)(check_mode=job.check_mode, **job.options)
    return JobResult(result, tuple(iam.requests), tuple(iam.denied))


def _inventory(iam: GuardedIAM) -> Json:
    """Read what the inventory plugin reads with ``account_tags: true``."""
    client = t.cast("t.Any", iam)
    accounts = read_organization(client).accounts
    return {"accounts": [account_tags(client, each.account_id) for each in accounts], "failed": False, "warnings": []}


def _of_role() -> Json:
    """Return the options that the role console_access_audit gives to the info module, but for templates."""
    path = guides.ROOT / "roles" / "console_access_audit" / "tasks" / "read_users.yml"
    options = yaml.safe_load(path.read_text(encoding="utf-8"))[0]["identity.aws.iam_login_profile_info"]
    return {name: value for name, value in options.items() if not isinstance(value, str)}


_PASSWORD: Json = {"password": "A-new-Passw0rd"}
_ALWAYS: Json = {**_PASSWORD, "update_password": "always"}
_GENERATED: Json = {"generate_password": True, "reveal_password": True}
_ABSENT: Json = {"state": "absent"}
_SECRET: Json = {"name": "console/{user_name}"}
_ROSTER: Json = {"profiles": [{"user_name": "alice", **_PASSWORD}, {"user_name": "bob", **_PASSWORD}]}
_PURGE: Json = {**_ROSTER, "purge": True, "path_prefix": "/staff/", "purge_exclude": ["break-glass-*"]}
_PURGE |= {"purge_limit": 5}
_URL = frozenset({"iam:ListAccountAliases"})
_EXISTS = frozenset({"iam:GetUser"})
_MEMBER = "222222222222"
_CHANGE: Json = {"old_password": "Old-Passw0rd", "new_password": "A-new-Passw0rd"}


def _user(name: str, section: str | tuple[str, ...], user: str, *options: Json, **more: t.Any) -> Job:
    """Return a job about one user."""
    sections = (section,) if isinstance(section, str) else section
    merged = {key: value for each in options for key, value in each.items()}
    return Job(name, sections, "run", {"user_name": user, **merged}, **more)


JOBS = (
    _user("nothing", MANAGE, "bob", _PASSWORD),
    _user("create", MANAGE, "alice", _PASSWORD),
    _user(
        "create, all options", MANAGE, "alice", _PASSWORD, {"password_version": "1", "password_reset_required": True}
    ),
    _user("create, generated", MANAGE, "alice", _GENERATED, denied=_URL),
    _user("update", MANAGE, "bob", _ALWAYS),
    _user("rotate", MANAGE, "bob", _ALWAYS, {"password_version": "2"}),
    _user("require a reset", MANAGE, "bob", {"update_password": "always", "password_reset_required": True}),
    _user("limit the sessions", MANAGE, "bob", {"max_signin_session_duration": 3600}),
    _user("delete, with the version", MANAGE, "bob", _ABSENT, {"password_version": "1"}),
    _user("absent already", MANAGE, "alice", _ABSENT),
    Job("roster", (MANAGE,), "run_roster", _ROSTER),
    _user("delete", REMOVE, "bob", _ABSENT),
    _user("absent already, only remove", REMOVE, "alice", _ABSENT, denied=_EXISTS),
    _user("delete, and revoke", (REMOVE, REVOKE), "bob", _ABSENT, {"revoke_sessions": True}),
    _user("update, and revoke", (MANAGE, REVOKE), "bob", _ALWAYS, {"revoke_sessions": True}),
    _user("check mode, create", CHECK, "alice", _PASSWORD, check_mode=True),
    _user("check mode, generated", CHECK, "alice", _GENERATED, check_mode=True, denied=_URL),
    _user("check mode, rotate", CHECK, "bob", _ALWAYS, {"password_version": "2"}, check_mode=True),
    _user("check mode, delete", CHECK, "bob", _ABSENT, check_mode=True),
    Job("check mode, purge", (CHECK, PURGE), "run_roster", _PURGE, check_mode=True),
    _user("check mode, revoke", (CHECK, REVOKE), "bob", _ABSENT, {"revoke_sessions": True}, check_mode=True),
    _user(
        "check mode, store", (CHECK, STORE), "bob", _ALWAYS, {"secrets_manager": _SECRET}, denied=_URL, check_mode=True
    ),
    Job("purge", (MANAGE, PURGE, PROTECT), "run_roster", _PURGE),
    Job("purge, and revoke", (MANAGE, PURGE, REVOKE), "run_roster", {**_PURGE, "revoke_sessions": True}),
    _user(
        "store in a new secret, all options",
        (MANAGE, STORE, ENCRYPT),
        "alice",
        {"generate_password": True, "secrets_manager": {**_SECRET, "kms_key_id": KEY, "tags": {"team": "staff"}}},
        denied=_URL,
    ),
    _user("store in a new secret", (MANAGE, STORE), "alice", _PASSWORD, {"secrets_manager": _SECRET}, denied=_URL),
    _user(
        "store in a new secret, with tags",
        (MANAGE, STORE),
        "alice",
        _PASSWORD,
        {"secrets_manager": {**_SECRET, "tags": {"team": "staff"}}},
        denied=_URL,
    ),
    _user("store in a secret", (MANAGE, STORE), "bob", _ALWAYS, {"secrets_manager": _SECRET}, denied=_URL),
    _user(
        "delete the secret",
        (MANAGE, STORE),
        "bob",
        _ABSENT,
        {"secrets_manager": {**_SECRET, "delete_when_absent": True}},
    ),
    _user("return the alias", (MANAGE, ALIAS), "alice", _GENERATED),
    Job("list", (LIST,), "run_info", {"path_prefix": "/staff/"}),
    Job("read some users", (LIST,), "run_info", {"user_names": ["alice", "bob"]}),
    Job("list with the report", (LIST,), "run_info", {"path_prefix": "/staff/", "credential_report": True}),
    Job("list by the report", (LIST,), "run_info", {"source": "report"}),
    Job("list with the sessions", (LIST,), "run_info", {"path_prefix": "/staff/", "sessions": True}),
    Job("list with the policy", (AUDIT,), "run_info", {"account_password_policy": True}),
    Job("list with the URL", (LIST,), "run_info", {"path_prefix": "/staff/", "sign_in_url": True}, denied=_URL),
    Job("audit", (AUDIT,), "run_info", _of_role()),
    Job("audit by the report", (AUDIT,), "run_info", {**_of_role(), "source": "report"}),
    Job(
        "audit with the sessions", (AUDIT, f"{LIST}: ListSignInSessions"), "run_info", {**_of_role(), "sessions": True}
    ),
    Job("inventory", (INVENTORY,), "inventory", {}),
    Job("inventory, older botocore", (INVENTORY,), "inventory", {}, account={"has_paths": False}),
    Job("read root users", (ROOTS,), "run_info", {"root_account_ids": [_MEMBER, "333333333333"]}),
    Job("delete a root password", (ROOTS,), "run", {"root_account_id": _MEMBER, **_ABSENT}),
    Job("read all root users", (ROOTS,), "run_info", {"root_of_organization": True}),
    Job("create the own", (OWN,), "run", {"caller": True, **_PASSWORD}, account={"caller": "alice"}),
    Job("update the own", (OWN,), "run", {"caller": True, **_ALWAYS}, account={"caller": "bob"}),
    Job("delete the own", (OWN,), "run", {"caller": True, **_ABSENT}, account={"caller": "ada"}),
    Job("change the own", (CHANGE, READ_POLICY), "run_own", _CHANGE, account={"caller": "bob"}),
    Job("change the own, without a path", (CHANGE, READ_POLICY), "run_own", _CHANGE, account={"caller": "ada"}),
)
BY_NAME = {job.name: job for job in JOBS}


@cache
def recorded(job: str) -> JobResult:
    """Return the result of a job with all permissions."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        done = run(BY_NAME[job], None, monkeypatch)
    assert not done.result["failed"], done.result
    return done
