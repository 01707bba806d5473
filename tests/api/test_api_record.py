# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The record of the AWS API: complete, decided, and equal to the service models of the installed botocore."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import api_record
import compare
import pytest
from api_record import MARK, NOT_SUPPORTED, PARTS, SUPPORTED, UNDECIDED, Record, entries
from botocore import xform_name
from service_models import described, service_model

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
NODES = [
    node for path in sorted(PLUGINS.rglob("*.py")) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
]


@pytest.fixture
def recorded() -> Record:
    """Return the record as it is."""
    return api_record.load()


@pytest.fixture
def record(recorded: Record) -> Record:
    """Return a decided record that agrees with botocore, so that a new botocore fails no test of the tool."""
    agreeing = compare.updated(recorded)
    for *_place, entry in entries(agreeing):
        entry[MARK] = SUPPORTED if entry[MARK] == UNDECIDED else entry[MARK]
    return agreeing


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, record: Record) -> Path:
    """Put this record in place of the one of the checkout."""
    monkeypatch.setattr(api_record, "RECORD", tmp_path / "record.json")
    api_record.save(record)
    return api_record.RECORD


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["compare.py", *arguments])
    return compare.main()


def test_botocore_has_the_recorded_api(recorded: Record) -> None:
    """Fails when botocore declares something else. Read the lines, then: python tests/api/compare.py --write."""
    lines = compare.differences(recorded)
    assert not lines, "\n".join(lines)


def test_every_mark_is_a_decision(recorded: Record) -> None:
    """Fails when a new entry still has the mark of the tool, or a decision against one has no reason."""
    assert api_record.problems_of_marks(recorded) == []


def test_the_file_has_the_form_that_the_tool_writes(recorded: Record) -> None:
    """Fails when the file was edited into another order or form, so that the next --write would move lines."""
    assert api_record.RECORD.read_text(encoding="utf-8") == api_record.as_text(recorded)


def test_the_record_has_the_calls_that_the_plugins_make(recorded: Record) -> None:
    """Fails when a call is made that is not in the record, or one is in the record that is not made."""
    models = [service_model(service) for service in recorded]
    methods = {xform_name(call) for model in models if model is not None for call in model["operations"]}
    used = {node.attr for node in NODES if isinstance(node, ast.Attribute)}
    used |= {node.value for node in NODES if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert used & methods == {xform_name(call) for service in recorded.values() for call in service["calls"]}


def test_the_record_has_the_services_that_the_plugins_use(recorded: Record) -> None:
    """Fails when a client is made of a service that is not in the record, whose calls nobody would compare."""
    made = [
        node.args[0]
        for node in NODES
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"client", "_client"}
        and node.args
    ]
    assert {node.value for node in made if isinstance(node, ast.Constant)} == set(recorded)


def changed(record: Record) -> Iterator[tuple[Record, str, str, str, str]]:
    """Return a copy of the record for each entry, with the place of the entry, to be changed there."""
    for service, call, part, path, _entry in entries(record):
        yield copy.deepcopy(record), service, call, part, path


def test_each_addition_is_named(record: Record) -> None:
    """Fails when anything can be missing in the record, and so be new in botocore, without a line that names it."""
    for older, service, call, part, path in changed(record):
        del older[service]["calls"][call][part][path]
        first, *below = compare.differences(older)
        assert first.startswith(f"{service} {call}: {PARTS[part]} {path} is new (")
        assert all(line.startswith(f"{service} {call}: {PARTS[part]} {path}") for line in below)


def test_each_removal_is_named(record: Record) -> None:
    """Fails when botocore can lose anything without a line that names it."""
    for newer, service, call, part, path in changed(record):
        newer[service]["calls"][call][part][f"{path}X"] = {"type": "string", "max": 3, MARK: SUPPORTED}
        assert compare.differences(newer) == [
            f"{service} {call}: {PARTS[part]} {path}X is removed (was string, at most 3)"
        ]


def test_each_changed_fact_is_named(record: Record) -> None:
    """Fails when a type, limit, pattern, value of an enum or HTTP status can change without a line that names it."""
    facts = set()
    for older, service, call, part, path in changed(record):
        entry = older[service]["calls"][call][part][path]
        for fact in sorted(entry.keys() - {MARK}):
            facts.add(fact)
            present, entry[fact] = entry[fact], ["OLD"] if fact == "enum" else "OLD"
            (line,) = compare.differences(older)
            assert line.startswith(f"{service} {call}: {PARTS[part]} {path}: {fact} is ")
            assert line.endswith(", in the record OLD")
            entry[fact] = present
    assert facts == {"type", "required", "min", "max", "pattern", "enum", "sensitive", "status"}


