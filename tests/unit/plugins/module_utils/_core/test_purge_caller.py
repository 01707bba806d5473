# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who makes the requests of a purge, directly or by a role, as far as ARNs show it."""

from __future__ import annotations

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.models import path_in, user_name_in
from ansible_collections.identity.aws.plugins.module_utils._core.purge_caller import Caller

ANA = "arn:aws:iam::111122223333:user/staff/ana"
ROLE = "arn:aws:sts::111122223333:assumed-role/ops/user/ana"
ROOT = "arn:aws:iam::111122223333:root"
FEDERATED = "arn:aws-us-gov:sts::111122223333:federated-user/ana"
ELSEWHERE = "arn:aws:iam::444455556666:user/ana"


@pytest.mark.parametrize(
    ("arn", "source", "name"),
    [
        (ANA, None, "ana"),
        ("arn:aws-us-gov:iam::111122223333:user/a,n=a@b", None, "a,n=a@b"),
        (ROLE, ANA, "ana"),
        (ROLE, None, None),
        (ROLE, ELSEWHERE, None),
        (ROLE, "arn:aws:sts::111122223333:assumed-role/first/ana", None),
        (ROLE, ROOT, None),
        (ROOT, None, None),
        (FEDERATED, None, None),
        ("", None, None),
        ("no ARN", "", None),
    ],
)
def test_the_user_who_makes_the_requests(arn: str, source: str | None, name: str | None) -> None:
    """Fails when another user is spared, one of another account, or nobody although the ARNs show the user."""
    assert Caller(arn, source).user_name == name


def test_the_root_user_is_nobody_else() -> None:
    """Fails when a task of the root user, whose password no purge removes, warns of users who might be behind it."""
    assert [Caller(arn).is_unknown_user for arn in (ROOT, ANA, ROLE, FEDERATED)] == [False, False, True, True]
    assert not Caller(ROLE, ANA).is_unknown_user


def test_the_name_and_the_path_in_an_arn() -> None:
    """Fails when a part of the path becomes a part of the name, or the other way round."""
    assert (user_name_in(ANA), path_in(ANA)) == ("ana", "/staff/")
    assert path_in("arn:aws:iam::111122223333:user/ana") == "/"


def test_the_warnings() -> None:
    """Fails when the reader does not learn who is spared, or that nobody is, and what to do."""
    assert Caller(ANA).describe_spared_user() == (
        "The purge does not affect IAM user 'ana', who makes the requests. Add the user to profiles or purge_exclude."
    )
    assert Caller(ROLE, ANA).describe_spared_user() == (
        f"The purge does not affect IAM user 'ana', who makes the requests by the role '{ROLE}'. Add the user to "
        "profiles or purge_exclude."
    )
    rest = (
        "is not an IAM user of this account, so the purge spares no user as the caller. If an IAM user of this account "
        "is behind it, add the user to profiles or purge_exclude."
    )
    assert Caller(ROLE).describe_unknown_user() == f"The caller '{ROLE}' {rest}"
    assert Caller(ROLE, ELSEWHERE).describe_unknown_user() == f"The caller '{ROLE}', assumed by '{ELSEWHERE}', {rest}"
