# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tracking of each call, in whole tasks with botocore: lost replies, source, the clock of AWS, proxies."""

from __future__ import annotations

import datetime as dt
import inspect
import re
import typing as t

import botocore.endpoint
import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._aws.call_tracking import LoginRequired, answered_at
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    ATTEMPTS,
    DOORS,
    MODES,
    NOON,
    UNKNOWN,
    LoopbackAWS,
    Reply,
    base,
    botocore_error,
    check_general,
    error,
    serving,
)

# Whether each attempt is carried out, and its reply.
Replies = dict[int, tuple[bool, "Reply | Exception | None"]]
SERVER_ERROR, ANSWER = error("InternalFailure", 500), Reply(0, "what the account replies")
LAST: Replies = {ATTEMPTS: (True, ANSWER)}
NO_LOGIN = botocore_error("ProxyConnectionError", error=LoginRequired())
TASKS: dict[str, dict[str, t.Any]] = {
    "CreateLoginProfile": {"password": "Canary-Passw0rd"},
    "DeleteLoginProfile": {"state": "absent"},
}


def run(aws: LoopbackAWS, write: str, replies: Replies) -> t.Any:
    """Return the result of a task whose write is throttled, except some attempts."""

    def reply(attempt: int) -> Reply | None:
        is_carried_out, answer = replies.get(attempt, (False, error("Throttling", 400)))
        done = account(write) if is_carried_out else None
        if isinstance(answer, Exception):
            raise answer
        return done if answer is ANSWER else answer

    account = aws.alice({write: reply}, has_profile=write == "DeleteLoginProfile")
    result = aws.run("task", user_name="alice", **TASKS[write])
    assert aws.attempts[write] == ATTEMPTS
    return result


@pytest.mark.parametrize(
    ("lost_at", "loss"), [*((n, None) for n in (1, 2, 9, 10)), *((n, SERVER_ERROR) for n in (1, 9, 10))]
)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("write", TASKS)
def test_a_write_with_a_lost_reply_is_recognized(
    aws: LoopbackAWS, write: str, mode: str, lost_at: int, loss: Reply | None
) -> None:
    """Fails when a lost attempt is dropped before the tenth, or minutes of pauses hide the author of the write."""
    aws.setenv("AWS_RETRY_MODE", mode)
    result = run(aws, write, {**LAST, lost_at: (True, loss)})
    is_done = lost_at < ATTEMPTS
    assert (result["failed"], UNKNOWN in result.get("msg", "")) == (not is_done, not is_done)
    assert [each["action"] for each in result["actions" if is_done else "failed_actions"]] == [f"iam:{write}"]


