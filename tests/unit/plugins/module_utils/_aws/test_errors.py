# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors of calls: each has a code and a sentence, none is read as absence, and only writes have unknown outcomes."""

from __future__ import annotations

import typing as t

import pytest
from botocore.parsers import ResponseParserError

from ansible_collections.identity.aws.plugins.module_utils._aws.call_tracking import LoginRequired
from ansible_collections.identity.aws.plugins.module_utils._aws.error_advice import CONNECTION_ERRORS
from ansible_collections.identity.aws.plugins.module_utils._aws.errors import (
    CallKind,
    LoginProfileError,
    aws_call,
)
from ansible_collections.identity.aws.plugins.module_utils._aws.interruption import Interrupted
from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.in_memory_iam import InMemoryIAM, client_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import botocore_error
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import TaskRunner

CANARY = "Canary-Passw0rd"
ALICE, ROOT = Principal("alice"), Principal(root_account_id="111122223333")
URL, AT = f"http://user:{CANARY}@aws.test:3128/path?token={CANARY}#{CANARY}", "(http://aws.test:3128)"


def failed(exception: BaseException, kind: CallKind = CallKind.READ) -> LoginProfileError:
    """Return the error of a call that raises this."""
    with pytest.raises(LoginProfileError) as raised, aws_call("get the login profile", kind):
        raise exception
    return raised.value


# botocore's exception -> its code, a part of the message, and whether the request may have been sent.
NO_REPLY: dict[str, tuple[str, str, bool]] = {
    "NoCredentialsError": ("credentials_missing", "no AWS credentials", False),
    "PartialCredentialsError": ("credentials_incomplete", "not complete", False),
    "CredentialRetrievalError": ("credentials_unavailable", "could not be fetched", False),
    "ProfileNotFound": ("profile_not_found", "profile 'x'): the profile is not in", False),
    "NoRegionError": ("region_required", "AWS_REGION", True),
    "ReadTimeoutError": ("read_timeout", f"reply in time {AT}", True),
    "ConnectTimeoutError": ("endpoint_unreachable", f"the AWS endpoint {AT} cannot be reached", True),
    "EndpointConnectionError": ("endpoint_unreachable", f"the AWS endpoint {AT} cannot be reached", True),
    "ProxyConnectionError": ("proxy_unreachable", f"the proxy {AT} cannot be reached", True),
    "SSLError": ("tls_failed", "aws_ca_bundle", True),
    "ResponseStreamingError": ("unreadable_reply", "often temporary", True),
    "HTTPClientError": ("connection_failed", f"the connection {AT} failed", True),
    "ParamValidationError": ("invalid_parameter", "botocore could not make the call", False),
    "BotoCoreError": ("botocore_error", "botocore could not make the call", True),
}
GENERAL = {
    *("credentials_missing", "credentials_incomplete", "credentials_unavailable", "profile_not_found"),
    *("region_required", "endpoint_unreachable", "proxy_unreachable", "proxy_authentication_required", "tls_failed"),
}
CASES: list[tuple[Exception, str, str, bool]] = [
    *((botocore_error(name, endpoint_url=URL, proxy_url=URL), *expected) for name, expected in NO_REPLY.items()),
    (
        *(
            botocore_error("ProxyConnectionError", proxy_url=URL, error=LoginRequired()),
            "proxy_authentication_required",
        ),
        *(f"the proxy {AT} requires a login (407)", False),
    ),
    *(
        (botocore_error("ReadTimeoutError", proxy_url=None, endpoint_url=url), "read_timeout", words, True)
        for url, words in (("https://[::1]:443/", "(https://[::1]:443)"), (f"http://a:{CANARY}", "reply in time."))
    ),
    *((error, "unreadable_reply", "could not be read", True) for error in (ResponseParserError(CANARY), KeyError("x"))),
]


