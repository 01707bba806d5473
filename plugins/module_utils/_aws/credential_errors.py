# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The error of credentials that could not be obtained: which botocore provider failed, why, and what to do.

Imported only after such a failure. Method names are botocore's (``CredentialProvider.METHOD``). The request that needed
the credentials was not signed and not sent. An AWS error here is the reply to a request of the provider, such as
AssumeRole, never to a call of this collection.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import sys
import typing as t
from dataclasses import dataclass, replace

with contextlib.suppress(ImportError):  # AnsibleAWSModule reports a missing botocore before it is used here.
    from botocore import exceptions as botocore_exceptions

from ansible_collections.identity.aws.plugins.module_utils._core.error_codes import RequestCode
from ansible_collections.identity.aws.plugins.module_utils._core.models import Failure, Principal
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret

from .call_tracking import is_proxy_login, lost_replies, source_of
from .error_advice import ADVICE, explain_denial
from .errors import OUTCOME_UNKNOWN, PROXY_LOGIN, LoginProfileError, code_name, connection_failure, is_botocore

UNAVAILABLE = "credentials_unavailable"
# The first botocore with a provider for login_session.
_LOGIN_SINCE = "1.41.0"

_SERVICES = {
    "AssumeRole": "sts",
    "AssumeRoleWithWebIdentity": "sts",
    "CreateOAuth2Token": "signin",
    "CreateToken": "sso-oauth",
    "GetRoleCredentials": "sso",
}
# botocore's classes whose messages are about the configuration, and contain nothing that a provider returned.
_CONFIGURATION = ("InvalidConfigError", "PartialCredentialsError", "ConfigParseError", "ConfigNotFound")
# The same providers, with advice for a token or session that is missing, damaged or expired.
_LOGINS = {
    "sso": "the SSO token is missing, not valid or has expired. Run: aws sso login{option}",
    "login": "the login session is missing, not valid or has expired. Run: aws login{option}",
}
# The folders in which these store a renewed token.
_CACHES = {"sso": "~/.aws/sso/cache", "login": "~/.aws/login/cache, or AWS_LOGIN_CACHE_DIRECTORY"}
# What botocore raises before it uses a provider, the code, and the advice.
_CANNOT_START: tuple[tuple[str, RequestCode, str], ...] = (
    (
        "MissingDependencyException",
        "library_missing",
        (
            "botocore cannot use the Python package awscrt, which aws login needs. Install it on the host that the "
            "module runs on: {python} -m pip install 'botocore[crt]'. Do not set BOTO_DISABLE_CRT."
        ),
    ),
    (
        "NoCredentialsError",
        "library_outdated",
        (
            f"the profile has login_session, which needs botocore {_LOGIN_SINCE} or later. Install it on the host that "
            "the module runs on: {python} -m pip install --upgrade boto3 'botocore[crt]'."
        ),
    ),
    ("NoRegionError", "region_required", "the provider needs a region. Give region, or set AWS_REGION."),
)
# Providers that only read keys.
_CANNOT_FAIL = {"config-file", "env", "shared-credentials-file"}
# AWS's codes for a denied request, and codes with the same meaning for every request.
_DENIED_CODES = {"AccessDenied", "ForbiddenException"}
_OF_EVERY_REQUEST = {
    **{
        code: ADVICE[code][0].upper() + ADVICE[code][1:]
        for code in ("ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch", "Throttling")
    },
    "ServiceFailure": "The service had an internal error. Run the task again in a minute.",
}
_DENIED = {
    "AssumeRole": (
        "Allow it in a policy of the principal that assumes the role, and name the principal in the trust policy of "
        "the role."
    ),
    "AssumeRoleWithWebIdentity": "Check the trust policy of the role: identity provider, audience and subject.",
    "GetRoleCredentials": "Check sso_account_id and sso_role_name: the SSO user must have this role in this account.",
}
# The same for CreateOAuth2Token, by the member ``error`` of the reply (shape OAuth2ErrorCode of the Signin model).
_LOGIN_DENIED = {
    "TOKEN_EXPIRED": "The login session has expired.",
    "USER_CREDENTIALS_CHANGED": "The credentials of the user have changed since the login.",
    "INSUFFICIENT_PERMISSIONS": (
        "Attach the managed policy SignInLocalDevelopmentAccess, or allow signin:AuthorizeOAuth2Access and "
        "signin:CreateOAuth2Token."
    ),
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
    **{
        method: f"Check proxy and network, and that the user that the module runs as can write to {cache}."
        for method, cache in _CACHES.items()
    },
}
_MFA = (
    "the profile has mfa_serial, and the module cannot prompt for an MFA code. Get temporary credentials with MFA "
    "first (aws sts assume-role or aws sts get-session-token, with --serial-number and --token-code), and give them in "
    "access_key, secret_key and session_token, or in a profile without mfa_serial."
)


