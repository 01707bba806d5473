# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Generated passwords through whole tasks: made late, delivered as asked, and never lost once they may be set."""

from __future__ import annotations

import typing as t

import pytest
from botocore import exceptions

from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal, RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import STRICTEST_CLASSES
from ansible_collections.identity.aws.plugins.module_utils._secrets import store as passwords
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM, client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner, fail

GENERATE: dict[str, t.Any] = {"user_name": "bob", "generate_password": True, "reveal_password": True}
STRICT: dict[str, t.Any] = {"MinimumPasswordLength": 30, "RequireSymbols": True, "AllowUsersToChangePassword": True}
TAG = "identity.aws/password-version"


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> TaskRunner:
    """An account where alice has a login profile, and bob none."""
    return TaskRunner(monkeypatch, InMemoryIAM({"alice": {"Password": "Old-Passw0rd"}, "bob": None}, STRICT))


def set_password(tasks: TaskRunner, user_name: str = "bob") -> str:
    profile = tasks.iam.users[user_name]
    assert profile is not None
    return str(profile["Password"])


def test_it_is_made_for_the_account_s_policy_and_returned(tasks: TaskRunner) -> None:
    """Fails when the policy's length is not taken, another password is returned than was set, or a call is wasted."""
    result = tasks.run(**GENERATE)
    assert result["password"] == set_password(tasks)
    assert len(result["password"]) == 30
    assert tasks.called() == [
        "GetLoginProfile",
        "GetUser",
        "GetAccountPasswordPolicy",
        "CreateLoginProfile",
        "GetLoginProfile",
    ]


def test_nothing_to_set_makes_nothing(tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a password is generated, or returned, that is not set."""
    monkeypatch.setattr(passwords, "generate", None)
    assert "password" not in tasks.run(**{**GENERATE, "user_name": "alice"})
    assert "password" not in tasks.run(check_mode=True, **GENERATE)
    assert "password" not in tasks.run(**{**GENERATE, "state": "absent"})


def test_an_unreadable_policy_gives_all_classes_and_a_warning(tasks: TaskRunner) -> None:
    """Fails when the task fails for a permission it can do without, or does so in silence."""
    tasks.iam.policy = None
    tasks.iam.faults = [("GetAccountPasswordPolicy", client_error("GetAccountPasswordPolicy", "AccessDenied"))]
    result = tasks.run(**GENERATE)
    assert len(result["password"]) == 20
    assert "iam:GetAccountPasswordPolicy" in result["warnings"][0]


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_policy_that_fails_to_be_read_stops_before_the_write(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a password is set although what it has to keep is not known, or check mode does not foresee it."""
    tasks.iam.faults = [("GetAccountPasswordPolicy", client_error("GetAccountPasswordPolicy", "ServiceFailure"))]
    result = tasks.run(check_mode=check_mode, **GENERATE)
    assert (result["failed"], result["changed"], tasks.iam.users["bob"]) == (True, False, None)
    assert [action["action"] for action in result["not_attempted"]] == ["iam:CreateLoginProfile"]
    assert "password" not in result


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"reveal_password": False}, "must be returned in one way"),
        ({"pgp_key": "x"}, "must be returned in one way"),
        ({"password": "Given-Passw0rd"}, "exclude one another"),
        ({"password_length": 5}, "6 to 128"),
        ({"password_length": 129}, "6 to 128"),
        ({"generate_password": False}, "reveal_password needs generate_password"),
        ({"password_version": "a;b"}, "password_version must have"),
        ({"password_version": "1", "caller": True}, "user_name and caller exclude one another."),
        ({"password_version_tag": "aws:mine"}, "must not begin with aws:"),
    ],
)
@pytest.mark.parametrize("check_mode", [False, True])
def test_options_that_do_not_fit_are_refused_before_any_call(
    tasks: TaskRunner, options: dict[str, t.Any], words: str, check_mode: bool
) -> None:
    """Fails when a call is made first, or check mode says something else."""
    result = tasks.run(check_mode=check_mode, **{**GENERATE, **options})
    assert result["failed"]
    assert words in result["msg"]
    assert tasks.called() == []


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_key_is_tried_before_the_first_write(tasks: TaskRunner, check_mode: bool) -> None:
    """Fails when a key that is none is found out after a write, or by a real run only."""
    result = tasks.run(check_mode=check_mode, **{**GENERATE, "reveal_password": False, "pgp_key": "garbage"})
    assert (result["failed"], result["changed"]) == (True, False)
    assert "pgp_key" in result["msg"]
    assert [action["action"] for action in result["not_attempted"]] == ["iam:CreateLoginProfile"]
    assert tasks.called() == ["GetLoginProfile", "GetUser"]


