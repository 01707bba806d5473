# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Remediation tasks: each is one task that its module accepts, and that makes nothing worse."""

from __future__ import annotations

import re
import typing as t

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.amazon.aws.plugins.modules import iam_password_policy
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._module.info_options import info_arguments, to_query
from ansible_collections.identity.aws.plugins.module_utils._module.options import one_user_arguments, problems_of
from ansible_collections.identity.aws.plugins.plugin_utils._audit.remediation import strengthen_policy
from ansible_collections.identity.aws.plugins.test.iam_user_name import iam_user_name
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    MEMBER,
    NOW,
    OWN,
    Json,
    ago,
    audit,
    entry,
    member_root,
    members,
    only,
    own_root,
    row,
    session,
    unread,
    without_password,
)
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.strategies import (
    any_reports,
    many,
    policies,
    some,
    strings,
)

ONE, INFO = "identity.aws.iam_login_profile", "identity.aws.iam_login_profile_info"
POLICY = "amazon.aws.iam_password_policy"
SPECS: dict[str, Json] = {
    ONE: {**one_user_arguments(), "region": {"type": "str"}},
    INFO: {**info_arguments(), "region": {"type": "str"}},
    # Its documentation has the format of an argument spec, apart from the descriptions.
    POLICY: {
        name: {key: value for key, value in option.items() if key != "description"}
        for name, option in yaml.safe_load(iam_password_policy.DOCUMENTATION)["options"].items()
    },
}
RULES = {
    "require_symbols": "require_symbols",
    "require_numbers": "require_numbers",
    "require_uppercase": "require_uppercase_characters",
    "require_lowercase": "require_lowercase_characters",
}


def check(remedy: Json) -> tuple[str, Json]:
    """Return the module of a task, and its options. Fails if it is not one task that its module accepts."""
    assert remedy["name"]
    ((module, options),) = [(key, value) for key, value in remedy.items() if key not in {"name", "when"}]
    # The module of amazon.aws writes in check mode too.
    assert remedy.get("when") == ("not ansible_check_mode" if module == POLICY else None)
    result = ArgumentSpecValidator(SPECS[module]).validate(options)
    assert result.error_messages == []
    if module == ONE:
        assert problems_of(result.validated_parameters) == []
    if module == INFO:
        to_query(result.validated_parameters, NOW)
    return module, options


WORST = entry(row(created=ago(400), password_last_used=ago(99), password_last_changed=ago(99), reset=True))
UNREAD_ROOT = entry(roots=members(member_root(password=None, msg="No.")))
REMOVE = ("Remove the console password of ana", ONE, {"user_name": "ana", "state": "absent"})
RESET = {"user_name": "ana", "password_reset_required": True, "update_password": "always"}
KEY_OF_BEN = {"pgp_key": "{{ public_keys['ben'] }}", "password_reset_required": True}
CREATE = {"user_name": "ben", "generate_password": True, **KEY_OF_BEN}
READ = ("Read all users again", INFO, {"credential_report": True, "account_password_policy": True})
READ_WITH_SESSIONS = (*READ[:2], {**READ[2], "sessions": True})
# Inactive sessions, and an invalid region, are not in the task.
ELSEWHERE = [
    *(session(), session(session_arn="arn:aws:signin:eu-west-1:x"), session(session_arn="arn:aws:signin:{{ x }}:x")),
    *(session(session_arn="x"), session(session_arn="arn:aws:signin:eu-west-2:x", status="REVOKED")),
]
REGIONS = ["eu-west-1", "us-east-1"]
REVOKE_OF_BEN = {"user_name": "ben", "state": "absent", "revoke_sessions": True, "session_regions": REGIONS}
REVOKE = ("Revoke the sign-in sessions of ben", ONE, REVOKE_OF_BEN)
LIMIT_OF_ANA = {"user_name": "ana", "max_signin_session_duration": 3600}
LIMIT = ("Limit new sign-in sessions of ana to 1 hour", ONE, LIMIT_OF_ANA)
ENDED_ROOT = {"root_account_id": MEMBER, "valid_until": "2026-11-21"}
OF_MEMBER = {"root_account_ids": [MEMBER], "region": "us-east-1"}


def remove_root(account_id: str, what: str) -> tuple[str, str, Json]:
    options = {"root_account_id": account_id, "state": "absent", "region": "us-east-1"}
    return f"Remove the password of the root user of {what}", ONE, options


