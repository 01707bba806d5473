# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The number of examples that Hypothesis tries, and their choice.

The default profile is deterministic: a test that fails in CI fails on every machine, and a change elsewhere does not
make it fail. It is short, since it runs for each commit. `deep` tries other examples each time, and many more: `nox
--session fuzz`, each week.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine is slow, which is not a failure.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.register_profile("everyday", _PATIENT, derandomize=True, max_examples=30)
settings.register_profile("deep", _PATIENT, max_examples=4000, print_blob=True)
# For the hundreds of runs of `nox --session mutation`.
settings.register_profile("mutation", _PATIENT, derandomize=True, max_examples=40, database=None)
settings.load_profile("everyday")
