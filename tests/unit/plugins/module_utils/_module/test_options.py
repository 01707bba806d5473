# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of one principal: all invalid ones are reported at once, before the first call to AWS."""

from __future__ import annotations

import typing as t
from datetime import datetime, timezone

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal, Request, RequestError, Version
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret
from ansible_collections.identity.aws.plugins.module_utils._core.stored_secrets import (
    SecretTarget,
    recovery_window_problem,
    secret_id_problem,
    tags_problem,
)
from ansible_collections.identity.aws.plugins.module_utils._core.valid_until import ValidUntil
from ansible_collections.identity.aws.plugins.module_utils._core.validation import (
    concurrency_problem,
    path_prefix_problem,
    session_duration_problem,
    tag_name_problem,
    version_problem,
    wait_timeout_problem,
)
from ansible_collections.identity.aws.plugins.module_utils._module.options import (
    one_user_arguments,
    secrets_of,
    to_request,
)
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import (
    GENERATED,
    GIVEN,
    EncryptFor,
    Nowhere,
    PlainText,
)

DEFAULTS: dict[str, t.Any] = {name: option.get("default") for name, option in one_user_arguments().items()}
ANA = {"user_name": "ana"}
NOW = datetime(2026, 11, 22, 10, tzinfo=timezone.utc)
GENERATE = {**ANA, "generate_password": True, "reveal_password": True}
ROOT = {"root_account_id": "111111111111"}
LATER, TODAY, ENDED = (ValidUntil.parse(day) for day in ("2026-12-31", "2026-11-22", "2026-11-21"))
SECRET = Secret("Given-Passw0rd")
ARN = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:console/x-a1B2c3"


def stored(name: str = "console/{user_name}", **options: t.Any) -> dict[str, t.Any]:
    """Return options that store a generated password in a secret."""
    defaults = dict.fromkeys(("region", "kms_key_id", "tags", "values"))
    target = {**defaults, "delete_when_absent": False, "recovery_window": 30, "name": name, **options}
    return {**ANA, "generate_password": True, "secrets_manager": target}


WRONG_TAGS: tuple[dict[str, t.Any], ...] = (
    *({"a": 1}, {"": "a"}, {"x" * 129: "a"}, {"a": "x" * 257}, {"AWS:a": "b"}),
    {str(number): "" for number in range(51)},
)
BOTH_KEYS = {"pgp_key": Secret("x"), "age_recipients": [Secret("x")]}


@pytest.mark.parametrize(
    ("options", "request_"),
    [
        (ANA, Request(Principal("ana"))),
        ({"caller": True, "password": SECRET}, Request(Principal(), password=GIVEN)),
        ({**ANA, "max_signin_session_duration": 0}, Request(Principal("ana"), max_signin_session_duration=0)),
        (ROOT, Request(Principal(root_account_id="111111111111"))),
        (
            {**GENERATE, "update_password": "always", "password_reset_required": True, "password_version": "1"},
            Request(
                Principal("ana"),
                password=GENERATED,
                password_reset_required=True,
                update_password="always",
                version=Version("identity.aws/password-version", "1"),
            ),
        ),
        (
            stored(tags={"a": "b"}, values={"c": "d"}, kms_key_id="k", region="eu-west-1", recovery_window=7),
            Request(
                Principal("ana"),
                password=GENERATED,
                secret=SecretTarget(
                    *("console/ana", "console/ana", "eu-west-1", "k"), (("a", "b"),), (("c", "d"),), recovery_window=7
                ),
            ),
        ),
        (
            {**stored(ARN, delete_when_absent=True), "state": "absent"},
            Request(
                Principal("ana"),
                "absent",
                GENERATED,
                secret=SecretTarget(ARN, "console/x", "eu-west-1", deletes=True),
            ),
        ),
        ({**ANA, "revoke_sessions": True}, Request(Principal("ana"), revoke_sessions=True)),
        # Before the end, soon before it, and after it.
        ({**ANA, "valid_until": LATER.given}, Request(Principal("ana"), valid_until=LATER)),
        ({**ANA, "valid_until": TODAY.given}, Request(Principal("ana"), valid_until=TODAY, days_left=1)),
        ({**ANA, "valid_until": TODAY.given, "valid_until_warn_days": 0}, Request(Principal("ana"), valid_until=TODAY)),
        (
            {**GENERATE, "valid_until": ENDED.given},
            Request(Principal("ana"), "absent", GENERATED, absent_because=ENDED.why_ended, valid_until=ENDED),
        ),
        ({**ROOT, "valid_until": LATER.given}, Request(Principal(None, ROOT["root_account_id"]), valid_until=LATER)),
        # One task for users who join and leave needs no delivery of a password for those who leave.
        ({**ANA, "state": "absent", "generate_password": True}, Request(Principal("ana"), "absent", GENERATED)),
    ],
)
def test_a_request_has_every_option(options: dict[str, t.Any], request_: Request) -> None:
    """Fails when an option is dropped, or replaces another."""
    assert to_request({**DEFAULTS, **options}, NOW) == request_


