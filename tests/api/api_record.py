# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read and write ``record.json``: the calls of AWS that this collection makes, and what it supports of them.

A call has parameters, members of its reply, and errors. A nested value has its path as its name: ``User.Tags[].Key``.
Each entry has its facts (type, limits; the HTTP status of an error), and a mark that a person has written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypedDict

RECORD = Path(__file__).with_name("record.json")

MARK = "mark"
SUPPORTED = "supported"
NOT_SUPPORTED = "known, not supported, because "
UNDECIDED = f"undecided: write '{SUPPORTED}', or '{NOT_SUPPORTED}…'"

# The parts of a call, and the word for an entry of each.
PARTS = {"parameters": "parameter", "reply": "reply member", "errors": "error"}

Entry = dict[str, Any]
Call = dict[str, dict[str, Entry]]


class Service(TypedDict):
    """A service by its name in botocore, such as ``iam``."""

    api_version: str
    calls: dict[str, Call]


Record = dict[str, Service]


def load() -> Record:
    """Return the record of this checkout."""
    record: Record = json.loads(RECORD.read_text(encoding="utf-8"))
    return record


def save(record: Record) -> None:
    """Write the record of this checkout."""
    RECORD.write_text(as_text(record), encoding="utf-8")


def as_text(record: Record) -> str:
    """Return the text of the file: a line for each entry, in an order that depends on the names only."""
    services = {
        name: {
            "api_version": service["api_version"],
            "calls": {
                call: {part: dict(sorted(parts[part].items())) for part in PARTS}
                for call, parts in sorted(service["calls"].items())
            },
        }
        for name, service in sorted(record.items())
    }
    return f"{_as_json(services)}\n"


def is_not_supported(entry: Entry) -> bool:
    """Return whether a person decided against the entry. Nothing is recorded below it."""
    return str(entry[MARK]).startswith(NOT_SUPPORTED)


def ancestors(path: str) -> Iterator[str]:
    """Return the paths that a path is below: ``User``, ``User.Tags`` and ``User.Tags[]`` of ``User.Tags[].Key``."""
    for position, character in enumerate(path):
        if character in ".[{":
            yield path[:position]


def problems_of_marks(record: Record) -> list[str]:
    """Return a line for each mark that is not a decision."""
    return [
        f"{service} {call}: {PARTS[part]} {path} has the mark '{entry[MARK]}'"
        for service, call, part, path, entry in entries(record)
        if entry[MARK] != SUPPORTED and not (is_not_supported(entry) and entry[MARK].endswith("."))
    ]


def entries(record: Record) -> Iterator[tuple[str, str, str, str, Entry]]:
    """Return service, call, part, path and entry of all there is."""
    for name, service in record.items():
        for call, parts in service["calls"].items():
            for part in PARTS:
                for path, entry in parts[part].items():
                    yield name, call, part, path, entry


def _as_json(value: Any, indent: str = "") -> str:
    """Return JSON with a line for each dictionary that has none below it."""
    if not isinstance(value, dict) or not any(isinstance(each, dict) for each in value.values()):
        return json.dumps(value, ensure_ascii=False)
    inner = f"{indent}  "
    lines = [f"{inner}{json.dumps(name)}: {_as_json(each, inner)}" for name, each in value.items()]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
