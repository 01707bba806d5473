# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a password was set, and used, from columns of which any may be missing or older than the others."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.identity.aws.plugins.plugin_utils._audit.timeline import last_use, pending_since, set_at
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import row

CHANGED, USED, CREATED = "password_last_changed", "password_last_used", "login_profile.create_date"
EARLY, MIDDLE, LATE = (f"2026-01-0{day}T00:00:00+00:00" for day in (1, 2, 3))


@pytest.mark.parametrize(
    ("changed", "created", "used", "was_set", "was_used", "is_pending"),
    [
        (LATE, EARLY, None, (CHANGED,), (USED, CHANGED), (CHANGED,)),
        (LATE, LATE, None, (CHANGED,), (USED, CHANGED), (CHANGED,)),  # as every first password has them
        (LATE, None, None, (CHANGED,), (USED, CHANGED), (CHANGED,)),
        (EARLY, LATE, None, (CREATED,), (USED, CREATED), (CREATED,)),  # the profile is newer than the report
        (None, EARLY, None, (CREATED,), (USED, CREATED), (CREATED,)),  # the user is
        (None, None, None, None, None, None),
        (EARLY, EARLY, MIDDLE, (CHANGED,), (USED,), (USED,)),
        (LATE, EARLY, MIDDLE, (CHANGED,), (USED,), (CHANGED,)),
        (MIDDLE, MIDDLE, MIDDLE, (CHANGED,), (USED,), (CHANGED,)),
        (EARLY, LATE, MIDDLE, (CREATED,), (USED, CREATED), (CREATED,)),  # a use of an earlier password
        (EARLY, None, MIDDLE, (CHANGED,), (USED,), (USED,)),
        (None, None, MIDDLE, None, (USED,), None),
    ],
)
def test_the_columns_that_count(
    changed: str | None, created: str | None, used: str | None, was_set: t.Any, was_used: t.Any, is_pending: t.Any
) -> None:
    """Fails when an earlier date or password counts, equal times are in the wrong order, or a date is lost."""
    audited: t.Any = row(password_last_changed=changed, password_last_used=used)
    audited["login_profile"]["create_date"] = created
    dates = {CHANGED: changed, CREATED: created, USED: used}
    for function, columns in ((set_at, was_set), (last_use, was_used), (pending_since, is_pending)):
        known = function(audited, with_report=True)
        assert (known and known.columns) == columns
        if known is not None:
            assert known.at.isoformat() == dates[known.columns[-1]]
            assert known.was_used is not (function is last_use and len(known.columns) == 2)


def test_without_a_report_the_age_is_unknown() -> None:
    """Fails when the age of a login profile, which an update does not change, counts as the password's."""
    audited: t.Any = row(password_last_changed=None, password_last_used=None, created=EARLY)
    assert set_at(audited, with_report=False) is None
    assert last_use(audited, with_report=False) is None
