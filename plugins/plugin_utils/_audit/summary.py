# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a report comes to, in the sentences that every form of it begins with.

Pure.
"""

from __future__ import annotations

import typing as t

from .catalogue import SEVERITIES

Part = t.Mapping[str, t.Any]


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def listed(words: t.Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    return " and ".join((", ".join(words[:-1]), words[-1]) if len(words) > 1 else words)


def not_evaluated(accounts: t.Sequence[Part]) -> str:
    """Return what is said of a check that could not be made, of one of several accounts at least."""
    return "not evaluated everywhere" if len(accounts) > 1 else "not evaluated"


def headline(summary: Part, accounts: t.Sequence[Part], checks: t.Sequence[Part]) -> tuple[str, str]:
    """Return what there is to say first, the findings and the accounts that nobody has seen; and what else is open."""
    if not summary["accounts"]:
        return "No account was looked at, so nothing is known.", ""
    open_checks = sum(bool(check["not_evaluated"]) for check in checks)
    not_read, unknown = summary["accounts_not_read"], summary["unknown"]
    first, also = [_findings(summary, accounts, is_open=bool(not_read or unknown or open_checks))], []
    if not_read:
        where = "there" if not_read == 1 else "to them"
        first.append(f"{counted(not_read, 'account')} could not be read: nobody knows who can sign in {where}.")
    if unknown:
        also.append(f"{counted(unknown, 'user')} could not be read.")
    if summary["accepted"]:
        also.append(f"{counted(summary['accepted'], 'finding')} accepted.")
    if open_checks:
        was = "was" if open_checks == 1 else "were"
        also.append(f"{counted(open_checks, 'check')} {was} {not_evaluated(accounts)}.")
    return " ".join(first), " ".join(also)


def _findings(summary: Part, accounts: t.Sequence[Part], *, is_open: bool) -> str:
    everywhere = counted(summary["accounts"], "account")
    number = summary["findings"]
    told = [f"{number[severity]} {severity}" for severity in SEVERITIES if number[severity]]
    if not told:
        return "No findings in what could be read." if is_open else f"No findings in {everywhere}."
    if not number["high"]:
        return f"No high findings, {listed(told)} in {everywhere}."
    having = sum(bool(sum(account["findings"].values())) for account in accounts)
    where = everywhere if having == summary["accounts"] else f"{having} of {everywhere}"
    return f"{listed(told)} {'finding' if sum(number.values()) == 1 else 'findings'} in {where}."