_NAMES = {
    "assume-role": "AssumeRole",
    "assume-role-with-web-identity": "AssumeRoleWithWebIdentity",
    "config-file": "AWS configuration file",
    "container-role": "container credentials",
    "custom-process": "credential_process",
    "env": "environment variables",
    "iam-role": "instance metadata (IMDS)",
    "login": "aws login",
    "shared-credentials-file": "AWS credentials file",
    "sso": "SSO",
}
# A key of a profile -> the method that reads it. Key files come last: they cannot fail.
_KEYS = (
    ("web_identity_token_file", "assume-role-with-web-identity"),
    ("role_arn", "assume-role"),
    ("sso_session", "sso"),
    ("sso_start_url", "sso"),
    ("sso_account_id", "sso"),
    ("login_session", "login"),
    ("credential_process", "custom-process"),
    ("aws_access_key_id", "shared-credentials-file"),
    ("aws_secret_access_key", "shared-credentials-file"),
)
_VARIABLES = (
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "assume-role-with-web-identity"),
    ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "container-role"),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "container-role"),
)
# The values of credential_source.
_SOURCES = {"Environment": "env", "Ec2InstanceMetadata": "iam-role", "EcsContainer": "container-role"}


class ProviderTimeout(Exception):
    """A provider did not return in time."""

    def __init__(self, seconds: float) -> None:
        """Store the limit."""
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Provider:
    """A provider of credentials. ``profile`` is None if no profile is named.

    ``source`` provides the credentials that assume a role.
    """

    method: str
    profile: str | None = None
    role_arn: str | None = None
    mfa_serial: str | None = None
    source: Provider | None = None

    @property
    def name(self) -> str:
        """Return the name for a message."""
        return _NAMES.get(self.method, self.method)

    @property
    def chain(self) -> tuple[Provider, ...]:
        """Return this provider, its source, the source's source, and so on."""
        return (self, *(() if self.source is None else self.source.chain))

    def __str__(self) -> str:
        profile = "" if self.profile is None else f"profile '{self.profile}', "
        return f"{profile}{self.name}"


def provider_of(
    profiles: t.Mapping[str, t.Mapping[str, t.Any]],
    profile: str | None,
    environment: t.Mapping[str, str],
    method: str | None = None,
) -> Provider:
    """Return the provider of a profile, None for the default one. ``method`` is the one in use, if known."""
    found = _of_profile(profiles, profile, environment, frozenset())
    return found if method in {None, found.method} else Provider(str(method), profile)


def _of_profile(
    profiles: t.Mapping[str, t.Mapping[str, t.Any]],
    profile: str | None,
    environment: t.Mapping[str, str],
    seen: frozenset[str | None],
) -> Provider:
    settings = profiles.get(profile or "default", {})
    # A profile's role is assumed once, even if profiles refer to one another.
    keys = settings.keys() - ({"role_arn"} if profile in seen else set())
    method = _method(keys, environment)
    if not method.startswith("assume-role"):
        return Provider(method, profile)
    role_arn = settings.get("role_arn") or environment.get("AWS_ROLE_ARN")
    source = None
    if method == "assume-role" and "source_profile" in settings:
        source = _of_profile(profiles, settings["source_profile"], {}, seen | {profile})
    elif method == "assume-role" and settings.get("credential_source") in _SOURCES:
        source = Provider(_SOURCES[settings["credential_source"]])
    return Provider(method, profile, role_arn, settings.get("mfa_serial"), source)


def _method(keys: t.Collection[str], environment: t.Collection[str]) -> str:
    """Return the method of a profile with these keys. Environment variables have lower precedence."""
    methods = [method for key, method in _KEYS if key in keys]
    methods += [method for variable, method in _VARIABLES if variable in environment]
    return methods[0] if methods else "iam-role"


