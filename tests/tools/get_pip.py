# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Replace the get-pip script that ansible-test would download: install pip from the configured package index.

ansible-test bootstraps pip into its environments with a script from its own file server. If only a package index is
reachable, ensurepip's bundled pip does the same, with ansible-test's arguments.
"""

from __future__ import annotations

import ensurepip
import runpy
import sys
from pathlib import Path

bundled = sorted(Path(ensurepip.__file__).parent.glob("_bundled/pip-*.whl"))
sys.path.insert(0, str(bundled[-1]))
# get-pip's own arguments, which pip does not have.
packages = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
sys.argv[1:] = ["install", "--upgrade", *packages]
runpy.run_module("pip", run_name="__main__", alter_sys=True)
