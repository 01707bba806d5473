# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The error of credentials that could not be obtained: which provider failed, why, and what to do.

The request that needed them was not signed, so it was not sent. An error of AWS in here is the answer to a request of
the provider, such as AssumeRole, and never one to a call of this collection.
"""

from __future__ import annotations

import contextlib
import shlex
import typing as t
from dataclasses import replace

with contextlib.suppress(ImportError):  # AnsibleAWSModule says so, before anything here is used.
    from botocore import exceptions as botocore_exceptions

from ansible_collections.identity.aws.plugins.module_utils._core.models import Failure, Principal
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret

from .access_denied import explain
from .call_source import source_of
from .credential_providers import Provider
from .error_advice import REMEDIES
from .errors import PROXY_LOGIN, LoginProfileError, connection_advice, is_botocore, same_code
from .proxy_login import is_proxy_login
from .retry_tracking import lost_replies

UNAVAILABLE = "credentials_unavailable"

_SERVICES = {
    "AssumeRole": "sts",
    "AssumeRoleWithWebIdentity": "sts",
    "CreateOAuth2Token": "signin",
    "CreateToken": "sso-oauth",
    "GetRoleCredentials": "sso",
}
# botocore's classes whose text is about the configuration, and has nothing of what a provider returned.
_CONFIGURATION = ("InvalidConfigError", "PartialCredentialsError", "ConfigParseError", "ConfigNotFound")
# The same providers, and the advice where their token or session is missing, damaged or has expired.
_LOGINS = {
    "sso": "the SSO token is missing, not valid or has expired. Run: aws sso login{option}",
    "login": "the login session is missing, not valid or has expired. Run: aws login{option}",
}
# Providers that only read keys.
_CANNOT_FAIL = {"config-file", "env", "shared-credentials-file"}
# AWS's codes for a denied request, and those that mean the same for every request.
_DENIED_CODES = {"AccessDenied", "ForbiddenException"}
_SAME_ADVICE = {"ExpiredToken", "InvalidClientTokenId", "ServiceFailure", "SignatureDoesNotMatch", "Throttling"}
_DENIED = {
    "AssumeRole": (
        "Allow it in a policy of the principal that assumes the role, and name the principal in the trust policy of "
        "the role."
    ),
    "AssumeRoleWithWebIdentity": "Check the trust policy of the role: identity provider, audience and subject.",
    "GetRoleCredentials": "Check sso_account_id and sso_role_name: the SSO user must have this role in this account.",
}
_RENEWED = "The provider must return credentials that have not expired."
# What to check, by botocore's name of the provider.
_CHECK = {
    "container-role": "Check AWS_CONTAINER_CREDENTIALS_FULL_URI or AWS_CONTAINER_CREDENTIALS_RELATIVE_URI.",
    "custom-process": (
        "Its output is not shown, since it can contain secrets. Run the command of credential_process manually, on the "
        "host and as the user that the module runs on: it must print one JSON object with Version 1, AccessKeyId, "
        "SecretAccessKey and an Expiration in the future."
    ),
    "iam-role": "Check that the instance has an instance profile, and that the metadata service answers.",
    "assume-role-with-web-identity": "Check web_identity_token_file or AWS_WEB_IDENTITY_TOKEN_FILE.",
}
_MFA = (
    "the profile has mfa_serial, and the module cannot prompt for an MFA code. Get temporary credentials with MFA "
    "first (aws sts assume-role or aws sts get-session-token, with --serial-number and --token-code), and give them in "
    "access_key, secret_key and session_token, or in a profile without mfa_serial."
)


class ProviderTimeout(Exception):
    """A provider did not return in time."""

    def __init__(self, seconds: float) -> None:
        """Take the limit."""
        super().__init__(seconds)
        self.seconds = seconds


class CredentialsError(LoginProfileError):
    """The credentials for a request could not be obtained. ``exception`` is what the provider raised."""

    def __init__(self, provider: Provider, exception: BaseException) -> None:
        """Take the provider of the profile that is used; the exception may be that of its source."""
        super().__init__(message="Failed to get AWS credentials", exception=exception)
        self._provider = provider
        # Whether the request that was not sent is a write.
        self.is_write = False

    @property
    def code(self) -> None:
        """Return None: AWS did not answer the call that needed the credentials."""
        return

    @property
    def is_throttling(self) -> bool:
        """Return False, for the same reason."""
        return False

    @property
    def follows_lost_reply(self) -> bool:
        """Return whether the request was sent before. botocore raises this error itself, so the number is on it."""
        return self.follows_doubt or lost_replies(self, {}) > 0

    @property
    def in_doubt(self) -> bool:
        """Return whether the request was sent before, without a reply. This time it was not signed."""
        return self.is_write and self.follows_lost_reply

    def failure(self, principal: Principal | None, password: Secret | None = None) -> Failure:
        """Return the failure, which is the same for every principal."""
        del password  # nothing was sent
        message = f"{self.message} ({self._of}): {self._reason()}"
        code: str = UNAVAILABLE
        aws_message = None
        if isinstance(self.exception, botocore_exceptions.ClientError):
            error = self.exception.response.get("Error", {})
            code = error.get("Code", "Unknown")
            aws_message = error.get("Message", "") if same_code(code) != "SignatureDoesNotMatch" else "(not shown)"
            message += f" AWS said: {code}: {aws_message}"
        elif is_proxy_login(self.exception):
            code = PROXY_LOGIN
        if self.in_doubt:
            message += (
                f" A request for {principal or 'the account'} was sent before, and its reply was lost. It is not known "
                "whether AWS carried it out: check before you run the task again."
            )
        return Failure(message, code, aws_message, self.in_doubt, is_general=True)

    @property
    def _of(self) -> Provider:
        """Return the provider that failed, as far as the kind of the error shows it."""
        chain = self._provider.chain
        if isinstance(self.exception, botocore_exceptions.ClientError):
            return self._of_operation(self.exception)
        if self._needs_mfa:
            return next(each for each in chain if each.mfa_serial is not None)
        return chain[0] if any(is_botocore(self.exception, name) for name in _CONFIGURATION) else chain[-1]

    @property
    def _needs_mfa(self) -> bool:
        """Return whether the prompt for an MFA code failed: without a terminal the class of the error varies."""
        chain = self._provider.chain
        if all(each.mfa_serial is None for each in chain):
            return False
        prompted = chain[-1].method in _CANNOT_FAIL and not is_botocore(self.exception, "BotoCoreError")
        return prompted or is_botocore(self.exception, "RefreshWithMFAUnsupportedError")

    def _of_operation(self, error: t.Any) -> Provider:
        """Return the provider that made a call. Of several roles, AWS's message shows which one it was, or nothing."""
        chain = self._provider.chain
        if not error.operation_name.startswith("AssumeRole"):
            return chain[-1]
        said = error.response.get("Error", {}).get("Message", "")
        roles = [each for each in chain if each.role_arn is not None]
        named = [each for each in roles if str(each.role_arn) in said]
        return (named or roles)[0] if len(named or roles) == 1 else replace(chain[0], role_arn=None, source=None)

    def _reason(self) -> str:
        if isinstance(self.exception, botocore_exceptions.ClientError):
            return self._denied(self.exception)
        kind = f" ({type(self.exception).__name__})"
        provider = self._of
        if self._needs_mfa:
            return _MFA + kind
        if any(is_botocore(self.exception, name) for name in _CONFIGURATION):
            return f"the configuration is not valid. {self.exception}{kind}"
        connection = self._connection()
        if connection is not None:
            return connection + kind
        if provider.method in _LOGINS:
            return f"{_LOGINS[provider.method].format(option=_option(provider))}{kind}"
        return f"{self._problem()} {_CHECK.get(provider.method, _RENEWED)}{kind}"

    def _denied(self, error: t.Any) -> str:
        operation, answer = error.operation_name, error.response.get("Error", {})
        code, provider = same_code(answer.get("Code")), self._of
        action = f"{_SERVICES.get(operation, 'sts')}:{operation}"
        role = f" for {provider.role_arn}" if provider.role_arn is not None else ""
        source = "" if provider.source is None else f" with the credentials of {provider.source}"
        advice = "Check the settings of the profile."
        if code in _DENIED_CODES:
            advice = explain(answer.get("Message", "")) or _DENIED.get(operation, advice)
        elif code in _SAME_ADVICE:
            advice = REMEDIES[code][0].upper() + REMEDIES[code][1:]
        return f"AWS rejected {action}{role}{source}. {advice}".rstrip()

    def _connection(self) -> str | None:
        if is_botocore(self.exception, "CredentialRetrievalError"):
            return None
        return connection_advice(self.exception, source_of(self.exception, {}))

    def _problem(self) -> str:
        error = self.exception
        if isinstance(error, ProviderTimeout):
            return f"the provider did not return credentials within {error.seconds:g} seconds."
        if error.__class__ is RuntimeError:
            # botocore's only one there.
            return "the provider returned credentials that have expired."
        if isinstance(error, OSError) and error.strerror is not None:
            return f"the provider could not be used: {error.strerror}."
        return "the provider failed, or did not return valid credentials."


def _option(provider: Provider) -> str:
    return "" if provider.profile is None else f" --profile {shlex.quote(provider.profile)}"
