# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The error of a failed AWS call, and ``aws_call``, which raises it for all exceptions of botocore.

error_advice.py has the meaning of each error and what to do.
"""

from __future__ import annotations

import contextlib
import enum
import traceback
import types
import typing as t
from datetime import datetime

with contextlib.suppress(ImportError):  # AnsibleAWSModule reports a missing botocore before it is used here.
    from botocore import exceptions as botocore_exceptions
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

from ansible_collections.identity.aws.plugins.module_utils._core.error_codes import FailureCode, RequestCode
from ansible_collections.identity.aws.plugins.module_utils._core.leaks import NOT_SHOWN, repeats
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    POLICY_VIOLATION,
    Failure,
    Principal,
    permission_of,
)
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret

from .call_tracking import CallSource, answered_at, copy_notes, is_proxy_login, lost_replies, skew_now, source_of
from .interruption import Interrupted

OUTCOME_UNKNOWN = " The outcome is unknown: check whether AWS carried out the request before you run the task again."
# Codes of failures without a reply of AWS.
INTERNAL_ERROR: FailureCode = "internal_error"
PROXY_LOGIN: FailureCode = "proxy_authentication_required"
_COLLECTION = __name__.partition("plugins.")[0]
_Passwords: t.TypeAlias = "tuple[Secret | None, ...]"

# botocore's exceptions for missing credentials, and for a request that it could not sign. credential_errors.py handles
# credentials that a provider fails to return.
_NO_CREDENTIALS = ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "ProfileNotFound")
_NEVER_SENT = (*_NO_CREDENTIALS, "ParamValidationError")
# Failures of every call: the credentials or the connection to AWS.
_GENERAL = (
    *_NO_CREDENTIALS,
    *("NoRegionError", "EndpointConnectionError", "ConnectTimeoutError", "ProxyConnectionError", "SSLError"),
)
_GENERAL_CODES = {"ExpiredToken", "InvalidClientTokenId", "RequestExpired", "SignatureDoesNotMatch"}
# The member ``error`` of AccessDeniedException if no permission is missing (shape of the Signin service model).
_EXPIRED = {"AUTHCODE_EXPIRED", "TOKEN_EXPIRED", "USER_CREDENTIALS_CHANGED"}
_SERVER_ERRORS = {"500", "502", "503", "504"}
# AWS's other names for the same errors.
_SAME_AS = {
    "AccessDeniedException": "AccessDenied",
    "UnauthorizedOperation": "AccessDenied",
    "ExpiredTokenException": "ExpiredToken",
    "IncompleteSignature": "SignatureDoesNotMatch",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "RequestTimeTooSkewed": "RequestExpired",
    "UnrecognizedClientException": "InvalidClientTokenId",
    "InternalFailure": "ServiceFailure",
    "InternalServerException": "ServiceFailure",
    "InternalServiceError": "ServiceFailure",
    "InvalidInputException": "InvalidInput",
    "ServiceUnavailable": "ServiceFailure",
    "ThrottlingException": "Throttling",
    "RegionDisabledException": "RegionDisabled",
    "RequestLimitExceeded": "Throttling",
    "TooManyRequestsException": "Throttling",
    "TooManyRequestsError": "Throttling",
    "ValidationException": "ValidationError",
}


class CallKind(enum.Enum):
    """Kinds of calls. They decide what is unknown after a failure."""

    READ = enum.auto()
    WRITE = enum.auto()
    # Starts the session for a read or write, which was not attempted.
    ASSUME_ROOT = enum.auto()


@contextlib.contextmanager
def botocore_errors(what: str, kind: CallKind = CallKind.READ) -> t.Iterator[None]:
    """Raise LoginProfileError for botocore's exceptions in the block. ``what`` completes "Failed to ..."."""
    try:
        yield
    except LoginProfileError as error:
        # CredentialsError, which botocore's signer raises without wrapping.
        error.kind = kind
        raise
    except (ClientError, BotoCoreError) as error:
        raise LoginProfileError(f"Failed to {what}", error, kind) from error


@contextlib.contextmanager
def aws_call(what: str, kind: CallKind = CallKind.READ) -> t.Iterator[None]:
    """Raise LoginProfileError for any failure of one call, including its reply.

    Read the reply in the same block. A reply that cannot be parsed raises ResponseParserError, whose message contains
    the whole reply. XML that is not AWS's raises KeyError. Neither is a BotoCoreError.
    """
    with botocore_errors(what, kind):
        try:
            yield
        except (ResponseParserError, KeyError) as unreadable:
            error = botocore_exceptions.ResponseStreamingError(error="the reply could not be read")
            copy_notes(unreadable, error)
            raise error from None


