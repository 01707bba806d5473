# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A variable that is null, empty or of another type never makes a task about another user, or about more users."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.amazon.aws.plugins.module_utils.modules import aws_argument_spec

from ansible_collections.identity.aws.plugins.module_utils._core.given_values import check_given, to_request_error
from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal
from ansible_collections.identity.aws.plugins.module_utils._module.info_options import info_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.roster_options import roster_arguments
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import ONE, TaskRunner

Json = dict[str, t.Any]

# Each module by the method of TaskRunner that runs it.
SPECS: dict[str, Json] = {"run": ONE, "run_roster": roster_arguments(), "run_info": info_arguments()}
# A task that works without the option under test.
SCENES: dict[str, Json] = {
    "run": {"caller": True, "state": "absent"},
    "run_roster": {"profiles": [{"user_name": "ana", "state": "absent"}], "purge": True, "purge_limit": "100%"},
    "run_info": {},
}
ENTRY = SPECS["run_roster"]["profiles"]["options"]


def names(spec: Json) -> list[tuple[str, Json]]:
    """Return each name of each option, aliases included."""
    return [(name, option) for key, option in spec.items() for name in (key, *option.get("aliases", ()))]


def places(values: t.Sequence[t.Any], kinds: t.Container[str] = ("str", "path")) -> t.Iterator[tuple[str, str, Json]]:
    """Yield module, place and options of each task with one of the values in one place, by the argument specs."""
    for module, spec in SPECS.items():
        for name, option in names(spec):
            if option["type"] in kinds:
                yield from ((module, name, {name: value}) for value in values)
            elif option["type"] == "list" and option.get("elements") == "str":
                yield from ((module, f"{name}[1]", {name: ["ana", value]}) for value in values)
    for name, option in names(ENTRY):
        if option["type"] in kinds:
            yield from (("run_roster", name, {"profiles": [{"user_name": "ana", name: value}]}) for value in values)


EMPTY = [
    *places([None, ""], ("str", "path", "bool", "int")),
    # Spaces are characters of a password.
    *(each for each in places([" "]) if each[1] != "password"),
    *((module, name, {name: value}) for module, spec in SPECS.items() for name in spec for value in (None, "")),
    ("run_roster", "purge_exclude", {"purge_exclude": []}),
    *((module, "session_regions", {"session_regions": []}) for module in ("run", "run_roster")),
]


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account in which each user has a login profile, including the caller's and a user named "None"."""
    return TaskRunner(monkeypatch, InMemoryIAM({name: {} for name in ("ana", "eve", "caller", "None", "glass,break")}))


def messages(module: str, options: Json, code: str) -> str:
    """Return the error of a task that is rejected for its values."""
    error = to_request_error(check_given(options, SPECS[module])[1], Principal())
    assert error.code == code
    return str(error)


@pytest.mark.parametrize(("module", "place", "options"), EMPTY)
def test_a_null_or_an_empty_value_is_not_an_omitted_option(module: str, place: str, options: Json) -> None:
    """Fails when an option of a module, or of an entry, is omitted because its variable was empty."""
    message = messages(module, options, "empty_option")
    assert f"{place} was given, but is " in message
    assert "Correct the variable" in message


@pytest.mark.parametrize(("module", "place", "options"), [*places([True, False])])
def test_a_boolean_is_not_a_string(module: str, place: str, options: Json) -> None:
    """Fails when a name or a password without quotes becomes "True", and the task uses it."""
    assert f"{place} is a boolean, and must be a string." in messages(module, options, "invalid_options")


@pytest.mark.parametrize(
    ("module", "place", "options"), [each for each in places([True, False], ("int",)) if "[1]" not in each[1]]
)
def test_a_boolean_is_not_a_number(module: str, place: str, options: Json) -> None:
    """Fails when false is 0, which clears a setting, or true is 1 second."""
    assert f"{place} is a boolean, and must be an integer." in messages(module, options, "invalid_options")


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("module", "name"), [("run", "user_name"), ("run_roster", "path_prefix"), ("run_info", "name")]
)
def test_a_rejected_value_ends_the_task(tasks: TaskRunner, module: str, name: str, check_mode: bool) -> None:
    """Fails when a module does not check its given values, or checks them after a call."""
    result = getattr(tasks, module)(check_mode=check_mode, **{**SCENES[module], name: None})
    assert (result["failed"], result["changed"], tasks.called()) == (True, False, [])
    assert result["msg"].startswith(f"{name} was given, but is null.")


@pytest.mark.parametrize("name", aws_argument_spec())
def test_a_null_among_the_connection_options_is_rejected(name: str) -> None:
    """Fails when a null profile or endpoint means the default account, or an empty string is rejected."""
    spec: Json = aws_argument_spec()
    assert check_given({name: ""}, spec, may_be_empty=spec) == ({name: ""}, [])
    accepted, (mistake,) = check_given({name: None}, spec, may_be_empty=spec)
    assert accepted == {}
    assert mistake.message.startswith(f"{name} was given, but is null.")


