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
from api_record import MARK, NOT_SUPPORTED, PARTS, SUPPORTED, UNDECIDED, Record, described, service_model
from botocore import xform_name

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"


@pytest.fixture(scope="module")
def recorded() -> Record:
    """Return the record as it is."""
    return api_record.load()


@pytest.fixture
def record(recorded: Record) -> Record:
    """Return a decided record that agrees with botocore, so that a new botocore fails no test of the tool."""
    agreeing = copy.deepcopy(compare.updated(recorded))
    for entry in api_record.places(agreeing).values():
        entry[MARK] = SUPPORTED if entry[MARK] == UNDECIDED else entry[MARK]
    return agreeing


def test_botocore_has_the_recorded_api(recorded: Record) -> None:
    """Fails when botocore differs from the record. Read the lines, then run: python tests/api/compare.py --write."""
    lines = compare.differences(recorded)
    assert not lines, "\n".join(lines)


def test_the_record_is_decided_and_in_the_format_of_the_tool(recorded: Record) -> None:
    """Fails when an entry has the tool's mark or no reason, or the file was edited into another format."""
    assert api_record.problems_of_marks(recorded) == []
    shuffled: Any = copy.deepcopy(dict(reversed(recorded.items())))
    calls = shuffled["iam"]["calls"] = dict(reversed(shuffled["iam"]["calls"].items()))
    calls["GetUser"]["reply"] = dict(reversed(calls["GetUser"]["reply"].items()))
    assert api_record.RECORD.read_text(encoding="utf-8") == api_record.as_text(shuffled)


def test_the_record_has_the_calls_and_services_of_the_plugins(recorded: Record) -> None:
    """Fails when the plugins make an unrecorded call or client, or a recorded call is not made."""
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
    """Fails when a change of a parameter, reply member, error or fact in botocore is not reported as a line."""
    assert compare.differences(record) == []
    parameters = record["iam"]["calls"]["UpdateLoginProfile"]["parameters"]
    errors = record["iam"]["calls"]["UpdateLoginProfile"]["errors"]
    user = record["iam"]["calls"]["GetUser"]["reply"]
    del parameters["MaxSigninSessionDuration"], errors["InvalidInput"]
    parameters["Gone"] = {"type": "string", "required": False, "max": 3, MARK: SUPPORTED}
    for fact in ("required", "min", "max", "pattern", "sensitive"):
        parameters["Password"][fact] = "OLD"
    errors["NoSuchEntity"]["status"] = 500
    user["User"]["type"] = "string"
    user["User.Path"]["enum"] = ["OLD", "OLDER"]
    password = "iam UpdateLoginProfile: parameter Password"
    assert compare.differences(record) == [
        "iam GetUser: reply member User: type is structure, in the record string",
        "iam GetUser: reply member User.Path: enum is not set, in the record OLD|OLDER",
        "iam UpdateLoginProfile: error InvalidInput is new (status 400)",
        "iam UpdateLoginProfile: error NoSuchEntity: status is 404, in the record 500",
        "iam UpdateLoginProfile: parameter Gone is removed (was type string, max 3)",
        "iam UpdateLoginProfile: parameter MaxSigninSessionDuration is new (type integer, min 3600, max 7776000)",
        f"{password}: max is 128, in the record OLD",
        f"{password}: min is 1, in the record OLD",
        f"{password}: pattern is [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+, in the record OLD",
        f"{password}: required is False, in the record OLD",
        f"{password}: sensitive is True, in the record OLD",
    ]


def test_what_botocore_does_not_have_is_a_line_and_stays(record: Record) -> None:
    """Fails when an older botocore causes a traceback or counts as equal, or --write removes what it does not have."""
    record["sts"]["calls"]["AssumeNobody"] = {part: {"Name": {"type": "string", MARK: SUPPORTED}} for part in PARTS}
    assert compare.updated(record, models=lambda name: None if name == "iam" else service_model(name)) == record
    record["iam"]["api_version"] = "1999-01-01"
    lines = compare.differences(record, lambda name: None if name == "organizations" else service_model(name))
    assert [line.replace(compare.BOTOCORE, "BOTOCORE") for line in lines] == [
        "iam: the API version is 2010-05-08, in the record 1999-01-01",
        "organizations: BOTOCORE does not have this service; not compared",
        "sts AssumeNobody: BOTOCORE does not have this call; not compared",
    ]


