# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report itself as JSON, with a line for each user, finding, account and check, so that two can be compared.

Pure.
"""

from __future__ import annotations

import json
import typing as t

from ansible_collections.identity.aws.plugins.plugin_utils._audit.document import ReportDocument


def to_json(document: ReportDocument) -> str:
    """Return the JSON."""
    parts = [f"{json.dumps(key)}: {_by_line(value)}" for key, value in document.items()]
    return "{{\n{}\n}}\n".format(",\n".join(parts))


def _by_line(value: t.Any) -> str:
    # One item a line. An indent of json would put each key on its own line, and is slow.
    if not isinstance(value, list) or not value:
        return _compact(value)
    return "[\n{}\n]".format(",\n".join(map(_compact, value)))


def _compact(value: t.Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
