# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compare the recorded AWS API with the service models of the installed botocore: ``python tests/api/compare.py``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence

import api_record
import botocore
from api_record import MARK, PARTS, UNDECIDED, Call, Entry, Model, Record

Models = Callable[[str], Model | None]
BOTOCORE = f"botocore {botocore.__version__}"


def differences(record: Record, models: Models = api_record.service_model) -> list[str]:
    """Return a line for each addition, removal and changed constraint, and for what botocore does not have."""
    lines = list(_not_compared(record, models))
    known, now = api_record.places(record), api_record.places(updated(record, models=models))
    for place in sorted(known.keys() | now.keys()):
        if place not in known:
            lines.append(f"{place} is new ({_in_words(now[place])})")
        elif place not in now:
            lines.append(f"{place} is removed (was {_in_words(known[place])})")
        else:
            lines += [f"{place}: {change}" for change in _changed_facts(known[place], now[place])]
    return lines


def _not_compared(record: Record, models: Models) -> Iterator[str]:
    for name, service in record.items():
        model, recorded = models(name), service["api_version"]
        if model is None:
            yield f"{name}: {BOTOCORE} does not have this service; not compared"
            continue
        if (present := model["metadata"]["apiVersion"]) != recorded:
            yield f"{name}: the API version is {present}, in the record {recorded}"
        for call in service["calls"]:
            if call not in model["operations"]:
                yield f"{name} {call}: {BOTOCORE} does not have this call; not compared"


def _changed_facts(known: Entry, now: Entry) -> Iterator[str]:
    for fact in sorted((known.keys() | now.keys()) - {MARK}):
        if known.get(fact) != now.get(fact):
            yield f"{fact} is {_value(now.get(fact))}, in the record {_value(known.get(fact))}"


def _in_words(entry: Entry) -> str:
    """Return the facts as a short string: ``type integer, min 3600, max 7776000``."""
    return ", ".join(f"{fact} {_value(value)}" for fact, value in entry.items() if fact != MARK and value is not False)


def _value(value: object) -> str:
    return "|".join(value) if isinstance(value, list) else "not set" if value is None else str(value)


def updated(record: Record, calls: Sequence[tuple[str, str]] = (), models: Models = api_record.service_model) -> Record:
    """Return the record with the facts of the models and with additional calls, each a service and a name.

    Marks are kept; a new entry has a mark that fails the test. If botocore does not have a service or call, its record
    stays unchanged.
    """
    new: Record = {}
    for name in dict.fromkeys([*record, *(service for service, _call in calls)]):
        old, model = record.get(name, {"api_version": "", "calls": {}}), models(name)
        if model is None:
            new[name] = old
            continue
        wanted = [*old["calls"], *(call for service, call in calls if service == name)]
        version = str(model["metadata"]["apiVersion"])
        new[name] = {"api_version": version, "calls": {call: _call(old["calls"], model, call) for call in wanted}}
    return new


def _call(recorded: dict[str, Call], model: Model, call: str) -> Call:
    old, present = recorded.get(call, {part: {} for part in PARTS}), api_record.described(model, call)
    return old if present is None else {part: _marked(old[part], present[part]) for part in PARTS}


def _marked(recorded: dict[str, Entry], present: dict[str, Entry]) -> dict[str, Entry]:
    marks = {path: entry[MARK] for path, entry in recorded.items()}
    found = api_record.relevant(present, recorded)
    return {path: {**entry, MARK: marks.get(path, UNDECIDED)} for path, entry in found.items()}


def main() -> int:
    """Return 1 if the record and the models differ, or a mark is undecided."""
    parser = argparse.ArgumentParser(description=__doc__)
    described = "update the record from the models, keep the marks, and add these calls, such as iam.GetUser"
    parser.add_argument("--write", nargs="*", metavar="SERVICE.CALL", help=described)
    arguments = parser.parse_args()
    calls = []
    for wanted in arguments.write or ():
        service, _dot, call = wanted.partition(".")
        model = api_record.service_model(service)
        if model is None or call not in model["operations"]:
            parser.error(f"{BOTOCORE} does not have the call {wanted}. Check the spelling: iam.GetUser")
        calls.append((service, call))
    record = api_record.load()
    if arguments.write is not None:
        record = updated(record, calls)
        api_record.save(record)
    lines = [*api_record.problems_of_marks(record), *differences(record)]
    print("\n".join(lines) or f"{BOTOCORE} matches the recorded API.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
