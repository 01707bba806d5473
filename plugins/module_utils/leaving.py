# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Leave a module's process without collecting what it imported.

The exit of a short task is mostly that: freezing takes about a tenth off a whole run (tests/benchmark).
"""

from __future__ import annotations

import gc
import typing as t

if t.TYPE_CHECKING:
    from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule


def settled_in() -> None:
    """Say that all imports are done: what is there now lives as long as the process."""
    gc.freeze()


def leave(module: AnsibleAWSModule, result: dict[str, t.Any], *, failed: bool) -> None:
    """Leave by exit_json or fail_json."""
    gc.freeze()
    if failed:
        module.fail_json(**result)
    module.exit_json(**result)
