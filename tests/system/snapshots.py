# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An account with a strict password policy, users, tags, groups and policies; and all of it as a comparable value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts import Account

PASSWORD = "Str0ng-Enough-For-All!"
STRICT: dict[str, Any] = {
    "MinimumPasswordLength": 20,
    "RequireSymbols": True,
    "RequireNumbers": True,
    "RequireUppercaseCharacters": True,
    "RequireLowercaseCharacters": True,
    "AllowUsersToChangePassword": False,
    "MaxPasswordAge": 60,
    "PasswordReusePrevention": 24,
    "HardExpiry": True,
}
OWN_POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}'


def populate(account: Account, names: Iterable[str]) -> None:
    """Create users below /staff/ with a password, tags, a group and policies, under a strict password policy."""
    iam = account.iam
    iam.update_account_password_policy(**STRICT)
    policy = iam.create_policy(PolicyName="own", PolicyDocument=OWN_POLICY)["Policy"]["Arn"]
    iam.create_group(GroupName="staff", Path="/staff/")
    iam.attach_group_policy(GroupName="staff", PolicyArn=policy)
    for name in names:
        account.add(name, password=PASSWORD, path="/staff/")
        iam.tag_user(UserName=name, Tags=[{"Key": "identity.aws/password-version", "Value": "1"}])
        iam.tag_user(UserName=name, Tags=[{"Key": "cost", "Value": "42"}])
        iam.add_user_to_group(GroupName="staff", UserName=name)
        iam.attach_user_policy(UserName=name, PolicyArn=policy)
        iam.put_user_policy(UserName=name, PolicyName="inline", PolicyDocument=OWN_POLICY)


def snapshot(account: Account) -> dict[str, Any]:
    """Return all that ``populate`` creates, as path -> value, so that two of them can be compared."""
    iam, passwords = account.iam, account.passwords()
    found: dict[str, Any] = {f"policy/{k}": v for k, v in iam.get_account_password_policy()["PasswordPolicy"].items()}
    for user in iam.list_users()["Users"]:
        name = user["UserName"]
        found |= {
            f"{name}/path": user["Path"],
            f"{name}/password": passwords.get(name),
            f"{name}/groups": [group["GroupName"] for group in iam.list_groups_for_user(UserName=name)["Groups"]],
            f"{name}/policies": _names(iam.list_attached_user_policies(UserName=name)),
            f"{name}/inline": iam.list_user_policies(UserName=name)["PolicyNames"],
            **{f"{name}/tags/{tag['Key']}": tag["Value"] for tag in iam.list_user_tags(UserName=name)["Tags"]},
        }
    for group in iam.list_groups()["Groups"]:
        name = group["GroupName"]
        found |= {
            f"group {name}/path": group["Path"],
            f"group {name}/policies": _names(iam.list_attached_group_policies(GroupName=name)),
        }
    return found


def _names(attached: Any) -> list[str]:
    return sorted(policy["PolicyName"] for policy in attached["AttachedPolicies"])


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return path -> new value of each difference; None is a removed path."""
    return {key: after.get(key) for key in sorted(before.keys() | after.keys()) if before.get(key) != after.get(key)}