class LoginProfileError(Exception):
    """A call to AWS failed. ``message`` is the attempted action, ``exception`` is botocore's.

    ``follows_doubt``: an earlier call may have been carried out.
    """

    def __init__(self, message: str, exception: BaseException | None = None, kind: CallKind = CallKind.READ) -> None:
        """Store them. The reply was just received, so the clocks can be compared."""
        super().__init__(message)
        self.message = message
        self.exception = exception
        self.kind = kind
        self.follows_doubt = False
        self._clock_skew = skew_now(self._reply)

    @property
    def _reply(self) -> dict[str, t.Any]:
        # Connection errors have this attribute too: None, or urllib3's.
        reply = getattr(self.exception, "response", None)
        return reply if isinstance(reply, dict) else {}

    @property
    def code(self) -> str | None:
        """Return AWS's error code, or None without a reply."""
        code: str | None = self._reply.get("Error", {}).get("Code")
        return code

    @property
    def operation(self) -> str | None:
        """Return the API operation, or None without a reply."""
        operation: str | None = getattr(self.exception, "operation_name", None)
        return operation

    @property
    def is_throttling(self) -> bool:
        """Return whether AWS throttled the request, by any of its codes for that."""
        return code_name(self.code) == "Throttling"

    @property
    def is_access_denied(self) -> bool:
        """Return whether a permission is missing."""
        return code_name(self.code) == "AccessDenied"

    @property
    def is_not_found(self) -> bool:
        """Return whether AWS does not have the resource of a call. A server error is no evidence, whatever its code."""
        return self.code == "NoSuchEntity" and not self._is_server_error

    @property
    def is_secret_not_found(self) -> bool:
        """Return whether Secrets Manager does not have the secret of a call."""
        return self.code == "ResourceNotFoundException" and not self._is_server_error

    @property
    def _name(self) -> str:
        """Return the canonical name of AWS's code."""
        is_expired = self.is_access_denied and self._reply.get("error") in _EXPIRED
        return "ExpiredToken" if is_expired else code_name(self.code)

    @property
    def _is_server_error(self) -> bool:
        status: int = self._reply.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status >= 500 or code_name(self.code) == "ServiceFailure"

    @property
    def is_interruption(self) -> bool:
        """Return whether the task was interrupted before the call had a result."""
        return isinstance(self.exception, Interrupted)

    @property
    def is_unsent(self) -> bool:
        """Return whether the interruption preceded the first request of a write, so the write was not attempted."""
        return isinstance(self.exception, Interrupted) and (self.kind is not CallKind.WRITE or self.exception.sent == 0)

    @property
    def follows_lost_reply(self) -> bool:
        """Return whether an earlier identical request may have been carried out, since its reply was lost."""
        return self.follows_doubt or lost_replies(self.exception, self._reply) > 0

    @property
    def answered_at(self) -> datetime | None:
        """Return when AWS replied, by its clock; None without a reply or a date."""
        return answered_at(self._reply)

    @property
    def in_doubt(self) -> bool:
        """Return whether a write may have been carried out: this one, or one before an AssumeRoot.

        Without a reply, botocore raises the error of the last attempt. Earlier attempts may have been carried out.
        """
        if self.kind is CallKind.READ:
            return False
        if self.kind is CallKind.ASSUME_ROOT:
            return self.follows_doubt
        return self.follows_lost_reply or self._may_be_carried_out

    @property
    def _may_be_carried_out(self) -> bool:
        """Return whether the last request may have been carried out: there is no reply, or it does not show that."""
        if self.code is not None:
            return self._is_server_error
        never_sent = self._is_any_of(_NEVER_SENT) or is_proxy_login(self.exception)
        return not never_sent and not self.is_interruption

    def failure(self, principal: Principal | None, *passwords: Secret | None) -> Failure:
        """Return the failure as a sentence, with AWS's code and message if there are any.

        ``principal`` is the subject of the call, None for the account. Text from AWS or botocore is omitted if it
        contains one of the ``passwords`` that were sent.
        """
        source = source_of(self.exception, self._reply)
        about = [] if principal is None else [str(principal)]
        about += [] if source.profile is None else [f"profile {source.profile!r}"]
        message = f"{self.message} ({', '.join(about)})" if about else self.message
        described = (
            self._without_reply(source, passwords) if self.code is None else self._rejection(principal, passwords)
        )
        cause, code, aws_message, is_general = described
        message += f": {cause}{OUTCOME_UNKNOWN if self.in_doubt else ''}"
        if self.code is not None:
            # A sentence may follow. Not all messages of AWS end with a full stop.
            message += f" AWS returned: {': '.join(filter(None, (code, aws_message)))}".rstrip(".") + "."
        elif not self.is_interruption:
            message += f" (botocore: {type(self.exception).__name__})"
        return Failure(message, code, aws_message, self.in_doubt, is_general)

    def _without_reply(
        self, source: CallSource, passwords: _Passwords
    ) -> tuple[str, FailureCode | RequestCode, None, bool]:
        """Return cause, code, no AWS message, and whether the failure is general, for a call without a reply."""
        if self.is_interruption:
            return str(self.exception), "interrupted", None, False
        code, advice = connection_failure(self.exception, source)
        cause = advice or f"botocore could not make the call: {_quoted(str(self.exception), passwords)}"
        return cause, code, None, self._is_any_of(_GENERAL)

    def _rejection(self, principal: Principal | None, passwords: _Passwords) -> tuple[str, str, str, bool]:
        """Return cause, code, AWS's message, and whether the failure is general, for a call with a reply."""
        from .error_advice import CODES, advice_for, clock_advice

        code, name, operation = self.code or "", self._name, self.operation or "the call"
        aws_message = _quoted(self._reply["Error"].get("Message", ""), passwords)
        in_root_session = (
            principal is not None and principal.root_account_id is not None and self.kind is not CallKind.ASSUME_ROOT
        )
        cause = clock_advice(name, self._clock_skew) or advice_for(
            name,
            operation,
            principal,
            aws_message,
            in_root_session=in_root_session,
            after_a_lost_reply=self.in_doubt,
        )
        region = source_of(self.exception, self._reply).region or "of the call"
        cause = cause.replace("{action}", _missing_permission(operation, aws_message)).replace("{region}", region)
        # Playbooks compare codes, so a known code is shown even if a password is a part of it by chance.
        shown = code if code in {POLICY_VIOLATION, *CODES, *_SAME_AS, *_SERVER_ERRORS} else _quoted(code, passwords)
        if name == "SignatureDoesNotMatch":
            # It contains the request that AWS received, including the session token.
            aws_message = "(not shown)"
        return cause, shown, aws_message, name in _GENERAL_CODES and not in_root_session

    def _is_any_of(self, names: t.Iterable[str]) -> bool:
        return any(is_botocore(self.exception, name) for name in names)


