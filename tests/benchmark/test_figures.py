# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Samples and what is made from them."""

from __future__ import annotations

from functools import partial

from endpoint import Facts
from figures import Measured
from plays import Played


def test_contenders_take_turns() -> None:
    """Fails if one contender is run several times in a row, or median or spread are others."""
    order: list[str] = []

    def run(name: str) -> Played:
        order.append(name)
        return Played(float(len(order)), 0, "", Facts({"GetUser": 1}, {}, 0, {}))

    measured = Measured()
    measured.interleave({name: partial(run, name) for name in "AB"}, repeats=3)
    assert order == list("ABABAB")
    assert measured.samples == {"A": [1, 3, 5], "B": [2, 4, 6]}
    assert (measured.median("A"), measured.calls["B"]) == (3, {"GetUser": 1})
    assert measured.spread() == 5


def test_lost_passwords_are_counted() -> None:
    """Fails if a password that is missing, or another one than was asked for, is not counted as lost."""
    played = Played(1, 0, "", Facts({}, {}, 0, {"a": "1", "b": "2"}))
    assert played.lost([{"user_name": name, "password": "1"} for name in "abc"]) == 2
