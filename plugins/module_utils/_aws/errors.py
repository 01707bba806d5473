# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What went wrong with AWS, as a sentence that says what to do. What each error means is in remedies.py."""

from __future__ import annotations

import traceback
import types
import typing as t
from datetime import datetime

try:
    from botocore import exceptions as botocore_exceptions
    from botocore.parsers import ResponseParserError
except ImportError:
    pass  # AnsibleAWSModule says so, before anything here is used.

from ansible_collections.amazon.aws.plugins.module_utils.errors import AWSErrorHandler
from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError

from ansible_collections.identity.aws.plugins.module_utils._core.error_codes import FailureCode, RequestCode
from ansible_collections.identity.aws.plugins.module_utils._core.leaks import NOT_SHOWN, repeats
from ansible_collections.identity.aws.plugins.module_utils._core.models import POLICY_VIOLATION, Failure, Principal
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret

from .aws_clock import answered_at, skew_now
from .call_source import CallSource, copy_source, source_of
from .error_advice import CODES, CONNECTION_CODES, CONNECTION_REMEDIES, PROXY_LOGIN_ADVICE, remedy_of, remedy_of_clock
from .interruption import Interrupted
from .proxy_login import is_proxy_login
from .retry_tracking import copy_lost_replies, lost_replies

_LOOK_FIRST = " It is not known whether AWS carried it out: look before running the task again."

# Codes of failures that AWS did not answer.
INTERNAL_ERROR: FailureCode = "internal_error"
PROXY_LOGIN: FailureCode = "proxy_authentication_required"
_COLLECTION = __name__.partition("plugins.")[0]

