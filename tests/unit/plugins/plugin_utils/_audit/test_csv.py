# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as tables: the forms of the cells. That no cell is a formula is in test_hostile.py."""

from __future__ import annotations

import csv
import io

from ansible_collections.identity.aws.plugins.plugin_utils._audit.formats.csv import findings_csv, users_csv
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    EMPTY,
    ago,
    audit,
    entry,
    row,
    unread,
)


def read(text: str) -> list[dict[str, str]]:
    """Read a table as RFC 4180 has it."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    rows = list(reader)
    assert all(None not in line and None not in line.values() for line in rows), "a line has another number of cells"
    return rows


def test_the_forms_of_the_cells() -> None:
    """Fails when a flag is Python's, what is not known is a word, or lists cannot be told apart."""
    ana = row(mfa_active=False, password_last_used=None, created=ago(90))
    told = entry(ana, unread("eve"), roster=["ana", "eve"], account_password_policy={})
    document = audit(told, accepted=[{"reason": "Sealed, twice", "checks": ["user_not_read"], "until": "2027-01-31"}])
    of_ana, eve = (line for line in read(users_csv(document)) if line["root_account_id"] == "")
    assert (of_ana["password_enabled"], of_ana["mfa_active"], of_ana["password_last_used"]) == ("true", "false", "")
    assert [of_ana[name] for name in ("password_age_days", "never_used")] == ["10", "true"]
    assert of_ana["findings"] == "password_without_mfa"
    assert (eve["password_enabled"], eve["msg"], eve["findings"]) == ("", "AWS denied it.", "")
    not_read, without, no_policy = read(findings_csv(document))
    assert (not_read["accepted_reason"], not_read["accepted_until"]) == ("Sealed, twice", "2027-01-31")
    assert without["evidence"] == "password_enabled = true; mfa_active = false"
    assert without["cis"] == "1.5: 1.10; 2.0: 1.10; 3.0: 1.10; 4.0: 1.10; 5.0: 1.9; 6.0: 2.9"
    older = "; ".join(f"{version}: 1.8, 1.9" for version in ("1.5", "2.0", "3.0", "4.0"))
    assert no_policy["cis"] == f"{older}; 5.0: 1.7, 1.8; 6.0: 2.7, 2.8"
    assert users_csv(document).endswith("\r\n")


def test_a_table_without_lines() -> None:
    """Fails when a report without users or findings is not a table."""
    assert (read(users_csv(audit(EMPTY))), read(findings_csv(audit(EMPTY)))) == ([], [])
    assert users_csv(audit(EMPTY)).startswith("account_id,account_name,user_name,")
    assert findings_csv(audit(EMPTY)).startswith("severity,id,account_id,")
