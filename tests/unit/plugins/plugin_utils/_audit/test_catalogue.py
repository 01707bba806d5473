# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The catalogue of the checks."""

from __future__ import annotations

import re

from ansible_collections.identity.aws.plugins.plugin_utils._audit.catalogue import CHECKS, SEVERITIES
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import audit, entry

# The controls of CIS: up to version 4.0, in 5.0, in 6.0, in 7.0.
CONTROLS = {
    "root_password_without_mfa": ("1.5", "1.4", "2.4", "2.5"),
    "password_without_mfa": ("1.10", "1.9", "2.9", "2.10"),
    "password_unused": ("1.12", "1.11", "2.11", "2.11"),
    **dict.fromkeys(("no_password_policy", "weak_password_policy"), ("1.8, 1.9", "1.7, 1.8", "2.7, 2.8", "2.8, 2.9")),
}


def test_the_report_has_every_check() -> None:
    """Fails when a check is missing, shares its name, lacks a sentence, or has a wrong control or place."""
    described = audit(entry())["checks"]
    assert [each["id"] for each in described] == [check.id for check in CHECKS]
    assert len({check.id for check in CHECKS}) == len({check.title for check in CHECKS}) == 18
    severities = [SEVERITIES.index(each["severity"]) for each in described]
    assert severities == sorted(severities)
    assert all(re.fullmatch(r"[A-Z].*\.", each["why"]) for each in described)
    versions = ["1.5", "2.0", "3.0", "4.0", "5.0", "6.0", "7.0"]
    shown = {each["id"]: {name: ", ".join(numbers) for name, numbers in each["cis"].items()} for each in described}
    wanted = {check: dict(zip(versions, [first] * 4 + rest, strict=True)) for check, (first, *rest) in CONTROLS.items()}
    wanted["root_access_not_centralized"] = {"7.0": "2.1.1"}
    assert shown == {check.id: wanted.get(check.id, {}) for check in CHECKS}
