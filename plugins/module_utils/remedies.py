# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each error of AWS means here, and what to do: the middle of the sentence that errors.py makes.

Pure. Codes: the errors that the service models declare for the calls made here, and the common errors of AWS APIs
("Common Errors" in the IAM API Reference).
"""

from __future__ import annotations

_NEW_CREDENTIALS = "Give the credentials of an IAM user or role that exists, complete and not expired."

_GIVE_CREDENTIALS = (
    "Give profile, or access_key and secret_key, or set them in the environment of the host that the module runs on."
)
_CHECK_ENDPOINT = "Check endpoint_url, region, proxy and network; aws_config (connect_timeout) sets the time."

# AWS's error code -> what it means here and what to do. {action} is the IAM action.
REMEDIES = {
    "AccessDenied": (
        "the credentials do not have the permission {action}. Allow it in the caller's IAM policy, and look for a "
        "permissions boundary or service control policy that denies it."
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
        "the user or the login profile no longer exists, though it did when this task looked. Run the task again."
    ),
    # Organizations has the names of IAM with "Exception", but these are not about a user.
    "ConcurrentModificationException": "another request is changing the organization. Run the task again in a minute.",
    "ServiceException": "AWS Organizations had an internal error. Run the task again in a minute.",
    "AWSOrganizationsNotInUseException": (
        "the account is in no organization. Give the credentials of the management account, or of a delegated "
        "administrator."
    ),
    "InvalidInput": (
        "AWS does not accept the value of a parameter. Its message names the value: correct the option that sets it, "
        "and run the task again."
    ),
    "LimitExceeded": (
        "a limit of the account is reached (IAM and STS quotas). Remove what is not needed, or ask AWS for more."
    ),
    "ServiceFailure": "IAM failed for a reason of its own; that often passes.",
    "Throttling": (
        "AWS still refused the rate of requests after all retries. Run fewer at a time, or raise the retries in "
        "aws_config (retries: max_attempts)."
    ),
    "ValidationError": (
        "AWS does not accept the request. Give user_name: without it the credentials must be those of an IAM user or "
        "of an AssumeRoot session, which takes neither user_name nor password."
    ),
    "ExpiredToken": f"the credentials have expired. {_NEW_CREDENTIALS}",
    "InvalidClientTokenId": f"AWS does not know the access key. {_NEW_CREDENTIALS}",
    "SignatureDoesNotMatch": f"the secret key does not fit the access key, or the clock is wrong. {_NEW_CREDENTIALS}",
}
# The same for AssumeRoot, which has causes of its own ("Perform a privileged task on a member account", User Guide).
ASSUME_ROOT_REMEDIES = {
    "AccessDenied": (
        "the credentials may not act as this root user, and AWS does not say which of these it is. They must be those "
        "of a user or role (not the root user) of the organization's management account, or of its delegated "
        "administrator for IAM. They need the permission sts:AssumeRoot on arn:aws:iam::*:root, and no service control "
        "policy may deny it. The account must be an active member of the organization, and not its management account."
    ),
    "RegionDisabled": (
        "STS is not activated in this region. Activate it in the account settings of IAM, or give another region."
    ),
    # What the global endpoint says of a call that it does not serve.
    "InvalidAction": (
        "this endpoint does not serve AssumeRoot. Only regional endpoints of STS do: give region, and no endpoint_url "
        "of the global one."
    ),
}
# The same for what is done in a root session. Its permissions are AWS's own, so only the account can deny.
ROOT_SESSION_REMEDIES = {
    "AccessDenied": (
        "the root session may not do {action}. A service control policy of the account denies it to the root user; "
        "except sessions of AssumeRoot from it (condition key aws:AssumedRoot)."
    ),
    "ExpiredToken": "the root session has expired. Run the task again.",
    "InvalidClientTokenId": "AWS does not accept the root session that it has given. Run the task again.",
}
# What AWS's message says where centralised root access is not enabled, which AccessDenied stands for as well. The words
# are in no document; without them the remedy is that of AccessDenied.
ROOT_ACCESS_REMEDIES = {
    "Root credentials management feature is not enabled": (
        "root credentials management is not enabled in the organization. Enable it once: aws iam "
        "enable-organizations-root-credentials-management."
    ),
    "Service not enabled for AWS Organizations": (
        "IAM has no trusted access to the organization, which centralised root access needs. Enable it once: aws "
        "organizations enable-aws-service-access --service-principal iam.amazonaws.com."
    ),
}
# botocore's exception where AWS did not answer -> what to do; the first that fits, so the narrower before the wider.
CONNECTION_REMEDIES = (
    ("NoCredentialsError", f"no AWS credentials were found. {_GIVE_CREDENTIALS}"),
    ("PartialCredentialsError", f"the AWS credentials are not complete. {_GIVE_CREDENTIALS}"),
    ("CredentialRetrievalError", f"the AWS credentials could not be fetched. {_GIVE_CREDENTIALS}"),
    ("ProfileNotFound", f"the profile is not in the AWS configuration files. {_GIVE_CREDENTIALS}"),
    ("NoRegionError", "endpoint_url needs a region with it. Give region, or set AWS_REGION."),
    ("ReadTimeoutError", "AWS did not answer in time; aws_config (read_timeout) sets the time."),
    ("ConnectTimeoutError", f"the AWS endpoint cannot be reached. {_CHECK_ENDPOINT}"),
    ("EndpointConnectionError", f"the AWS endpoint cannot be reached. {_CHECK_ENDPOINT}"),
    ("ProxyConnectionError", f"the proxy cannot be reached. {_CHECK_ENDPOINT}"),
    ("SSLError", "the TLS connection was refused. Check aws_ca_bundle and validate_certs."),
    ("HTTPClientError", "the connection broke, or the reply could not be read; that often passes."),
)
