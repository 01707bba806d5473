# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The catalogue of the checks."""

from __future__ import annotations

import re

import pytest

from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import CHECKS, SEVERITIES
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import audit, entry

POLICY = (["1.8", "1.9"], ["1.7", "1.8"], ["2.7", "2.8"])
# The controls of CIS: up to version 4.0, in 5.0, in 6.0.
CONTROLS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "password_without_mfa": (["1.10"], ["1.9"], ["2.9"]),
    "password_unused": (["1.12"], ["1.11"], ["2.11"]),
    "root_password_without_mfa": (["1.5"], ["1.4"], ["2.4"]),
    "no_password_policy": POLICY,
    "weak_password_policy": POLICY,
}


def test_the_report_has_every_check() -> None:
    """Fails when a check is missing, two are called alike, one has no sentence, or they are not by severity."""
    described = audit(entry())["checks"]
    assert [each["id"] for each in described] == [check.id for check in CHECKS]
    assert len({check.id for check in CHECKS}) == len({check.title for check in CHECKS}) == 13
    severities = [SEVERITIES.index(each["severity"]) for each in described]
    assert severities == sorted(severities)
    assert all(re.fullmatch(r"[A-Z].*\.", each["why"]) for each in described)


@pytest.mark.parametrize("number", range(len(CHECKS)))
def test_the_numbers_of_cis(number: int) -> None:
    """Fails when a version has the number of another one, or CIS is said to ask for what it does not."""
    check = audit(entry())["checks"][number]
    up_to_4, in_5, in_6 = CONTROLS.get(check["id"], ([], [], []))
    controls = {**dict.fromkeys(("1.5", "2.0", "3.0", "4.0"), up_to_4), "5.0": in_5, "6.0": in_6}
    assert check["cis"] == (controls if check["id"] in CONTROLS else {})
