# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Change the console password of the caller. Implemented in module_utils/_module/own_password.py."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: iam_own_password
short_description: Change the console password of the IAM user whose credentials are used
version_added: 1.1.0
description:
  - Changes the password of the IAM user whose access key the task uses (C(ChangePassword) of the IAM API). It never
    changes the password of another user. To set the password of any user, use M(identity.aws.iam_login_profile).
  - Before the change, the password is checked against the account password policy, if the user may read the policy.
  - The old password must be correct. AWS has no API that verifies a password, so AWS rejects a wrong O(old_password) at
    the change only.
author:
  - identity.aws contributors (@identity-collections)
requirements:
  - python >= 3.10
  - boto3 >= 1.34.0 (amazon.aws 11 requires 1.35.0, amazon.aws 12 requires 1.38.23)
  - botocore >= 1.34.0 (amazon.aws 11 requires 1.35.0, amazon.aws 12 requires 1.38.23)
options:
  old_password:
    description:
      - The current password of the user. It is not logged and not returned.
      - A password has 1 to 128 characters out of tab, line feed, carriage return and U+0020 to U+00FF. Any other value
        is rejected before the first call to AWS.
    type: str
    required: true
  new_password:
    description:
      - The password to set. It is not logged, not returned, and not in the diff.
      - It must differ from O(old_password), have characters of the same range, and comply with the account password
        policy.
      - Quote passwords in YAML. Tag a literal password that contains C({{) or C({%) with C(!unsafe).
      - If a password begins or ends with a character that cannot be seen, such as a line feed, a warning is returned.
    type: str
    required: true
  wait_timeout:
    description:
      - The maximum time in seconds to retry the change while IAM has not finished an earlier change of the same user
        (C(EntityTemporarilyUnmodifiable)). At most V(86400), which is one day.
    type: int
    default: 120
attributes:
  check_mode:
    description: Can run in check mode and return what would change without changing anything.
    support: full
    details:
      - Check mode verifies that the credentials are those of an IAM user, that the user has a password, and that
        O(new_password) complies with the account password policy. If a permission is missing, a warning shows what was
        not checked.
      - Check mode cannot verify O(old_password).
  diff_mode:
    description: Returns that the password changes, without the passwords.
    support: full
  idempotent:
    description: A second run with the same options changes nothing.
    support: none
    details:
      - A run that succeeds always changes the password. A second run with the same options fails, since
        O(old_password) is no longer the current password. AWS has no API that shows whether O(new_password) is the
        current password.
notes:
  - The task needs an access key of the user, or temporary credentials that were made with one. The root user, roles and
    federated users cannot change a password in this way; the error has the code C(InvalidUserType).
  - "Permissions: C(iam:ChangePassword) on the user's own ARN, which the AWS managed policy C(IAMUserChangePassword)
    grants, or which the account password policy grants to all users. C(iam:GetAccountPasswordPolicy) and
    C(iam:GetLoginProfile) are optional. C(sts:GetCallerIdentity) needs no permission."
  - If the reply to the change was lost, the task fails with an error, since it is not known which of the two passwords
    is valid. To check it, sign in with O(new_password).
  - A change does not end sessions that are open, and changes neither access keys nor a secret in AWS Secrets Manager.
    See R(the guide Sign-in sessions,ansible_collections.identity.aws.docsite.guide_sign_in_sessions_what_ends).
  - Ansible writes the arguments of a module, including passwords, to a temporary file on the host that the module runs
    on, unless pipelining (C(ANSIBLE_PIPELINING)) is enabled.
  - Since ansible-core 2.19 an error shows the lines of the playbook around the task, also with C(no_log). Store
    passwords in vaulted variables, not in tasks.
seealso:
  - module: identity.aws.iam_login_profile
  - name: How an IAM user changes their own password
    description: The IAM User Guide on users who change their own password.
    link: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_user-change-own.html
extends_documentation_fragment:
  - identity.aws.login_profile.stopping
  - identity.aws.login_profile.attributes
  - amazon.aws.common.modules
  - amazon.aws.region.modules
"""

EXAMPLES = r"""
---
- name: Check the new password against the account password policy, without changing it
  identity.aws.iam_own_password:
    old_password: "{{ console_password }}"
    new_password: "{{ next_console_password }}"
  check_mode: true

- name: Change the password of the IAM user whose credentials are in the environment
  identity.aws.iam_own_password:
    old_password: "{{ console_password }}"
    new_password: "{{ next_console_password }}"

- name: Change the password of Carol, with her access key
  identity.aws.iam_own_password:
    access_key: "{{ carol_key.access_key_id }}"
    secret_key: "{{ carol_key.secret_access_key }}"
    old_password: "{{ carol_password }}"
    new_password: "{{ carol_next_password }}"
"""

RETURN = r"""
---
user_name:
  description: The name of the IAM user. Null if the task failed before it was read, and if the credentials are not
    those of an IAM user.
  returned: always
  type: str
  sample: alice
actions:
  description: The actions that were done, or in check mode would be done. Empty if the task failed.
  returned: always
  type: list
  elements: dict
  sample:
    - action: iam:ChangePassword
      reason: The task sets new_password, and AWS has no API that verifies a password.
  contains:
    action:
      description: The IAM action, which is also the name of the permission that it needs.
      type: str
      sample: iam:ChangePassword
    reason:
      description: The reason for the action.
      type: str
      sample: The task sets new_password, and AWS has no API that verifies a password.
failed_actions:
  description: The action that failed, in the format of RV(actions). If the reply of AWS was lost, the outcome is
    unknown, and RV(ignore:msg) states that.
  returned: failure
  type: list
  elements: dict
not_attempted:
  description: The action that was not attempted because the task failed or was interrupted before, in the format of
    RV(actions).
  returned: failure
  type: list
  elements: dict
error:
  description: Why the task failed. RV(ignore:msg) has the message.
  returned: failure
  type: dict
  contains:
    code:
      description: A code of AWS, such as V(AccessDenied), or one of this collection, such as V(invalid_options). The
        guide R(Errors,ansible_collections.identity.aws.docsite.guide_errors_codes) lists the codes of this collection.
      type: str
      sample: PasswordPolicyViolation
    message:
      description: The message of AWS. Null if AWS did not reply, or the error was found before the change.
      type: str
      sample: Password should have a minimum length of 14
"""

import gc

# Imports create no garbage, and garbage collection costs time in each task. runtime.py enables it again.
gc.disable()

from ansible_collections.identity.aws.plugins.module_utils._module.own_password import own_password_arguments, run
from ansible_collections.identity.aws.plugins.module_utils._module.sealed_module import SealedModule


def main() -> None:
    """Run the task."""
    run(SealedModule(argument_spec=own_password_arguments(), supports_check_mode=True))


if __name__ == "__main__":
    main()