@pytest.mark.parametrize(
    ("part", "path", "line"),
    [
        (
            "parameters",
            "MaxSigninSessionDuration",
            "parameter MaxSigninSessionDuration is new (integer, 3600 to 7776000)",
        ),
        ("errors", "InvalidInput", "error InvalidInput is new (HTTP status 400)"),
    ],
)
def test_a_line_says_what_is_new(record: Record, part: str, path: str, line: str) -> None:
    """Fails when a line lacks the limits of a parameter, or the HTTP status of an error."""
    del record["iam"]["calls"]["UpdateLoginProfile"][part][path]
    assert compare.differences(record) == [f"iam UpdateLoginProfile: {line}"]


def test_what_botocore_does_not_have_is_a_line(record: Record) -> None:
    """Fails when an older botocore ends in a traceback, or passes for equal."""
    record["iam"]["api_version"] = "1999-01-01"
    record["sts"]["calls"]["AssumeNobody"] = {part: {} for part in PARTS}
    lines = compare.differences(record, lambda name: None if name == "organizations" else service_model(name))
    assert [line.replace(compare.BOTOCORE, "BOTOCORE") for line in lines] == [
        "iam: the API version is 2010-05-08, in the record 1999-01-01",
        "organizations: BOTOCORE does not have this service; not compared",
        "sts AssumeNobody: BOTOCORE does not have this call; not compared",
    ]
    assert service_model("no-such-service") is None


def test_an_update_leaves_what_botocore_does_not_have(record: Record) -> None:
    """Fails when --write under an older botocore removes a service or call from the record."""
    record["sts"]["calls"]["AssumeNobody"] = {part: {} for part in PARTS}
    assert compare.updated(record, models=lambda name: None if name == "iam" else service_model(name)) == record


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
    assert described(model, "Call") == {
        "parameters": {
            "Tree": {"type": "structure", "required": False},
            "Tree.Child": {"type": "structure", "required": True},
            "Map": {"type": "map", "required": False},
            "Map{}": {"type": "string", "max": 9},
        },
        "reply": {},
        "errors": {},
    }


def test_the_command_reports_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    """Fails when a difference has no exit code, --report has one, or equal APIs end without a sentence."""
    assert run(monkeypatch) == 0
    assert capsys.readouterr().out == f"{compare.BOTOCORE} has the recorded API: no differences.\n"
    record = api_record.load()
    del record["iam"]["calls"]["TagUser"]["parameters"]["Tags[].Key"]
    api_record.save(record)
    assert (run(monkeypatch), run(monkeypatch, "--report")) == (1, 0)
    assert capsys.readouterr().out.count("iam TagUser: parameter Tags[].Key is new (string, required, 1 to 128, ") == 2


def test_the_command_adds_a_call_of_another_service(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path, record: Record
) -> None:
    """Fails when a call, of Sign-In for one, cannot be added with its parameters, reply and errors, all undecided."""
    assert run(monkeypatch, "--write", "signin.ListSessions") == 1
    new = api_record.load()
    added = new.pop("signin")["calls"]["ListSessions"]
    facts = {"type": "integer", "required": False, "min": 1, "max": 100}
    assert added["parameters"]["maxResults"] == {**facts, MARK: UNDECIDED}
    assert added["reply"]["items[].status"]["enum"] == ["ACTIVE", "REVOKED"]
    assert {code: entry["status"] for code, entry in added["errors"].items()} == {
        "TooManyRequestsError": 429,
        "InternalServerException": 500,
        "ValidationException": 400,
        "AccessDeniedException": 400,  # for which the model has no status
    }
    assert capsys.readouterr().out.count("has the mark 'undecided") == sum(map(len, added.values()))
    assert new == record


@pytest.mark.parametrize("wanted", ["iam.GetNobody", "nowhere.GetUser", "GetUser"])
def test_a_call_that_botocore_does_not_have_is_not_added(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path, wanted: str
) -> None:
    """Fails when a typo gets into the record."""
    before = file.read_text(encoding="utf-8")
    with pytest.raises(SystemExit, match="2"):
        run(monkeypatch, "--write", wanted)
    assert f"does not have the call {wanted}." in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == before
