# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of one principal: the argument spec, and the request and passwords made from them.

Every value is validated before the first call to AWS.

Pure.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace
from datetime import datetime

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    PasswordRef,
    Principal,
    Request,
    RequestError,
    Version,
    about,
)
from ansible_collections.identity.aws.plugins.module_utils._core.password_generator import PasswordSpec
from ansible_collections.identity.aws.plugins.module_utils._core.validation import (
    ALL_WARN_DAYS,
    PASSWORD_MAXIMUM_LENGTH,
    WARN_DAYS,
    WRONG_WARN_DAYS,
    account_id_problem,
    password_problem,
    region_problem,
    session_duration_problem,
    stop_after_problem,
    tag_name_problem,
    user_name_problem,
    version_problem,
    wait_timeout_problem,
)
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import (
    GENERATED,
    GIVEN,
    EncryptFor,
    GeneratedSecret,
    Nowhere,
    PlainText,
    SecretStore,
    Sink,
    WouldMask,
    no_sink,
)

if t.TYPE_CHECKING:
    from ansible_collections.identity.aws.plugins.module_utils._core.stored_secrets import SecretTarget
    from ansible_collections.identity.aws.plugins.module_utils._core.valid_until import ValidUntil

# The options that name the principal of a login profile.
PRINCIPALS = ("user_name", "root_account_id")
VERSION_TAG = "identity.aws/password-version"
SHORTEST_GENERATED = 6
_NOBODY = (
    "The task names no user. Give user_name for an IAM user, or root_account_id for the root user of a member account. "
    "Give caller: true only for the principal making the request: the IAM user whose credentials the task uses, or the "
    "root user of an AssumeRoot session."
)
_NOT_OF_A_ROOT_USER = (
    *("password", "password_reset_required", "update_password", "generate_password", "pgp_key", "age_recipients"),
    *("reveal_password", "secrets_manager", "password_version"),
)
# The alternative deliveries of a generated password.
DELIVERIES = ("pgp_key", "age_recipients", "reveal_password")
_NO_ROOT_SESSIONS = (
    "root_account_id cannot be combined with revoke_sessions: the task policies of AssumeRoot do not allow to list or "
    "revoke sign-in sessions. Omit revoke_sessions."
)


def login_profile_arguments() -> dict[str, dict[str, t.Any]]:
    """Return the argument spec of one principal, alone or in a profile."""
    # no_log is explicit if Ansible would guess it from the name, and hide a flag.
    return {
        "user_name": {"type": "str", "aliases": ["name"]},
        "root_account_id": {"type": "str"},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "password": {"type": "str", "no_log": True},
        "password_reset_required": {"type": "bool", "no_log": False},
        "update_password": {
            "type": "str",
            "choices": ["on_create", "always"],
            "default": "on_create",
            "no_log": False,
        },
        "generate_password": {"type": "bool", "default": False, "no_log": False},
        "password_length": {"type": "int", "default": 20, "no_log": False},
        "exclude_lookalikes": {"type": "bool", "default": False},
        # A public key is not secret, but a private key may be given by mistake.
        "pgp_key": {"type": "str", "no_log": True},
        "age_recipients": {"type": "list", "elements": "str", "no_log": True},
        "reveal_password": {"type": "bool", "default": False, "no_log": False},
        "secrets_manager": _secrets_manager_argument(),
        "password_version": {"type": "str", "no_log": False},
        "password_version_tag": {"type": "str", "default": VERSION_TAG, "no_log": False},
        "max_signin_session_duration": {"type": "int"},
        "revoke_sessions": {"type": "bool", "default": False},
        "valid_until": {"type": "str"},
        "valid_until_warn_days": {"type": "int", "default": WARN_DAYS},
    }


def _secrets_manager_argument() -> dict[str, t.Any]:
    """Return the argument spec of the option."""
    return {
        "type": "dict",
        "no_log": False,
        "options": {
            "name": {"type": "str", "required": True},
            "region": {"type": "str"},
            "kms_key_id": {"type": "str"},
            "tags": {"type": "dict"},
            "values": {"type": "dict"},
            "delete_when_absent": {"type": "bool", "default": False},
            "recovery_window": {"type": "int", "default": 30},
        },
    }


def one_user_arguments() -> dict[str, dict[str, t.Any]]:
    """Return the argument spec of the module about one user."""
    return {
        **login_profile_arguments(),
        "caller": {"type": "bool", "default": False},
        "account_id": {"type": "str"},
        **session_arguments(),
        **waiting_arguments(),
    }


def session_arguments() -> dict[str, dict[str, t.Any]]:
    """Return the argument spec for listing sign-in sessions."""
    return {"session_regions": {"type": "list", "elements": "str"}}