@pytest.mark.parametrize(
    ("options", "delivery"),
    [
        (GENERATE, PlainText),
        ({**GENERATE, "reveal_password": False, "pgp_key": Secret("key")}, EncryptFor),
        ({**GENERATE, "pgp_key": Secret("key")}, EncryptFor),
        ({**GENERATE, "age_recipients": [Secret("key")]}, EncryptFor),
        ({**GENERATE, "reveal_password": False}, None),
        (stored(), Nowhere),
        ({**stored(), "pgp_key": Secret("key")}, EncryptFor),
        ({**GENERATE, "generate_password": False}, None),
    ],
)
def test_a_delivery_is_never_plain_text_if_there_is_a_key(options: dict[str, t.Any], delivery: type | None) -> None:
    """Fails when a password for encryption can be returned in plain text, or any without a request for it."""
    generated = secrets_of({**DEFAULTS, **options}, lambda _text: False).generated
    assert (None if generated is None else type(generated.delivery)) == delivery


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "The task names no user."),
        ({**ANA, "caller": True}, "user_name and caller are mutually exclusive."),
        ({**GENERATE, "reveal_password": False}, "generate_password requires a delivery"),
        ({**GENERATE, "pgp_key": Secret("x")}, "generate_password requires a delivery"),
        ({**GENERATE, "pgp_key": Secret("x"), "state": "absent"}, "generate_password requires a delivery"),
        ({**GENERATE, "age_recipients": [Secret("x")]}, "generate_password requires a delivery"),
        ({**BOTH_KEYS, **ANA, "generate_password": True}, "generate_password requires a delivery"),
        ({**BOTH_KEYS, **ANA}, "age_recipients requires generate_password."),
        ({**GENERATE, "password": SECRET}, "are mutually exclusive"),
        ({**GENERATE, "password_length": 5}, "6 to 128"),
        ({**GENERATE, "password_length": 129}, "6 to 128"),
        ({**GENERATE, "generate_password": False}, "reveal_password requires generate_password"),
        ({**ANA, "password_version": "a;b"}, "password_version must have"),
        ({"caller": True, "password_version": "1"}, "Give user_name instead of caller."),
        ({**ANA, "password_version_tag": "aws:mine"}, "must not begin with aws:"),
        ({**ANA, "stop_after": 0}, "IAM user 'ana': stop_after must be at least 1 second."),
        ({**ANA, "wait_timeout": -1, "stop_after": -1}, "wait_timeout must be 0 to 86400 seconds. stop_after must be"),
        ({**ROOT, "password": SECRET}, "cannot be combined with password:"),
        ({**ROOT, **GENERATE, "user_name": None}, "cannot be combined with generate_password, reveal_password:"),
        ({**ROOT, "password_reset_required": False}, "cannot be combined with password_reset_required:"),
        ({**ROOT, "update_password": "always"}, "cannot be combined with update_password:"),
        ({**ROOT, "password_version": "1"}, "cannot be combined with password_version:"),
        ({**ROOT, **BOTH_KEYS}, "cannot be combined with pgp_key, age_recipients:"),
        *(
            ({**ROOT, "max_signin_session_duration": seconds}, "cannot be combined with max_signin_session_duration,")
            for seconds in (0, 3600)
        ),
        ({**ANA, "max_signin_session_duration": -1}, "(1 hour to 90 days), or 0 to clear the setting. It is -1."),
        ({**ROOT, "revoke_sessions": True}, "root_account_id cannot be combined with revoke_sessions"),
        (
            {**ANA, "revoke_sessions": True, "session_regions": ["eu-west-1", "Ohio"]},
            "session_regions[1]: The value is not the code",
        ),
        ({**ANA, "session_regions": ["eu-west-1"]}, "session_regions requires revoke_sessions."),
        ({**ROOT, "secrets_manager": stored()["secrets_manager"]}, "cannot be combined with secrets_manager:"),
        ({**stored(), "user_name": None, "caller": True}, "secrets_manager requires the name of the user."),
        ({**stored(), "generate_password": False}, "secrets_manager requires a password that is set by the task."),
        ({**stored(), "reveal_password": True}, "secrets_manager and reveal_password are mutually exclusive"),
        ({**stored(), **BOTH_KEYS}, "generate_password requires a delivery"),
        ({**stored(), "user_name": "a,b"}, "secrets_manager.name results in 'console/a,b'."),
        (stored("x" * 513), "The name of a secret must have 1 to 512 characters"),
        (stored("{name}"), "secrets_manager.name results in '{name}'."),
        (stored(ARN.replace("secret:", "")), "secrets_manager.name results in"),
        (stored(ARN, region="us-east-1"), "secrets_manager.name is in eu-west-1. Omit region."),
        (stored(region="Ohio"), "secrets_manager.region: The value is not the code"),
        (stored(recovery_window=6), "secrets_manager.recovery_window must be 7 to 30 days."),
        (stored(recovery_window=31), "secrets_manager.recovery_window must be 7 to 30 days."),
        *((stored(tags=tags), "secrets_manager.tags must be") for tags in WRONG_TAGS),
        (stored(values={"a": 1}), "secrets_manager.values must be a dictionary of strings."),
        (stored(values={"": "a"}), "secrets_manager.values must be a dictionary of strings."),
        (stored(values={"console_url": "x", "password": "y"}), "values must not have password, console_url,"),
        (stored(values={"a": "\u20ac" * 20_000}), "secrets_manager.values has more than 60000 bytes"),
        *(({**who, "valid_until": "soon"}, "valid_until must be a date such as 2026-12-31") for who in (ANA, ROOT)),
        ({**ANA, "valid_until": "2027-01-01", "state": "absent"}, "valid_until cannot be combined with state: absent"),
        *(({**ANA, "valid_until_warn_days": days}, "valid_until_warn_days must be 0 to 365") for days in (-1, 366)),
        ({"root_account_id": "1234"}, "must have 12 digits"),
        ({"root_account_id": "\u0661" * 12}, "must have 12 digits"),
    ],
)
def test_options_that_do_not_fit_are_rejected(options: dict[str, t.Any], sentence: str) -> None:
    """Fails when an option is ignored, or only the first mistake is reported."""
    with pytest.raises(RequestError) as error:
        to_request({**DEFAULTS, **options}, NOW)
    assert sentence in str(error.value)


