# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each error of AWS means here, and what to do: the middle of the sentence that errors.py makes.

Pure. The advice depends on the operation, on whom the task is about, and on what AWS wrote.

Codes: the errors that the service models declare for the calls made here, and the common errors of AWS APIs
("Common Errors" in the IAM API Reference).
"""

from __future__ import annotations

import typing as t
from datetime import timedelta

from ansible_collections.identity.aws.plugins.module_utils._core.error_codes import FailureCode, RequestCode
from ansible_collections.identity.aws.plugins.module_utils._core.models import CLOCK_TOLERANCE, Principal

from .access_denied import explain

_STS = {"AssumeRoot", "GetCallerIdentity"}
_NEW_CREDENTIALS = "Give the credentials of an IAM user or role that exists, complete and not expired."

_GIVE_CREDENTIALS = (
    "Give profile, or access_key and secret_key, or set them in the environment of the host that the module runs on."
)
_CHECK_ENDPOINT = "Check endpoint_url, region, proxy and network; aws_config (connect_timeout) sets the time."
_NO_PERMISSION = "the credentials do not have the permission {action}."
_PARAMETER = (
    "AWS does not accept the value of a parameter. Its message names the value: correct the option that sets it, and "
    "run the task again."
)

# AWS's error code -> what it means here and what to do. {action} is the IAM action, {region} that of the call.
REMEDIES = {
    "AccessDenied": (
        f"{_NO_PERMISSION} Allow it in the caller's IAM policy, and look for a permissions boundary or service control "
        "policy that denies it."
    ),
    "EntityAlreadyExists": (
        "somebody else created it after this task had looked; this task changed nothing. "
        "Run it again: it then sees that login profile."
    ),
    "EntityAlreadyExists again": (
        "there is a login profile now, where there was none. It may be this task's own, as the reply to an earlier "
        "request was lost, or somebody else's."
    ),
    "ConcurrentModification": "somebody else changed the same user at the same time. Run the task again.",
    "EntityTemporarilyUnmodifiable": (
        "IAM has not finished an earlier change of this user. Run the task again in a minute, or raise wait_timeout."
    ),
    "NoSuchEntity": (
        "AWS does not find the user or the login profile, which it returned to this task before. It was deleted "
        "meanwhile, or AWS has not finished an earlier change. Run the task again in a minute."
    ),
    # Organizations has the names of IAM with "Exception", but these are not about a user.
    "ConcurrentModificationException": "another request is changing the organization. Run the task again in a minute.",
    "ServiceException": "AWS Organizations had an internal error. Run the task again in a minute.",
    "AWSOrganizationsNotInUseException": (
        "the account is in no organization. Give the credentials of the management account, or of a delegated "
        "administrator."
    ),
    "InvalidInput": _PARAMETER,
    "LimitExceeded": (
        "a limit of the account is reached (IAM and STS quotas). Remove what is not needed, or ask AWS for more."
    ),
    "ServiceFailure": "IAM failed for a reason of its own; that often passes.",
    "Throttling": (
        "AWS still refused the rate of requests after all retries. Run fewer at a time, or raise the retries in "
        "aws_config (retries: max_attempts)."
    ),
    "ValidationError": _PARAMETER,
    "ExpiredToken": f"the credentials have expired. {_NEW_CREDENTIALS}",
    "InvalidClientTokenId": f"AWS does not know the access key. {_NEW_CREDENTIALS}",
    "RequestExpired": (
        "the request reached AWS too late after it was signed, or the clock of the host that the module runs on is "
        "wrong. Set the clock (NTP), check proxy and network, and run the task again."
    ),
    "SignatureDoesNotMatch": f"the secret key does not fit the access key, or the clock is wrong. {_NEW_CREDENTIALS}",
}
# The same where the clock of the host was compared with that of AWS, and is right.
_OF_A_RIGHT_CLOCK = {
    "RequestExpired": (
        "the request reached AWS too late after it was signed. Check proxy and network, and run the task again."
    ),
    "SignatureDoesNotMatch": f"the secret key does not fit the access key. {_NEW_CREDENTIALS}",
}
# The same where it is wrong. Other credentials do not help.
_WRONG_CLOCK = (
    "the clock of the host that the module runs on is {seconds} seconds {direction} the clock of AWS, which accepts a "
    "difference of 300 seconds. Set the clock (NTP), and run the task again."
)
# The same where the operation has another meaning for the code.
_OF_OPERATION = {
    ("GenerateCredentialReport", "LimitExceeded"): (
        "AWS has no capacity to make the credential report at present. Run the task again in a few minutes, or raise "
        "wait_timeout."
    ),
    ("TagUser", "LimitExceeded"): (
        "the user has 50 tags, which is the most that IAM allows (IAM and STS quotas). Remove a tag of the user, or "
        "omit password_version."
    ),
}
# The same for caller: true, where the request names no user.
_OF_THE_CALLER = {
    "ValidationError": (
        "AWS does not accept the request. caller: true needs the credentials of an IAM user, or of an AssumeRoot "
        "session, which takes no password. With other credentials, give user_name in place of caller."
    ),
}
# STS has an endpoint in each region; IAM and Organizations have one.
_OF_STS = {
    "InvalidClientTokenId": (
        "AWS does not accept these credentials in the region {region}. The region may not be enabled in the account "
        "(opt-in region), or the session token is from the global STS endpoint, which opt-in regions do not accept, or "
        "the access key does not exist. Give a region that is enabled by default, such as us-east-1, enable the "
        "region, or get the session token from a regional STS endpoint."
    ),
    "RegionDisabled": (
        "STS is not activated in the region {region}. Activate it in the account settings of IAM, or give another "
        "region."
    ),
}
# The same for AssumeRoot, which has causes of its own ("Perform a privileged task on a member account", User Guide).
_OF_ASSUME_ROOT = {
    "AccessDenied": (
        "the credentials may not act as this root user, and AWS does not say which of these it is. They must be those "
        "of a user or role (not the root user) of the organization's management account, or of its delegated "
        "administrator for IAM. They need the permission sts:AssumeRoot on arn:aws:iam::*:root, and no service control "
        "policy may deny it. The account must be an active member of the organization, and not its management account."
    ),
    "ValidationError": (
        "AWS does not accept root_account_id. Give the id of an active member account of the organization, in 12 "
        "digits."
    ),
    # What the global endpoint says of a call that it does not serve.
    "InvalidAction": (
        "this endpoint does not serve AssumeRoot. Only regional endpoints of STS do: give region, and no endpoint_url "
        "of the global one."
    ),
}
# The same for what is done in a root session. Its permissions are AWS's own, so only the account can deny.
_OF_ROOT_SESSIONS = {
    "ValidationError": "AWS does not accept the request in a root session. Its message has the reason.",
    "AccessDenied": (
        "the root session may not do {action}. A service control policy of the account denies it to the root user; "
        "except sessions of AssumeRoot from it (condition key aws:AssumedRoot)."
    ),
    "ExpiredToken": "the root session has expired. Run the task again.",
    "InvalidClientTokenId": "AWS does not accept the root session that it has given. Run the task again.",
}
# What AWS's message says where centralised root access is not enabled, which AccessDenied stands for as well. The words
# are in no document; without them the remedy is that of AccessDenied.
_OF_ROOT_ACCESS = {
    "Root credentials management feature is not enabled": (
        "root credentials management is not enabled in the organization. Enable it once: aws iam "
        "enable-organizations-root-credentials-management."
    ),
    "Service not enabled for AWS Organizations": (
        "IAM has no trusted access to the organization, which centralised root access needs. Enable it once: aws "
        "organizations enable-aws-service-access --service-principal iam.amazonaws.com."
    ),
}
# Each code of AWS that has an advice.
CODES = {
    *REMEDIES,
    *_OF_THE_CALLER,
    *_OF_STS,
    *_OF_ASSUME_ROOT,
    *_OF_ROOT_SESSIONS,
    *(code for _operation, code in _OF_OPERATION),
}
# botocore's exception where AWS did not answer -> what to do; the first that fits, so the narrower before the wider.
CONNECTION_REMEDIES = (
    ("NoCredentialsError", f"no AWS credentials were found. {_GIVE_CREDENTIALS}"),
    ("PartialCredentialsError", f"the AWS credentials are not complete. {_GIVE_CREDENTIALS}"),
    ("CredentialRetrievalError", f"the AWS credentials could not be fetched. {_GIVE_CREDENTIALS}"),
    ("ProfileNotFound", f"the profile is not in the AWS configuration files of this host. {_GIVE_CREDENTIALS}"),
    ("NoRegionError", "endpoint_url or AWS_ENDPOINT_URL needs a region with it. Give region, or set AWS_REGION."),
    ("ReadTimeoutError", "AWS did not answer in time{at}; aws_config (read_timeout) sets the time."),
    ("ConnectTimeoutError", f"the AWS endpoint{{at}} cannot be reached. {_CHECK_ENDPOINT}"),
    ("EndpointConnectionError", f"the AWS endpoint{{at}} cannot be reached. {_CHECK_ENDPOINT}"),
    ("ProxyConnectionError", f"the proxy{{at}} cannot be reached. {_CHECK_ENDPOINT}"),
    ("SSLError", "the TLS connection{at} was refused. Check aws_ca_bundle and validate_certs."),
    ("HTTPClientError", "the connection{at} broke, or the reply could not be read; that often passes."),
)

# The code for playbooks: the first that fits, as above.
CONNECTION_CODES: tuple[tuple[str, FailureCode | RequestCode], ...] = (
    ("NoCredentialsError", "credentials_missing"),
    ("PartialCredentialsError", "credentials_incomplete"),
    ("CredentialRetrievalError", "credentials_unavailable"),
    ("ProfileNotFound", "profile_not_found"),
    ("NoRegionError", "region_required"),
    ("ReadTimeoutError", "read_timeout"),
    ("ConnectTimeoutError", "endpoint_unreachable"),
    ("EndpointConnectionError", "endpoint_unreachable"),
    ("ProxyConnectionError", "proxy_unreachable"),
    ("SSLError", "tls_failed"),
    ("ResponseStreamingError", "unreadable_reply"),
    ("HTTPClientError", "connection_failed"),
    ("ParamValidationError", "invalid_parameter"),
    ("BotoCoreError", "botocore_error"),
)


PROXY_LOGIN_ADVICE = (
    "the proxy{at} requires a login (407). Give its user name and password in the URL of the proxy: proxies in "
    "aws_config, or HTTPS_PROXY."
)


def remedy_of_clock(code: str, skew: timedelta | None) -> str | None:
    """Return what an error about a signature means, by how far the clock of AWS is ahead of the host's.

    None if the code is another, or the difference is not known.
    """
    if code not in _OF_A_RIGHT_CLOCK or skew is None:
        return None
    if abs(skew) <= CLOCK_TOLERANCE:
        return _OF_A_RIGHT_CLOCK[code]
    direction = "behind" if skew > timedelta(0) else "ahead of"
    return _WRONG_CLOCK.format(seconds=round(abs(skew).total_seconds()), direction=direction)


def remedy_of(
    code: str, operation: str, principal: Principal | None, aws_message: str, *, in_root_session: bool
) -> str:
    """Return what an error of AWS means and what to do. {action} and {region} are left for the caller to fill in.

    ``code`` is AWS's, by its first name where it has several. ``in_root_session`` is True for a call with the
    credentials of a root session.
    """
    if operation == "AssumeRoot":
        told = [remedy for words, remedy in _OF_ROOT_ACCESS.items() if words in aws_message]
        if told:
            return told[0]
    if code == "AccessDenied" and not in_root_session and (explained := explain(aws_message)):
        return f"{_NO_PERMISSION} {explained}"
    tables: tuple[t.Mapping[str, str], ...] = (
        {of_code: remedy for (called, of_code), remedy in _OF_OPERATION.items() if called == operation},
        _OF_ROOT_SESSIONS if in_root_session else {},
        _OF_ASSUME_ROOT if operation == "AssumeRoot" else {},
        _OF_STS if operation in _STS else {},
        _OF_THE_CALLER if principal == Principal() else {},
        REMEDIES,
    )
    return next((table[code] for table in tables if code in table), "AWS refused the request.")