def waiting_arguments() -> dict[str, dict[str, t.Any]]:
    """Return the argument spec for waiting for AWS."""
    return {
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 120},
        "stop_after": {"type": "int"},
    }


def to_request(params: t.Mapping[str, t.Any], now: datetime) -> Request:
    """Return a task's request for one principal at this time. Raises RequestError with all invalid options.

    ``params`` are the options of ``SealedModule``, where secrets are of the type Secret.
    """
    given = [name for name in (*PRINCIPALS, "caller") if params[name]]
    if not given:
        raise RequestError(_NOBODY, "user_required")
    exclusive = [f"{' and '.join(given)} are mutually exclusive. Give one of them."] if len(given) > 1 else []
    of_sessions = problems_of_sessions(params, revokes=params["revoke_sessions"])
    problems = [*exclusive, *problems_of(params), *of_sessions, *problems_of_waiting(params)]
    if problems:
        raise RequestError(about(named_principal(params), " ".join(problems)))
    return request_of(params, now)


def named_principal(params: t.Mapping[str, t.Any]) -> Principal:
    """Return the principal that unvalidated options name, or the caller.

    An invalid name or id is not repeated: it may be a misplaced password.
    """
    name, account_id = params["user_name"], params["root_account_id"]
    if account_id is not None:
        return Principal() if account_id_problem(account_id) else Principal(root_account_id=account_id)
    return Principal() if name is None or user_name_problem(name) else Principal(name)


def request_of(params: t.Mapping[str, t.Any], now: datetime) -> Request:
    """Return the request from one principal's valid options at this time."""
    version, until = params["password_version"], valid_until_of(params)
    request = Request(
        principal=Principal(params["user_name"], params["root_account_id"]),
        state=params["state"],
        password=_reference(params),
        password_reset_required=params["password_reset_required"],
        update_password=params["update_password"],
        version=None if version is None else Version(params["password_version_tag"], version),
        max_signin_session_duration=params["max_signin_session_duration"],
        secret=_secret_of(params),
        revoke_sessions=params["revoke_sessions"],
        valid_until=until,
    )
    return request if until is None else _at(request, until, now, params["valid_until_warn_days"])


def _at(request: Request, until: ValidUntil, now: datetime, warn_days: int) -> Request:
    """Return a request at this time: with the state absent if the access has ended."""
    status = until.status(now, warn_days)
    if status == "ended":
        return replace(request, state="absent", absent_because=until.why_ended)
    return replace(request, days_left=until.days_left(now)) if status == "ends_soon" else request


def valid_until_of(params: t.Mapping[str, t.Any]) -> ValidUntil | None:
    """Return the end of the access; None without one, or if the unvalidated option is invalid."""
    if params["valid_until"] is None:
        return None
    from ansible_collections.identity.aws.plugins.module_utils._core.valid_until import ValidUntil, valid_until_problem

    return None if valid_until_problem(params["valid_until"]) else ValidUntil.parse(params["valid_until"])


def _secret_of(params: t.Mapping[str, t.Any]) -> SecretTarget | None:
    """Return the secret that stores the password. Imported on demand: few tasks have one."""
    if params["secrets_manager"] is None:
        return None
    from .secret_options import secret_target

    return secret_target(params)


def _problems_of_secret(params: t.Mapping[str, t.Any]) -> list[str]:
    if params["secrets_manager"] is None:
        return []
    from .secret_options import problems_of_secret

    return problems_of_secret(params)


def secrets_of(
    params: t.Mapping[str, t.Any],
    would_mask: WouldMask,
    sink: Sink = no_sink,
    encrypt_for: t.Callable[..., EncryptFor] = EncryptFor,
) -> SecretStore:
    """Return the passwords that the request from the same options refers to.

    ``sink`` receives each generated password. ``encrypt_for`` lets several principals share keys.
    """
    delivery = _delivery(params, encrypt_for)
    if delivery is None or not params["generate_password"]:
        return SecretStore(params["password"])
    spec = PasswordSpec(params["password_length"], params["exclude_lookalikes"])
    return SecretStore(params["password"], GeneratedSecret(spec, delivery, would_mask, sink))


def _delivery(
    params: t.Mapping[str, t.Any], encrypt_for: t.Callable[..., EncryptFor]
) -> EncryptFor | PlainText | Nowhere | None:
    """Return the delivery of a generated password. None if no option selects one: then none is generated."""
    if params["pgp_key"]:
        return encrypt_for("pgp_key", params["pgp_key"])
    if params["age_recipients"]:
        return encrypt_for("age_recipients", *params["age_recipients"])
    if params["reveal_password"]:
        return PlainText()
    return Nowhere() if params["secrets_manager"] else None


