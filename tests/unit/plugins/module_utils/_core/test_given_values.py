# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A variable that is null, empty or of another structure never makes a task about somebody else, or about more."""

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

SPECS: dict[str, Json] = {"run": ONE, "run_roster": roster_arguments(), "run_info": info_arguments()}
# A task that does something without the option in question.
SCENES: dict[str, Json] = {
    "run": {"caller": True, "state": "absent"},
    "run_roster": {"profiles": [{"user_name": "ana", "state": "absent"}], "purge": True, "purge_limit": "100%"},
    "run_info": {},
}
ENTRY = SPECS["run_roster"]["profiles"]["options"]


def names(spec: Json) -> list[tuple[str, Json]]:
    """Return each name of each option, aliases included."""
    return [(name, option) for key, option in spec.items() for name in (key, *option.get("aliases", ()))]


def members() -> t.Iterator[tuple[str, str, Json]]:
    """Yield module, place and options of each task with one given null or empty value, by the argument specs."""
    for door, spec in SPECS.items():
        scene = SCENES[door]
        for name, option in names(spec):
            for value in (None, "", " "):
                if value == " " and name == "password":
                    continue  # Blanks are characters of a password.
                yield door, name, {**scene, name: value}
            if option["type"] == "list":
                yield from ((door, f"{name}[1]", {**scene, name: ["ana", value]}) for value in (None, "", " "))
    for name, _option in names(ENTRY):
        for value in (None, ""):
            job = {"user_name": "ana", "state": "absent", name: value}
            yield "run_roster", f"{name} ", {"profiles": [{"user_name": "eve", "state": "absent"}, job]}
    yield "run_roster", "purge_exclude", {**SCENES["run_roster"], "purge_exclude": []}


MEMBERS = [member for member in members() if not member[1].startswith("profiles[")]


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account in which each user has a login profile, the caller's and one whose name is "None" among them."""
    return TaskRunner(monkeypatch, InMemoryIAM({name: {} for name in ("ana", "eve", "caller", "None", "glass,break")}))


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("door", "place", "options"), MEMBERS, ids=[f"{m[0]} {m[1]} {i}" for i, m in enumerate(MEMBERS)]
)
def test_a_null_or_an_empty_value_is_not_an_omitted_option(
    tasks: TaskRunner, door: str, place: str, options: Json, check_mode: bool
) -> None:
    """Fails when an option of any module, or of an entry, is read as omitted because its variable was empty."""
    result = getattr(tasks, door)(check_mode=check_mode, **options)
    assert (result["failed"], result["changed"], tasks.called()) == (True, False, [])
    assert f"{place.strip()} was given, but is " in result["msg"]
    assert "Correct the variable" in result["msg"]
    assert to_request_error(check_given(options, SPECS[door])[1], Principal()).code == "empty_option"


@pytest.mark.parametrize("name", aws_argument_spec())
def test_a_null_among_the_connection_options_is_rejected(name: str) -> None:
    """Fails when a null profile or endpoint means the default account, or an empty string can keep none from it."""
    spec: Json = aws_argument_spec()
    assert check_given({name: ""}, spec, may_be_empty=spec) == ({name: ""}, [])
    accepted, (mistake,) = check_given({name: None}, spec, may_be_empty=spec)
    assert accepted == {}
    assert mistake.message.startswith(f"{name} was given, but is null.")


def booleans() -> t.Iterator[tuple[str, str, Json]]:
    """Yield module, place and options of each task with a boolean in place of a string, by the argument specs."""
    for door, spec in SPECS.items():
        for name, option in names(spec):
            if option["type"] in ("str", "path"):
                yield door, name, {**SCENES[door], name: True}
            elif option["type"] == "list" and option.get("elements") == "str":
                yield door, f"{name}[1]", {**SCENES[door], name: ["ana", False]}
    for name, option in names(ENTRY):
        if option["type"] == "str":
            job = {"user_name": "ana", "state": "absent", name: False}
            yield "run_roster", f"{name} ", {"profiles": [job]}


