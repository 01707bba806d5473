# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module that only makes the three calls of iam_login_profile: the floor of a module on amazon.aws's utilities."""

from __future__ import annotations

import gc

gc.disable()  # as the modules of the collection do while they import

from ansible_collections.amazon.aws.plugins.module_utils.botocore import is_boto3_error_code
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec={
            "user_name": {"type": "str", "required": True},
            "password": {"type": "str", "required": True, "no_log": True},
            "password_reset_required": {"type": "bool", "default": False},
            "update_password": {"type": "str", "choices": ["always"]},
        },
    )
    given, iam = module.params, module.client("iam")
    try:
        iam.get_account_password_policy()
    except is_boto3_error_code("NoSuchEntity"):
        pass
    iam.get_login_profile(UserName=given["user_name"])
    iam.update_login_profile(
        UserName=given["user_name"],
        Password=given["password"],
        PasswordResetRequired=given["password_reset_required"],
    )
    module.exit_json(changed=True)


if __name__ == "__main__":
    main()