def test_the_limits_of_what_is_accepted() -> None:
    """Fails when a limit is off by one."""
    accepted = [
        *(version_problem("x" * length) for length in (1, 256)),
        *(tag_name_problem("x" * length) for length in (1, 128)),
        *(wait_timeout_problem(seconds) for seconds in (0, 86400)),
        *(concurrency_problem(number) for number in (1, 64)),
        *(session_duration_problem(seconds) for seconds in (None, 0, 3600, 7776000)),
        path_prefix_problem(f"/{'x' * 510}/"),
        secret_id_problem("x" * 512),
        *(recovery_window_problem(days) for days in (7, 30)),
        tags_problem({**{str(number): "" for number in range(49)}, "x" * 128: "x" * 256}),
    ]
    assert accepted == [None] * len(accepted)
    rejected = [
        *(version_problem("x" * length) for length in (0, 257)),
        *(tag_name_problem("x" * length) for length in (0, 129)),
        *(wait_timeout_problem(seconds) for seconds in (-1, 86401)),
        *(concurrency_problem(number) for number in (0, 65)),
        *(session_duration_problem(seconds) for seconds in (-3600, 1, 3599, 7776001, 10**400)),
        path_prefix_problem(f"/{'x' * 511}/"),
    ]
    assert None not in rejected
