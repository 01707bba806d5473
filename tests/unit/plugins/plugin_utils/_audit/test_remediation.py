# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Remedies: each is one task that its module takes, and that makes nothing worse."""

from __future__ import annotations

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.amazon.aws.plugins.modules import iam_password_policy
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._module.info_options import info_arguments, to_query
from ansible_collections.identity.aws.plugins.module_utils._module.options import (
    one_user_arguments,
    problems_of,
)
from ansible_collections.identity.aws.plugins.plugin_utils._audit.remediation import strengthen_policy
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    MEMBER,
    OWN,
    STRONG,
    Json,
    ago,
    audit,
    entry,
    member_root,
    members,
    only,
    own_root,
    row,
    unread,
    without_password,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import (
    many,
    policies,
    some,
)

ONE, LOOK = "identity.aws.iam_login_profile", "identity.aws.iam_login_profile_info"
POLICY = "amazon.aws.iam_password_policy"
SPECS: dict[str, Json] = {
    ONE: {**one_user_arguments(), "region": {"type": "str"}},
    LOOK: {**info_arguments(), "region": {"type": "str"}},
    # Its sub-keys have the form of an argument spec, but for what only people read.
    POLICY: {
        name: {key: value for key, value in option.items() if key != "description"}
        for name, option in yaml.safe_load(iam_password_policy.DOCUMENTATION)["options"].items()
    },
}


def arguments(remedy: Json) -> tuple[str, Json]:
    """Return the module of a task, and its arguments. Fails where it is not one task, or writes in check mode."""
    assert isinstance(remedy["name"], str)
    assert remedy["name"]
    ((module, given_),) = [(key, value) for key, value in remedy.items() if key not in {"name", "when"}]
    # amazon.aws's module writes in check mode too.
    assert remedy.get("when") == ("not ansible_check_mode" if module == POLICY else None)
    return module, given_


def check(remedy: Json) -> tuple[str, Json]:
    """Return the same, validated as the module does it."""
    module, given_ = arguments(remedy)
    result = ArgumentSpecValidator(SPECS[module]).validate(given_)
    assert result.error_messages == []
    if module == ONE:
        # What a template says is only known when it runs.
        assert problems_of(result.validated_parameters) == []
    if module == LOOK:
        to_query(result.validated_parameters)
    return module, given_


STRENGTHEN = "Ask for longer passwords, and for new ones"
TAKE = (ONE, {"user_name": "ana", "state": "absent"})
AGAIN = (LOOK, {"credential_report": True, "account_password_policy": True})
WORST = row(created=ago(400), password_last_used=ago(99), password_last_changed=ago(99), mfa_active=False, reset=True)


@pytest.mark.parametrize(
    ("told", "found_by", "remedy"),
    [
        (entry(WORST), "password_without_mfa", TAKE),
        (entry(WORST), "password_unused", TAKE),
        (entry(WORST), "reset_pending", TAKE),
        (entry(WORST, roster=[]), "user_not_in_roster", TAKE),
        (
            entry(WORST),
            "password_too_old",
            (ONE, {"user_name": "ana", "password_reset_required": True, "update_password": "always"}),
        ),
        (
            entry(without_password(), roster=["ben"]),
            "roster_user_without_password",
            (
                ONE,
                {
                    "user_name": "ben",
                    "generate_password": True,
                    "pgp_key": "{{ public_keys['ben'] }}",
                    "password_reset_required": True,
                },
            ),
        ),
        (
            entry(roots=members(member_root(password=True))),
            "root_password_in_member_account",
            (ONE, {"root_account_id": MEMBER, "state": "absent", "region": "us-east-1"}),
        ),
        (
            entry(root_users=[own_root(mfa_active=False)]),
            "root_password_without_mfa",
            (ONE, {"root_account_id": OWN, "state": "absent", "region": "us-east-1"}),
        ),
        (entry(unread("eve")), "user_not_read", (LOOK, {"user_names": ["eve"]})),
        (
            entry(roots=members(member_root(password=None, msg="No."))),
            "user_not_read",
            (LOOK, {"root_account_ids": [MEMBER], "region": "us-east-1"}),
        ),
        ({"name": "closed", "msg": "No."}, "account_not_read", AGAIN),
        (entry(credential_report={"generated_time": ago(9)}), "report_too_old", AGAIN),
    ],
)
def test_the_remedy_of_a_finding(told: Json, found_by: str, remedy: tuple[str, Json]) -> None:
    """Fails when a finding is mended by another task, or about somebody else."""
    assert check(only(audit(told), found_by)["remedy"]) == remedy


