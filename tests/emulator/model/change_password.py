# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ChangePassword: the caller's own password.

IAM API reference: "Changes the password of the IAM user who is calling this operation"; AWS CLI reference: with
credentials of the root user "the command returns an InvalidUserType error". IAM User Guide, "Permit IAM users to change
their own passwords": the account password policy or a policy of the user allows it. User policies are not modelled, so
here only the account password policy allows it.

Neither the order of errors nor the error for a wrong old password is documented or declared. Here it is the error of a
service that copies the API of IAM (public source of the IAM of OOS, China Telecom). There, and in the IAM of CORTX
(Seagate), a change ends a required reset. In the AWS console, a user who has to set a new password does so by this call
(CloudTrail).
"""

from __future__ import annotations

from collections.abc import Mapping

from . import password_policy
from .errors import AWSError
from .login_profiles import modifiable
from .request import Handler, Reply, Request


def change_password(request: Request) -> Reply:
    user, given, policy = request.caller.user, request.parameters, request.account.password_policy
    if user is None:
        raise AWSError(400, "InvalidUserType", "Only IAM Users can change their own password.")
    if not (policy or {}).get("AllowUsersToChangePassword"):
        message = f"User: {request.caller.arn} is not authorized to perform: iam:ChangePassword"
        reason = "because no identity-based policy allows the iam:ChangePassword action"
        raise AWSError(403, "AccessDenied", f"{message} on resource: user {user.name} {reason}")
    profile = modifiable(request, user)
    if given["OldPassword"] != profile.password:
        raise AWSError(403, "AccessDenied", "The old password was incorrect.")
    if not request.settings.any_password:
        password_policy.check(given["NewPassword"], policy)
    profile.password, profile.changed, profile.reset_required = given["NewPassword"], request.today, False
    return {}


ACTIONS: Mapping[str, Handler] = {"ChangePassword": change_password}
