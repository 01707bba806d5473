# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values from a playbook as plain Python: without templates that are not rendered yet, and without Ansible's tags.

Pure.
"""

from __future__ import annotations

import typing as t


def plain(value: t.Any) -> t.Any:
    """Return dictionaries, lists and texts as exactly these types, and everything else but numbers as text.

    Since ansible-core 2.19 they are subclasses which YAML's fast writer refuses, and which are slow to walk.
    """
    if isinstance(value, t.Mapping):
        return {str.__str__(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return value + 0
    return str.__str__(str(value))