def connection_failure(
    exception: BaseException | None, source: CallSource
) -> tuple[FailureCode | RequestCode, str | None]:
    """Return the code and advice for an exception of botocore without a reply of AWS; None for no advice."""
    from .error_advice import CONNECTION_ERRORS, PROXY_LOGIN_ADVICE

    at = "" if source.endpoint_url is None else f" ({source.endpoint_url})"
    if is_proxy_login(exception):
        return PROXY_LOGIN, PROXY_LOGIN_ADVICE.format(at=at)
    for name, code, advice in CONNECTION_ERRORS:
        if is_botocore(exception, name):
            return code, advice and advice.format(at=at)
    return "unreadable_reply", None


def is_botocore(exception: BaseException | None, name: str) -> bool:
    """Return whether an exception is of a class of botocore.exceptions; older versions lack some of them."""
    return isinstance(exception, getattr(botocore_exceptions, name, ()))


def code_name(code: str | None) -> str:
    """Return the canonical name of a code; a reply without XML has the HTTP status as its code."""
    code = code or ""
    return "ServiceFailure" if code in _SERVER_ERRORS else _SAME_AS.get(code, code)


def _missing_permission(operation: str, aws_message: str) -> str:
    """Return the permission that a denied call needs: its own name, or the action in AWS's message."""
    from .error_advice import denied_action

    permission = permission_of(operation)
    # The names of the first are not documented yet. The second also needs others, for example for tags and KMS keys.
    if permission.startswith(("signin:", "secretsmanager:")):
        return denied_action(aws_message) or permission
    return permission


def predicted_rejection(what: str, code: str, operation: str, principal: Principal) -> Failure:
    """Return the failure of a call that AWS would reject with this code. ``what`` completes "Failed to ..."."""
    from .error_advice import advice_for

    advice = advice_for(code, operation, principal, "", in_root_session=False, after_a_lost_reply=False)
    return Failure(f"Failed to {what} ({principal}): {advice}", code)


def unexpected_failure(error: BaseException, principal: Principal | None, *, in_doubt: bool = False) -> Failure:
    """Return the failure for an unexpected error: a bug of this collection, or an unusual reply.

    It has each frame of this collection, without the error's message, which may contain a secret.
    """
    where = f"{type(error).__name__} at {', '.join(_places(error.__traceback__))}"
    whose = "" if principal is None else f" for {principal}"
    message = (
        f"Unexpected error{whose} ({where}). Please report it, with the versions of the collection, Python and "
        f"botocore.{OUTCOME_UNKNOWN if in_doubt else ''}"
    )
    return Failure(message, INTERNAL_ERROR, in_doubt=in_doubt)


def _places(trace: types.TracebackType | None) -> list[str]:
    """Return file and line of this collection's frames and of the innermost one, outermost first."""
    frames = [
        (frame.f_globals.get("__name__", ""), frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(trace)
    ]
    shown = [each for each in frames if each[0].startswith(_COLLECTION)]
    shown += [each for each in frames[-1:] if each not in shown]
    return [f"{filename.rpartition('/')[2]} line {line}" for _module, filename, line in shown]


def _quoted(text: str, passwords: _Passwords) -> str:
    given = [password.reveal() for password in passwords if password is not None]
    return NOT_SHOWN if any(repeats(text, password) for password in given) else text
