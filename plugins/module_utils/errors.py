# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What went wrong with AWS, as a sentence that says what to do. What each error means is in remedies.py."""

from __future__ import annotations

import traceback
import typing as t
from datetime import datetime
from email.utils import parsedate_to_datetime

try:
    from botocore import exceptions as botocore_exceptions
    from botocore.parsers import ResponseParserError
except ImportError:
    pass  # AnsibleAWSModule says so, before anything here is used.

from ansible_collections.amazon.aws.plugins.module_utils.errors import AWSErrorHandler
from ansible_collections.amazon.aws.plugins.module_utils.exceptions import AnsibleAWSError

from .call_source import copy_source, source_of
from .leaks import NOT_SHOWN, repeats
from .lost_replies import LOST_REPLIES
from .model import POLICY_VIOLATION, Failure, Owner
from .remedies import CODES, CONNECTION_CODES, CONNECTION_REMEDIES, remedy_of
from .secret import Secret

_LOOK_FIRST = " It is not known whether AWS carried it out: look before running the task again."

# botocore's exceptions for a request that it could not even sign.
NEVER_SENT = (
    *("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "ProfileNotFound"),
    "ParamValidationError",
)
# What is wrong for every call alike: the credentials, or the way to AWS.
_GENERAL_CODES = {"ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch"}
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
        return _same(self.code) == "Throttling"

    @property
    def is_access_denied(self) -> bool:
        """Say whether a permission is missing."""
        return _same(self.code) == "AccessDenied"

    @property
    def follows_lost_reply(self) -> bool:
        """Say whether an earlier request for the same may have been carried out, since its reply was lost."""
        lost: int = self._answer.get("ResponseMetadata", {}).get(LOST_REPLIES, 0)
        return self.follows_doubt or lost > 0

    @property
    def answered_at(self) -> datetime | None:
        """Return when AWS answered, by the clock of AWS; None where it did not say, or did not answer."""
        headers = self._answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
        try:
            return parsedate_to_datetime(headers.get("date", ""))
        except ValueError:
            return None

    @property
    def in_doubt(self) -> bool:
        """Say whether what was tried may have been carried out all the same: never, for a read."""
        return False

    def failure(self, owner: Owner | None, password: Secret | None = None) -> Failure:
        """Return the sentence for a person, with AWS's own code and message where there are any.

        ``owner`` is whom the call was about, None for the account. What AWS or botocore wrote is left out where it
        repeats the ``password`` that was sent.
        """
        advice = _LOOK_FIRST if self.in_doubt else ""
        profile = source_of(self.exception, self._answer).profile
        about = [*([] if owner is None else [str(owner)]), *([] if profile is None else [f"profile {profile!r}"])]
        whose = f" ({', '.join(about)})" if about else ""
        message = f"{self.message}{whose}: {self._cause(owner, password)}{advice}"
        if self.code is None:
            message += f" (botocore: {type(self.exception).__name__})"
            general = any(self._is_botocore(name) for name in _GENERAL)
            code = next((code for name, code in CONNECTION_CODES if self._is_botocore(name)), "unreadable_reply")
            return Failure(message, code, in_doubt=self.in_doubt, is_general=general)
        aws_message = _quoted(self._answer["Error"].get("Message", ""), password)
        code = self.code if self.code in _KNOWN_CODES else _quoted(self.code, password)
        if _same(self.code) == "SignatureDoesNotMatch":
            # It repeats the request that AWS has read, the session's token included.
            aws_message = "(not shown)"
        message += f" AWS said: {code}: {aws_message}"
        general = _same(self.code) in _GENERAL_CODES and not self._is_of_a_root_session(owner)
        return Failure(message, code, aws_message, self.in_doubt, general)

    def _is_of_a_root_session(self, _owner: Owner | None) -> bool:
        """Say whether the call was made with the credentials of a root session, and not with the caller's."""
        return _owner is not None and _owner.root_account_id is not None

    def _cause(self, owner: Owner | None, password: Secret | None) -> str:
        source = source_of(self.exception, self._answer)
        if self.code is None:
            at = "" if source.endpoint_url is None else f" ({source.endpoint_url})"
            fitting = [remedy.format(at=at) for name, remedy in CONNECTION_REMEDIES if self._is_botocore(name)]
            said = _quoted(str(self.exception), password)
            return fitting[0] if fitting else f"botocore could not make the call: {said}"
        code = f"{self.code} again" if self.code == "EntityAlreadyExists" and self.in_doubt else _same(self.code)
        operation = self.operation or "the call"
        said = _quoted(self._answer["Error"].get("Message", ""), password)
        in_root_session = self._is_of_a_root_session(owner)
        remedy = remedy_of(code, operation, owner, said, in_root_session=in_root_session)
        action = f"{_SERVICES.get(operation, 'iam')}:{operation}"
        return remedy.replace("{action}", action).replace("{region}", source.region or "of the call")

    def _is_botocore(self, name: str) -> bool:
        return isinstance(self.exception, getattr(botocore_exceptions, name))


class WriteError(LoginProfileError):
    """A write failed, or only seems to have failed."""

    @property
    def in_doubt(self) -> bool:
        """Say whether the write may have been carried out: no answer came, or one that does not tell.

        Where no answer came, botocore raises the error of its last try, so one of the connection says nothing about the
        tries before: the request may have been read before the endpoint went away.
        """
        if self.code is None:
            return self.follows_doubt or not any(self._is_botocore(name) for name in NEVER_SENT)
        status: int = self._answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return self.follows_lost_reply or status >= 500 or _same(self.code) == "ServiceFailure"


class LoginProfileErrorHandler(AWSErrorHandler):
    """amazon.aws's error handlers, raising LoginProfileError."""

    _CUSTOM_EXCEPTION = LoginProfileError


class AssumeRootError(LoginProfileError):
    """A root session could not be started, which says nothing about the login profile: nothing was tried."""

    @property
    def in_doubt(self) -> bool:
        """Say whether a write that was tried before this one may have been carried out."""
        return self.follows_doubt

    def _is_of_a_root_session(self, _owner: Owner | None) -> bool:
        return False


class AssumeRootErrorHandler(AWSErrorHandler):
    """The same, raising AssumeRootError."""

    _CUSTOM_EXCEPTION = AssumeRootError


class WriteErrorHandler(AWSErrorHandler):
    """The same, raising WriteError."""

    _CUSTOM_EXCEPTION = WriteError


def send(call: t.Callable[..., t.Any], **parameters: t.Any) -> t.Any:
    """Make one call of the client. Raises what botocore raises, all of it ClientError or BotoCoreError.

    A reply that cannot be parsed is neither of the two in botocore (ResponseParserError), and its text is all of it.
    One that is XML, but not AWS's, is a KeyError, so ``call`` should take out of a reply what is needed of it.
    Nor is what a way to credentials raises, such as a file that is gone or a question that nobody answers.
    """
    try:
        return call(**parameters)
    except (ResponseParserError, KeyError) as unreadable:
        error: Exception = botocore_exceptions.ResponseStreamingError(error="the reply could not be read")
        copy_source(unreadable, error)
    except botocore_exceptions.BotoCoreError:
        # Some of them are OSErrors as well.
        raise
    except (OSError, EOFError) as reason:
        # botocore wraps all that goes wrong with the connection.
        error = botocore_exceptions.CredentialRetrievalError(provider="the profile", error_msg=type(reason).__name__)
    raise error


def unforeseen(error: BaseException, owner: Owner | None, *, in_doubt: bool = False) -> Failure:
    """Return the failure for an error that nothing here knows: a mistake of this collection, or an odd reply.

    Without the error's own text, in which there may be a secret.
    """
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {place.filename.rpartition('/')[2]}, line {place.lineno}"
    whose = "" if owner is None else f" for {owner}"
    message = (
        f"Something went wrong{whose} that the module does not know ({where}). Please report it, with the "
        f"versions of the collection, Python and botocore.{_LOOK_FIRST if in_doubt else ''}"
    )
    return Failure(message, "internal_error", in_doubt=in_doubt)


def _quoted(text: str, password: Secret | None) -> str:
    return NOT_SHOWN if password is not None and repeats(text, password.reveal()) else text


def _same(code: str | None) -> str:
    """Return the one name for what AWS has several for; a reply without XML has the HTTP status in place of a code."""
    code = code or ""
    return "ServiceFailure" if code in _SERVER_ERRORS else _SAME_AS.get(code, code)
