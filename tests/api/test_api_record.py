# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The record of the AWS API: complete, decided, and equal to the service models of the installed botocore."""

from __future__ import annotations

import ast
import copy
from pathlib import Path
from typing import Any

import api_record
import compare
import pytest
from api_record import MARK, NOT_SUPPORTED, PARTS, SUPPORTED, UNDECIDED, Record, entries
from botocore import xform_name
from service_models import described, service_model

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"


@pytest.fixture(scope="module")
def recorded() -> Record:
    """Return the record as it is."""
    return api_record.load()


@pytest.fixture
def record(recorded: Record) -> Record:
    """Return a decided record that agrees with botocore, so that a new botocore fails no test of the tool."""
    agreeing = copy.deepcopy(compare.updated(recorded))
    for *_place, entry in entries(agreeing):
        entry[MARK] = SUPPORTED if entry[MARK] == UNDECIDED else entry[MARK]
    return agreeing


def test_botocore_has_the_recorded_api(recorded: Record) -> None:
    """Fails when botocore declares something else. Read the lines, then: python tests/api/compare.py --write."""
    lines = compare.differences(recorded)
    assert not lines, "\n".join(lines)


def test_the_record_is_decided_and_in_the_form_of_the_tool(recorded: Record) -> None:
    """Fails when an entry has the mark of the tool or no reason, or the file was edited into another form."""
    assert api_record.problems_of_marks(recorded) == []
    assert api_record.RECORD.read_text(encoding="utf-8") == api_record.as_text(recorded)


