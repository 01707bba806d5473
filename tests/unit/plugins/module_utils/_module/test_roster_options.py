# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of many principals: the defaults of profiles, and rejected values with their position."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.purge import Limit, Purge
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret
from ansible_collections.identity.aws.plugins.module_utils._module.options import login_profile_arguments, problems_of
from ansible_collections.identity.aws.plugins.module_utils._module.roster_options import (
    roster_arguments,
    to_profiles,
    to_purge,
    with_defaults,
)

BEN, ROOT = {"user_name": "ben"}, {"root_account_id": "111111111111"}
NOTHING: dict[str, t.Any] = dict.fromkeys(login_profile_arguments())
DEFAULTS: dict[str, t.Any] = {
    **{name: option.get("default") for name, option in login_profile_arguments().items()},
    "generate_password": True,
    "pgp_key": "everybody's",
}
SECRET: dict[str, t.Any] = {
    "name": "console",
    **dict.fromkeys(("region", "kms_key_id", "tags", "values")),
    "delete_when_absent": False,
    "recovery_window": 30,
}
ARN = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:console"


def named(name: str) -> dict[str, t.Any]:
    """Return options that store all generated passwords in secrets."""
    return {"generate_password": True, "secrets_manager": {**SECRET, "name": name}}


STORED = named("console")


@pytest.mark.parametrize(
    ("said", "generate", "pgp_key", "reveal"),
    [
        ({}, True, "everybody's", False),
        ({"pgp_key": "mine"}, True, "mine", None),
        ({"age_recipients": ["mine"]}, True, None, None),
        ({"reveal_password": True}, True, None, True),
        ({"password": "given"}, None, None, None),
        ({"password": ""}, None, None, None),
        ({"generate_password": False}, False, None, None),
        ({"state": "absent"}, None, None, None),
        ({"generate_password": True}, True, "everybody's", False),
        ({"generate_password": True, "reveal_password": True}, True, None, True),
    ],
)
def test_an_option_of_an_entry_overrides_the_defaults_of_its_group(
    said: dict[str, t.Any], generate: bool, pgp_key: str, reveal: bool
) -> None:
    """Fails when an entry with a password is given a generated one, or one is returned in two ways."""
    profile = with_defaults({**NOTHING, **said}, DEFAULTS)
    assert (profile["generate_password"], profile["pgp_key"], profile["reveal_password"]) == (generate, pgp_key, reveal)


def test_false_overrides_a_default() -> None:
    """Fails when an entry cannot override a default of true."""
    profile = {**NOTHING, "password_reset_required": False, "exclude_lookalikes": False}
    merged = with_defaults(profile, {**DEFAULTS, "password_reset_required": True, "exclude_lookalikes": True})
    assert (merged["password_reset_required"], merged["exclude_lookalikes"]) == (False, False)


def test_a_user_absent_by_default_gets_no_password() -> None:
    """Fails when a roster with the default absent is rejected, or an entry cannot override it."""
    purge_candidates = {**DEFAULTS, "state": "absent"}
    assert with_defaults(NOTHING, purge_candidates)["generate_password"] is None
    assert with_defaults({**NOTHING, "state": "present"}, purge_candidates)["generate_password"] is True


def test_the_default_duration_is_for_iam_users_who_do_not_have_another() -> None:
    """Fails when a default ends the task for a root user or a leaver, or an entry cannot clear the setting."""
    default = {**DEFAULTS, "generate_password": False, "pgp_key": None, "max_signin_session_duration": 3600}
    entries: list[dict[str, t.Any]] = [ROOT, {**BEN, "state": "absent"}, {**BEN, "max_signin_session_duration": 0}, BEN]
    merged = [with_defaults({**NOTHING, **entry}, default) for entry in entries]
    assert [each["max_signin_session_duration"] for each in merged] == [None, 3600, 0, 3600]
    assert [problems_of(each) for each in merged] == [[]] * 4
    assert ("root_account_id cannot be combined with max") in problems_of(
        {**merged[0], "max_signin_session_duration": 0}
    )[0]


def test_a_password_is_never_a_default() -> None:
    """Fails when two users could get the same password by one option."""
    assert with_defaults(NOTHING, DEFAULTS)["password"] is None