@pytest.mark.parametrize(("exception", "code", "words", "may_be_sent"), CASES, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("kind", CallKind)
def test_an_error_without_a_reply_of_aws(
    kind: CallKind, exception: Exception, code: str, words: str, may_be_sent: bool
) -> None:
    """Fails when the code is wrong, a URL has credentials, or another call than a sent write has an unknown outcome."""
    failure = failed(exception, kind).failure(ALICE, Secret(CANARY))
    assert (failure.code, failure.aws_message, failure.is_general) == (code, None, code in GENERAL)
    assert words in failure.message
    assert CANARY not in failure.message
    assert failure.in_doubt is (kind is CallKind.WRITE and may_be_sent)
    assert ("The outcome is unknown" in failure.message) is failure.in_doubt


def test_each_exception_with_a_code_is_tried() -> None:
    """Fails when an exception has a code and is not in the table of this test."""
    assert {name for name, _code, _advice in CONNECTION_ERRORS} == set(NO_REPLY)


REJECTIONS: dict[str, tuple[str, bool]] = {
    **dict.fromkeys(("AccessDenied", "AccessDeniedException", "UnauthorizedOperation"), ("iam:GetLoginProfile", False)),
    **dict.fromkeys(
        ("ServiceFailure", "InternalFailure", "InternalServerException", "ServiceUnavailable", "503"),
        ("AWS had an internal error", False),
    ),
    **dict.fromkeys(
        ("Throttling", "ThrottlingException", "TooManyRequestsException", "TooManyRequestsError"),
        ("throttled the requests", False),
    ),
    **dict.fromkeys(
        ("ValidationError", "ValidationException", "InvalidInput"), ("Correct the option that sets it", False)
    ),
    **dict.fromkeys(("ExpiredToken", "ExpiredTokenException"), ("expired", True)),
    **dict.fromkeys(("InvalidClientTokenId", "UnrecognizedClientException"), ("access key", True)),
    **dict.fromkeys(("SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature"), ("clock", True)),
    **dict.fromkeys(("RequestExpired", "RequestTimeTooSkewed"), ("clock", True)),
    "SomethingNew": ("AWS rejected the request.", False),
}


@pytest.mark.parametrize("code", REJECTIONS)
@pytest.mark.parametrize("kind", CallKind)
@pytest.mark.parametrize("lost", [0, 1])
def test_an_error_of_aws(kind: CallKind, code: str, lost: int) -> None:
    """Fails when a code of AWS is unknown, or another call than a lost or failed write has an unknown outcome."""
    words, is_general = REJECTIONS[code]
    error = failed(client_error("GetLoginProfile", code, lost=lost), kind)
    failure = error.failure(ALICE)
    assert words in failure.message
    assert (failure.code, failure.is_general) == (code, is_general)
    assert f" AWS returned: {code}: " in failure.message
    is_server_error = REJECTIONS[code] == REJECTIONS["ServiceFailure"]
    assert failure.in_doubt is (kind is CallKind.WRITE and (lost > 0 or is_server_error))
    assert error.is_access_denied is (REJECTIONS[code] == REJECTIONS["AccessDenied"])
    assert error.is_throttling is (REJECTIONS[code] == REJECTIONS["Throttling"])
    # In a root session the credentials are of one account.
    in_session = is_general and kind is not CallKind.ASSUME_ROOT
    assert error.failure(ROOT).is_general is (is_general and not in_session)


@pytest.mark.parametrize(
    ("member", "message", "words", "is_general"),
    [
        ("INSUFFICIENT_PERMISSIONS", "No.", "do not have the permission signin:ListSessions.", False),
        (
            *("INSUFFICIENT_PERMISSIONS", "User: x is not authorized to perform: signin:ListUserSessions on y"),
            *("do not have the permission signin:ListUserSessions.", False),
        ),
        *(
            (member, "No.", "credentials have expired", True)
            for member in ("TOKEN_EXPIRED", "USER_CREDENTIALS_CHANGED")
        ),
    ],
)
def test_a_denial_of_aws_sign_in(member: str, message: str, words: str, is_general: bool) -> None:
    """Fails when expired credentials are a missing permission, or the permission differs from AWS's."""
    denied = client_error("ListSessions", "AccessDeniedException", message=message, members={"error": member})
    failure = failed(denied).failure(ALICE)
    assert words in failure.message
    assert (failure.code, failure.is_general) == ("AccessDeniedException", is_general)


@pytest.mark.parametrize("kind", CallKind)
@pytest.mark.parametrize(("sent", "lost"), [(0, 0), (1, 0), (1, 1)])
def test_an_interruption(kind: CallKind, sent: int, lost: int) -> None:
    """Fails when a sent write counts as not attempted, or the sentence has a code of botocore."""
    error = failed(Interrupted("The task was interrupted.", sent, lost), kind)
    assert (error.is_interruption, error.is_unsent) == (True, kind is not CallKind.WRITE or sent == 0)
    failure = error.failure(ALICE)
    assert (failure.code, failure.in_doubt) == ("interrupted", kind is CallKind.WRITE and lost > 0)
    assert "(botocore: " not in failure.message


def test_a_session_after_a_write_in_doubt_is_in_doubt() -> None:
    """Fails when a failed AssumeRoot hides that the write before it may have been carried out."""
    for kind, in_doubt in ((CallKind.READ, False), (CallKind.WRITE, True), (CallKind.ASSUME_ROOT, True)):
        error = failed(client_error("AssumeRoot", "AccessDenied"), kind)
        error.follows_doubt = True
        assert error.failure(ROOT).in_doubt is in_doubt


@pytest.mark.parametrize(
    ("code", "shown"), [("PasswordPolicyViolation", "PasswordPolicyViolation"), (f"X-{CANARY}", "(not shown")]
)
def test_what_aws_repeats_is_not_shown(code: str, shown: str) -> None:
    """Fails when a message has a password, or a known code is hidden since the password is a part of it."""
    error = failed(client_error("CreateLoginProfile", code, message=f"{CANARY} is too short."), CallKind.WRITE)
    failure = error.failure(ALICE, Secret("Policy" if shown == code else CANARY))
    assert failure.code.startswith(shown)
    assert shown == code or CANARY not in failure.message
    signature = failed(client_error("GetUser", "SignatureDoesNotMatch", message=CANARY)).failure(ALICE)
    assert CANARY not in signature.message


def test_an_error_without_a_message_ends_with_its_code() -> None:
    """Fails when a reply of AWS without <Message> ends the sentence in the middle, or in "None"."""
    exception = client_error("GetLoginProfile", "ReportNotPresent")
    del exception.response["Error"]["Message"]
    assert failed(exception).failure(None).message.endswith(" AWS returned: ReportNotPresent.")


@pytest.mark.parametrize(
    "error",
    [client_error("GetLoginProfile", code) for code in ("AccessDenied", "ServiceFailure", "SomethingNew")]
    + [botocore_error("EndpointConnectionError"), ResponseParserError(CANARY)],
    ids=lambda error: getattr(error, "response", {}).get("Error", {}).get("Code", type(error).__name__),
)
@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_error_of_the_read_is_never_absent(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, check_mode: bool, state: str
) -> None:
    """Fails when an error is read as "no login profile", or its result has a traceback or a secret."""
    tasks = TaskRunner(monkeypatch, InMemoryIAM({"alice": {"PasswordResetRequired": True}}))
    tasks.iam.faults = [("GetLoginProfile", error)]
    result: dict[str, t.Any] = tasks.run(check_mode=check_mode, user_name="alice", state=state, password=CANARY)
    assert (result["failed"], result["changed"], result["actions"]) == (True, False, [])
    assert "login_profile" not in result
    assert "The outcome is unknown: check whether" not in result["msg"]
    assert "Traceback" not in result["msg"]
    assert CANARY not in repr(result)
    assert tasks.called() == ["GetLoginProfile"]
