# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The facts about a machine that a measurement depends on."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from importlib.metadata import version
from typing import Any

import collection_tree


def facts() -> dict[str, Any]:
    """Return them, by the name that the report shows."""
    manifest = json.loads((collection_tree.amazon_aws() / "MANIFEST.json").read_text(encoding="utf-8"))
    return {
        "date": dt.datetime.now(dt.timezone.utc).date().isoformat(),
        "cores": os.cpu_count(),
        "Python": platform.python_version(),
        "ansible-core": version("ansible-core"),
        "amazon.aws": manifest["collection_info"]["version"],
        "botocore": version("botocore"),
    }