@pytest.mark.parametrize(
    ("replies", "code", "words"),
    [
        *(({lost_at: (True, None)}, "Throttling", UNKNOWN) for lost_at in (1, 9)),
        ({1: (True, None), 2: (False, None)}, "Throttling", UNKNOWN),
        ({}, "Throttling", ""),
        # Another caller created it during the pauses.
        ({9: (True, error("Throttling", 400)), **LAST}, "EntityAlreadyExists", "another request created"),
        # The proxy did not forward it.
        (dict.fromkeys(range(1, ATTEMPTS + 1), (False, NO_LOGIN)), "proxy_authentication_required", ""),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_only_a_lost_reply_makes_the_outcome_unknown(
    aws: LoopbackAWS, mode: str, replies: Replies, code: str, words: str
) -> None:
    """Fails when the last reply hides an attempt that was carried out, or one that was not counts as lost."""
    aws.setenv("AWS_RETRY_MODE", mode)
    result = run(aws, "CreateLoginProfile", replies)
    assert (result["failed"], result["changed"], result["error"]["code"]) == (True, False, code)
    assert words in result["msg"]
    assert (UNKNOWN in result["msg"]) is (words == UNKNOWN)


@pytest.mark.parametrize(
    ("code", "skew", "door"),
    [
        ("RequestExpired", 7200, "task"),
        *(("SignatureDoesNotMatch", skew, "task") for skew in (-200, 200)),
        *(("RequestTimeTooSkewed", skew, door) for skew in (-7200, 200) for door in ("roster_task", "info_task")),
    ],
)
def test_an_error_names_the_skew_in_seconds(aws: LoopbackAWS, door: str, code: str, skew: int) -> None:
    """Fails when the clocks are not compared at the time of the reply."""
    aws.clock.slept = (dt.datetime.now(dt.timezone.utc) - NOON).total_seconds() + skew
    aws.script = lambda call, _attempt: error(code, 403, call)
    msg = aws.run(door, **DOORS[door])["msg"]
    named = re.search(r"is (\d+) seconds (behind|ahead of) the clock of AWS", msg)
    assert bool(named) is (abs(skew) > 300)
    if named is not None:
        assert abs(int(named[1]) - abs(skew)) <= 60
        assert named[2] == ("behind" if skew > 0 else "ahead of")
    assert "AWS rejected the request." not in msg


def test_a_result_has_the_time_of_aws(aws: LoopbackAWS) -> None:
    """Fails when the time is the host's, or of an earlier reply."""
    account = aws.alice(has_profile=True)

    def answer(call: str, _attempt: int) -> Reply:
        aws.clock.slept += 60
        return account(call)

    aws.script = answer
    result = aws.run("info_task", user_names=["alice", "bob"])
    assert result["answered_at"] == (NOON + dt.timedelta(seconds=60 * aws.attempts.total())).isoformat()


@given(st.text() | st.sampled_from(["Sun, 22 Nov 2026 09:30:00 -0000", f"Sun, 22 Nov {'9' * 30} 09:30:00 GMT"]))
def test_what_is_no_date_is_no_error(text: str) -> None:
    """Fails when a proxy's Date header ends a task in a traceback, or is a time without a zone."""
    at = answered_at({"ResponseMetadata": {"HTTPHeaders": {"date": text}}})
    assert at is None or at.tzinfo is not None


@pytest.mark.parametrize("named_by", ["profile", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
def test_the_profile_is_in_the_message(aws: LoopbackAWS, named_by: str) -> None:
    """Fails when the message does not show which of several profiles is wrong, missing or expired."""
    aws.configure(**base())
    if named_by != "profile":
        aws.setenv(named_by, "base")
    access = aws.access(profile="base" if named_by == "profile" else None, access_key=None, secret_key=None)
    aws.script = lambda call, _attempt: error("ExpiredToken", 403, call)
    returned = aws.run("task", access, user_name="alice")["msg"]
    assert returned.startswith(
        "Failed to get the login profile (IAM user 'alice', profile 'base'): the credentials have"
    )
    assert "(profile 'base')" in aws.run("info_task", access)["msg"]
    aws.script = lambda _call, _attempt: Reply(200, "Sign in to the network first.")
    unreadable = f"profile 'base'): the connection ({aws.url}) failed, or the reply could not be read"
    assert unreadable in aws.run("task", access, user_name="alice")["msg"]
    missing = aws.run("task", aws.access(profile="prd"), user_name="alice")["msg"]
    assert "profile 'prd'): the profile is not in the AWS configuration files" in missing


def test_the_region_and_the_endpoint_are_in_the_message(aws: LoopbackAWS) -> None:
    """Fails when the message lacks an opt-in region or the endpoint without a reply, or has an unused profile."""
    aws.script = lambda call, _attempt: error("InvalidClientTokenId", 403, call)
    access = aws.access(region="eu-south-2")
    if "AssumeRoot" in botocore.session.Session().get_service_model("sts").operation_names:  # since botocore 1.35.61
        roots = aws.run("info_task", access, root_account_ids=["111122223333"])
        assert "in the region eu-south-2. The region may not be enabled" in roots["msg"]
    assert ("(IAM user 'alice'): AWS does not accept the access key.") in aws.run("task", access, user_name="alice")[
        "msg"
    ]
    aws.script = lambda _call, _attempt: None
    assert f"the connection ({aws.url}) failed" in aws.run("task", user_name="alice")["msg"]
    dead = aws.run("task", aws.access(endpoint_url="http://127.0.0.1:1"), user_name="alice")["msg"]
    assert "the AWS endpoint (http://127.0.0.1:1) cannot be reached" in dead


@pytest.mark.parametrize(
    ("door", "endpoint_url"),
    [("task", "http://iam.test"), ("task", "https://iam.test"), ("roster_task", "https://iam.test"), ("task", None)],
)
def test_a_proxy_that_requires_a_login(aws: LoopbackAWS, door: str, endpoint_url: str | None) -> None:
    """Fails when it is reported as a proxy without a reply, or once per user, or is missed in a provider's call.

    ``endpoint_url`` is None if the proxy is between a provider and AWS.
    """
    if endpoint_url == "http://iam.test" and "before-parse" not in inspect.getsource(botocore.endpoint):
        pytest.skip("this botocore has no event before it parses a reply")
    with serving(lambda: Reply(407, "<p>Log in")) as proxy:
        access = aws.access(endpoint_url=endpoint_url, aws_config={"proxies": {"http": proxy, "https": proxy}})
        if endpoint_url is None:
            aws.configure(**base())
            aws.setenv("AWS_ENDPOINT_URL_STS", "https://sts.test")
            aws.setenv("HTTPS_PROXY", proxy)
            access = aws.access(profile="ops")
        returned = aws.run(door, access, **DOORS[door])
    check_general(returned, "proxy_authentication_required")
    assert returned["msg"].count("requires a login (407)") == 1
    assert "cannot be reached" not in returned["msg"]
    assert "often temporary" not in returned["msg"]