@pytest.mark.parametrize("user_name", ["ana", "a@b.c", "A+=,.@-_"])
def test_the_name_of_a_task_says_whom_it_is_about(user_name: str) -> None:
    """Fails when a person who reads many tasks cannot tell one from the other."""
    remedy = only(audit(entry(row(user_name, mfa_active=False), roster=[user_name])), "password_without_mfa")["remedy"]
    assert remedy["name"] == f"Take the console password from {user_name}"


@pytest.mark.parametrize(
    ("told", "found_by", "name"),
    [
        ({"name": "closed", "msg": "No."}, "account_not_read", "Look again at everybody"),
        (entry(unread("eve")), "user_not_read", "Look again at eve"),
        (
            entry(roots=members(member_root(password=None, msg="No."))),
            "user_not_read",
            f"Look again at the root user of {MEMBER}",
        ),
        (entry(WORST), "password_too_old", "Let ana set a new password at the next sign-in"),
        (
            entry(without_password(), roster=["ben"]),
            "roster_user_without_password",
            "Give ben a password that nobody else can read",
        ),
        (entry(account_password_policy={}), "no_password_policy", STRENGTHEN),
        (entry(account_password_policy={**STRONG, "minimum_password_length": 8}), "weak_password_policy", STRENGTHEN),
    ],
)
def test_the_name_of_another_task(told: Json, found_by: str, name: str) -> None:
    """Fails when it is about somebody else, or about nobody."""
    assert only(audit(told), found_by)["remedy"]["name"] == name


def test_a_root_user_s_mfa_is_registered_by_hand() -> None:
    """Fails when the task does not say that it works for a member account only, and what to do for another."""
    own = only(audit(entry(root_users=[own_root(mfa_active=False)])), "root_password_without_mfa")["remedy"]
    whom = f"the root user of {OWN}, if it is a member account, or register MFA by hand"
    assert own["name"] == f"Take the password from {whom}"
    member = only(audit(entry(roots=members(member_root(password=True)))), "root_password_in_member_account")["remedy"]
    assert member["name"] == f"Take the password from the root user of member account {MEMBER}"


CLASSES = {
    "require_symbols": "require_symbols",
    "require_numbers": "require_numbers",
    "require_uppercase": "require_uppercase_characters",
    "require_lowercase": "require_lowercase_characters",
}


@given(policies.filter(bool), st.integers(0, 128), st.integers(0, 24))
@many
def test_a_policy_is_strengthened_and_never_weakened(policy: Json, length: int, reuse: int) -> None:
    """Fails when a rule that the account has is lost or loosened, or the rules asked for are not met."""
    module, given_ = check(strengthen_policy(policy, length, reuse))
    assert (module, set(given_)) == (POLICY, set(SPECS[POLICY]))  # amazon.aws turns off what is left out
    assert given_["state"] == "present"
    assert given_["min_pw_length"] == max(length, policy["minimum_password_length"] or 8)
    assert given_["pw_reuse_prevent"] == max(reuse, policy["password_reuse_prevention"] or 0)
    assert given_["pw_max_age"] == (policy["max_password_age"] or 0)
    for option, name in CLASSES.items():
        assert given_[option] is bool(policy[name])
    # What lets users do something stays as it is.
    assert given_["allow_pw_change"] is bool(policy["allow_users_to_change_password"])
    assert given_["pw_expire"] is bool(policy["hard_expiry"])


@given(st.integers(0, 128), st.integers(0, 24))
@some
def test_a_first_policy_asks_for_no_less_than_the_default_one(length: int, reuse: int) -> None:
    """Fails when an account that sets its first policy is worse off than with AWS's default one."""
    _module, given_ = check(strengthen_policy({}, length, reuse))
    assert all(given_[option] for option in CLASSES)
    assert (given_["pw_reuse_prevent"], given_["pw_expire"], given_["allow_pw_change"]) == (reuse, False, True)


def test_a_first_policy_is_as_long_as_the_default_one() -> None:
    """Fails when minimum_password_length=6 makes a remedy that weakens the default policy."""
    _module, given_ = check(strengthen_policy({}, 6, 24))
    assert given_["min_pw_length"] == 8


def test_a_remedy_is_enough() -> None:
    """Fails when the policy that the remedy sets is found to be weak again."""
    for policy in ({}, {**STRONG, "minimum_password_length": 6, "password_reuse_prevention": None}):
        _module, given_ = check(strengthen_policy(policy, 14, 24))
        after: Json = {"minimum_password_length": given_["min_pw_length"], "max_password_age": 90}
        after["password_reuse_prevention"] = given_["pw_reuse_prevent"]
        assert audit(entry(account_password_policy=after))["findings"] == []
