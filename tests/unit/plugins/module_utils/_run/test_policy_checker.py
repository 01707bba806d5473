# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users who have to set a new password and may not: a warning, before they find out at the sign-in."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

STRICT: dict[str, t.Any] = {"MinimumPasswordLength": 30, "AllowUsersToChangePassword": True}


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where alice has a login profile."""
    return TaskRunner(monkeypatch, InMemoryIAM({"alice": {"Password": "Old-Passw0rd"}}, STRICT))


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (STRICT, None),
        ({**STRICT, "AllowUsersToChangePassword": False}, "does not let users"),
        (None, "does not let users"),
    ],
)
@pytest.mark.parametrize("check_mode", [False, True])
def test_a_reset_that_the_policy_does_not_allow_is_a_warning(
    tasks: TaskRunner, policy: dict[str, t.Any] | None, words: str | None, check_mode: bool
) -> None:
    """Fails when a user is left stuck without a word, or the warning comes where there is nothing to warn of."""
    tasks.iam.policy = policy
    options = {"user_name": "alice", "password_reset_required": True, "update_password": "always"}
    warnings = tasks.run(check_mode=check_mode, **options)["warnings"]
    assert len(warnings) == (1 if words else 0)
    for warning in warnings:
        assert words in warning
        assert "iam:ChangePassword" in warning