def test_all_that_is_empty_is_reported_with_its_place() -> None:
    """Fails when a user has to run a task again for each mistake, or the entry and its user are not named."""
    jobs = [{"user_name": "ana", "age_recipients": []}, {"user_name": "", "state": "absent"}, None]
    assert messages("run_roster", {"profiles": jobs, "path_prefix": None}, "empty_option") == (
        "profiles[0] (ana): age_recipients was given, but is empty. Correct the variable, or omit the option in this "
        "entry for the default of all entries. profiles[1]: user_name was given, but is empty. Correct the variable. "
        "profiles[2] was given, but is null. Correct the variable. path_prefix was given, but is null. Correct the "
        "variable, or omit the option for the users of the whole account."
    )
    many = messages("run_roster", {"profiles": [{"user_name": None}] * 12}, "empty_option")
    assert many.endswith(
        "profiles[9]: user_name was given, but is null. Correct the variable. "
        "Errors of this kind that are not listed: 2."
    )


@pytest.mark.parametrize("option", ["user_names", "root_account_ids"])
def test_an_empty_list_means_no_users(tasks: TaskRunner, option: str) -> None:
    """Fails when an empty list of names means all users."""
    options: Json = {option: []}
    result = tasks.run_info(**options)
    assert (result["failed"], result["users"], result["root_users"], tasks.called()) == (False, [], [], [])


def test_a_name_with_a_comma_is_not_split(tasks: TaskRunner) -> None:
    """Fails when a name with a comma in a list is split after all."""
    (row,) = tasks.run_info(user_names=["glass,break"])["users"]
    assert (row["user_name"], row["password_enabled"]) == ("glass,break", True)
    done = tasks.run_roster(**SCENES["run_roster"], purge_exclude=["glass,break", "None"])["summary"]["done"]
    assert done == ["ana", "eve"]
    assert tasks.run_info(name="ana")["users"][0]["user_name"] == "ana"


def test_choices_may_be_a_string_with_commas() -> None:
    """Fails when a string that Ansible splits into choices is rejected as names with commas."""
    spec = {"formats": {"type": "list", "elements": "str", "choices": ["csv", "json"]}}
    assert check_given({"formats": "csv,json"}, spec) == ({"formats": "csv,json"}, [])


IAM_USER = {"user_name": "ana", "arn": "arn:aws:iam::1:user/ana", "user_id": "AIDA", "path": "/", "create_date": "x"}
COMMA = ' is a string with a comma, which is valid in a name. Give a list: [a, b] are two elements, ["a,b"] is one.'
ROW = {"user_name": "ana", "arn": "arn:aws:iam::1:user/ana", "password_enabled": True, "login_profile": {}}
RETURNED: list[tuple[t.Any, str]] = [
    (["ana", IAM_USER], "[1] is a user as amazon.aws.iam_user_info returns it,"),
    ({"iam_users": [IAM_USER]}, " is a result of amazon.aws.iam_user_info,"),
    ([ROW], "[0] is a row of iam_login_profile_info."),
    ({"users": [ROW], "missing_users": []}, " is a result of iam_login_profile_info."),
]


@pytest.mark.parametrize(
    ("module", "options", "words"),
    [
        ("run_roster", {"profiles": ["ana", "eve"]}, "[0] is not a dictionary. For names of IAM users"),
        ("run_roster", {"profiles": [1001]}, "[0] is not a dictionary."),
        ("run_roster", {"profiles": "ana"}, " must be a list of dictionaries."),
        ("run_roster", {"profiles": {"user_name": "ana"}}, " must be a list of dictionaries."),
        ("run_roster", {"profiles": [["ana"]]}, "[0] is a list, and must be a dictionary."),
        *(("run_roster", {name: value}, words) for name in ("profiles", "user_names") for value, words in RETURNED),
        ("run_roster", {"profiles": [{"user_name": IAM_USER}]}, "[0]: user_name is a dictionary"),
        ("run_roster", {"purge_exclude": [IAM_USER]}, "[0] is a dictionary"),
        ("run", {"user_name": IAM_USER}, " is a dictionary, and must be a string."),
        ("run", {"name": ["ana"]}, " is a list, and must be a string."),
        ("run", {"password": {"ana": "x"}}, " is a dictionary, and must be a string."),
        ("run_info", {"user_names": [IAM_USER]}, "[0] is a dictionary, and must be a string."),
        ("run_info", {"user_names": [["ana"]]}, "[0] is a list, and must be a string."),
        ("run_info", {"user_names": IAM_USER}, " is a dictionary, and must be a list of strings."),
        ("run_roster", {"purge_exclude": "glass,break"}, COMMA),
        ("run_roster", {"user_names": "glass,break"}, COMMA),
        *(("run_info", {name: "glass,break"}, COMMA) for name in ("user_names", "name", "root_account_ids")),
    ],
)
def test_a_value_of_another_structure_is_described(module: str, options: Json, words: str) -> None:
    """Fails when Ansible converts or splits a value, its rejection does not help, or a value is repeated."""
    message = messages(module, options, "invalid_options")
    assert message.startswith(f"{next(iter(options))}{words}")
    assert "glass" not in message