def test_a_key_is_not_looked_at_where_nothing_is_to_be_set(tasks: TaskRunner) -> None:
    """Fails when a task that has nothing to do fails from the day on which its reader's key expires."""
    options = {**GENERATE, "user_name": "alice", "reveal_password": False, "pgp_key": "garbage"}
    assert tasks.run(**options)["failed"] is False


class KeyDouble:
    """A key that encrypts by reversing, or cannot."""

    fingerprint = "FINGERPRINT"

    def __init__(self, *, works: bool = True) -> None:
        self.works = works

    def encrypt(self, text: str) -> str:
        if not self.works:
            raise RequestError("pgp_key cannot encrypt.")
        return text[::-1]


def use_key(monkeypatch: pytest.MonkeyPatch, key: KeyDouble) -> dict[str, t.Any]:
    from ansible_collections.identity.aws.plugins.module_utils._secrets import pgp

    monkeypatch.setattr(pgp, "PgpKey", lambda text: key)
    return {**GENERATE, "reveal_password": False, "pgp_key": "key"}


def test_with_a_key_only_the_encrypted_password_is_returned(tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when the plain password is in the result, or the encrypted one is another's."""
    result = tasks.run(**use_key(monkeypatch, KeyDouble()))
    assert result["encrypted_password"] == set_password(tasks)[::-1]
    assert result["key_fingerprint"] == "FINGERPRINT"
    assert set_password(tasks) not in str(result)


def test_a_password_that_aws_repeats_is_masked(tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when an encrypted password comes back in plain text in the words of an error, or of a warning."""

    def repeat(**parameters: t.Any) -> t.NoReturn:
        raise client_error("CreateLoginProfile", "ValidationError", message=f"Value {parameters['Password']} is odd.")

    monkeypatch.setattr(tasks.iam, "create_login_profile", repeat)
    result = tasks.run(**use_key(monkeypatch, KeyDouble()))
    assert "AWS said: ValidationError: (not shown, since it repeats a secret of the request)" in result["msg"]
    assert result["error"]["message"] == "(not shown, since it repeats a secret of the request)"
    assert result["warnings"] == []


def test_a_key_that_fails_at_last_costs_no_password(tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a password is set before it is encrypted."""
    result = tasks.run(**use_key(monkeypatch, KeyDouble(works=False)))
    assert (result["failed"], result["changed"], tasks.iam.users["bob"]) == (True, False, None)


class Counting(KeyDouble):
    """A key whose every message has a letter of the alphabet after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.encrypted: list[str] = []

    def encrypt(self, text: str) -> str:
        self.encrypted.append(text)
        return f"message {'abcdefghijklmnopqrstuvwxyz'[len(self.encrypted) % 26]}"


@pytest.mark.parametrize("masked", ["b", "c", "bc"])
def test_a_message_that_ansible_would_damage_is_encrypted_again(
    tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch, masked: str
) -> None:
    """Fails when a message is returned, or kept in delivery_path, of which a part is masked."""
    tasks.masked = {f" {letter}" for letter in masked}
    key = Counting()
    result = tasks.run(**use_key(monkeypatch, key))
    assert not any(form in result["encrypted_password"] for form in tasks.masked)
    assert key.encrypted[-1] == set_password(tasks)


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("masked", ["message", "FINGER"])
def test_a_message_that_ansible_would_always_damage_is_refused_before_the_write(
    tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch, check_mode: bool, masked: str
) -> None:
    """Fails when the password is set all the same, or check mode predicts otherwise, or it is tried for ever."""
    tasks.masked = {masked}
    key = Counting()
    result = tasks.run(check_mode=check_mode, **use_key(monkeypatch, key))
    assert (result["failed"], result["changed"], tasks.iam.users["bob"]) == (True, False, None)
    assert "cannot be returned" in result["msg"]
    assert len(key.encrypted) == 100


def test_a_revealed_password_that_ansible_would_damage_is_made_again(tasks: TaskRunner) -> None:
    """Fails when a plain password is returned with asterisks in it."""
    tasks.masked = set("aeiou")
    result = tasks.run(**GENERATE)
    assert result["password"] == set_password(tasks)
    assert not set(result["password"]) & tasks.masked


def test_nothing_is_returned_in_plain_text_that_was_to_be_encrypted(
    tasks: TaskRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails when a step that is left out, as the trial of the key, makes a password come back in plain text."""
    monkeypatch.setattr(passwords.SecretStore, "try_key", lambda _self, _tried: None)
    result = tasks.run(**use_key(monkeypatch, KeyDouble()))
    assert "password" not in result
    assert result["encrypted_password"] == set_password(tasks)[::-1]


def test_without_a_delivery_there_is_no_password() -> None:
    """Fails when a password can be made without a delivery."""
    with pytest.raises(AssertionError, match="its delivery is not defined"):
        passwords.SecretStore().make(Principal("bob"), STRICTEST_CLASSES)


VERSIONED: dict[str, t.Any] = {**GENERATE, "update_password": "always", "password_version": "2026-11"}


def created_error(code: str, *, retries: int = 0) -> BaseException:
    return client_error("CreateLoginProfile", code, lost=retries)


# What botocore raises when the request was read, the connection dropped, and the endpoint gone at the next try.
REFUSED = exceptions.EndpointConnectionError(endpoint_url="http://127.0.0.1:1")
TIMEOUT = exceptions.ReadTimeoutError(endpoint_url="http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("operation", "error", "after", "done", "failed", "not_attempted"),
    [
        ("TagUser", client_error("TagUser", "AccessDenied"), False, ["Create"], ["TagUser"], []),
        ("CreateLoginProfile", TIMEOUT, True, [], ["Create"], ["TagUser"]),
        ("CreateLoginProfile", REFUSED, True, [], ["Create"], ["TagUser"]),
        ("CreateLoginProfile", created_error("ServiceFailure"), True, [], ["Create"], ["TagUser"]),
        ("CreateLoginProfile", created_error("EntityAlreadyExists", retries=1), True, [], ["Create"], ["TagUser"]),
        ("CreateLoginProfile", created_error("PasswordPolicyViolation", retries=1), True, [], ["Create"], ["TagUser"]),
    ],
)
def test_a_password_that_may_be_set_is_returned_by_the_failure(
    tasks: TaskRunner,
    operation: str,
    error: BaseException,
    after: bool,
    done: list[str],
    failed: list[str],
    not_attempted: list[str],
) -> None:
    """Fails when a password that was set is lost, or what was done and what was not is not told."""
    fail(tasks, operation, error, after=after)
    result = tasks.run(**VERSIONED)
    assert result["failed"]
    assert result["password"] == set_password(tasks)
    assert "The generated password is in this result: password." in result["msg"]
    for key, names in (("actions", done), ("failed_actions", failed), ("not_attempted", not_attempted)):
        actions = [action["action"].removeprefix("iam:").removesuffix("LoginProfile") for action in result[key]]
        assert actions == names


@pytest.mark.parametrize("fault", ["error", "never shown"])
def test_a_failure_of_the_read_back_returns_the_password(tasks: TaskRunner, fault: str) -> None:
    """Fails when the wait or the read after the write loses the password."""
    real_create = tasks.iam.create_login_profile
    code = "AccessDenied" if fault == "error" else "NoSuchEntity"

    def create(**parameters: t.Any) -> dict[str, t.Any]:
        tasks.iam.faults = [("GetLoginProfile", client_error("GetLoginProfile", code)) for dummy in range(1000)]
        return real_create(**parameters)

    tasks.iam.create_login_profile = create  # type: ignore[method-assign]
    result = tasks.run(**GENERATE)
    assert (result["failed"], result["changed"]) == (True, True)
    assert result["password"] == set_password(tasks)


@pytest.mark.parametrize("code", ["AccessDenied", "LimitExceeded", "EntityAlreadyExists", "PasswordPolicyViolation"])
def test_a_password_that_aws_refused_is_not_returned(tasks: TaskRunner, code: str) -> None:
    """Fails when a password is handed over that does not hold."""
    tasks.iam.faults = [("CreateLoginProfile", client_error("CreateLoginProfile", code))]
    result = tasks.run(**GENERATE)
    assert result["failed"]
    assert "password" not in result


def test_a_password_after_a_doubtful_try_is_returned(tasks: TaskRunner) -> None:
    """Fails when the doubt of an earlier try is forgotten over the answers that follow it."""
    original = tasks.iam.update_login_profile
    answers = iter([1, 0, 0])

    def update(**parameters: t.Any) -> dict[str, t.Any]:
        retries = next(answers, 0)
        if retries:
            original(**parameters)
        raise client_error("UpdateLoginProfile", "EntityTemporarilyUnmodifiable", lost=retries)

    tasks.iam.update_login_profile = update  # type: ignore[method-assign]
    result = tasks.run(**{**VERSIONED, "user_name": "alice", "wait_timeout": 5})
    assert (result["failed"], result["changed"]) == (True, False)
    assert result["password"] == set_password(tasks, "alice")
    assert "It is not known whether" in result["msg"]


def test_a_version_makes_always_idempotent(tasks: TaskRunner) -> None:
    """Fails when the same version rotates again, another one does not, or the tag is not as said."""
    rotated = tasks.run(**{**VERSIONED, "user_name": "alice"})
    assert tasks.iam.tags["alice"] == {TAG: "2026-11"}
    tasks.called()
    again = tasks.run(**{**VERSIONED, "user_name": "alice"})
    assert (again["changed"], again["password_version"], tasks.called()) == (
        False,
        "2026-11",
        ["GetLoginProfile", "GetUser"],
    )
    december = tasks.run(**{**VERSIONED, "user_name": "alice", "password_version": "2026-12"})
    assert (december["changed"], december["password_version"]) == (True, "2026-12")
    assert december["diff"]["before"]["password_version"] == "2026-11"
    assert december["diff"]["after"]["password_version"] == "2026-12"
    assert december["password"] != rotated["password"] == again.get("password", rotated["password"])
    assert rotated["password"] not in str(tasks.iam.tags)


def test_a_foreseen_refusal_leaves_the_record_untried_as_a_real_one_does(tasks: TaskRunner) -> None:
    """Fails when check mode tells another story than the real run of what is done, fails and is not tried."""
    options: dict[str, t.Any] = {"user_name": "bob", "password": "short", "password_version": "2026-11"}
    foreseen = tasks.run(check_mode=True, **options)
    tasks.iam.faults = [("CreateLoginProfile", client_error("CreateLoginProfile", "PasswordPolicyViolation"))]
    real = tasks.run(**options)
    for key in ("msg", "actions", "failed_actions", "not_attempted"):
        assert foreseen[key] == real[key]


def test_a_failed_record_means_one_more_rotation(tasks: TaskRunner) -> None:
    """Fails when a version is recorded although its password was not set, so that a rotation is missed."""
    fail(tasks, "TagUser", client_error("TagUser", "LimitExceeded"))
    assert tasks.run(**{**VERSIONED, "user_name": "alice"})["failed"]
    assert tasks.iam.tags == {}
    assert tasks.run(**{**VERSIONED, "user_name": "alice"})["changed"]