class CredentialsError(LoginProfileError):
    """The credentials for a request could not be obtained. ``exception`` is the provider's."""

    def __init__(self, provider: Provider, exception: BaseException) -> None:
        """Store the provider of the profile; the exception may be from its source."""
        super().__init__("Failed to get AWS credentials", exception)
        self._provider = provider

    @property
    def code(self) -> None:
        """Return None: AWS did not reply to the call that needed the credentials."""
        return

    @property
    def is_throttling(self) -> bool:
        """Return False, for the same reason."""
        return False

    @property
    def follows_lost_reply(self) -> bool:
        """Return whether an earlier request was sent. The number is on the error, since botocore raised it."""
        return self.follows_doubt or lost_replies(self, {}) > 0

    @property
    def _may_be_carried_out(self) -> bool:
        """Return False: this request was not signed, so it was not sent."""
        return False

    def failure(self, principal: Principal | None, *_passwords: Secret | None) -> Failure:
        """Return the failure, the same for every principal. Nothing was sent, so it contains no password."""
        message = f"{self.message} ({self._failed}): {self._reason()}"
        code: str = UNAVAILABLE if self._unusable is None else self._unusable[0]
        aws_message = None
        if isinstance(self.exception, botocore_exceptions.ClientError):
            error = self.exception.response.get("Error", {})
            code = error.get("Code", "Unknown")
            aws_message = error.get("Message", "") if code_name(code) != "SignatureDoesNotMatch" else "(not shown)"
            message += f" AWS returned: {code}: {aws_message}"
        elif is_proxy_login(self.exception):
            code = PROXY_LOGIN
        if self.in_doubt:
            message += f" A request for {principal or 'the account'} was sent before, and its reply was lost."
            message += OUTCOME_UNKNOWN
        return Failure(message, code, aws_message, self.in_doubt, is_general=True)

    @property
    def _unusable(self) -> tuple[RequestCode, str] | None:
        """Return the code and the advice if the host lacks what the provider needs, or None."""
        lacking = (each[1:] for each in _CANNOT_START if is_botocore(self.exception, each[0]))
        return next(lacking, None)

    @property
    def _failed(self) -> Provider:
        """Return the provider that failed, as far as the type of the error shows it."""
        chain = self._provider.chain
        if isinstance(self.exception, botocore_exceptions.ClientError):
            return self._provider_of_call(self.exception)
        if self._needs_mfa:
            return next(each for each in chain if each.mfa_serial is not None)
        return chain[0] if any(is_botocore(self.exception, name) for name in _CONFIGURATION) else chain[-1]

    @property
    def _needs_mfa(self) -> bool:
        """Return whether the prompt for an MFA code failed. Without a terminal the class of the error varies."""
        chain = self._provider.chain
        if all(each.mfa_serial is None for each in chain):
            return False
        prompted = chain[-1].method in _CANNOT_FAIL and not is_botocore(self.exception, "BotoCoreError")
        return prompted or is_botocore(self.exception, "RefreshWithMFAUnsupportedError")

    def _provider_of_call(self, error: t.Any) -> Provider:
        """Return the provider that made a call. If several have a role, AWS's message may show which one."""
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
        return f"{self._cause()} ({type(self.exception).__name__})"

    def _cause(self) -> str:
        provider = self._failed
        if self._needs_mfa:
            return _MFA
        if any(is_botocore(self.exception, name) for name in _CONFIGURATION):
            return f"the configuration is not valid. {self.exception}"
        if self._unusable is not None:
            return self._unusable[1].format(python=shlex.quote(sys.executable))
        advice = connection_failure(self.exception, source_of(self.exception, {}))[1]
        if advice is not None and not is_botocore(self.exception, "CredentialRetrievalError"):
            return advice
        if provider.method in _LOGINS and not isinstance(self.exception, (ProviderTimeout, OSError)):
            return _LOGINS[provider.method].format(option=_option(provider))
        return f"{self._problem()} {_CHECK.get(provider.method, _RENEWED)}"

    def _denied(self, error: t.Any) -> str:
        operation, answer = error.operation_name, error.response.get("Error", {})
        code, provider = code_name(answer.get("Code")), self._failed
        action = f"{_SERVICES.get(operation, 'sts')}:{operation}"
        role = f" for {provider.role_arn}" if provider.role_arn is not None else ""
        source = "" if provider.source is None else f" with the credentials of {provider.source}"
        advice = "Check the settings of the profile."
        if operation == "CreateOAuth2Token":
            why = _LOGIN_DENIED.get(error.response.get("error"), "")
            advice = f"{why} Run: aws login{_option(provider)}.".lstrip()
        if code in _DENIED_CODES:
            advice = explain_denial(answer.get("Message", "")) or _DENIED.get(operation, advice)
        else:
            advice = _OF_EVERY_REQUEST.get(code, advice)
        return f"AWS rejected {action}{role}{source}. {advice}".rstrip()

    def _problem(self) -> str:
        error = self.exception
        if isinstance(error, ProviderTimeout):
            return f"the provider did not return credentials within {error.seconds:g} seconds."
        if error.__class__ is RuntimeError:
            # the only one that botocore has there
            return "the provider returned credentials that have expired."
        if isinstance(error, OSError) and error.strerror is not None:
            return f"the provider could not be used: {error.strerror}."
        return "the provider failed, or did not return valid credentials."


def _option(provider: Provider) -> str:
    return "" if provider.profile is None else f" --profile {shlex.quote(provider.profile)}"


def credentials_error(session: t.Any, method: str | None, exception: BaseException) -> CredentialsError:
    """Return the error of a botocore session whose provider failed. ``method``: see ``provider_of``."""
    cause = exception.__cause__
    if is_botocore(exception, "LoginError") and isinstance(cause, botocore_exceptions.ClientError):
        # botocore replaces AWS's reply by an error without AWS's message.
        exception = cause
    profiles = session.full_config.get("profiles", {})
    provider = provider_of(profiles, session.get_config_variable("profile"), os.environ, method)
    return CredentialsError(provider, exception)
