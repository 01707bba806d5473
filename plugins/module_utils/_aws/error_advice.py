# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each AWS and botocore error means, and what to do: the middle of the sentence that errors.py builds.

Pure. Imported only after a failed call. The advice depends on the operation, the principal, and AWS's reply. The code
decides. AWS's message only selects among sentences; an unknown message loses the explanation. Codes: the errors that
the service models declare for the calls made here, and the common errors of AWS APIs ("Common Errors" in the IAM API
Reference). Phrases about a denied request: "Troubleshoot access denied error messages" in the IAM User Guide.
"""

from __future__ import annotations

import re
import typing as t
from datetime import timedelta

from ansible_collections.identity.aws.plugins.module_utils._core.error_codes import FailureCode, RequestCode
from ansible_collections.identity.aws.plugins.module_utils._core.models import CLOCK_TOLERANCE, Principal

from .organization_advice import LIST_OPERATIONS, OF_LISTS
from .secret_advice import OF_SECRETS, SECRET_OPERATIONS

_STS = {"AssumeRoot", "GetCallerIdentity"}
_NEW_CREDENTIALS = "Give the credentials of an IAM user or role that exists, complete and not expired."

_GIVE_CREDENTIALS = (
    "Give profile, or access_key and secret_key, or set them in the environment of the host that the module runs on."
)
_CHECK_ENDPOINT = "Check endpoint_url, region, proxy and network; aws_config (connect_timeout) sets the time."
_UNREACHABLE = f"the AWS endpoint{{at}} cannot be reached. {_CHECK_ENDPOINT}"
_BROKEN = "the connection{at} failed, or the reply could not be read. This is often temporary."
_NO_PERMISSION = "the credentials do not have the permission {action}."
_PARAMETER = (
    "AWS does not accept the value of a parameter. The message of AWS names the value. Correct the option that sets "
    "it, and run the task again."
)
_NO_ORGANIZATION = (
    "the account is in no organization. Give the credentials of the management account, or of a delegated "
    "administrator."
)
_NO_TRUSTED_ACCESS = (
    "IAM has no trusted access to the organization, which centralized root access requires. Enable it once: aws "
    "organizations enable-aws-service-access --service-principal iam.amazonaws.com."
)

# AWS's error code -> meaning and advice. {action} is the IAM action, {region} the region of the call.
ADVICE = {
    "AccessDenied": (
        f"{_NO_PERMISSION} Allow it in the caller's IAM policy, and check that no permissions boundary or service "
        "control policy denies it."
    ),
    "EntityAlreadyExists": (
        "another request created the login profile after this task had read the user. This task changed nothing. Run "
        "it again."
    ),
    "ConcurrentModification": "another request changed the same user at the same time. Run the task again.",
    "EntityTemporarilyUnmodifiable": (
        "IAM has not finished an earlier change of this user. Run the task again in a minute, or raise wait_timeout."
    ),
    "NoSuchEntity": (
        "AWS does not find the user or the login profile, which it returned to this task before. It was deleted "
        "meanwhile, or AWS has not finished an earlier change. Run the task again in a minute."
    ),
    # Organizations uses IAM's names with "Exception", but these are not about a user.
    "ConcurrentModificationException": "another request is changing the organization. Run the task again in a minute.",
    "ServiceException": "AWS Organizations had an internal error. Run the task again in a minute.",
    "AWSOrganizationsNotInUseException": _NO_ORGANIZATION,
    "AccountNotManagementOrDelegatedAdministratorException": (
        "the account is neither the management account of the organization nor a delegated administrator for IAM. Give "
        "the credentials of such an account."
    ),
    "OrganizationNotFoundException": _NO_ORGANIZATION,
    "OrganizationNotInAllFeaturesModeException": (
        "the organization has consolidated billing only, and centralized root access needs all features. Its "
        "administrator can enable them, which cannot be undone (AWS Organizations User Guide)."
    ),
    "ServiceAccessNotEnabledException": _NO_TRUSTED_ACCESS,
    "InvalidInput": _PARAMETER,
    "LimitExceeded": (
        "a quota of the account is reached (IAM and STS quotas). Remove what is not needed, or request a higher "
        "quota from AWS."
    ),
    "ServiceFailure": "AWS had an internal error, which is often temporary.",
    "Throttling": (
        "AWS throttled the requests, also after all retries. Send fewer requests at a time, or raise the number of "
        "attempts in aws_config (retries: total_max_attempts)."
    ),
    "ValidationError": _PARAMETER,
    "ValidationException": _PARAMETER,
    "ResourceNotFoundException": "AWS does not find a sign-in session that it listed before. Run the task again.",
    "ExpiredToken": f"the credentials have expired. {_NEW_CREDENTIALS}",
    "InvalidClientTokenId": f"AWS does not accept the access key. {_NEW_CREDENTIALS}",
    "RequestExpired": (
        "the request reached AWS too late after it was signed, or the clock of the host that the module runs on is "
        "wrong. Set the clock (NTP), check proxy and network, and run the task again."
    ),
    "SignatureDoesNotMatch": f"the secret key does not match the access key, or the clock is wrong. {_NEW_CREDENTIALS}",
}
# The same for errors without advice. AWS does not document the error for a wrong old password.
_REFUSED = "AWS rejected the request."
_REFUSED_BY_OPERATION = {
    "ChangePassword": (
        f"{_REFUSED} If its message is about the password, old_password is not the current password: an earlier run "
        "may have changed it."
    ),
}
# The same if an earlier identical request, whose reply was lost, may have been carried out.
_AFTER_A_LOST_REPLY = {
    "EntityAlreadyExists": (
        "the login profile exists now, and did not exist before. This task may have created it, since the reply to "
        "an earlier request was lost, or another request created it."
    ),
}
# The same if the host's clock agrees with AWS's.
_OF_A_RIGHT_CLOCK = {
    "RequestExpired": (
        "the request reached AWS too late after it was signed. Check proxy and network, and run the task again."
    ),
    "SignatureDoesNotMatch": f"the secret key does not match the access key. {_NEW_CREDENTIALS}",
}
# The same if the host's clock is wrong. Other credentials do not help.
_WRONG_CLOCK = (
    "the clock of the host that the module runs on is {seconds} seconds {direction} the clock of AWS, which accepts a "
    "difference of 300 seconds. Set the clock (NTP), and run the task again."
)
# The same for operations where the code has another meaning.
_OF_OPERATION = {
    ("ChangePassword", "AccessDenied"): (
        "old_password is not the current password, or the user may not change it. An earlier run may have changed "
        "the password already, as AWS has no call that verifies one. If old_password is correct, the user needs the "
        "permission {action}: attach the AWS managed policy IAMUserChangePassword to the user."
    ),
    ("ChangePassword", "InvalidUserType"): (
        "the credentials are not those of an IAM user. Give the access key of the user whose password is to be "
        "changed. The root user and roles cannot change a password in this way."
    ),
    ("ChangePassword", "NoSuchEntity"): (
        "the user has no console password (login profile) to change. An administrator must create one, for example "
        "with iam_login_profile. If it was created just now, run the task again in a minute."
    ),
    ("GenerateCredentialReport", "LimitExceeded"): (
        "AWS has no capacity to make the credential report at present. Run the task again in a few minutes, or raise "
        "wait_timeout."
    ),
    ("UpdateLoginProfile", "InvalidInput"): (
        "AWS does not accept the value of a parameter, such as max_signin_session_duration (3600 to 7776000 seconds, "
        "or 0 to clear the setting). The message of AWS names the value. Correct the option that sets it, and run "
        "the task again."
    ),
    ("TagUser", "LimitExceeded"): (
        "the user has 50 tags, which is the most that IAM allows (IAM and STS quotas). Remove a tag of the user, or "
        "omit password_version."
    ),
}
# The same for caller: true, where the request names no user.
_OF_THE_CALLER = {
    "ValidationError": (
        "AWS does not accept the request. caller: true requires the credentials of an IAM user, or of an AssumeRoot "
        "session, which takes no password. With other credentials, give user_name instead of caller."
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
# The same for AssumeRoot, which has its own causes ("Perform a privileged task on a member account", User Guide).
_OF_ASSUME_ROOT = {
    "AccessDenied": (
        "the credentials may not act as this root user, and AWS does not return which condition is not met. They "
        "must be those of a user or role (not the root user) of the organization's management account, or of its "
        "delegated administrator for IAM. They need the permission sts:AssumeRoot on arn:aws:iam::*:root, and no "
        "service control policy may deny it. The account must be an active member of the organization, and not its "
        "management account."
    ),
    "ValidationError": (
        "AWS does not accept root_account_id. Give the id of an active member account of the organization, in 12 "
        "digits."
    ),
    # The global endpoint's message for a call that it does not support.
    "InvalidAction": (
        "this endpoint does not support AssumeRoot. Only regional endpoints of STS do. Give region, and remove an "
        "endpoint_url of the global endpoint."
    ),
}
# The same in a root session. AWS defines its permissions, so only the account can deny.
_OF_ROOT_SESSIONS = {
    "ValidationError": "AWS does not accept the request in a root session. The message of AWS has the reason.",
    "AccessDenied": (
        "the root session does not have the permission {action}. A service control policy of the account denies it "
        "to the root user. Exclude sessions of AssumeRoot from that policy (condition key aws:AssumedRoot)."
    ),
    "ExpiredToken": "the root session has expired. Run the task again.",
    "InvalidClientTokenId": "AWS does not accept the credentials of the root session. Run the task again.",
}
# AWS's message if centralized root access is not enabled; AccessDenied has other causes too. The phrases are not
# documented. Without them, the advice is that of AccessDenied.
_OF_ROOT_ACCESS = {
    "Root credentials management feature is not enabled": (
        "root credentials management is not enabled in the organization. Enable it once: aws iam "
        "enable-organizations-root-credentials-management."
    ),
    "Service not enabled for AWS Organizations": _NO_TRUSTED_ACCESS,
}
# The action that AWS names when it denies one.
_DENIED_ACTION = re.compile(r"not authorized to perform: ([a-z][a-z0-9-]*:[A-Za-z]+)")
# A denied request, by AWS's phrase for the kind of policy.
_KIND = "(?P<kind>[A-Za-z][A-Za-z -]*?(?:policy|boundary))"
_EXPLICIT = re.compile(rf"with an explicit deny(?: in (?:a |an |the )?{_KIND})?(?P<rest>.*)", re.DOTALL)
_NO_ALLOW = re.compile(rf"because no {_KIND} allows")
# AWS names the policy if it belongs to the caller's account or organization.
_POLICY_ARN = re.compile(r"arn:[a-z-]+:(?:iam|organizations)::[\w/+=,.@-]*:policy/[\w/+=,.@-]*[\w/+=@-]", re.ASCII)

_MFA = (
    "Such policies often deny every request without MFA. Use credentials with MFA (mfa_serial in the profile, or aws "
    "sts get-session-token), or change the policy."
)
_EXPLICITLY_DENIED = {
    "identity-based policy": f"No Allow overrides it. {_MFA}",
    "service control policy": (
        "No Allow in the account overrides it. An administrator of the organization must change the policy."
    ),
    "resource control policy": (
        "No Allow in the account overrides it. An administrator of the organization must change the policy."
    ),
    "permissions boundary": (
        "No Allow overrides it. Change the permissions boundary of the caller, or use other credentials."
    ),
    "session policy": (
        "No Allow overrides it. Use a session without this session policy, or change the policy where the session "
        "starts."
    ),
    "VPC endpoint policy": (
        "No Allow overrides it. Change the policy of the VPC endpoint, or do not send the request through it."
    ),
}
_DENIED_BY_ANY = (
    f"No Allow overrides it. Check the caller's policies, permissions boundary and service control policies. {_MFA}"
)
_NOT_ALLOWED = {
    "identity-based policy": "Allow it in an identity-based policy of the caller.",
    "service control policy": (
        "No service control policy of the organization allows it, and an Allow in the account is not enough. An "
        "administrator of the organization must change the policies."
    ),
    "permissions boundary": (
        "The permissions boundary of the caller does not allow it, and an Allow in another policy is not enough. Allow "
        "it in the permissions boundary too."
    ),
    "session policy": (
        "The session policy of these credentials does not allow it, and an Allow of the role is not enough. Use a "
        "session without this session policy, or change the policy where the session starts."
    ),
    "VPC endpoint policy": (
        "The policy of the VPC endpoint does not allow it. Change that policy, or do not send the request through it."
    ),
}
# Each AWS code with advice.
CODES = {
    *ADVICE,
    *_OF_THE_CALLER,
    *OF_LISTS,
    *OF_SECRETS,
    *_OF_STS,
    *_OF_ASSUME_ROOT,
    *_OF_ROOT_SESSIONS,
    *(code for _operation, code in _OF_OPERATION),
}
# botocore's exceptions without a reply of AWS: the code for playbooks, and the advice (None for botocore's own
# message). The first match applies, so narrower classes come first.
CONNECTION_ERRORS: tuple[tuple[str, FailureCode | RequestCode, str | None], ...] = (
    ("NoCredentialsError", "credentials_missing", f"no AWS credentials were found. {_GIVE_CREDENTIALS}"),
    ("PartialCredentialsError", "credentials_incomplete", f"the AWS credentials are not complete. {_GIVE_CREDENTIALS}"),
    (
        "CredentialRetrievalError",
        "credentials_unavailable",
        f"the AWS credentials could not be fetched. {_GIVE_CREDENTIALS}",
    ),
    (
        "ProfileNotFound",
        "profile_not_found",
        f"the profile is not in the AWS configuration files of this host. {_GIVE_CREDENTIALS}",
    ),
    (
        "NoRegionError",
        "region_required",
        "endpoint_url or AWS_ENDPOINT_URL requires a region. Give region, or set AWS_REGION.",
    ),
    (
        "ReadTimeoutError",
        "read_timeout",
        "AWS did not reply in time{at}. Check the network, or raise read_timeout in aws_config.",
    ),
    ("ConnectTimeoutError", "endpoint_unreachable", _UNREACHABLE),
    ("EndpointConnectionError", "endpoint_unreachable", _UNREACHABLE),
    ("ProxyConnectionError", "proxy_unreachable", f"the proxy{{at}} cannot be reached. {_CHECK_ENDPOINT}"),
    ("SSLError", "tls_failed", "the TLS connection{at} failed. Check aws_ca_bundle and validate_certs."),
    ("ResponseStreamingError", "unreadable_reply", _BROKEN),
    ("HTTPClientError", "connection_failed", _BROKEN),
    ("ParamValidationError", "invalid_parameter", None),
    ("BotoCoreError", "botocore_error", None),
)
PROXY_LOGIN_ADVICE = (
    "the proxy{at} requires a login (407). Give its user name and password in the URL of the proxy: proxies in "
    "aws_config, or HTTPS_PROXY."
)


def clock_advice(code: str, skew: timedelta | None) -> str | None:
    """Return the meaning of a signature error, by how far the clock of AWS is ahead of the host's.

    None for other codes, or if the difference is unknown.
    """
    if code not in _OF_A_RIGHT_CLOCK or skew is None:
        return None
    if abs(skew) <= CLOCK_TOLERANCE:
        return _OF_A_RIGHT_CLOCK[code]
    direction = "behind" if skew > timedelta(0) else "ahead of"
    return _WRONG_CLOCK.format(seconds=round(abs(skew).total_seconds()), direction=direction)


def advice_for(
    code: str,
    operation: str,
    principal: Principal | None,
    aws_message: str,
    *,
    in_root_session: bool,
    after_a_lost_reply: bool,
) -> str:
    """Return the meaning of an AWS error and what to do. The caller fills in {action} and {region}.

    ``code`` is AWS's, by its first name if it has several. ``in_root_session``: the call used the credentials of a root
    session. ``after_a_lost_reply``: an earlier identical request may have been carried out.
    """
    if explained := _explained(code, operation, aws_message, in_root_session=in_root_session):
        return explained
    of_operation = {of_code: advice for (called, of_code), advice in _OF_OPERATION.items() if called == operation}
    # Whether a table applies. The first table with the code is used.
    tables: tuple[tuple[bool, t.Mapping[str, str]], ...] = (
        (after_a_lost_reply, _AFTER_A_LOST_REPLY),
        (True, of_operation),
        (in_root_session, _OF_ROOT_SESSIONS),
        (operation == "AssumeRoot", _OF_ASSUME_ROOT),
        (operation in _STS, _OF_STS),
        (operation in SECRET_OPERATIONS, OF_SECRETS),
        (operation in LIST_OPERATIONS, OF_LISTS),
        (principal == Principal(), _OF_THE_CALLER),
        (True, ADVICE),
    )
    found = (table[code] for applies, table in tables if applies and code in table)
    return next(found, _REFUSED_BY_OPERATION.get(operation, _REFUSED))


def _explained(code: str, operation: str, aws_message: str, *, in_root_session: bool) -> str | None:
    """Return the advice for AWS's message, or None if the code alone decides."""
    if operation == "AssumeRoot":
        for words, advice in _OF_ROOT_ACCESS.items():
            if words in aws_message:
                return advice
    if code == "AccessDenied" and not in_root_session and (explained := explain_denial(aws_message)):
        return f"{_NO_PERMISSION} {explained}"
    return None


def denied_action(aws_message: str) -> str | None:
    """Return the action that AWS names in the message of a denied request, or None."""
    named = _DENIED_ACTION.search(aws_message)
    return None if named is None else named[1]


def explain_denial(aws_message: str) -> str | None:
    """Return why AWS denied a request and what to do, as sentences, or None if the message does not show it."""
    if denied := _EXPLICIT.search(aws_message):
        kind = denied["kind"]
        arn = _POLICY_ARN.search(denied["rest"])
        named = "" if arn is None else f" ({arn[0]})"
        policy = "a policy" if kind is None else f"{_article(kind)} {kind}"
        advice = _EXPLICITLY_DENIED.get(kind, _DENIED_BY_ANY)
        return f"{policy[0].upper()}{policy[1:]}{named} denies it explicitly. {advice}"
    if missing := _NO_ALLOW.search(aws_message):
        return _NOT_ALLOWED.get(missing["kind"])
    return None


def _article(kind: str) -> str:
    return "an" if kind[0] in "aeio" else "a"
