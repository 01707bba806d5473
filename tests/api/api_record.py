# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""``record.json``: the AWS calls that this collection makes, and which parts of them it supports.

A call has parameters, reply members and errors. The name of a nested value is its path: ``User.Tags[].Key``. Each entry
has its facts (type, limits; the HTTP status of an error), and a mark written by a person. ``described`` reads the same
facts from the service models of the installed botocore.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

from botocore.exceptions import DataNotFoundError
from botocore.loaders import Loader

RECORD = Path(__file__).with_name("record.json")
MARK = "mark"
SUPPORTED = "supported"
NOT_SUPPORTED = "known, not supported, because "
UNDECIDED = f"undecided: write '{SUPPORTED}', or '{NOT_SUPPORTED}…'"
# The parts of a call, and the noun for an entry of each.
PARTS = {"parameters": "parameter", "reply": "reply member", "errors": "error"}
_FACTS = ("min", "max", "pattern", "enum", "sensitive", "deprecated")
# The status of an error without one in the model ("HTTP bindings" of the Smithy specification, httpError trait).
_CLIENT_ERROR, _SERVER_ERROR = 400, 500

Model = Mapping[str, Any]
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
    """Return the content of the file: a line for each entry, in an order that depends only on the names."""
    services: dict[str, Any] = {name: {**service} for name, service in sorted(record.items())}
    for service in services.values():
        calls = sorted(service["calls"].items())
        service["calls"] = {call: {part: dict(sorted(parts[part].items())) for part in PARTS} for call, parts in calls}
    return f"{_as_json(services)}\n"


def _as_json(value: Any, indent: str = "") -> str:
    """Return JSON with a line for each innermost dictionary."""
    if not isinstance(value, dict) or not any(isinstance(each, dict) for each in value.values()):
        return json.dumps(value, ensure_ascii=False)
    inner = f"{indent}  "
    lines = [f"{inner}{json.dumps(name)}: {_as_json(each, inner)}" for name, each in value.items()]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def places(record: Record) -> dict[str, Entry]:
    """Return all entries by their place, such as ``iam GetUser: parameter UserName``.

    Entries below one that is marked as not supported do not count.
    """
    return {
        f"{name} {call}: {word} {path}": entry
        for name, service in record.items()
        for call, parts in service["calls"].items()
        for part, word in PARTS.items()
        for path, entry in relevant(parts[part], parts[part]).items()
    }


def relevant(entries: Mapping[str, Entry], recorded: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return the entries that are not below one that is recorded as not supported."""
    closed = tuple(f"{path}{end}" for path, entry in recorded.items() if is_not_supported(entry) for end in ".[{")
    return {path: entry for path, entry in entries.items() if not path.startswith(closed)}


def is_not_supported(entry: Entry) -> bool:
    """Return whether a person marked the entry as not supported."""
    return str(entry[MARK]).startswith(NOT_SUPPORTED)


def problems_of_marks(record: Record) -> list[str]:
    """Return a line for each mark that is not a decision."""
    return [
        f"{place} has the mark '{entry[MARK]}'"
        for place, entry in places(record).items()
        if entry[MARK] != SUPPORTED and not (is_not_supported(entry) and entry[MARK].endswith("."))
    ]


@cache
def service_model(service: str) -> Model | None:
    """Return the newest model of a service, or None if botocore has none. Models in the user's home are ignored."""
    loader = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
    try:
        model: Model = loader.load_service_model(service, "service-2")
    except DataNotFoundError:
        return None
    return model


def described(model: Model, call: str) -> Call | None:
    """Return parameters, reply and errors of a call, without marks; None if the model does not have the call."""
    operation = model["operations"].get(call)
    if operation is None:
        return None
    return {
        "parameters": _members_of(model, operation.get("input")),
        "reply": _members_of(model, operation.get("output")),
        "errors": dict(_error(model, error["shape"]) for error in operation.get("errors", [])),
    }


def _members_of(model: Model, reference: Model | None) -> dict[str, Entry]:
    return {} if reference is None else dict(_below(model, reference["shape"], "", frozenset()))


def _below(model: Model, name: str, path: str, seen: frozenset[str]) -> Iterator[tuple[str, Entry]]:
    """Return the members below a shape with their paths. A shape inside itself is not followed."""
    shape = model["shapes"][name]
    if name in seen:
        return
    if shape["type"] == "structure":
        for member, reference in shape["members"].items():
            below = f"{path}.{member}" if path else member
            yield below, _entry(model, reference, is_required=member in shape.get("required", ()))
            yield from _below(model, reference["shape"], below, seen | {name})
    elif shape["type"] == "list":
        yield from _element(model, shape["member"], f"{path}[]", seen | {name})
    elif shape["type"] == "map":
        yield from _element(model, shape["value"], f"{path}{{}}", seen | {name})


def _element(model: Model, reference: Model, path: str, seen: frozenset[str]) -> Iterator[tuple[str, Entry]]:
    """Return the elements of a list or map, unless they are structures, and their members."""
    entry = _entry(model, reference)
    if entry != {"type": "structure"}:
        yield path, entry
    yield from _below(model, reference["shape"], path, seen)


def _entry(model: Model, reference: Model, *, is_required: bool | None = None) -> Entry:
    shape = {**model["shapes"][reference["shape"]], **reference}
    required = {} if is_required is None else {"required": is_required}
    return {"type": shape["type"], **required, **{fact: shape[fact] for fact in _FACTS if fact in shape}}


def _error(model: Model, name: str) -> tuple[str, Entry]:
    shape = model["shapes"][name]
    declared = shape.get("error", {})
    default = _SERVER_ERROR if shape.get("fault") else _CLIENT_ERROR
    return declared.get("code", name), {"status": declared.get("httpStatusCode", default)}
