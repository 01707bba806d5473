# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Any value of any option of a module: a clear error or a correct result, and no call that AWS would reject.

Without its secrets, Ansible accepts the same parameters, and none is lost.
"""

from __future__ import annotations

import base64
import json
import pathlib
import typing as t

import pyrage
import pysequoia
import pytest
from ansible_collections.amazon.aws.plugins.module_utils.modules import aws_argument_spec
from hypothesis import event, example, given, reject
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.given_values import check_given
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret
from ansible_collections.identity.aws.plugins.module_utils._core.validation import user_name_problem
from ansible_collections.identity.aws.plugins.module_utils._module import info, login_profile, own_password, roster
from ansible_collections.identity.aws.plugins.module_utils._module.info_options import info_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.roster_options import roster_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.sealed_module import seal
from ansible_collections.identity.aws.tests.unit.plugins.fuzz.checks import (
    assert_is_for_a_person,
    problems_of_form,
    share,
    validated,
)
from ansible_collections.identity.aws.tests.unit.plugins.fuzz.hostile import CANARY, arguments, below, odd_strings
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import ONE, OWN, TaskRunner

Json = dict[str, t.Any]

MEMBER = "222222222222"
TAG = "identity.aws/password-version"
WRITES = ("Create", "Update", "Delete", "Tag", "Untag", "Change", "Batch", "Put")


KEY = base64.b64encode(bytes(pysequoia.Tsk.generate(f"{CANARY} <c@example.com>").extract_certificate())).decode()
AGE1 = str(pyrage.x25519.Identity.generate().to_public())
SECRET: Json = {"name": "console/{user_name}", "tags": {"a": "b"}, "values": {"note": CANARY}}
OF_ONE: dict[str, t.Sequence[t.Any]] = {
    "user_name": ["ana", "ben", "eve", "ANA", "dee+dum=1,2.3@x-y_z"],
    "root_account_id": [MEMBER, "333333333333"],
    "password": [f"{CANARY}-Horse-1", f"{CANARY}s", f"{CANARY}-\xe9\xff-Horse-1 \t\n"],
    "password_length": [6, 20, 128],
    "pgp_key": [KEY, f"{CANARY}=="],
    "age_recipients": [[AGE1], [AGE1, AGE1], AGE1, [AGE1, f"{CANARY}=="]],
    "secrets_manager": [SECRET, {"name": "b"}, {}],
    "name": ["x/{user_name}", "{user_name}{user_name}", "a,b"],
    "region": ["us-east-1", "eu-west-1"],
    "kms_key_id": ["alias/passwords"],
    "tags": [{"a": "b"}, {"aws:a": "b"}, {"a": 1}, "a=b"],
    "values": [{"a": "b"}, {"password": CANARY}, {"a": None}],
    "password_version": ["1", "2026-11", "\u0663 \xe9"],
    "password_version_tag": [TAG, "version", "a b"],
    "max_signin_session_duration": [0, 3600, 43200, 7776000],
    "valid_until": ["2099-12-31", "2026-11-22", "2026-06-30T18:00:00+02:00", f"2026-12-31 {CANARY}"],
    "valid_until_warn_days": [0, 14, 365],
    "wait_timeout": [0, 1, 120, 86400],
}
SET: Json = {"user_name": "ben", "password": f"{CANARY}-Horse-1"}
GENERATE: Json = {"user_name": "eve", "generate_password": True, "update_password": "always"}
SCENES: list[Json] = [
    SET,
    {**SET, "user_name": "ana", "update_password": "always", "password_reset_required": True},
    {**SET, "password_version": "2026-11", "user_name": "ana"},
    {**GENERATE, "reveal_password": True},
    {**GENERATE, "pgp_key": KEY},
    {**GENERATE, "age_recipients": [AGE1]},
    {"user_name": "ana", "state": "absent"},
    {"user_name": "eve", "password_reset_required": False},
    {"root_account_id": MEMBER, "state": "absent"},
    {"root_account_id": MEMBER},
    {"user_name": "ana", "max_signin_session_duration": 3600},
    {"caller": True, "state": "absent"},
    {**GENERATE, "secrets_manager": SECRET},
    {**SET, "user_name": "ana", "valid_until": "2026-11-21"},
    {"user_name": "ana", "state": "absent", "secrets_manager": {**SECRET, "delete_when_absent": True}},
    {},
]
_ROSTER: list[Json] = [scene for scene in SCENES if scene and "caller" not in scene]
OF_MANY = {
    **OF_ONE,
    "profiles": [[], _ROSTER[:1], [_ROSTER[1], _ROSTER[4]], [_ROSTER[6], _ROSTER[7], {"user_name": "ben"}]],
    "user_names": [["eve"], ["ben", "eve"], [], "eve", "ana,eve"],
    "purge_exclude": [["ana"], ["svc-*", "[ab]*"], "ana"],
    "path_prefix": ["/", "/colleagues/"],
    "purge_limit": ["25", "40%", "0", "100%"],
    "delivery_path": ["passwords", "."],
    "concurrency": [1, 2, 8],
}
SCENES_OF_MANY: list[Json] = [
    *({"profiles": profiles} for profiles in OF_MANY["profiles"]),
    {"profiles": [{"user_name": "ana"}, {"user_name": "ben"}], "generate_password": True, "pgp_key": KEY},
    {"user_names": ["ana", "eve"], "profiles": [SET], "purge": True},
    {"profiles": [{"name": "ben"}], "generate_password": True, "pgp_key": KEY, "delivery_path": "passwords"},
    {"profiles": [{"name": "ana"}], "purge": True, "purge_limit": "100%", "purge_exclude": ["x*"]},
    {"profiles": [SET], "purge": True, "path_prefix": "/colleagues/", "purge_limit": "5", "password_version": "7"},
]
OF_INFO: dict[str, t.Sequence[t.Any]] = {
    "profiles": [[{**SET, "valid_until": "2026-11-21"}], [{"name": "ANA", "valid_until": "2026-12-31T18:00Z"}, {}]],
    "valid_until_warn_days": [0, 14],
    "user_names": [["ana"], ["ben", "ben"], [], "ana", "ana,eve"],
    "path_prefix": ["/", "/colleagues/"],
    "root_account_ids": [[MEMBER], [], ["333333333333", MEMBER]],
    "wait_timeout": [0, 120],
    "concurrency": [1, 2, 64],
}
SCENES_OF_INFO: list[Json] = [
    {},
    {"user_names": ["ana"], "account_password_policy": True},
    {"path_prefix": "/colleagues/", "source": "report"},
    {"credential_report": True},
    {"root_account_ids": [MEMBER]},
    {"root_of_organization": True},
    {"profiles": [{**SET, "valid_until": "2026-11-21"}, {"root_account_id": MEMBER}]},
]
OF_OWN: dict[str, t.Sequence[t.Any]] = {
    "old_password": [f"{CANARY}-Old-1", f"{CANARY}-\xe9\xff-Old-1 \t\n"],
    "new_password": [*OF_ONE["password"], f"{CANARY}-Old-1"],
    "wait_timeout": [0, 120],
}
SCENES_OF_OWN: list[Json] = [{"old_password": f"{CANARY}-Old-1", "new_password": f"{CANARY}-Horse-1"}]
policies = st.sampled_from([None, {"MinimumPasswordLength": 14, "RequireSymbols": True}, {"RequireNumbers": True}])


def account(policy: Json | None) -> InMemoryIAM:
    """An account with an organization, where ana and eve have a login profile, and ben none."""
    users: dict[str, Json | None] = {"ana": {"Password": "x"}, "ben": None, "eve": {"PasswordResetRequired": True}}
    iam = InMemoryIAM(users, policy)
    iam.caller, iam.tags, iam.paths = "ana", {"ana": {TAG: "1"}}, {"eve": "/colleagues/"}
    iam.member_accounts = {MEMBER: "ACTIVE", "444444444444": "SUSPENDED"}
    iam.root_users = {MEMBER: InMemoryIAM({"root": {}})}
    dates = ("password_last_used", "password_last_changed", "password_next_rotation")
    same = {"password_enabled": "true", **dict.fromkeys(dates, "N/A"), "mfa_active": "false"}
    iam.report = [{"user": name, "arn": iam._arn(name), **same} for name in ("<root_account>", "ana", "eve")]
    return iam


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> TaskRunner:
    """A runner in a separate folder: all paths stay in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d").mkdir()
    return TaskRunner(monkeypatch, account(None))