@pytest.mark.parametrize(("door", "place", "options"), list(booleans()))
def test_a_boolean_is_not_a_string(tasks: TaskRunner, door: str, place: str, options: Json) -> None:
    """Fails when a name or a password without quotes becomes "True", and the task is about that."""
    result = getattr(tasks, door)(**options)
    assert (result["failed"], result["changed"], tasks.called()) == (True, False, [])
    assert f"{place.strip()} is a boolean, and must be a string." in result["msg"]


def test_all_that_is_empty_is_reported_with_its_place(tasks: TaskRunner) -> None:
    """Fails when one has to run a task again for each mistake, or the entry and its user are not named."""
    jobs = [{"user_name": "ana", "pgp_key": None}, {"user_name": "", "state": "absent"}, None]
    assert tasks.run_roster(profiles=jobs, path_prefix=None)["msg"].startswith(
        "profiles[0] (ana): pgp_key was given, but is null. Correct the variable, or omit the option in this entry for "
        "the default of all entries. profiles[1]: user_name was given, but is empty. Correct the variable. "
        "profiles[2] was given, but is null. Correct the variable. path_prefix was given, but is null. Correct the "
        "variable, or omit the option for the users of the whole account."
    )
    many = tasks.run_roster(profiles=[{"user_name": None}] * 12)["msg"]
    assert many.endswith("profiles[9]: user_name was given, but is null. Correct the variable. And 2 more of the kind.")


@pytest.mark.parametrize("option", ["user_names", "root_account_ids"])
def test_an_empty_list_is_nobody(tasks: TaskRunner, option: str) -> None:
    """Fails when a list of names with nobody in it is read as everybody."""
    options: Json = {option: []}
    result = tasks.run_info(**options)
    assert (result["failed"], result["users"], result["root_users"], tasks.called()) == (False, [], [], [])


@pytest.mark.parametrize(
    ("door", "option"),
    [
        ("run_info", "user_names"),
        ("run_info", "name"),
        ("run_info", "root_account_ids"),
        ("run_roster", "purge_exclude"),
    ],
)
def test_a_string_is_not_split_at_its_commas(tasks: TaskRunner, door: str, option: str) -> None:
    """Fails when a part of a name with a comma is taken for a user, or two names for one user who does not exist."""
    result = getattr(tasks, door)(**{**SCENES[door], option: "glass,break"})
    assert (result["failed"], tasks.called()) == (True, [])
    assert f"{option} is a string with a comma" in result["msg"]
    assert "glass" not in result["msg"]


def test_a_name_with_a_comma_is_taken_as_given(tasks: TaskRunner) -> None:
    """Fails when a name with a comma in a list is split after all."""
    (row,) = tasks.run_info(user_names=["glass,break"])["users"]
    assert (row["user_name"], row["password_enabled"]) == ("glass,break", True)
    done = tasks.run_roster(**SCENES["run_roster"], purge_exclude=["glass,break", "None"])["summary"]["done"]
    assert done == ["ana", "eve"]
    assert tasks.run_info(name="ana")["users"][0]["user_name"] == "ana"


IAM_USER = {"user_name": "ana", "arn": "arn:aws:iam::1:user/ana", "user_id": "AIDA", "path": "/", "create_date": "x"}
ROW = {"user_name": "ana", "arn": "arn:aws:iam::1:user/ana", "password_enabled": True, "login_profile": {}}


