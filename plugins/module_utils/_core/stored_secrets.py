# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A secret of AWS Secrets Manager that stores a password: as requested by a task, and as AWS describes it.

Pure, and without passwords. Rules: "CreateSecret" and "TagResource" in the API reference of Secrets Manager.
"""

from __future__ import annotations

import json
import re
import typing as t
from dataclasses import dataclass, field

Stage = t.Literal["AWSCURRENT", "AWSPENDING"]
CURRENT: Stage = "AWSCURRENT"
PENDING: Stage = "AWSPENDING"
USER_NAME_PLACEHOLDER = "{user_name}"
# The keys of every value.
KEYS = ("username", "password", "console_url")

_NAME = re.compile(r"[A-Za-z0-9/_+=.@-]{1,512}")
_ARN = re.compile(r"arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):[0-9]{12}:secret:([A-Za-z0-9/_+=.@-]{1,519})")
# The suffix that AWS adds to a secret's name in its ARN.
_SUFFIX = re.compile(r"-[A-Za-z0-9]{6}")
_RECOVERY_DAYS = (7, 30)
_TAGS_AT_MOST, _TAG_KEY_AT_MOST, _TAG_VALUE_AT_MOST = 50, 128, 256
# A secret's value has at most 65,536 bytes. The rest is for the keys of every value.
_MOST_BYTES_OF_VALUES = 60_000


@dataclass(frozen=True)
class SecretTarget:
    """The secret that a task requests for a password. ``secret_id`` is its ``name``, or an ARN with that name.

    ``values`` are additional keys of the value, besides ``KEYS``. ``deletes``: schedule its deletion when the login
    profile is absent, with a ``recovery_window`` in days.
    """

    secret_id: str
    name: str
    region: str | None = None
    kms_key_id: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    deletes: bool = False
    recovery_window: int = 30

    @property
    def is_arn(self) -> bool:
        """Return whether an ARN names the secret, so that it must exist."""
        return _ARN.fullmatch(self.secret_id) is not None


@dataclass(frozen=True)
class StoredSecret:
    """A secret as AWS describes it (reply of ``DescribeSecret``).

    ``primary`` is the region or ARN of the secret that this one replicates. ``stages`` are the labels by version id.
    """

    arn: str
    deleted_date: str | None = None
    owning_service: str | None = None
    primary: str | None = None
    rotation_enabled: bool = False
    stages: t.Mapping[str, t.Sequence[str]] = field(default_factory=dict)

    def holder(self, stage: Stage) -> str | None:
        """Return the version with a label, or None."""
        return next((version for version, labels in self.stages.items() if stage in labels), None)


@dataclass(frozen=True)
class SecretWrite:
    """The parameters of an action on a secret.

    ``stage`` is the label to set, move or remove, None for a deletion. ``arn`` is None for a new secret, ``version_id``
    until the executor creates it. ``current`` is the version with AWSCURRENT before the plan.
    """

    target: SecretTarget
    stage: Stage | None = None
    arn: str | None = None
    version_id: str | None = None
    current: str | None = None
    console_url: str | None = None

    @property
    def secret_id(self) -> str:
        """Return the name or ARN of the secret for a call."""
        return self.arn or self.target.secret_id

    def value(self, user_name: str | None, password: str) -> str:
        """Return the secret's value: JSON, as a string for the API."""
        url = {} if self.console_url is None else {"console_url": self.console_url}
        values = {"username": user_name, "password": password, **url, **dict(self.target.values)}
        return json.dumps(values, ensure_ascii=False)


def secret_name_in(secret_id: str) -> str:
    """Return the name of a secret from its name or ARN."""
    arn = _ARN.fullmatch(secret_id)
    if arn is None:
        return secret_id
    return arn[2][:-7] if _SUFFIX.fullmatch(arn[2][-7:]) else arn[2]


def region_in(secret_id: str) -> str | None:
    """Return the region of a secret's ARN, or None for a name."""
    arn = _ARN.fullmatch(secret_id)
    return None if arn is None else arn[1]


def secret_id_problem(secret_id: str) -> str | None:
    """Return why the name or ARN of a secret is invalid, or None."""
    if _ARN.fullmatch(secret_id) or _NAME.fullmatch(secret_id):
        return None
    return (
        f"secrets_manager.name results in '{secret_id}'. The name of a secret must have 1 to 512 characters out of "
        "A-Z, a-z, 0-9 and /_+=.@- (rule of Secrets Manager), or it must be the ARN of a secret. Correct it. For a "
        f"user name with a comma, give a name without {USER_NAME_PLACEHOLDER}."
    )


def recovery_window_problem(days: int) -> str | None:
    """Return why the recovery window in days is invalid, or None."""
    low, high = _RECOVERY_DAYS
    return None if low <= days <= high else f"secrets_manager.recovery_window must be {low} to {high} days."


def tags_problem(tags: t.Mapping[t.Any, t.Any]) -> str | None:
    """Return why the tags of a secret are invalid, or None, without repeating a tag."""
    valid = all(
        isinstance(key, str)
        and isinstance(value, str)
        and 1 <= len(key) <= _TAG_KEY_AT_MOST
        and len(value) <= _TAG_VALUE_AT_MOST
        and not key.lower().startswith("aws:")
        for key, value in tags.items()
    )
    if valid and len(tags) <= _TAGS_AT_MOST:
        return None
    return (
        f"secrets_manager.tags must be a dictionary of at most {_TAGS_AT_MOST} strings, with names of 1 to "
        f"{_TAG_KEY_AT_MOST} characters that do not begin with aws:, and values of at most {_TAG_VALUE_AT_MOST}. "
        "Correct them, and quote numbers and booleans in YAML."
    )


def values_problem(values: t.Mapping[t.Any, t.Any]) -> str | None:
    """Return why the additional keys of a secret's value are invalid, or None, without repeating a value."""
    if not all(isinstance(key, str) and key and isinstance(value, str) for key, value in values.items()):
        return "secrets_manager.values must be a dictionary of strings. Quote numbers and booleans in YAML."
    if reserved := [key for key in KEYS if key in values]:
        return f"secrets_manager.values must not have {', '.join(reserved)}, which the module sets. Use other names."
    if len(json.dumps(dict(values), ensure_ascii=False).encode()) > _MOST_BYTES_OF_VALUES:
        return f"secrets_manager.values has more than {_MOST_BYTES_OF_VALUES} bytes as JSON. Shorten the values."
    return None