NAMES = "write user_names: \"{{{{ {} | map(attribute='user_name') }}}}\", where users is that {}."
PROFILES = 'write profiles: "{{{{ users | identity.aws.login_profile_roster }}}}", where users is that {}.'


@pytest.mark.parametrize(
    ("module", "options", "end"),
    [
        ("run_roster", {"profiles": ["ana"]}, 'write user_names: "{{ names }}", where names is that list.'),
        ("run_roster", {"profiles": [IAM_USER]}, NAMES.format("users", "list")),
        ("run_roster", {"user_names": {"iam_users": []}}, NAMES.format("users.iam_users", "result")),
        ("run_roster", {"profiles": [ROW]}, PROFILES.format("list")),
        ("run_roster", {"user_names": {"missing_users": []}}, PROFILES.format("result")),
        ("run_roster", {"user_names": ""}, "user_names was given, but is empty. Correct the variable."),
        ("run", {"user_name": IAM_USER}, 'that another module returned, give the name: "{{ user.user_name }}".'),
        ("run", {"user_name": ["ana"]}, "must be a string. Give a string."),
        ("run", {"password": {"ana": "x"}}, "must be a string. Give a string."),
    ],
)
def test_the_line_to_write_is_in_the_message(module: str, options: Json, end: str) -> None:
    """Fails when the advice is for another option, or its line does not work when copied."""
    code = "empty_option" if "empty" in end else "invalid_options"
    assert messages(module, options, code).endswith(end)


def test_what_is_not_a_list_of_users_has_no_advice_on_users() -> None:
    """Fails when the message for a list of dictionaries that are not users has the line for user names."""
    spec = {"tags": {"type": "list", "elements": "dict", "options": {"key": {"type": "str"}}}}
    (mistake,) = check_given({"tags": ["a"]}, spec)[1]
    assert mistake.message == "tags[0] is not a dictionary."


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ({}, "user_required", "Give caller: true only for the principal making the request"),
        ({"caller": False}, "user_required", "Give caller: true only for the principal making the request"),
        ({"caller": True, "user_name": "ana"}, "invalid_options", "user_name and caller are mutually exclusive."),
        ({"caller": True, "root_account_id": "1" * 12}, "invalid_options", "caller are mutually exclusive."),
        (
            {"user_name": "ana", "root_account_id": "1" * 12},
            "invalid_options",
            "root_account_id are mutually exclusive.",
        ),
        ({"user_name": None}, "empty_option", "user_name was given, but is null."),
        ({"user_name": "a b"}, "invalid_options", "user_name must have"),
    ],
)
def test_a_task_without_one_user_is_not_about_the_caller(
    tasks: TaskRunner, options: Json, code: str, words: str
) -> None:
    """Fails when default(omit), a missing name or two users make a task about the caller, or report one."""
    result = tasks.run(state="absent", **options)
    assert (result["failed"], result["error"]["code"], tasks.called()) == (True, code, [])
    assert words in result["msg"]
    assert result["user_name"] is None or "user_name" in options
    assert "the caller" not in repr(result)


def test_the_caller_is_requested(tasks: TaskRunner) -> None:
    """Fails when caller: true is about another user than the principal making the request."""
    result = tasks.run(state="absent", caller=True)
    assert (result["failed"], result["user_name"]) == (False, "caller")
    assert [name for name, profile in tasks.iam.users.items() if profile is None] == ["caller"]


@pytest.mark.parametrize(
    ("module", "of_entries"), [("run", False), ("run_info", False), ("run_info", True), ("run_roster", True)]
)
def test_a_user_has_one_name(tasks: TaskRunner, module: str, of_entries: bool) -> None:
    """Fails when an entry with a display name is about another user, or an audit uses the other name."""
    run = getattr(tasks, module)
    same, different = ({"user_name": "ana", "name": name} for name in ("ana", "eve"))
    result = run(**{"profiles": [different]} if of_entries else different)
    words = "user_name and name are names of one option, and have different values. Give one of them."
    assert (result["msg"].endswith(words), tasks.called()) == (True, [])
    assert not run(**{"profiles": [same]} if of_entries else same)["failed"]