ALL: dict[str, t.Any] = {name: option.get("default") for name, option in roster_arguments().items()}


@pytest.mark.parametrize(
    ("profiles", "options", "sentence"),
    [
        ([{}], {}, "profiles[0]: The entry has no principal. Give user_name or root_account_id."),
        ([{**BEN, **ROOT}], {}, ": The entry has user_name and root_account_id. Give"),
        ([BEN, BEN], {}, "'ben' is in profiles[0], profiles[1]. Keep one."),
        ([BEN, {"user_name": "Ben"}], {}, "'Ben' and 'ben' in profiles[0], profiles[1] differ only in case"),
        ([BEN], {"user_names": ["ana", "BEN"]}, "'BEN' and 'ben' in profiles[0], user_names[1] differ only in case"),
        ([], {"user_names": ["ana", "ben", "ana"]}, "'ana' is in user_names[0], user_names[2]. Keep one."),
        ([BEN], {"user_names": ["ana", "a b"]}, "user_names[1]: user_name must have"),
        ([BEN], {"user_names": ["ana"], "generate_password": True}, "user_names[0] (ana): generate_password requires"),
        (
            [],
            {"user_names": ["ana"], "generate_password": True, "reveal_password": True, "delivery_path": "x"},
            "instead of reveal_password, for user_names[0].",
        ),
        ([ROOT, ROOT], {}, "'111111111111:root' is in profiles[0], profiles[1]. Keep one."),
        ([BEN, {"root_account_id": "1"}], {}, "profiles[1] (1:root): root_account_id: The id of an account must have"),
        (
            [{**ROOT, "password": Secret("x")}],
            {},
            "profiles[0] (111111111111:root): root_account_id cannot be combined with",
        ),
        ([{**BEN, "password": Secret("\u20ac")}], {}, "profiles[0] (ben): password has a character"),
        ([], {"concurrency": 65}, "concurrency must be 1 to 64"),
        ([], {"wait_timeout": -1}, "wait_timeout must be 0"),
        ([], {"stop_after": 0}, "stop_after must be at least 1 second"),
        (
            [{**BEN, "generate_password": True, "reveal_password": True}],
            {"delivery_path": "x"},
            "stores encrypted passwords only",
        ),
        ([{**ROOT, "revoke_sessions": True}], {}, "root_account_id cannot be combined with revoke_sessions"),
        ([BEN], {"session_regions": ["eu-west-1"]}, "session_regions requires revoke_sessions."),
        ([BEN, {"user_name": "ana"}], STORED, "'ben', 'ana' have the same secret 'console'."),
        (
            [{**BEN, "secrets_manager": {**SECRET, "name": f"{ARN}-a1B2c3"}}, {"user_name": "ana"}],
            STORED,
            "'ben', 'ana' have the same secret 'console'.",
        ),
        ([{"user_name": "a,b"}], named("{user_name}"), "profiles[0] (a,b): secrets_manager.name results in 'a,b'."),
        ([BEN], {"valid_until": "2026-13-01"}, "profiles[0] (ben): valid_until must be a date"),
        ([{**BEN, "valid_until": "2027-01-01"}], {"state": "absent"}, "(ben): valid_until cannot be combined with"),
        ([{**ROOT, "valid_until": "x"}], {}, "profiles[0] (111111111111:root): valid_until must be a date"),
        ([BEN], {"generate_password": True}, "generate_password requires a delivery"),
        (
            [{"user_name": f"u{number}"} for number in range(1000)],
            {"generate_password": True},
            "(u9) and 990 more: gen",
        ),
    ],
)
def test_profiles_that_do_not_fit_are_rejected(
    profiles: list[dict[str, t.Any]], options: dict[str, t.Any], sentence: str
) -> None:
    """Fails when a mistake passes, lacks its profile, or fills the screen."""
    with pytest.raises(RequestError) as error:
        to_profiles({**ALL, "profiles": [{**NOTHING, **profile} for profile in profiles], **options})
    assert sentence in str(error.value)
    assert len(str(error.value)) < 4000