def test_the_record_has_the_calls_and_services_of_the_plugins(recorded: Record) -> None:
    """Fails when a call is made, or a client of a service, that is not recorded, or a recorded call is not made."""
    models = [service_model(service) for service in recorded]
    methods = {xform_name(call) for model in models if model is not None for call in model["operations"]}
    sources = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PLUGINS.rglob("*.py"))]
    nodes = [node for source in sources for node in ast.walk(source)]
    used = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    used |= {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert used & methods == {xform_name(call) for service in recorded.values() for call in service["calls"]}
    calls = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    made = [call.args[0] for call in calls if ast.unparse(call.func).endswith(("client", "_client")) and call.args]
    assert {argument.value for argument in made if isinstance(argument, ast.Constant)} == set(recorded)


def test_each_difference_is_named(record: Record) -> None:
    """Fails when botocore can add, lose or change a parameter, reply member, error or fact without a line."""
    facts = set()
    for service, call, part, path, entry in list(entries(record)):
        parts = record[service]["calls"][call]
        place, there = f"{service} {call}: {PARTS[part]} {path}", parts[part]
        one: Record = {service: {"api_version": record[service]["api_version"], "calls": {call: parts}}}
        del there[path]
        first, *below = compare.differences(one)
        assert first.startswith(f"{place} is new (")
        assert all(line.startswith(place) for line in below)
        there[path], there[f"{path}X"] = entry, {"type": "string", "max": 3, MARK: SUPPORTED}
        assert compare.differences(one) == [f"{place}X is removed (was type string, max 3)"]
        del there[f"{path}X"]
        for fact in sorted(entry.keys() - {MARK}):
            facts.add(fact)
            present, entry[fact] = entry[fact], ["OLD"] if fact == "enum" else "OLD"
            (line,) = compare.differences(one)
            assert line.startswith(f"{place}: {fact} is ")
            assert line.endswith(", in the record OLD")
            entry[fact] = present
    assert facts == {"type", "required", "min", "max", "pattern", "enum", "sensitive", "status"}


@pytest.mark.parametrize(
    ("part", "path", "line"),
    [
        ("parameters", "MaxSigninSessionDuration", "parameter {} is new (type integer, min 3600, max 7776000)"),
        ("errors", "InvalidInput", "error {} is new (status 400)"),
    ],
)
def test_a_line_has_the_facts_of_what_is_new(record: Record, part: str, path: str, line: str) -> None:
    """Fails when a line lacks the limits of a parameter, or the HTTP status of an error."""
    del record["iam"]["calls"]["UpdateLoginProfile"][part][path]
    assert compare.differences(record) == [f"iam UpdateLoginProfile: {line.format(path)}"]


def test_what_botocore_does_not_have_is_a_line_and_stays(record: Record) -> None:
    """Fails when an older botocore ends in a traceback, passes for equal, or --write removes what it does not have."""
    record["sts"]["calls"]["AssumeNobody"] = {part: {} for part in PARTS}
    assert compare.updated(record, models=lambda name: None if name == "iam" else service_model(name)) == record
    record["iam"]["api_version"] = "1999-01-01"
    lines = compare.differences(record, lambda name: None if name == "organizations" else service_model(name))
    assert [line.replace(compare.BOTOCORE, "BOTOCORE") for line in lines] == [
        "iam: the API version is 2010-05-08, in the record 1999-01-01",
        "organizations: BOTOCORE does not have this service; not compared",
        "sts AssumeNobody: BOTOCORE does not have this call; not compared",
    ]
    assert service_model("no-such-service") is None


def test_an_update_keeps_marks_and_decides_nothing(record: Record) -> None:
    """Fails when --write loses a mark, decides about what is new, or leaves another fact than that of botocore."""
    expected = copy.deepcopy(record)
    parameters = record["iam"]["calls"]["UpdateLoginProfile"]["parameters"]
    del parameters["Password"]
    parameters["UserName"] = {"type": "integer", MARK: f"{NOT_SUPPORTED}of a test."}
    new = compare.updated(record)
    assert api_record.problems_of_marks(new) == [
        f"iam UpdateLoginProfile: parameter Password has the mark '{UNDECIDED}'"
    ]
    parameters = expected["iam"]["calls"]["UpdateLoginProfile"]["parameters"]
    parameters["Password"][MARK] = UNDECIDED
    parameters["UserName"][MARK] = f"{NOT_SUPPORTED}of a test."
    assert new == expected


@pytest.mark.parametrize("mark", ["", "yes", "known", NOT_SUPPORTED, f"{NOT_SUPPORTED}why", UNDECIDED])
def test_a_mark_without_a_reason_is_no_decision(record: Record, mark: str) -> None:
    """Fails when a mark passes that nobody has written out."""
    record["sts"]["calls"]["AssumeRoot"]["errors"]["ExpiredTokenException"][MARK] = mark
    (line,) = api_record.problems_of_marks(record)
    assert line.startswith("sts AssumeRoot: error ExpiredTokenException has the mark")


def test_nothing_is_recorded_below_what_is_not_supported(record: Record) -> None:
    """Fails when the members of what the collection does not use have to be decided, or are compared."""
    reply = record["iam"]["calls"]["GetUser"]["reply"]
    reply["User.Tags"][MARK] = f"{NOT_SUPPORTED}of a test."
    assert compare.differences(record) == []
    assert not [path for path in compare.updated(record)["iam"]["calls"]["GetUser"]["reply"] if "Tags[]" in path]


def test_a_shape_inside_itself_and_a_map_are_described() -> None:
    """Fails when a recursive shape is followed for ever, or the values of a map are not described."""
    shapes: dict[str, Any] = {
        "In": {"type": "structure", "members": {"Tree": {"shape": "Tree"}, "Map": {"shape": "Map"}}},
        "Tree": {"type": "structure", "members": {"Child": {"shape": "Tree"}}, "required": ["Child"]},
        "Map": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
        "Text": {"type": "string", "max": 9},
    }
    model = {"operations": {"Call": {"input": {"shape": "In"}}}, "shapes": shapes}
    call = described(model, "Call")
    assert call is not None
    assert call["parameters"] == {
        "Tree": {"type": "structure", "required": False},
        "Tree.Child": {"type": "structure", "required": True},
        "Map": {"type": "map", "required": False},
        "Map{}": {"type": "string", "max": 9},
    }


def test_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, record: Record
) -> None:
    """Fails when a difference has no exit code, a typo is recorded, or a new call is decided."""

    def run(*arguments: str) -> int:
        monkeypatch.setattr("sys.argv", ["compare.py", *arguments])
        return compare.main()

    monkeypatch.setattr(api_record, "RECORD", tmp_path / "record.json")
    whole = copy.deepcopy(record)
    del record["iam"]["calls"]["TagUser"]["parameters"]["Tags[].Key"]
    api_record.save(record)
    assert run() == 1
    assert "iam TagUser: parameter Tags[].Key is new (type string, required True, " in capsys.readouterr().out
    api_record.save(whole)
    assert run() == 0
    assert capsys.readouterr().out == f"{compare.BOTOCORE} has the recorded API: no differences.\n"
    for wanted in ("iam.GetNobody", "nowhere.GetUser", "GetUser"):
        with pytest.raises(SystemExit, match="2"):
            run("--write", wanted)
        assert f"does not have the call {wanted}." in capsys.readouterr().err
    assert api_record.load() == whole
    assert run("--write", "signin.ListSessions") == 1
    new = api_record.load()
    added = new.pop("signin")["calls"]["ListSessions"]
    facts = {"type": "integer", "required": False, "min": 1, "max": 100}
    assert added["parameters"]["maxResults"] == {**facts, MARK: UNDECIDED}
    # The model has no status for AccessDeniedException.
    statuses = {code: entry["status"] for code, entry in added["errors"].items()}
    assert (statuses["TooManyRequestsError"], statuses["InternalServerException"]) == (429, 500)
    assert (statuses["ValidationException"], statuses["AccessDeniedException"]) == (400, 400)
    assert capsys.readouterr().out.count("has the mark 'undecided") == sum(map(len, added.values()))
    assert new == whole