@pytest.mark.parametrize(
    ("audited", "found_by", "remedy"),
    [
        (entry(row(mfa_active=False)), "password_without_mfa", REMOVE),
        (WORST, "password_unused", REMOVE),
        (WORST, "reset_pending", REMOVE),
        (entry(roster=[]), "user_not_in_roster", REMOVE),
        (WORST, "password_too_old", ("Require a new password from ana at the next sign-in", ONE, RESET)),
        (
            entry(without_password(), roster=["ben"]),
            *("roster_user_without_password", ("Create a password for ben that only ben can read", ONE, CREATE)),
        ),
        (
            entry(roots=members(member_root(password=True))),
            *("root_password_in_member_account", remove_root(MEMBER, f"member account {MEMBER}")),
        ),
        (
            entry(root_users=[own_root(mfa_active=False)]),
            "root_password_without_mfa",
            remove_root(OWN, f"{OWN}, if it is a member account, or register MFA manually"),
        ),
        (entry(unread("eve")), "user_not_read", ("Read eve again", INFO, {"user_names": ["eve"]})),
        (UNREAD_ROOT, "user_not_read", (f"Read the root user of {MEMBER} again", INFO, OF_MEMBER)),
        ({"name": "closed", "msg": "No."}, "account_not_read", READ),
        (entry(credential_report={"generated_time": ago(9)}), "report_too_old", READ),
        (entry(answered_at=ago(-2)), "account_not_read", READ),
        (entry(row(sessions=None)), "account_not_read", READ_WITH_SESSIONS),
        (entry(without_password(sessions=ELSEWHERE)), "sessions_without_password", REVOKE),
        (entry(row(limit=None)), "session_limit_too_long", LIMIT),
        (entry(roster=[{"user_name": "ana", "valid_until": "2026-11-21"}]), "access_ended", REMOVE),
        (
            entry(roots=members(member_root(password=True)), roster=["ana", ENDED_ROOT]),
            *("access_ended", remove_root(MEMBER, f"member account {MEMBER}")),
        ),
    ],
)
def test_the_remediation_of_a_finding(audited: Json, found_by: str, remedy: tuple[str, str, Json]) -> None:
    """Fails when a finding has a task that fixes another, or is about another user, or has a wrong name."""
    task = only(audit(audited, max_signin_session_hours=1), found_by)["remedy"]
    assert (task["name"], *check(task)) == remedy


def test_advice_begins_with_what_keeps_the_access() -> None:
    """Fails when a finding whose task removes a password has no advice before it on how the user keeps the access."""
    told = entry(
        row(mfa_active=False, created=ago(400), password_last_used=ago(99), password_last_changed=ago(99), reset=True),
        row("ben"),
        roots=members(member_root(password=True)),
        root_users=[own_root(mfa_active=False)],
        roster=[{"user_name": "ben", "valid_until": "2026-11-21"}],
    )
    removing = [
        each for each in audit(told)["findings"] if (each["remedy"] or {}).get(ONE, {}).get("state") == "absent"
    ]
    assert {each["id"] for each in removing} == {
        *("access_ended", "password_unused", "password_without_mfa", "reset_pending", "user_not_in_roster"),
        *("root_password_in_member_account", "root_password_without_mfa"),
    }
    for finding in removing:
        keep, remove = (re.search(each, finding["advice"]) for each in ("needs|Sign in", "the task.* removes"))
        assert keep
        assert remove
        assert keep.start() < remove.start()
        assert list(finding).index("advice") < list(finding).index("remedy")


# No task enables centralized root access, extends an access, or can revoke a session of a root user.
WITHOUT_TASK = {"root_access_not_centralized", "sessions_without_password", "access_ends_soon"}
KEY = re.compile(r"\{\{ public_keys\['[\w+=,.@-]{1,64}'\] \}\}", re.ASCII)


@given(any_reports)
@some
def test_a_task_contains_no_template_from_the_data(document: Json) -> None:
    """Fails when a task has a name that is not an IAM user name, or the finding about it is dropped."""
    for finding in document["findings"]:
        name, remedy = finding["user_name"], finding["remedy"]
        is_named = name in (None, "<root_account>") or iam_user_name(name)
        if remedy is not None or finding["id"] not in WITHOUT_TASK:
            assert (remedy is not None) is is_named
        assert finding["summary"].endswith("so no remediation is offered.") is not is_named
        if remedy is not None:
            check(remedy)
            assert not set("".join(KEY.sub("", text) for text in strings(remedy))) & set("{}%'\"\\`$\n")
            assert yaml.safe_load(yaml.safe_dump(remedy)) == remedy


def test_no_task_revokes_a_session_of_a_root_user() -> None:
    """Fails when a finding has a task that AWS rejects: no task policy of AssumeRoot allows revoking sessions."""
    root = own_root(password_enabled=False, sessions=[session()])
    assert only(audit(entry(root_users=[root])), "sessions_without_password")["remedy"] is None


@given(policies, st.integers(0, 128), st.integers(0, 24))
@example({}, 6, 24)
@many
def test_a_policy_is_strengthened_and_never_weakened(policy: Json, length: int, reuse: int) -> None:
    """Fails when a rule of the account or of AWS's default policy is lost or weakened, or a threshold is not met."""
    present: t.Any = policy or {"allow_users_to_change_password": True, **dict.fromkeys(RULES.values(), True)}
    task = strengthen_policy(t.cast("t.Any", policy), length, reuse)
    module, options = check(task)
    assert (task["name"], module) == ("Require longer passwords, and prevent their reuse", POLICY)
    assert options == {
        "state": "present",
        "min_pw_length": max(length, present.get("minimum_password_length") or 8),
        **{option: bool(present[name]) for option, name in RULES.items()},
        "allow_pw_change": bool(present["allow_users_to_change_password"]),
        "pw_max_age": present.get("max_password_age") or 0,
        "pw_reuse_prevent": max(reuse, present.get("password_reuse_prevention") or 0),
        "pw_expire": bool(present.get("hard_expiry")),
    }
    assert set(options) == set(SPECS[POLICY])  # amazon.aws turns off what is omitted


@pytest.mark.parametrize("policy", [{}, {"minimum_password_length": 6, "password_reuse_prevention": None}])
def test_the_policy_task_is_sufficient(policy: Json) -> None:
    """Fails when the policy of the task is weak again, or a rule of the settings is lost."""
    (finding,) = audit(entry(account_password_policy=policy))["findings"]
    _module, options = check(finding["remedy"])
    after = {
        "minimum_password_length": options["min_pw_length"],
        "password_reuse_prevention": options["pw_reuse_prevent"],
    }
    assert audit(entry(account_password_policy=after))["findings"] == []