def run(tasks: TaskRunner, module: t.Any, spec: Json, given_: Json, check_mode: bool) -> tuple[Json, Json]:
    """Return the validated options and the result, after checking what is true of every task.

    Fails when an error is not for people, a secret is shown, or a call is made that AWS would reject.
    """
    accepted, mistakes = check_given(given_, spec)
    params = validated(spec, accepted)
    if params is None:
        reject()
    result: Json = tasks._run(module, given_, check_mode)
    calls, shown = tasks.iam.calls, json.dumps(result, ensure_ascii=False)
    event("failed" if result["failed"] else "done")
    if mistakes:
        assert (result["failed"], calls) == (True, [])
    assert [problem for call in calls for problem in problems_of_form(*call)] == []
    assert CANARY not in shown
    assert isinstance(result["changed"], bool)
    for row in (result, *(result.get("users") or ())):
        if row.get("msg"):
            assert_is_for_a_person(row["msg"])
    if check_mode or module is info.run:
        assert not [operation for operation, _parameters in calls if operation.startswith(WRITES)]
    # It may be a misplaced password.
    rejected = [name for name in _names(params) if len(name) > 5 and user_name_problem(name)]
    assert not [name for name in rejected if json.dumps(name, ensure_ascii=False)[1:-1] in shown]
    return params, result


