# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The queries from the options of a task that reads, and rejected combinations."""

from __future__ import annotations

import typing as t
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._module.info_options import Query, info_arguments, to_query

DEFAULTS: dict[str, t.Any] = {name: option.get("default") for name, option in info_arguments().items()}
NOW = datetime(2026, 11, 22, 10, tzinfo=timezone.utc)
ROOTS = {"root_account_ids": ["111111111111"]}


def test_a_query_has_every_option() -> None:
    """Fails when an option is dropped, or replaces another."""
    nothing = Query(
        None,
        None,
        None,
        False,
        only_report=False,
        wants_report=False,
        wants_policy=False,
        wants_sessions=False,
        session_regions=(),
        wants_sign_in_url=False,
        concurrency=32,
        ends=None,
    )
    assert to_query(DEFAULTS, NOW) == nothing
    given = {"user_names": ["ana", "ben", "ana"], "source": "report", "account_password_policy": True, "concurrency": 3}
    given |= {"sign_in_url": True, "sessions": True, "session_regions": ["us-east-1", "eu-west-1", "us-east-1"]}
    assert to_query({**DEFAULTS, **given}, NOW) == replace(
        nothing,
        user_names=("ana", "ben"),
        only_report=True,
        wants_report=True,
        wants_policy=True,
        wants_sessions=True,
        session_regions=("us-east-1", "eu-west-1"),
        wants_sign_in_url=True,
        concurrency=3,
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"user_names": ["ana", "b c"]}, "user_names[1]: user_name must have"),
        ({"user_names": ["ana"], "path_prefix": "/"}, "user_names and path_prefix are mutually exclusive"),
        ({"path_prefix": "/x"}, "path_prefix must begin and end"),
        ({"concurrency": 0}, "concurrency must be 1 to 64."),
        ({"wait_timeout": 10**400}, "wait_timeout must be 0 to 86400 seconds."),
        (
            {"concurrency": 65, "wait_timeout": -1},
            "concurrency must be 1 to 64. wait_timeout must be 0 to 86400 seconds.",
        ),
        ({"root_account_ids": ["12"]}, "root_account_ids[0]: The id of an account must have 12 digits"),
        ({**ROOTS, "user_names": ["ana"]}, "user_names and root_account_ids are mutually exclusive"),
        ({**ROOTS, "root_of_organization": True}, "root_account_ids and root_of_organization are mutually exclusive"),
        ({"root_of_organization": True, "source": "report"}, "cannot be combined with the credential report"),
        ({"root_of_organization": True, "credential_report": True}, "cannot be combined with the credential report"),
        ({"root_of_organization": True, "account_password_policy": True}, "Use two tasks"),
        ({**ROOTS, "sign_in_url": True}, "root_account_ids cannot be combined with sign_in_url"),
        ({**ROOTS, "sessions": True}, "root_account_ids cannot be combined with sessions. The task policies"),
        ({"root_of_organization": True, "sessions": True}, "root_of_organization cannot be combined with sessions."),
        ({"session_regions": ["us-east-1"]}, "session_regions requires sessions."),
        ({"valid_until_warn_days": 366}, "valid_until_warn_days must be 0 to 365 days."),
        ({"profiles": [{}]}, "profiles[0] has neither user_name nor root_account_id. Give one of them."),
        ({"profiles": [{"user_name": "Canary Horse"}]}, "profiles[0]: user_name must have"),
        ({"profiles": [{"user_name": "ana", "valid_until": None}]}, "profiles[0]: valid_until was given, but is null."),
        ({"profiles": [{"name": "ana"}, {"name": "ben", "valid_until": "x"}]}, "profiles[1] (ben): valid_until must"),
        ({"sessions": True, "session_regions": ["us-east-1", "Ohio"]}, "session_regions[1]: The value is not the code"),
    ],
)
def test_options_that_do_not_fit_are_rejected(options: dict[str, t.Any], sentence: str) -> None:
    """Fails when an option is ignored, or only the first mistake is reported."""
    with pytest.raises(RequestError) as error:
        to_query({**DEFAULTS, **options}, NOW)
    assert sentence in str(error.value)
    assert "Canary" not in str(error.value)
