# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Strings that do not repeat a secret. test_sealed_module.py has those that do, in each encoding."""

from __future__ import annotations

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.leaks import repeats


@pytest.mark.parametrize(
    "text",
    [
        "Password should have a minimum length of 8",
        "User: arn:aws:iam::123456789012:user/x is not authorized to perform: iam:CreateLoginProfile on resource: y",
        "Login Profile for User alice cannot be found.",
        "",
    ],
)
def test_other_messages_are_shown(text: str) -> None:
    """Fails when an error loses AWS's message, although it does not contain the password."""
    assert not repeats(text, "Canary-1 é%2B")
    assert not repeats(text, "")


def test_a_string_that_is_too_long_to_decode_counts_as_a_leak() -> None:
    """Fails when a reply of megabytes delays a task, or is shown unchecked."""
    assert repeats("x" * 20001, "Canary-1")
    assert not repeats("x" * 20000, "Canary-1")