def problems_of(params: t.Mapping[str, t.Any]) -> list[str]:
    """Return a sentence for each problem with one principal's options."""
    of_end = _problems_of_end(params)
    if params["root_account_id"] is not None:
        return [*_problems_of_a_root_user(params), *of_end]
    return [*_problems_of_form(params), *_problems_of_generation(params), *_problems_of_secret(params), *of_end]


def problems_of_waiting(params: t.Mapping[str, t.Any]) -> list[str]:
    """Return a sentence for each problem with the options of ``waiting_arguments``."""
    problems = [wait_timeout_problem(params["wait_timeout"]), stop_after_problem(params["stop_after"])]
    return [problem for problem in problems if problem]


def problems_of_sessions(params: t.Mapping[str, t.Any], *, revokes: bool) -> list[str]:
    """Return a sentence for each problem with the options of ``session_arguments``."""
    regions = params["session_regions"]
    problems = [
        f"session_regions[{position}]: {problem}"
        for position, region in enumerate(regions or ())
        if (problem := region_problem(region))
    ]
    if regions is not None and not revokes:
        problems.append(
            "session_regions requires revoke_sessions. Give revoke_sessions: true, or omit session_regions."
        )
    return problems


def _reference(params: t.Mapping[str, t.Any]) -> PasswordRef | None:
    if params["generate_password"]:
        return GENERATED
    return None if params["password"] is None else GIVEN


def _problems_of_a_root_user(params: t.Mapping[str, t.Any]) -> list[str]:
    problem = account_id_problem(params["root_account_id"])
    said = [name for name in _NOT_OF_A_ROOT_USER if params[name] not in (None, False, "on_create")]
    if params["password_reset_required"] is False:
        said.append("password_reset_required")
    refused = (
        f"root_account_id cannot be combined with {', '.join(said)}: only the root user can set its password, by a "
        f"recovery by e-mail (AssumeRoot). Omit {', '.join(said)}."
    )
    unsupported = (
        "root_account_id cannot be combined with max_signin_session_duration, which AWS does not support for "
        "root users. Omit it."
    )
    return [
        *([f"root_account_id: {problem}"] if problem else []),
        *([refused] if said else []),
        *([unsupported] if params["max_signin_session_duration"] is not None else []),
        *([_NO_ROOT_SESSIONS] if params["revoke_sessions"] else []),
    ]


def _problems_of_end(params: t.Mapping[str, t.Any]) -> list[str]:
    problems = [] if params["valid_until_warn_days"] in ALL_WARN_DAYS else [WRONG_WARN_DAYS]
    if params["valid_until"] is None:
        return problems
    from ansible_collections.identity.aws.plugins.module_utils._core.valid_until import valid_until_problem

    if problem := valid_until_problem(params["valid_until"]):
        problems.append(problem)
    if params["state"] == "absent":
        problems.append("valid_until cannot be combined with state: absent, which ends the access. Omit one of them.")
    return problems


def _problems_of_form(params: t.Mapping[str, t.Any]) -> list[str]:
    user_name, password, version = params["user_name"], params["password"], params["password_version"]
    problems = [
        None if user_name is None else user_name_problem(user_name),
        None if password is None else password_problem(password.reveal()),
        None if version is None else version_problem(version),
        tag_name_problem(params["password_version_tag"]),
        session_duration_problem(params["max_signin_session_duration"]),
    ]
    if version is not None and user_name is None:
        problems.append("password_version is recorded in a tag of the IAM user. Give user_name instead of caller.")
    return [problem for problem in problems if problem]


def _problems_of_generation(params: t.Mapping[str, t.Any]) -> list[str]:
    deliveries = [name for name in DELIVERIES if params[name]]
    if not params["generate_password"]:
        return [
            f"{name} requires generate_password. Give generate_password: true, or omit {name}." for name in deliveries
        ]
    problems = []
    if params["password"] is not None:
        problems.append("password and generate_password are mutually exclusive. Give one of them.")
    if not SHORTEST_GENERATED <= params["password_length"] <= PASSWORD_MAXIMUM_LENGTH:
        problems.append(f"password_length must be {SHORTEST_GENERATED} to {PASSWORD_MAXIMUM_LENGTH} characters.")
    # A secret is a delivery as well, and a deletion needs none.
    at_least = 0 if params["secrets_manager"] or params["state"] == "absent" else 1
    if not at_least <= len(deliveries) <= 1:
        problems.append(
            "generate_password requires a delivery. Give one of pgp_key and age_recipients (encrypted for its "
            "readers) and reveal_password (in plain text in the result; set no_log on the task), or give "
            "secrets_manager (stored in AWS Secrets Manager)."
        )
    return problems