def _names(params: Json) -> list[str]:
    """Return the user names in the options of any module."""
    principals = [params, *(params.get("profiles") or ())] if "state" in params else []
    named = [principal.get("user_name") for principal in principals] + list(params.get("user_names") or ())
    return [name for name in named if name is not None]


@given(arguments(ONE, OF_ONE, SCENES), st.booleans(), policies)
@example({**SET, "stop_after": 10**400}, False, None)
@share(0.6)
def test_one_user(tasks: TaskRunner, given_: Json, check_mode: bool, policy: Json | None) -> None:
    """Fails when a value of an option of iam_login_profile ends in a traceback, or in a call that AWS would reject."""
    tasks.iam = account(policy)
    params, result = run(tasks, login_profile.run, ONE, given_, check_mode)
    if not result["failed"] and not check_mode and params["root_account_id"] is None:
        name = params["user_name"] or tasks.iam.caller
        has_ended = result["valid_until"] is not None and result["valid_until"] <= tasks.iam.now.isoformat()
        assert (tasks.iam.users.get(name) is not None) is (params["state"] == "present" and not has_ended)
        if params["password"] is not None and "created" in repr(result):
            assert tasks.iam.users[name] == {"Password": params["password"]} | (tasks.iam.users[name] or {})


@given(arguments(roster_arguments(), OF_MANY, SCENES_OF_MANY), st.booleans(), policies)
@share(0.6)
def test_many_users(tasks: TaskRunner, given_: Json, check_mode: bool, policy: Json | None) -> None:
    """Fails when a value of an option of iam_login_profile_roster or of an entry does so."""
    if given_.get("delivery_path") is not None:
        given_ = {**given_, "delivery_path": below("d", given_["delivery_path"])}
    tasks.iam = account(policy)
    params, result = run(tasks, roster.run, roster_arguments(), given_, check_mode)
    if not result["failed"] and not check_mode:
        named = [{"user_name": name} for name in params["user_names"] or ()]
        for row, profile in zip(result["users"], [*(params["profiles"] or ()), *named], strict=False):
            if profile["user_name"] is not None:
                assert (tasks.iam.users.get(profile["user_name"]) is not None) is bool(row["login_profile"])


@given(odd_strings(["passwords"]), st.booleans())
@share(0.6)
def test_a_delivery_path(tasks: TaskRunner, path: str, check_mode: bool) -> None:
    """Fails when an unwritable path is found when a password is stored, instead of before the first call."""
    tasks.iam = account(None)
    given_ = {**SCENES_OF_MANY[-3], "delivery_path": below("d", path)}
    _params, result = run(tasks, roster.run, roster_arguments(), given_, check_mode)
    assert not (result["failed"] and tasks.iam.calls)


@given(arguments(info_arguments(), OF_INFO, SCENES_OF_INFO), st.booleans(), policies)
@share(0.6)
def test_info(tasks: TaskRunner, given_: Json, check_mode: bool, policy: Json | None) -> None:
    """Fails when a value of an option of iam_login_profile_info does so, or the module changes anything."""
    tasks.iam = account(policy)
    before = repr(tasks.iam.users)
    params, result = run(tasks, info.run, info_arguments(), given_, check_mode)
    assert repr(tasks.iam.users) == before
    if not result["failed"] and params["user_names"]:
        assert {row["user_name"] for row in result["users"]} <= set(params["user_names"])