def test_a_default_secret_is_for_entries_with_a_password() -> None:
    """Fails when a default rejects an entry without a password, or an entry cannot have its own secret."""
    own = {**BEN, "secrets_manager": {**SECRET, "name": "own"}}
    entries: list[dict[str, t.Any]] = [
        own,
        {"user_name": "ana", "password": Secret("x")},
        {"user_name": "eve", "state": "absent"},
    ]
    entries += [ROOT, {"user_name": "dave", "generate_password": False}]
    profiles = to_profiles(
        {**ALL, **named("console/{user_name}"), "profiles": [{**NOTHING, **entry} for entry in entries]}
    )
    of_each = [(profile["secrets_manager"] or {}).get("name") for profile in profiles]
    assert of_each == ["own", "console/{user_name}", "console/{user_name}", None, None]


def test_the_default_end_is_for_iam_users_who_may_sign_in() -> None:
    """Fails when a default ends the access of a root user or rejects a leaver, or an entry has no end of its own."""
    root, leaver, own = {**ROOT, "valid_until": "2027-01-01"}, {"user_name": "eve", "state": "absent"}, "2028-01-01"
    entries: list[dict[str, t.Any]] = [BEN, {"user_name": "ana", "valid_until": own}, leaver, ROOT]
    profiles = [{**NOTHING, **entry} for entry in [*entries, {**root, "root_account_id": "222222222222"}]]
    merged = to_profiles({**ALL, "profiles": profiles, "valid_until": "2026-12-31"})
    assert [each["valid_until"] for each in merged] == ["2026-12-31", own, None, None, "2027-01-01"]
    # All are absent by default but one.
    leavers = [{**NOTHING, "user_name": "ana"}, {**NOTHING, **BEN, "state": "present"}]
    merged = to_profiles({**ALL, "profiles": leavers, "state": "absent", "valid_until": "2026-12-31"})
    assert [each["valid_until"] for each in merged] == [None, "2026-12-31"]


def test_an_entry_overrides_whether_sessions_are_revoked_and_root_users_have_no_default() -> None:
    """Fails when an entry cannot override the default, or a root user in the roster rejects the default."""
    profiles = [{**NOTHING, **BEN, "revoke_sessions": False}, {**NOTHING, "user_name": "ana"}, {**NOTHING, **ROOT}]
    all_but_ben = {"revoke_sessions": True, "session_regions": ["eu-west-1"]}
    of_each = [profile["revoke_sessions"] for profile in to_profiles({**ALL, "profiles": profiles, **all_but_ben})]
    assert of_each == [False, True, False]
    only_ben = [{**NOTHING, **BEN, "revoke_sessions": True}]
    assert to_profiles({**ALL, "profiles": only_ben, "session_regions": ["eu-west-1"]})[0]["revoke_sessions"] is True


def test_a_profile_that_generates_nothing_needs_no_delivery() -> None:
    """Fails when a default for generated passwords rejects a profile without one."""
    profiles = [{**NOTHING, **BEN}, {**NOTHING, **ROOT}]
    first, second = to_profiles({**ALL, "profiles": profiles, "reveal_password": True})
    assert (first["reveal_password"], second["reveal_password"]) == (None, None)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"purge_limit": "3"}, "purge_limit cannot be used without purge"),
        ({"purge_allow_unmatched": True}, "purge_allow_unmatched cannot be used"),
        ({"purge": True, "purge_limit": "many"}, "purge_limit must be"),
        ({"purge": True, "path_prefix": "colleagues"}, "path_prefix must begin and end"),
    ],
)
def test_a_purge_that_does_not_fit_is_rejected(options: dict[str, t.Any], sentence: str) -> None:
    """Fails when an option of a purge is ignored."""
    with pytest.raises(RequestError, match=sentence):
        to_purge({**ALL, **options})


def test_a_purge_has_every_option() -> None:
    """Fails when an option is dropped, or a space around a pattern is a part of it."""
    assert to_purge(ALL) is None
    options = {"purge": True, "purge_exclude": [" a,b "], "path_prefix": "/x/", "purge_limit": "25"}
    assert to_purge({**ALL, **options, "revoke_sessions": True}) == Purge(
        ("a,b",), "/x/", Limit(25), revoke_sessions=True
    )
