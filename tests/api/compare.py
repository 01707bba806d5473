# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compare the recorded AWS API with the service models of the installed botocore: ``python tests/api/compare.py``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence

import botocore
from api_record import (
    MARK,
    PARTS,
    UNDECIDED,
    Call,
    Entry,
    Record,
    ancestors,
    is_not_supported,
    load,
    problems_of_marks,
    save,
)
from service_models import Model, api_version, described, service_model

Models = Callable[[str], Model | None]
BOTOCORE = f"botocore {botocore.__version__}"


def differences(record: Record, models: Models = service_model) -> list[str]:
    """Return a line for each addition, removal and changed constraint, and for what botocore does not have."""
    return list(_differences(record, models))


def _differences(record: Record, models: Models) -> Iterator[str]:
    for name, service in record.items():
        model = models(name)
        if model is None:
            yield f"{name}: {BOTOCORE} does not have this service; not compared"
            continue
        if api_version(model) != service["api_version"]:
            yield f"{name}: the API version is {api_version(model)}, in the record {service['api_version']}"
        for call, recorded in service["calls"].items():
            present = described(model, call)
            if present is None:
                yield f"{name} {call}: {BOTOCORE} does not have this call; not compared"
                continue
            for part, kind in PARTS.items():
                for line in _changes(recorded[part], present[part]):
                    yield f"{name} {call}: {kind} {line}"


def _changes(recorded: dict[str, Entry], present: dict[str, Entry]) -> Iterator[str]:
    known = _relevant(recorded, recorded)
    now = _relevant(present, recorded)
    for path in sorted(known.keys() | now.keys()):
        if path not in known:
            yield f"{path} is new ({_in_words(now[path])})"
        elif path not in now:
            yield f"{path} is removed (was {_in_words(known[path])})"
        else:
            yield from (f"{path}: {change}" for change in _changed_facts(known[path], now[path]))


def _changed_facts(known: Entry, now: Entry) -> Iterator[str]:
    for fact in sorted((known.keys() | now.keys()) - {MARK}):
        if known.get(fact) != now.get(fact):
            yield f"{fact} is {_value(now.get(fact))}, in the record {_value(known.get(fact))}"


def _relevant(entries: dict[str, Entry], recorded: dict[str, Entry]) -> dict[str, Entry]:
    """Return the entries that are not below one that is not supported."""
    closed = {path for path, entry in recorded.items() if is_not_supported(entry)}
    return {path: entry for path, entry in entries.items() if closed.isdisjoint(ancestors(path))}


def _in_words(entry: Entry) -> str:
    """Return the facts in a few words: ``type integer, min 3600, max 7776000``."""
    return ", ".join(f"{fact} {_value(value)}" for fact, value in entry.items() if fact != MARK and value is not False)


def _value(value: object) -> str:
    return "|".join(value) if isinstance(value, list) else "not set" if value is None else str(value)


def updated(record: Record, calls: Sequence[tuple[str, str]] = (), models: Models = service_model) -> Record:
    """Return the record with the facts of the models and with further calls, each a service and a name.

    Marks are kept; a new entry has one that fails the test. Where botocore does not have a service or call, the record
    of it stays as it is.
    """
    new: Record = {}
    for name in dict.fromkeys([*record, *(service for service, _call in calls)]):
        old = record.get(name, {"api_version": "", "calls": {}})
        model = models(name)
        if model is None:
            new[name] = old
            continue
        wanted = [*old["calls"], *(call for service, call in calls if service == name)]
        new[name] = {
            "api_version": api_version(model),
            "calls": {call: _updated_call(old["calls"].get(call), described(model, call)) for call in wanted},
        }
    return new


def _updated_call(old: Call | None, present: Call | None) -> Call:
    old = old or {part: {} for part in PARTS}
    return old if present is None else {part: _marked(old[part], present[part]) for part in PARTS}


def _marked(recorded: dict[str, Entry], present: dict[str, Entry]) -> dict[str, Entry]:
    marks = {path: entry[MARK] for path, entry in recorded.items()}
    return {path: {**entry, MARK: marks.get(path, UNDECIDED)} for path, entry in _relevant(present, recorded).items()}


def main() -> int:
    """Return 1 if the record and the models differ, or a mark is undecided."""
    arguments, calls = _arguments()
    record = load()
    if arguments.write is not None:
        record = updated(record, calls)
        save(record)
    lines = [*problems_of_marks(record), *differences(record)]
    print("\n".join(lines) or f"{BOTOCORE} has the recorded API: no differences.")
    return 1 if lines else 0


def _arguments() -> tuple[argparse.Namespace, list[tuple[str, str]]]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--write",
        nargs="*",
        metavar="SERVICE.CALL",
        help="update the record from the models, keep the marks, and add these calls, such as iam.GetUser",
    )
    arguments = parser.parse_args()
    calls = []
    for wanted in arguments.write or ():
        service, _dot, call = wanted.partition(".")
        model = service_model(service)
        if model is None or call not in model["operations"]:
            parser.error(f"{BOTOCORE} does not have the call {wanted}. Check the spelling: iam.GetUser")
        calls.append((service, call))
    return arguments, calls


if __name__ == "__main__":
    sys.exit(main())
