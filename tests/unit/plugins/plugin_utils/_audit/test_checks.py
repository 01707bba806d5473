# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The catalogue of the checks."""

from __future__ import annotations

import re

import pytest

from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import CHECKS, SEVERITIES
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import ago, audit, entry, row

CIS = ("1.5", "2.0", "3.0", "4.0", "5.0", "6.0")
OTHER_POLICY = (["1.8", "1.9"], ["1.7", "1.8"], ["2.7", "2.8"])


@pytest.mark.parametrize(
    ("check", "up_to_4", "in_5", "in_6"),
    [
        ("password_without_mfa", ["1.10"], ["1.9"], ["2.9"]),
        ("password_unused", ["1.12"], ["1.11"], ["2.11"]),
        ("root_password_without_mfa", ["1.5"], ["1.4"], ["2.4"]),
        ("no_password_policy", *OTHER_POLICY),
        ("weak_password_policy", *OTHER_POLICY),
    ],
)
def test_the_numbers_of_cis(check: str, up_to_4: list[str], in_5: list[str], in_6: list[str]) -> None:
    """Fails when a version of the benchmark is missing, or has the number of another one."""
    numbers = dict(zip(CIS, [up_to_4] * 4 + [in_5, in_6], strict=True))
    ana = row("ana", created=ago(400), password_last_used=ago(99), mfa_active=False)
    document = audit(entry(ana, account_password_policy={}))
    assert [each["cis"] for each in document["checks"] if each["id"] == check] == [numbers]
    assert all(each["cis"] == numbers for each in document["findings"] if each["id"] == check)


def test_the_catalogue() -> None:
    """Fails when a check is missing from the report, has no sentence, or CIS is said to ask for what it does not."""
    described = audit(entry())["checks"]
    assert [each["id"] for each in described] == [check.id for check in CHECKS]
    assert len({check.id for check in CHECKS}) == len({check.title for check in CHECKS}) == 13
    assert [each["severity"] for each in described] == sorted(
        (each["severity"] for each in described), key=[str(severity) for severity in SEVERITIES].index
    )
    assert all(re.fullmatch(r"[A-Z].*\.", each["why"]) for each in described)
    assert {each["id"] for each in described if each["cis"]} == {
        *("password_without_mfa", "password_unused", "root_password_without_mfa"),
        *("no_password_policy", "weak_password_policy"),
    }
