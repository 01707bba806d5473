# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
How Hypothesis chooses its examples.

`house`, which holds unless another is named, chooses the same ones in every run of the same code: a test that fails in
CI fails on every machine, and one that passed does not fail under a change that has nothing to do with it. What it
can find is what it found when the test was written or changed, so there is `deep`, which looks elsewhere each time and
much longer: `nox --session fuzz`.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A machine that does other things as well is slow, and that is no failure.
_IN_NO_HURRY = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.register_profile("house", _IN_NO_HURRY, derandomize=True, max_examples=30)
settings.register_profile("deep", _IN_NO_HURRY, max_examples=4000, print_blob=True)
# For the thousands of runs of `nox --session mutation`.
settings.register_profile("mutation", _IN_NO_HURRY, derandomize=True, max_examples=40, database=None)
settings.load_profile("house")
