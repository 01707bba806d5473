# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parts of the sentences of a report.

Pure.
"""

from __future__ import annotations

import typing as t

from .accounts import Row, is_root


def subject(row: Row, *, first: bool = False) -> str:
    """Return the user of a row as the subject of a sentence; ``first`` at its beginning."""
    if not is_root(row):
        return f"IAM user '{row['user_name']}'"
    return f"{'The' if first else 'the'} root user of account {row['root_account_id'] or '(not known)'}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun if number == 1 else noun + 's'}"


def hours(seconds: int) -> str:
    """Return a duration in hours, to two decimals unless whole."""
    return str(seconds // 3600) if seconds % 3600 == 0 else f"{seconds / 3600:.2f}"


def listed(words: t.Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    return " and ".join((", ".join(words[:-1]), words[-1]) if len(words) > 1 else words)


def not_evaluated(accounts: int) -> str:
    """Return the report's sentence on a check that was not evaluated in some of the accounts."""
    return "not evaluated everywhere" if accounts > 1 else "not evaluated"