@given(arguments(OWN, OF_OWN, SCENES_OF_OWN), st.booleans(), policies)
@share(0.4)
def test_own_password(tasks: TaskRunner, given_: Json, check_mode: bool, policy: Json | None) -> None:
    """Fails when a value of an option of iam_own_password does so, or another password is set than the given one."""
    tasks.iam = account({**(policy or {}), "AllowUsersToChangePassword": True})
    tasks.iam.users["ana"] = {"Password": f"{CANARY}-Old-1"}
    params, result = run(tasks, own_password.run, OWN, given_, check_mode)
    is_set = not result["failed"] and not check_mode
    assert tasks.iam.users["ana"]["Password"] == (params["new_password"] if is_set else f"{CANARY}-Old-1")


AWS: Json = {name: {"type": "str", **option} for name, option in aws_argument_spec().items()}
OF_AWS: dict[str, t.Sequence[t.Any]] = {
    "endpoint_url": ["http://127.0.0.1:9", "https://user:pass%20word@proxy.example/x"],
    "aws_config": [{"retries": {"mode": "standard", "max_attempts": 2}}, {"proxies": {"https": "http://u:p@h"}}, "a=b"],
    "secret_key": ["a", "k" * 40],
}
ENTRY_WITH_BOTH: Json = {"name": "ben", "user_name": "eve", "password": 7}
WITH_BOTH_NAMES: Json = {"profiles": [ENTRY_WITH_BOTH], "aws_secret_key": 5, "secret_key": "b"}
MODULES: dict[str, tuple[Json, t.Mapping[str, t.Sequence[t.Any]], list[Json]]] = {
    "iam_login_profile": ({**AWS, **ONE}, {**OF_AWS, **OF_ONE}, SCENES),
    "iam_login_profile_roster": (
        {**AWS, **roster_arguments()},
        {**OF_AWS, **OF_MANY},
        [*SCENES_OF_MANY, WITH_BOTH_NAMES],
    ),
    "iam_login_profile_info": ({**AWS, **info_arguments()}, {**OF_AWS, **OF_INFO}, SCENES_OF_INFO),
    "iam_own_password": ({**AWS, **OWN}, {**OF_AWS, **OF_OWN}, SCENES_OF_OWN),
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the environment set the omitted options."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "from-the-environment")
    monkeypatch.setenv("AWS_URL", "http://user:from-the-environment@127.0.0.1:9")


def fresh(value: t.Any) -> t.Any:
    """Return a copy without shared values, as Ansible reads from JSON, with secrets revealed."""
    if isinstance(value, dict):
        return {name: fresh(each) for name, each in value.items()}
    if isinstance(value, list):
        return [fresh(each) for each in value]
    return value.reveal() if isinstance(value, Secret) else value


def canonical(options: t.Any, spec: Json) -> Json:
    """Return the validated options that a module reads, without aliases."""
    read = {name: options[name] for name in spec}
    for name, option in spec.items():
        if "options" in option and option["type"] == "dict":
            read[name] = read[name] and canonical(read[name], option["options"])
        elif "options" in option:
            read[name] = read[name] and [canonical(each, option["options"]) for each in read[name]]
    return read


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("module", MODULES)
@given(st.data())
@share(0.6)
def test_the_options_of_a_module_stay_the_same(module: str, data: st.DataObject) -> None:
    """Fails when a value is lost or changed on its way through Ansible, or Ansible validates it differently."""
    spec, typical, scenes = MODULES[module]
    given_ = data.draw(arguments({**spec, "aws_config": {"type": "raw"}}, typical, scenes))
    params, _mistakes = check_given(fresh(given_), spec, AWS)
    whole = validated(spec, fresh(params))
    sealed = seal(fresh(given_), spec, AWS)
    rest = validated(spec, fresh(sealed.params))
    if whole is None:
        assert rest is None
        return
    event("accepted")
    assert rest is not None
    assert repr(canonical(fresh(sealed.options(rest)), spec)) == repr(canonical(whole, spec))