@pytest.mark.parametrize(
    ("door", "options", "words"),
    [
        (
            "run_roster",
            {"profiles": ["ana", "eve"]},
            "profiles[0] is not a dictionary. If profiles has names of IAM users",
        ),
        ("run_roster", {"profiles": [1001]}, "profiles[0] is not a dictionary."),
        ("run_roster", {"profiles": "ana"}, "profiles must be a list of dictionaries."),
        ("run_roster", {"profiles": {"user_name": "ana"}}, "profiles must be a list of dictionaries."),
        ("run_roster", {"profiles": [["ana"]]}, "profiles[0] is a list, and must be a dictionary."),
        ("run_roster", {"profiles": [IAM_USER]}, "profiles[0] is a user as amazon.aws.iam_user_info returns it,"),
        ("run_roster", {"profiles": [ROW]}, "profiles[0] is a row of iam_login_profile_info."),
        ("run_roster", {"profiles": [{"user_name": IAM_USER}]}, "profiles[0]: user_name is a dictionary"),
        ("run_roster", {"profiles": [], "purge_exclude": [IAM_USER]}, "purge_exclude[0] is a dictionary"),
        ("run", {"user_name": IAM_USER}, "user_name is a dictionary, and must be a string."),
        ("run", {"name": ["ana"]}, "name is a list, and must be a string."),
        (
            "run",
            {"user_name": "ana", "password": {"ana": "x"}},
            "IAM user 'ana': password is a dictionary, and must be a string.",
        ),
        ("run_info", {"user_names": [IAM_USER]}, "user_names[0] is a dictionary, and must be a string."),
        ("run_info", {"user_names": [["ana"]]}, "user_names[0] is a list, and must be a string."),
        ("run_info", {"user_names": IAM_USER}, "user_names is a dictionary, and must be a list of strings."),
    ],
)
def test_a_value_of_another_structure_is_described(tasks: TaskRunner, door: str, options: Json, words: str) -> None:
    """Fails when Ansible converts a dictionary to a name or password, or rejects it in words that do not help."""
    result = getattr(tasks, door)(**options)
    assert (result["failed"], result["changed"], tasks.called()) == (True, False, [])
    assert result["msg"].startswith(words)
    assert to_request_error(check_given(options, SPECS[door])[1], Principal()).code == "invalid_options"


@pytest.mark.parametrize("caller", [{}, {"caller": False}])
def test_a_task_without_a_user_is_rejected(tasks: TaskRunner, caller: Json) -> None:
    """Fails when default(omit), or a forgotten name, makes a task about the operator."""
    result = tasks.run(state="absent", **caller)
    assert (result["failed"], result["user_name"], tasks.called()) == (True, None, [])
    assert result["error"]["code"] == "user_required"
    assert "Give caller: true only for the principal making the request" in result["msg"]


@pytest.mark.parametrize("other", [{"user_name": "ana"}, {"name": "ana"}, {"root_account_id": "111122223333"}])
def test_the_caller_excludes_other_users(tasks: TaskRunner, other: Json) -> None:
    """Fails when a task with two users is about one of them."""
    result = tasks.run(state="absent", caller=True, **other)
    assert (result["failed"], tasks.called()) == (True, [])
    assert "and caller exclude one another. Give one of them." in result["msg"]


def test_two_names_and_no_caller(tasks: TaskRunner) -> None:
    """Fails when a user and a root user are one."""
    result = tasks.run(state="absent", user_name="ana", root_account_id="111122223333")
    assert "user_name and root_account_id exclude one another. Give one of them." in result["msg"]
    assert result["error"]["code"] == "invalid_options"


def test_the_caller_is_asked_for(tasks: TaskRunner) -> None:
    """Fails when caller: true is about anybody but the principal making the request."""
    result = tasks.run(state="absent", caller=True)
    assert (result["failed"], result["user_name"]) == (False, "caller")
    assert [name for name, profile in tasks.iam.users.items() if profile is None] == ["caller"]


def test_a_result_before_the_user_is_known_is_not_about_the_caller(tasks: TaskRunner) -> None:
    """Fails when a rejected task looks as if it was about the operator."""
    for options in ({"user_name": None}, {"user_name": "a b"}, {}):
        result = tasks.run(state="absent", **options)
        assert result["user_name"] is None
        assert "the caller" not in repr(result)