@pytest.mark.parametrize("mark", ["", "yes", "known", NOT_SUPPORTED, f"{NOT_SUPPORTED}why", UNDECIDED])
def test_a_mark_without_a_reason_is_no_decision(record: Record, mark: str) -> None:
    """Fails when a mark without a written reason passes."""
    record["sts"]["calls"]["AssumeRoot"]["errors"]["ExpiredTokenException"][MARK] = mark
    place = "sts AssumeRoot: error ExpiredTokenException"
    assert api_record.problems_of_marks(record) == [f"{place} has the mark '{mark}'"]


def test_nothing_is_recorded_below_what_is_not_supported(record: Record) -> None:
    """Fails when members below an unsupported entry must be decided, or are compared."""
    reply = record["iam"]["calls"]["GetUser"]["reply"]
    reply["User.Tags"][MARK] = f"{NOT_SUPPORTED}of a test."
    assert compare.differences(record) == []
    new = compare.updated(record)["iam"]["calls"]["GetUser"]["reply"]
    assert reply.keys() - new.keys() == {path for path in reply if path.startswith("User.Tags[]")} != set()


def test_the_facts_of_a_shape() -> None:
    """Fails when a recursive shape is followed forever, a map is not described, or an error has another status."""
    shapes: dict[str, Any] = {
        "In": {"type": "structure", "members": {"Tree": {"shape": "Tree"}, "Map": {"shape": "Map"}}},
        "Tree": {"type": "structure", "members": {"Child": {"shape": "Tree"}}, "required": ["Child"]},
        "Map": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
        "Text": {"type": "string", "max": 9, "enum": ["A"]},
        "Theirs": {"type": "structure", "fault": True},
        "Named": {"type": "structure", "error": {"code": "Other", "httpStatusCode": 429}},
        "Ours": {"type": "structure"},
    }
    errors = [{"shape": name} for name in ("Theirs", "Named", "Ours")]
    call = described({"operations": {"Call": {"input": {"shape": "In"}, "errors": errors}}, "shapes": shapes}, "Call")
    assert call is not None
    assert call["parameters"] == {
        "Tree": {"type": "structure", "required": False},
        "Tree.Child": {"type": "structure", "required": True},
        "Map": {"type": "map", "required": False},
        "Map{}": {"type": "string", "max": 9, "enum": ["A"]},
    }
    assert call["errors"] == {"Theirs": {"status": 500}, "Other": {"status": 429}, "Ours": {"status": 400}}


def test_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, record: Record
) -> None:
    """Fails when a difference has no exit code, a typo is recorded, a mark is lost, or a new entry is decided."""

    def run(*arguments: str) -> int:
        monkeypatch.setattr("sys.argv", ["compare.py", *arguments])
        return compare.main()

    monkeypatch.setattr(api_record, "RECORD", tmp_path / "record.json")
    api_record.save(record)
    assert run() == 0
    assert capsys.readouterr().out == f"{compare.BOTOCORE} matches the recorded API.\n"
    for wanted in ("iam.GetNobody", "nowhere.GetUser", "GetUser"):
        with pytest.raises(SystemExit, match="2"):
            run("--write", wanted)
        assert f"does not have the call {wanted}." in capsys.readouterr().err
    changed = copy.deepcopy(record)
    parameters = changed["iam"]["calls"]["UpdateLoginProfile"]["parameters"]
    del parameters["Password"]
    parameters["UserName"] = {"type": "integer", MARK: f"{NOT_SUPPORTED}of a test."}
    api_record.save(changed)
    assert run() == 1
    assert "iam UpdateLoginProfile: parameter Password is new (type string, min 1, " in capsys.readouterr().out
    assert run("--write", "account.GetContactInformation") == 1
    new = api_record.load()
    added = new.pop("account")["calls"]["GetContactInformation"]
    assert {entry[MARK] for part in added.values() for entry in part.values()} == {UNDECIDED}
    parameters = record["iam"]["calls"]["UpdateLoginProfile"]["parameters"]
    parameters["Password"][MARK] = UNDECIDED
    parameters["UserName"][MARK] = f"{NOT_SUPPORTED}of a test."
    assert new == record
