# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read who has a login profile (console password). Implemented in module_utils/_module/info.py."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: iam_login_profile_info
short_description: List IAM users with their console passwords, MFA and sign-in sessions
version_added: 1.0.0
description:
  - Returns a row for each IAM user of the account, or for the selected users. The row shows whether the user has a
    login profile (console password) and its properties.
  - By default it reads each user live. With O(source=report) it reads the account's credential report instead, with two
    or three calls for the whole account. The report can be four hours old. With O(credential_report) it returns both.
  - An error is never reported as "no password". A user who could not be read has a row with the error, and the task
    fails after all others are read.
author:
  - identity.aws contributors (@identity-collections)
requirements:
  - python >= 3.10
  - boto3 >= 1.34.0 (amazon.aws 11 requires 1.35.0, amazon.aws 12 requires 1.38.23)
  - botocore >= 1.34.0 (amazon.aws 11 requires 1.35.0, amazon.aws 12 requires 1.38.23)
  - boto3 and botocore >= 1.44.6, for O(sessions) only
options:
  user_names:
    description:
      - The names of the users to read. Users who do not exist are in RV(missing_users), and have no row.
      - It is mutually exclusive with O(path_prefix). Without both, all users are read. An empty list means no users.
      - Write a list for more than one name. A string with a comma is an error, since a comma is valid in a name.
    type: list
    elements: str
    aliases: [user_name, name]
  path_prefix:
    description: Read the users below this path only, for example V(/staff/).
    type: str
  root_account_ids:
    description:
      - The IDs of member accounts of the organization, with 12 digits each. The task reads their root users, with
        C(sts:AssumeRoot), instead of IAM users. See RV(root_users).
      - It is mutually exclusive with the other options that select users, and with the credential report. Quote the IDs
        in YAML.
      - Requires botocore >= 1.35.61 and a region.
    type: list
    elements: str
  root_of_organization:
    description:
      - Whether to read the root users of all active member accounts of the organization.
      - The management account is omitted, since AssumeRoot does not work for it. It is in RV(left_out_accounts).
      - The enabled features of centralized root access are read too. See RV(organization_features).
    type: bool
    default: false
  source:
    description:
      - V(live) reads each user (C(iam:GetLoginProfile)), several at a time.
      - V(report) reads the account's credential report only. AWS updates it at most every four hours, so later changes
        than RV(credential_report.generated_time) are missing. It shows neither when a password was first created nor
        whether a reset is required. Do not delete passwords on the basis of the report alone.
    type: str
    choices: [live, report]
    default: live
  credential_report:
    description:
      - Whether to add the columns of the credential report to the live rows. The last use and change of the password
        and MFA are then as of RV(credential_report.generated_time). Whether a user has a password is read live.
      - A user who is newer than the report has null in its columns, also if a deleted user had the same name.
      - If the report is not available, its columns are null, and a warning is returned. This happens if a permission is
        missing, or if AWS does not finish the report within O(wait_timeout). RV(credential_report.msg) has the reason.
        With O(source=report) the task fails.
      - It is always true with O(source=report).
    type: bool
    default: false
  account_password_policy:
    description:
      - Whether to read the account password policy, and return it in RV(account_password_policy).
      - If it cannot be read, the task fails with the rows.
    type: bool
    default: false
  sessions:
    description:
      - Whether to list the sign-in sessions of each user, and return them in RV(users[].sessions). C(aws login) opens
        such a session with the console password. The session can be refreshed after the password was deleted, until it
        expires or is revoked.
      - One list of the account (C(signin:ListSessions)) is read for all users, or the list of the user if O(user_names)
        has one name.
      - The sessions of the account's own root user are in RV(root_users). A user who does not exist and has an active
        session has a row with RV(users[].user_exists) false, and a warning names the user. With O(path_prefix) there is
        no such row, since the path of a deleted user is not known.
      - If the sessions cannot be listed, the task fails with the rows, and C(sessions) is null.
      - AWS does not document whether sessions of the console in a browser are listed.
      - It cannot be combined with O(root_account_ids) and O(root_of_organization), since no task policy of
        C(AssumeRoot) allows C(signin:ListSessions). Use credentials of the member account.
      - Requires botocore >= 1.44.6 and the partition C(aws).
    type: bool
    default: false
    version_added: 1.1.0
  session_regions:
    description:
      - The regions in which O(sessions) are listed. The default is the region of the task.
      - The ARN of a session has a region, and AWS does not document whether a list contains the sessions of other
        regions. Give all regions in which users sign in. A session that is listed in several regions is returned once.
      - The option requires O(sessions).
    type: list
    elements: str
    version_added: 1.1.0
  sign_in_url:
    description:
      - Whether to read the address at which the IAM users of the account sign in, and return it in RV(sign_in_url).
      - It cannot be combined with O(root_account_ids) and O(root_of_organization), since root users sign in at another
        address.
    type: bool
    default: false
    version_added: 1.1.0
  profiles:
    description:
      - The roster, as the option O(identity.aws.iam_login_profile_roster#module:profiles) of
        M(identity.aws.iam_login_profile_roster). It is used for RV(users[].valid_until) and
        RV(users[].valid_until_status).
      - The keys C(user_name), C(root_account_id), C(state) and C(valid_until) of an entry are read. Other keys, such as
        passwords, are ignored, and no value is logged. An entry with the state V(absent) has no end.
      - It does not select the users who are read. Give C(valid_until) in the entries, since a default for all entries
        is not known to this module.
    type: list
    elements: dict
    version_added: 1.1.0
  valid_until_warn_days:
    description:
      - The number of days, from V(0) to V(365), before the end of an access in which its status is V(ends_soon) in
        RV(users[].valid_until_status).
      - The default of two weeks leaves time to extend the access.
    type: int
    default: 14
    version_added: 1.1.0
  wait_timeout:
    description:
      - The maximum time in seconds to wait for the credential report. At most V(86400), which is one day.
      - The module also waits while AWS has no capacity to make the report (C(LimitExceeded) of
        C(iam:GenerateCredentialReport)) or throttles the calls.
    type: int
    default: 120
attributes:
  check_mode:
    description: The module changes nothing, so check mode does the same as a real run.
    support: full
  diff_mode:
    description: The module changes nothing, so there is no diff.
    support: none
notes:
  - "Permissions for IAM users: C(iam:GetLoginProfile) on the ARNs of the users and C(iam:ListUsers). With
    O(user_names), C(iam:GetUser) is required instead of C(iam:ListUsers), for users without a password or with a
    password that is newer than the credential report. The report requires C(iam:GenerateCredentialReport) and
    C(iam:GetCredentialReport), and O(account_password_policy) requires C(iam:GetAccountPasswordPolicy)."
  - "Permissions for root users: C(sts:AssumeRoot) on C(arn:aws:iam::*:root), with the task policy
    C(IAMAuditRootUserCredentials), and a region. O(root_of_organization) requires C(organizations:ListAccounts) and
    C(organizations:DescribeOrganization), and C(iam:ListOrganizationsFeatures) for RV(organization_features)."
  - O(sessions) requires C(signin:ListSessions). It also uses C(sts:GetCallerIdentity), which needs no permission.
  - O(sign_in_url) uses C(iam:ListAccountAliases), which is optional, and C(sts:GetCallerIdentity), which needs no
    permission, if no ARN was read.
  - C(iam:GenerateCredentialReport) makes a report, and changes nothing else.
  - To continue with the rows although a user could not be read, set C(failed_when) on the task, for example
    C(access.users | default(none) is none).
  - The module can be interrupted by SIGTERM, SIGINT or SIGHUP. It then finishes the users in progress, and fails with
    the rows that it has. In a long run, it writes its progress to the log of its host (syslog or journal) every ten
    seconds.
seealso:
  - module: identity.aws.iam_login_profile
  - module: identity.aws.iam_login_profile_roster
  - plugin: identity.aws.console_access_findings
    plugin_type: filter
  - plugin: identity.aws.login_profile_roster
    plugin_type: filter
  - module: amazon.aws.iam_user_info
  - name: Credential reports
    description: The IAM User Guide on the columns of the report, and on when it is made.
    link: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
extends_documentation_fragment:
  - identity.aws.login_profile.concurrency
  - identity.aws.login_profile.account
  - identity.aws.login_profile.attributes
  - amazon.aws.common.modules
  - amazon.aws.region.modules
"""

EXAMPLES = r"""
---
- name: Read which users have a password
  identity.aws.iam_login_profile_info:
  register: access

- name: Show the names of the users who have a password
  ansible.builtin.debug:
    msg: "{{ access.users | selectattr('password_enabled') | map(attribute='user_name') }}"

- name: Read whether Alice and Bob have a password in this account
  identity.aws.iam_login_profile_info:
    account_id: "123456789012"
    user_names: [alice, bob]

- name: Read the users below a path, with the last use and change of the password, and MFA
  identity.aws.iam_login_profile_info:
    path_prefix: /staff/
    credential_report: true
    concurrency: 16
  register: access

- name: Show the users who have a password and no MFA
  ansible.builtin.debug:
    msg: "{{ access.users | selectattr('password_enabled') | rejectattr('mfa_active') | map(attribute='user_name') }}"

- name: Read which member accounts have a root password
  identity.aws.iam_login_profile_info:
    root_of_organization: true
    region: us-east-1
  register: roots

- name: Read whether two member accounts have a root password
  identity.aws.iam_login_profile_info:
    root_account_ids: ["111122223333", "444455556666"]
    region: us-east-1

- name: Read an account of any size in three calls, as it was up to four hours ago
  identity.aws.iam_login_profile_info:
    source: report
    wait_timeout: 300

- name: List the sign-in sessions of all users, in the two regions where they sign in
  identity.aws.iam_login_profile_info:
    sessions: true
    session_regions: [us-east-1, eu-central-1]
  register: access

- name: Show the active sessions of users without a password
  ansible.builtin.debug:
    msg: >-
      {{ access.users | rejectattr('password_enabled') | map(attribute='sessions') | flatten
      | selectattr('status', 'eq', 'ACTIVE') | selectattr('expires_at', 'gt', access.answered_at) }}

- name: Read the sign-in address of the account, and no user
  identity.aws.iam_login_profile_info:
    user_names: []
    sign_in_url: true
  register: account

- name: Show the address
  ansible.builtin.debug:
    msg: "{{ account.sign_in_url }}"

- name: Read which users have a password, and the end of their access in the roster
  identity.aws.iam_login_profile_info:
    profiles: "{{ console_users }}"
    valid_until_warn_days: 30
  register: access

- name: Show the users who have a password although their access has ended
  ansible.builtin.debug:
    msg: >-
      {{ access.users | selectattr('password_enabled') | selectattr('valid_until_status', 'eq', 'ended')
      | map(attribute='user_name') }}

- name: Read what an audit requires
  identity.aws.iam_login_profile_info:
    credential_report: true
    account_password_policy: true
  register: access

- name: Show the findings
  ansible.builtin.debug:
    msg: "{{ access | identity.aws.console_access_findings | map(attribute='summary') }}"
"""

RETURN = r"""
---
users:
  description:
    - A row for each user, in the order of O(user_names) or of the list of AWS. Each row has every key, for each source.
      A value that is not known is null.
    - A user who was deleted while the task read the account has no row.
    - Null if the task failed before it read the users.
  returned: always
  type: list
  elements: dict
  contains:
    user_name:
      description: The name of the IAM user. C(<root_account>) for a root user, as in the credential report.
      type: str
      sample: alice
    root_account_id:
      description: The ID of the account of a root user. Null for an IAM user.
      type: str
      sample: null
    user_exists:
      description:
        - True for an IAM user who was read live. Null if it is not known, for rows of O(source=report), which can be
          four hours old, and for root users. Users who do not exist are in RV(missing_users).
        - False for a user who does not exist and has an active sign-in session. Only with O(sessions).
      type: bool
      sample: true
    account_name:
      description: The name of the account of a root user, as C(organizations:ListAccounts) returns it. Null for an IAM
        user, and without O(root_of_organization).
      type: str
      sample: null
      version_added: 1.1.0
    account_email:
      description: The e-mail address of the account of a root user, with which it signs in. Null as C(account_name).
      type: str
      sample: null
      version_added: 1.1.0
    arn:
      description: The ARN, which contains the user's path. Null with O(user_names) and without the credential report.
      type: str
      sample: arn:aws:iam::111122223333:user/staff/alice
    password_enabled:
      description: Whether there is a login profile. Null if it could not be read.
      type: bool
      sample: true
    login_profile:
      description: The login profile, in the format of M(identity.aws.iam_login_profile). Empty if there is none, null
        if it could not be read.
      type: dict
      contains:
        user_name:
          description: The name of the IAM user.
          type: str
          sample: alice
        create_date:
          description: The time at which the login profile was created, in ISO 8601. Null with O(source=report).
          type: str
          sample: "2026-11-22T09:30:00+00:00"
        password_reset_required:
          description: Whether the user must set a new password at the next sign-in. Null with O(source=report).
          type: bool
          sample: false
        max_signin_session_duration:
          description: The maximum duration of the user's sign-in sessions, in seconds. Null if it is not set. Null
            means "not known" if RV(max_signin_session_duration_known) is false.
          type: int
          sample: 43200
          version_added: 1.1.0
    password_last_used:
      description:
        - The time of the last sign-in with a password, in ISO 8601, from the credential report. Null if the user never
          signed in with a password, or if AWS has no record of it.
        - It remains after the password was deleted. Only RV(users[].password_enabled) shows whether there is one.
      type: str
      sample: "2026-11-20T08:01:11+00:00"
    password_last_changed:
      description: The time at which the password was last set, in ISO 8601, from the credential report.
      type: str
      sample: "2026-11-01T09:30:00+00:00"
    password_next_rotation:
      description: The time at which the account password policy requires a new password, in ISO 8601, from the
        credential report. Null if the policy does not require one.
      type: str
      sample: "2027-01-30T09:30:00+00:00"
    mfa_active:
      description: Whether the user has a device for multi-factor authentication, from the credential report.
      type: bool
      sample: true
    valid_until:
      description: The end of the access in O(profiles), in ISO 8601, UTC. Null without an end.
      type: str
      sample: "2027-01-01T00:00:00+00:00"
      version_added: 1.1.0
    valid_until_status:
      description:
        - V(ended) if RV(users[].valid_until) has passed, V(ends_soon) if it is within O(valid_until_warn_days), or else
          V(valid). Null without an end.
        - The time is that of the clock of the host on which the module runs.
      type: str
      sample: valid
      version_added: 1.1.0
    sessions:
      description:
        - The sign-in sessions of the user, the oldest first, as AWS lists them. Empty if there is none. Null if they
          could not be listed. RV(error) has the reason.
        - A revoked session cannot be refreshed. Credentials that it issued before remain valid for up to 15 minutes.
      returned: with O(sessions)
      type: list
      elements: dict
      version_added: 1.1.0
      contains:
        session_arn:
          description: The ARN of the session, with its region and its ID.
          type: str
          sample: arn:aws:signin:us-east-1:111122223333:session/2f1c9a52-8d0e-4f6b-9d3a-0b6f5c1e7a44
        issued_at:
          description: The time at which the session was opened, in ISO 8601, UTC.
          type: str
          sample: "2026-11-22T08:01:11+00:00"
        expires_at:
          description: The time at which the session expires, in ISO 8601, UTC.
          type: str
          sample: "2026-11-22T20:01:11+00:00"
        client_type:
          description: The type of the client, V(CLI) or V(MCP). Null if AWS omits it.
          type: str
          sample: CLI
        client_id:
          description: The ID of the client. Null if AWS omits it.
          type: str
          sample: arn:aws:signin:::devtools/same-device
        status:
          description: V(ACTIVE) or V(REVOKED). AWS lists an expired session as V(ACTIVE), so compare C(expires_at) as
            well. Null if AWS omits it.
          type: str
          sample: ACTIVE
    msg:
      description: Why the user could not be read. Null for other users.
      type: str
      sample: null
    error:
      description: Why the user could not be read, in the format of RV(error). Null for other users.
      type: dict
      sample: null
missing_users:
  description: The names in O(user_names) of users who do not exist, or with O(source=report) who are not in the report.
    Null if the task failed before it read the users.
  returned: always
  type: list
  elements: str
  sample: []
root_users:
  description:
    - Rows of root users, in the format of RV(users). With O(root_account_ids) or O(root_of_organization), one for each
      account.
    - With a credential report for all users, a row of the account's own root user, from the report only. Its
      C(password_enabled) is null if AWS returns C(not_supported).
    - With O(sessions) for all users and no credential report, a row of the account's own root user if it has an active
      session.
    - Null if the task failed before it read the users.
  returned: always
  type: list
  elements: dict
error:
  description: Why the task failed. RV(ignore:msg) has the message.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - A code of AWS, such as V(AccessDenied), or one of this collection, such as V(invalid_options). The guide
          R(Errors,ansible_collections.identity.aws.docsite.guide_errors_codes) lists the codes of this collection.
        - V(users_failed) if some users could not be read. Each of them has its own RV(users[].error).
        - V(policy_unreadable) if all users were read, but not the account password policy.
        - V(sessions_unreadable) if all users were read, but their sign-in sessions could not be listed.
      type: str
      sample: users_failed
    message:
      description: The message of AWS. Null if AWS did not reply, or if the error is not one of AWS.
      type: str
      sample: null
left_out_accounts:
  description: The accounts of the organization whose root users were not read.
  returned: with O(root_account_ids) or O(root_of_organization)
  type: list
  elements: dict
  contains:
    account_id:
      description: The ID of the account.
      type: str
      sample: "999999999999"
    account_name:
      description: The name of the account.
      type: str
      sample: Management
      version_added: 1.1.0
    account_email:
      description: The e-mail address of the account.
      type: str
      sample: aws@example.com
      version_added: 1.1.0
    code:
      description:
        - V(management_account) for the management account. Its root user is in its own credential report.
        - V(account_not_active) for a member account that is not active, for example a suspended one.
      type: str
      sample: management_account
    reason:
      description: The reason as a sentence. Use the C(code) in conditions.
      type: str
      sample: >-
        It is the management account, for which AssumeRoot does not work. Read its credential report for the root user.
organization_features:
  description:
    - The features of centralized root access that are enabled in the organization, as AWS returns them
      (C(iam:ListOrganizationsFeatures)). C(RootCredentialsManagement) is required to read and delete root passwords.
    - A warning names the commands that enable the features that are not in the list.
    - Null if it could not be read. A warning has the reason. This does not prevent the read of the root users.
  returned: with O(root_of_organization)
  type: list
  elements: str
  sample: [RootCredentialsManagement, RootSessions]
  version_added: 1.1.0
credential_report:
  description: About the credential report that was requested.
  returned: with O(credential_report) or O(source=report), unless the task failed before it read the users
  type: dict
  contains:
    generated_time:
      description: The time at which AWS made the report, in ISO 8601. Null if the report is not available.
      type: str
      sample: "2026-11-22T07:00:00+00:00"
    msg:
      description: Why the report is not available. Its columns are then null for all users. Null if it is available.
      type: str
      sample: null
    error:
      description:
        - Why the report is not available, in the format of RV(error). The C(code) is that of AWS, for example
          C(AccessDenied), C(LimitExceeded) or C(Throttling). It is C(ReportInProgress) if AWS did not finish the report
          within O(wait_timeout), and C(unreadable_credential_report) if a column that AWS documents is missing.
        - Null if the report is available.
      type: dict
      sample: null
max_signin_session_duration_known:
  description:
    - Whether C(max_signin_session_duration) was read, so that a null in it means that the user has no such setting.
    - False with O(source=report), since the report does not contain it, and with botocore before 1.44.6.
  returned: always, unless the task failed before it read the users
  type: bool
  sample: true
  version_added: 1.1.0
answered_at:
  description:
    - The time of the last reply of AWS to the task, in ISO 8601, from the clock of AWS (the header C(Date)). Null if no
      reply had a date.
    - The audit counts ages to this time, so that they do not depend on the clock of a host.
  returned: always, unless the task failed before it read the users
  type: str
  sample: "2026-11-22T09:41:07+00:00"
sign_in_url:
  description:
    - The address at which the IAM users of the account sign in. It contains the alias of the account. Without an alias,
      or without the permission C(iam:ListAccountAliases), it contains the account ID, which always works.
    - Null if it could not be read, and in partitions other than V(aws), V(aws-cn) and V(aws-us-gov). A warning has the
      reason. This does not prevent the read of the users.
  returned: with O(sign_in_url), unless the task failed before it read the users
  type: str
  sample: https://example.signin.aws.amazon.com/console
  version_added: 1.1.0
account_password_policy:
  description:
    - The account password policy. It has every key. A key that AWS omits is null.
    - Empty if the account has no policy, so that the default policy of AWS applies. Null if it could not be read.
  returned: with O(account_password_policy)
  type: dict
  sample:
    minimum_password_length: 14
    require_symbols: true
    require_numbers: true
    require_uppercase_characters: true
    require_lowercase_characters: true
    allow_users_to_change_password: true
    expire_passwords: true
    max_password_age: 90
    password_reuse_prevention: 24
    hard_expiry: null
"""

import gc

# Imports create no garbage, and garbage collection costs time in each task. runtime.py enables it again.
gc.disable()

from ansible_collections.identity.aws.plugins.module_utils._module.info import run
from ansible_collections.identity.aws.plugins.module_utils._module.info_options import info_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.sealed_module import SealedModule


def main() -> None:
    """Run the task."""
    run(SealedModule(argument_spec=info_arguments(), supports_check_mode=True))


if __name__ == "__main__":
    main()
