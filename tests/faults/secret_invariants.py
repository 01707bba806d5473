# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The promise of passwords in Secrets Manager, under every fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from result_rows import Row, expected_of, rows
from scenario import ProfileState, SecretState

if TYPE_CHECKING:
    from sandbox import RunResult


def is_in_its_secret(run: RunResult, _baseline: Any) -> Iterator[str]:
    """A promise: no failure loses a password, or makes a wrong one current without reporting it."""
    if run.cell.check or run.cell.injection.others or run.cell.injection.lies:
        return
    for row in rows(run):
        expected = expected_of(run, row)
        if expected is None or not expected.stored:
            continue
        before, after = run.before[expected.user], run.after[expected.user]
        secret = after.secret or SecretState()
        if not expected.present:
            if row.is_finished and not secret.deleted:
                yield f"{row.user}: finished, but the secret is not deleted"
            if secret.deleted and after.password is not None:
                yield f"{row.user}: the secret is deleted, but the login profile exists"
        else:
            yield from _of_password(row, before, after, secret)


def _of_password(row: Row, before: ProfileState, after: ProfileState, secret: SecretState) -> Iterator[str]:
    current, pending = secret.has("AWSCURRENT"), secret.has("AWSPENDING")
    if after.password != before.password and after.password not in {current, pending}:
        yield f"{row.user}: no labelled version of the secret has the present password"
    is_current = current == after.password and pending is None
    if row.is_finished and not is_current:
        yield f"{row.user}: finished, but the secret has {secret.labels}"
    if not is_current and "of the secret" not in row.msg and pending != current:
        yield f"{row.user}: AWSCURRENT or AWSPENDING is wrong, but the result does not report it"
    stage = (row.result.get("secret") or {}).get("stage")
    if stage is not None and secret.has(stage) is None:
        yield f"{row.user}: the result has {stage}, but the secret does not"
