# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The maximum duration of sign-in sessions with a botocore that has it, and with one that does not."""

from __future__ import annotations

import json
import typing as t

import botocore
import pytest
from botocore.loaders import Loader

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import LoopbackAWS, Reply, result

Json = dict[str, t.Any]
MEMBER = "MaxSigninSessionDuration"
ALICE: Json = {"user_name": "alice"}
LIMIT: Json = {"max_signin_session_duration": 3600}
ABSENT: Json = {"user_name": "bob", "state": "absent"}
# AWS returns the same login profile for every user, whatever was written.
AT_ONCE: Json = {"wait": False}
IN_TURN: Json = {**AT_ONCE, "concurrency": 1}
PROFILE = (
    "<LoginProfile><UserName>alice</UserName><CreateDate>2026-11-22T09:30:00Z</CreateDate>"
    f"<{MEMBER}>7200</{MEMBER}></LoginProfile>"
)


@pytest.fixture(params=[True, False], ids=["with", "without"])
def is_known(aws: LoopbackAWS, request: pytest.FixtureRequest) -> bool:
    """Use a model of IAM with or without the duration, whichever botocore is installed."""
    model = Loader().load_service_model("iam", "service-2")
    shapes = {**model["shapes"], "seconds": {"type": "integer"}, "flag": {"type": "boolean"}}
    known = {MEMBER: {"shape": "seconds"}, f"Reset{MEMBER}": {"shape": "flag"}} if request.param else {}
    for name in ("LoginProfile", "UpdateLoginProfileRequest"):
        members = {member: shape for member, shape in shapes[name]["members"].items() if MEMBER not in member}
        shapes[name] = {**shapes[name], "members": {**members, **known}}
    path = aws.folder / "models" / "iam" / "2010-05-08" / "service-2.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({**model, "shapes": shapes}), encoding="utf-8")
    aws.setenv("AWS_DATA_PATH", str(aws.folder / "models"))
    aws.alice({"GetLoginProfile": _get_login_profile}, has_profile=True)
    return bool(request.param)


def _get_login_profile(_attempt: int) -> Reply:
    return result("GetLoginProfile", PROFILE)


@pytest.mark.parametrize(
    ("door", "options"),
    [
        ("task", {**ALICE, **LIMIT}),
        ("task", {**ALICE, "max_signin_session_duration": 0}),
        ("roster_task", {"profiles": [ALICE, ABSENT], **LIMIT, **IN_TURN}),
        ("roster_task", {"profiles": [{**ALICE, **LIMIT}, ABSENT], **IN_TURN}),
    ],
)
def test_an_option_unknown_to_botocore_ends_the_task_before_any_call(
    aws: LoopbackAWS, is_known: bool, door: str, options: Json
) -> None:
    """Fails when an old botocore causes a traceback, an error of one user or after a call, or a new one is rejected.

    Also fails when credentials are loaded before, which can call AWS.
    """
    credentials = {} if is_known else {"access_key": None, "secret_key": None}
    reported = aws.run(door, aws.access(**credentials), **options)
    if is_known:
        assert (reported["failed"], reported["changed"], aws.attempts["UpdateLoginProfile"]) == (False, True, 1)
    else:
        assert (reported["error"]["code"], reported["changed"], aws.attempts.total()) == ("library_outdated", False, 0)
        assert f"requires botocore 1.44.6 or later. The installed version is {botocore.__version__}." in reported["msg"]


@pytest.mark.parametrize(
    ("door", "options"),
    [
        ("task", ALICE),
        ("task", {**ABSENT, **LIMIT, **AT_ONCE}),
        ("roster_task", {"profiles": [ABSENT], **LIMIT, **IN_TURN}),
        ("info_task", {"user_names": ["alice"]}),
    ],
)
def test_tasks_without_the_option_return_the_known_duration(
    aws: LoopbackAWS, is_known: bool, door: str, options: Json
) -> None:
    """Fails when an old botocore fails a task without a duration, or a new one loses AWS's value.

    Also fails when the result does not show which of the two it is.
    """
    reported = aws.run(door, **options)
    assert (reported["failed"], aws.attempts.total() > 0) == (False, True)
    assert reported.get("max_signin_session_duration_known") == (is_known if door == "info_task" else None)
    for row in reported.get("users") or [reported]:
        if row["user_name"] == "alice":
            assert row["login_profile"]["max_signin_session_duration"] == (7200 if is_known else None)
