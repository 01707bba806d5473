# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What IAM refuses by looking at the request alone. Pure: a request in, an error or None out.

The wording of the messages follows what IAM is publicly known to answer; only codes and statuses are documented.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from query import AwsError

LOGIN_PROFILE_CALLS = frozenset({"CreateLoginProfile", "GetLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile"})
CALLER_BY_DEFAULT = frozenset({"CreateLoginProfile", "GetLoginProfile", "DeleteLoginProfile", "GetUser"})
"""Calls whose UserName "defaults to the principal making the request" (IAM API reference, each call's UserName)."""

NAMES_OF_64 = LOGIN_PROFILE_CALLS | {"CreateUser"}
NAME = re.compile(r"[\w+=,.@-]+", re.ASCII)
PASSWORD = re.compile("[\u0009\u000a\u000d\u0020-\u00ff]+")
PATH_PREFIX = re.compile("/[\u0021-\u007f]*")
_NAME_PATTERN = r"[\w+=,.@-]+"
_PASSWORD_PATTERN = r"[\u0009\u000A\u000D\u0020-\u00FF]+"
_PATH_PREFIX_PATTERN = r"\u002F[\u0021-\u007F]*"


def validation_error(message: str) -> AwsError:
    """IAM API reference, "Common Errors": ValidationError, HTTP status 400."""
    return AwsError(400, "ValidationError", message)


def malformed(action: str, parameters: Mapping[str, str]) -> AwsError | None:
    """Check every parameter that the layer knows against its shape in the botocore service model."""
    return validation_errors(problem for check in _CHECKS for problem in check(action, parameters))


def validation_errors(found: Iterable[str]) -> AwsError | None:
    """Say in one error what is wrong with all parameters."""
    problems = list(found)
    if not problems:
        return None
    noun = "error" if len(problems) == 1 else "errors"
    return validation_error(f"{len(problems)} validation {noun} detected: {'; '.join(problems)}")


def caller_needed() -> AwsError:
    """Say what IAM answers to credentials of no IAM user (a role, a root user) that leave UserName out."""
    return validation_error("Must specify userName when calling with non-User credentials")


def password_needed(action: str, parameters: Mapping[str, str]) -> AwsError | None:
    """CreateLoginProfile, Password: omitted with an AssumeRoot session, "It is required in all other cases"."""
    if action == "CreateLoginProfile" and "Password" not in parameters:
        return validation_error("1 validation error detected: " + missing("password"))
    return None


def user_name_problems(action: str, parameters: Mapping[str, str]) -> Iterator[str]:
    """Shapes userNameType (1 to 64) and existingUserNameType (1 to 128), one pattern for both.

    It is ASCII: the API reference says "upper and lowercase alphanumeric characters" and lists the others.
    """
    if action == "UpdateLoginProfile" and "UserName" not in parameters:
        yield missing("userName")  # "required": ["UserName"] in the model
    for key, longest in (("UserName", 64 if action in NAMES_OF_64 else 128), ("NewUserName", 64)):
        if key in parameters:
            name = parameters[key]
            yield from _text_problems(f"Value '{name}' at '{_lower(key)}'", name, longest, NAME, _NAME_PATTERN)


def password_problems(_action: str, parameters: Mapping[str, str]) -> Iterator[str]:
    """Shape passwordType: 1 to 128, sensitive, so that the message never holds the value."""
    if "Password" in parameters:
        yield from _text_problems("Value at 'password'", parameters["Password"], 128, PASSWORD, _PASSWORD_PATTERN)


def max_items_problems(_action: str, parameters: Mapping[str, str]) -> Iterator[str]:
    """Shape maxItemsType: an integer, 1 to 1000."""
    value = parameters.get("MaxItems", "1")
    where = f"Value '{value}' at 'maxItems' failed to satisfy constraint: Member must"
    if not re.fullmatch(r"-?[0-9]{1,9}", value):
        yield f"{where} be an integer"
    elif int(value) < 1:
        yield f"{where} have value greater than or equal to 1"
    elif int(value) > 1000:
        yield f"{where} have value less than or equal to 1000"


def path_prefix_problems(action: str, parameters: Mapping[str, str]) -> Iterator[str]:
    """Shape pathPrefixType, 1 to 512, of ListUsers; in other calls PathPrefix may have another shape."""
    if action == "ListUsers" and "PathPrefix" in parameters:
        prefix = parameters["PathPrefix"]
        yield from _text_problems(f"Value '{prefix}' at 'pathPrefix'", prefix, 512, PATH_PREFIX, _PATH_PREFIX_PATTERN)


_CHECKS: tuple[Callable[[str, Mapping[str, str]], Iterator[str]], ...] = (
    user_name_problems,
    password_problems,
    max_items_problems,
    path_prefix_problems,
)


def _text_problems(where: str, value: str, longest: int, pattern: re.Pattern[str], written: str) -> Iterator[str]:
    failed = f"{where} failed to satisfy constraint: Member must"
    if not value:
        yield f"{failed} have length greater than or equal to 1"
    elif len(value) > longest:
        yield f"{failed} have length less than or equal to {longest}"
    if value and not pattern.fullmatch(value):
        yield f"{failed} satisfy regular expression pattern: {written}"


def missing(name: str) -> str:
    """Say that a required parameter is not there."""
    return f"Value null at '{name}' failed to satisfy constraint: Member must not be null"


def _lower(key: str) -> str:
    return key[0].lower() + key[1:]