# botocore's exceptions for a request that it could not even sign. Credentials that fail are of credential_errors.py.
NEVER_SENT = (
    *("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "ProfileNotFound"),
    "ParamValidationError",
)
# What is wrong for every call alike: the credentials, or the way to AWS.
_GENERAL_CODES = {"ExpiredToken", "InvalidClientTokenId", "RequestExpired", "SignatureDoesNotMatch"}
_GENERAL = (
    *NEVER_SENT[:-1],
    *("NoRegionError", "EndpointConnectionError", "ConnectTimeoutError", "ProxyConnectionError", "SSLError"),
)
# What begins the name of a permission, where it is not "iam".
_SERVICES = {
    "AssumeRoot": "sts",
    "GetCallerIdentity": "sts",
    "DescribeOrganization": "organizations",
    "ListAccounts": "organizations",
}
_SERVER_ERRORS = {"500", "502", "503", "504"}
# AWS's other names for the same.
_SAME_AS = {
    "AccessDeniedException": "AccessDenied",
    "UnauthorizedOperation": "AccessDenied",
    "ExpiredTokenException": "ExpiredToken",
    "IncompleteSignature": "SignatureDoesNotMatch",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "RequestTimeTooSkewed": "RequestExpired",
    "UnrecognizedClientException": "InvalidClientTokenId",
    "InternalFailure": "ServiceFailure",
    "InvalidInputException": "InvalidInput",
    "ServiceUnavailable": "ServiceFailure",
    "ThrottlingException": "Throttling",
    "RegionDisabledException": "RegionDisabled",
    "RequestLimitExceeded": "Throttling",
    "TooManyRequestsException": "Throttling",
}
# Shown also where a password is a part of one by chance, since playbooks compare codes.
_KNOWN_CODES = {POLICY_VIOLATION, *CODES, *_SAME_AS, *_SERVER_ERRORS}


class LoginProfileError(AnsibleAWSError):
    """A call to AWS failed. ``message`` says what was tried, ``exception`` is botocore's.

    ``follows_doubt`` is set where the call was made before, and nobody can tell what became of that.
    """

    follows_doubt = False

    def __init__(self, message: str | None = None, exception: BaseException | None = None, **others: t.Any) -> None:
        """Take what amazon.aws's error handlers have. The reply came just now, so the clocks can be compared."""
        super().__init__(message=message, exception=exception, **others)
        self._clock_skew = skew_now(self._answer)

    @property
    def _answer(self) -> dict[str, t.Any]:
        # Connection errors have the attribute too, with None or urllib3's own in it.
        answer = getattr(self.exception, "response", None)
        return answer if isinstance(answer, dict) else {}

    @property
    def code(self) -> str | None:
        """Return AWS's error code, or None where AWS did not answer."""
        code: str | None = self._answer.get("Error", {}).get("Code")
        return code

    @property
    def operation(self) -> str | None:
        """Return the API operation, or None where AWS did not answer."""
        operation: str | None = getattr(self.exception, "operation_name", None)
        return operation

    @property
    def is_throttling(self) -> bool:
        """Return whether AWS refused the rate of requests, by any of its codes for that."""
        return same_code(self.code) == "Throttling"

    @property
    def is_access_denied(self) -> bool:
        """Say whether a permission is missing."""
        return same_code(self.code) == "AccessDenied"

    @property
    def is_not_found(self) -> bool:
        """Return whether AWS does not have what a call named. A server error shows nothing, whatever its code."""
        return self.code == "NoSuchEntity" and not self._is_server_error

    @property
    def _is_server_error(self) -> bool:
        status: int = self._answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status >= 500 or same_code(self.code) == "ServiceFailure"

    @property
    def is_interruption(self) -> bool:
        """Return whether the task was interrupted before the call had a result."""
        return isinstance(self.exception, Interrupted)

    @property
    def is_unsent(self) -> bool:
        """Return whether an interruption came before the first request for a write: the write was not attempted."""
        return self.is_interruption

    @property
    def follows_lost_reply(self) -> bool:
        """Say whether an earlier request for the same may have been carried out, since its reply was lost."""
        return self.follows_doubt or lost_replies(self.exception, self._answer) > 0

    @property
    def answered_at(self) -> datetime | None:
        """Return when AWS answered, by the clock of AWS; None where it did not say, or did not answer."""
        return answered_at(self._answer)

    @property
    def in_doubt(self) -> bool:
        """Say whether what was tried may have been carried out all the same: never, for a read."""
        return False

    def failure(self, principal: Principal | None, password: Secret | None = None) -> Failure:
        """Return the sentence for a person, with AWS's own code and message where there are any.

        ``principal`` is whom the call was about, None for the account. What AWS or botocore wrote is left out where it
        repeats the ``password`` that was sent.
        """
        advice = _LOOK_FIRST if self.in_doubt else ""
        profile = source_of(self.exception, self._answer).profile
        about = [
            *([] if principal is None else [str(principal)]),
            *([] if profile is None else [f"profile {profile!r}"]),
        ]
        whose = f" ({', '.join(about)})" if about else ""
        message = f"{self.message}{whose}: {self._cause(principal, password)}{advice}"
        if self.code is None:
            message += "" if self.is_interruption else f" (botocore: {type(self.exception).__name__})"
            general = any(self._is_botocore(name) for name in _GENERAL)
            return Failure(message, _connection_code(self.exception), in_doubt=self.in_doubt, is_general=general)
        aws_message = _quoted(self._answer["Error"].get("Message", ""), password)
        code = self.code if self.code in _KNOWN_CODES else _quoted(self.code, password)
        if same_code(self.code) == "SignatureDoesNotMatch":
            # It repeats the request that AWS has read, the session's token included.
            aws_message = "(not shown)"
        message += f" AWS said: {code}: {aws_message}" if aws_message else f" AWS said: {code}."
        general = same_code(self.code) in _GENERAL_CODES and not self._is_of_a_root_session(principal)
        return Failure(message, code, aws_message, self.in_doubt, general)

    def _is_of_a_root_session(self, _principal: Principal | None) -> bool:
        """Say whether the call was made with the credentials of a root session, and not with the caller's."""
        return _principal is not None and _principal.root_account_id is not None

    def _cause(self, principal: Principal | None, password: Secret | None) -> str:
        source = source_of(self.exception, self._answer)
        if self.is_interruption:
            return str(self.exception)
        if self.code is None:
            said = _quoted(str(self.exception), password)
            return connection_advice(self.exception, source) or f"botocore could not make the call: {said}"
        code = f"{self.code} again" if self.code == "EntityAlreadyExists" and self.in_doubt else same_code(self.code)
        if (of_the_clock := remedy_of_clock(code, self._clock_skew)) is not None:
            return of_the_clock
        operation = self.operation or "the call"
        said = _quoted(self._answer["Error"].get("Message", ""), password)
        in_root_session = self._is_of_a_root_session(principal)
        remedy = remedy_of(code, operation, principal, said, in_root_session=in_root_session)
        action = f"{_SERVICES.get(operation, 'iam')}:{operation}"
        return remedy.replace("{action}", action).replace("{region}", source.region or "of the call")

    def _is_botocore(self, name: str) -> bool:
        return is_botocore(self.exception, name)


class WriteError(LoginProfileError):
    """A write failed, or only seems to have failed."""

    @property
    def is_unsent(self) -> bool:
        """Return whether no request was sent."""
        return isinstance(self.exception, Interrupted) and self.exception.sent == 0

    @property
    def in_doubt(self) -> bool:
        """Say whether the write may have been carried out: no answer came, or one that does not tell.

        Where no answer came, botocore raises the error of its last try, so one of the connection says nothing about the
        tries before: the request may have been read before the endpoint went away.
        """
        if self.is_interruption:
            return self.follows_lost_reply
        if self.code is None:
            never_sent = any(self._is_botocore(name) for name in NEVER_SENT) or is_proxy_login(self.exception)
            return self.follows_lost_reply or not never_sent
        return self.follows_lost_reply or self._is_server_error


class LoginProfileErrorHandler(AWSErrorHandler):
    """amazon.aws's error handlers, raising LoginProfileError."""

    _CUSTOM_EXCEPTION = LoginProfileError


class AssumeRootError(LoginProfileError):
    """A root session could not be started, which says nothing about the login profile: nothing was tried."""

    @property
    def in_doubt(self) -> bool:
        """Say whether a write that was tried before this one may have been carried out."""
        return self.follows_doubt

    def _is_of_a_root_session(self, _principal: Principal | None) -> bool:
        return False


class AssumeRootErrorHandler(AWSErrorHandler):
    """The same, raising AssumeRootError."""

    _CUSTOM_EXCEPTION = AssumeRootError


class WriteErrorHandler(AWSErrorHandler):
    """The same, raising WriteError."""

    _CUSTOM_EXCEPTION = WriteError


def send(call: t.Callable[..., t.Any], **parameters: t.Any) -> t.Any:
    """Make one call of the client. Raises CredentialsError, or what botocore raises: ClientError or BotoCoreError.

    A reply that cannot be parsed is neither of the two in botocore (ResponseParserError), and its text is all of it.
    One that is XML, but not AWS's, is a KeyError, so ``call`` should take out of a reply what is needed of it.
    """
    try:
        return call(**parameters)
    except (ResponseParserError, KeyError) as unreadable:
        error: Exception = botocore_exceptions.ResponseStreamingError(error="the reply could not be read")
        copy_source(unreadable, error)
        copy_lost_replies(unreadable, error)
    raise error


def unforeseen(error: BaseException, principal: Principal | None, *, in_doubt: bool = False) -> Failure:
    """Return the failure for an error that nothing here knows: a mistake of this collection, or an odd reply.

    Without the error's own text, in which there may be a secret. It has each frame of this collection.
    """
    where = f"{type(error).__name__} at {', '.join(_places(error.__traceback__))}"
    whose = "" if principal is None else f" for {principal}"
    message = (
        f"Something went wrong{whose} that the module does not know ({where}). Please report it, with the "
        f"versions of the collection, Python and botocore.{_LOOK_FIRST if in_doubt else ''}"
    )
    return Failure(message, INTERNAL_ERROR, in_doubt=in_doubt)


def _places(trace: types.TracebackType | None) -> list[str]:
    """Return file and line of the frames of this collection, and of the innermost one, outermost first."""
    frames = [
        (frame.f_globals.get("__name__", ""), frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(trace)
    ]
    shown = [each for each in frames if each[0].startswith(_COLLECTION)]
    shown += [each for each in frames[-1:] if each not in shown]
    return [f"{filename.rpartition('/')[2]} line {line}" for _module, filename, line in shown]


def connection_advice(exception: BaseException | None, source: CallSource) -> str | None:
    """Return what an exception of botocore's connection means and what to do, or None for any other exception."""
    at = "" if source.endpoint_url is None else f" ({source.endpoint_url})"
    if is_proxy_login(exception):
        return PROXY_LOGIN_ADVICE.format(at=at)
    fitting = [remedy.format(at=at) for name, remedy in CONNECTION_REMEDIES if is_botocore(exception, name)]
    return fitting[0] if fitting else None


def _connection_code(exception: BaseException | None) -> FailureCode | RequestCode:
    if isinstance(exception, Interrupted):
        return "interrupted"
    if is_proxy_login(exception):
        return PROXY_LOGIN
    return next((code for name, code in CONNECTION_CODES if is_botocore(exception, name)), "unreadable_reply")


def is_botocore(exception: BaseException | None, name: str) -> bool:
    """Return whether an exception is of a class of botocore.exceptions; older versions do not have all of them."""
    return isinstance(exception, getattr(botocore_exceptions, name, ()))


def _quoted(text: str, password: Secret | None) -> str:
    return NOT_SHOWN if password is not None and repeats(text, password.reveal()) else text


def same_code(code: str | None) -> str:
    """Return the one name for what AWS has several for; a reply without XML has the HTTP status in place of a code."""
    code = code or ""
    return "ServiceFailure" if code in _SERVER_ERRORS else _SAME_AS.get(code, code)
