# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account's password policy, and how IAM enforces it on CreateLoginProfile and UpdateLoginProfile.

IAM User Guide, "Set an account password policy for IAM users", and shape PasswordPolicy of the botocore model.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from typing import Any

from .errors import AWSError
from .request import Handler, Reply, Request

SYMBOLS = "!@#$%^&*()_+-=[]{}|'"
"""Shape PasswordPolicy, RequireSymbols: the only characters that count as a symbol."""

_DEFAULTS = {
    "MinimumPasswordLength": 6,
    "RequireSymbols": False,
    "RequireNumbers": False,
    "RequireUppercaseCharacters": False,
    "RequireLowercaseCharacters": False,
    "AllowUsersToChangePassword": False,
    "ExpirePasswords": False,
}
_CLASSES = {
    "RequireUppercaseCharacters": (string.ascii_uppercase, "uppercase letter"),
    "RequireLowercaseCharacters": (string.ascii_lowercase, "lowercase letter"),
    "RequireNumbers": (string.digits, "number"),
    "RequireSymbols": (SYMBOLS, "symbol"),
}


def get_account_password_policy(request: Request) -> Reply:
    return {"PasswordPolicy": dict(_policy(request))}


def update_account_password_policy(request: Request) -> Reply:
    """API reference: "if you do not specify a parameter, that parameter's value reverts to its default value"."""
    given = dict(request.parameters)
    request.account.password_policy = _DEFAULTS | given | {"ExpirePasswords": bool(given.get("MaxPasswordAge"))}
    return {}


def delete_account_password_policy(request: Request) -> Reply:
    _policy(request)
    request.account.password_policy = None
    return {}


def _policy(request: Request) -> Mapping[str, Any]:
    policy, account = request.account.password_policy, request.account.number
    if policy is None:
        raise AWSError(404, "NoSuchEntity", f"The Password Policy with domain name {account} cannot be found.")
    return policy


def check(password: str, policy: Mapping[str, Any] | None) -> None:
    """Raise PasswordPolicyViolation, HTTP status 400, for a password that the effective policy rejects.

    Reuse of an earlier password is not modelled.
    """
    message = _by_default(password) if policy is None else _by_custom(password, policy)
    if message:
        raise AWSError(400, "PasswordPolicyViolation", message)


def _by_default(password: str) -> str | None:
    """User Guide, "Default password policy": 8 to 128 characters, at least three of the four kinds.

    Its third rule, not identical to the account's name or e-mail address, needs facts that the model does not have.
    """
    if len(password) < 8:
        return _too_short(8)
    missing = _missing(password, _CLASSES)
    if len(missing) > 1:
        return f"Password should meet {len(missing) - 1} more of the following requirements: {', '.join(missing)}"
    return None


def _by_custom(password: str, policy: Mapping[str, Any]) -> str | None:
    """User Guide, "Custom password policy options": each enabled requirement."""
    length = policy.get("MinimumPasswordLength", 6)
    if len(password) < length:
        return _too_short(length)
    return ", ".join(_missing(password, [flag for flag in _CLASSES if policy.get(flag)])) or None


def _too_short(length: int) -> str:
    return f"Password should have a minimum length of {length}"


def _missing(password: str, flags: Iterable[str]) -> list[str]:
    return [
        f"Password should have at least one {name}"
        for letters, name in (_CLASSES[flag] for flag in flags)
        if not set(letters) & set(password)
    ]


ACTIONS: Mapping[str, Handler] = {
    "GetAccountPasswordPolicy": get_account_password_policy,
    "UpdateAccountPasswordPolicy": update_account_password_policy,
    "DeleteAccountPasswordPolicy": delete_account_password_policy,
}
