# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Manage the login profile (console password) of one IAM user. Implemented in module_utils/_module/login_profile.py."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: iam_login_profile
short_description: Manage the console password of an IAM user or root user
version_added: 1.0.0
description:
  - Creates, updates and deletes the I(login profile) of an IAM user, which is the password for the AWS Management
    Console.
  - Check mode reads what a real run reads, finds the errors that a real run finds, and writes nothing.
    With C(--diff) it shows what would change.
  - A deleted login profile prevents new sign-ins with the password. The user, the access keys of the user and open
    sessions are not affected. See O(state=absent).
author:
  - identity.aws contributors (@identity-collections)
requirements:
  - python >= 3.10
  - boto3 >= 1.34.0 (amazon.aws 11 requires 1.35.0, amazon.aws 12 requires 1.38.23)
  - botocore >= 1.34.0 (amazon.aws 11 requires 1.35.0, amazon.aws 12 requires 1.38.23)
  - pysequoia >= 0.1.35, for O(pgp_key) only
  - pyrage >= 1.3.0, for O(age_recipients) only
  - boto3 and botocore >= 1.44.6, for O(max_signin_session_duration) and O(revoke_sessions) only
options:
  user_name:
    description:
      - The name of the IAM user. The user must exist. Create it with M(amazon.aws.iam_user).
      - A name has 1 to 64 characters out of C(A-Z), C(a-z), C(0-9) and C(_+=,.@-). Any other name is rejected before
        the first call to AWS.
      - One of O(user_name), O(root_account_id) and O(caller) is required. A null or an empty string is an error, so
        that a task with an empty variable does not change another user.
    type: str
    aliases: [name]
  caller:
    description:
      - Whether the login profile is that of the caller. The caller is the IAM user whose credentials the task uses, or
        the root user of an AssumeRoot session.
      - It is mutually exclusive with O(user_name) and O(root_account_id).
      - In an AssumeRoot session, a password is an error. The credentials of a role cannot be used, since a role has no
        login profile.
    type: bool
    default: false
  root_account_id:
    description:
      - The ID of a member account of the organization, with 12 digits, in place of O(user_name). The task manages the
        login profile of the root user of this account, with C(sts:AssumeRoot).
      - With O(state=absent), the password of the root user is deleted. With O(state=present), the root user can recover
        a password by e-mail. Only the root user can set it, so options about passwords are errors.
      - Each stage of the task has its own session of at most 900 seconds, with only the permissions that the stage
        needs. In check mode these are those of C(IAMAuditRootUserCredentials). The credentials of the sessions are not
        stored.
      - Centralized root access must be enabled in the organization. The credentials must be those of the management
        account or of the delegated administrator for IAM. A region is required, since AssumeRoot is available at
        regional endpoints of STS only.
      - Quote the ID in YAML, where a number that begins with 0 may be read as octal.
      - Requires botocore >= 1.35.61.
    type: str
  password:
    description:
      - The password to set. It is not logged, not returned, and not in the diff.
      - It is mutually exclusive with O(generate_password). One of the two is required to create a login profile. In an
        AssumeRoot session, both are errors.
      - A password has 1 to 128 characters out of tab, line feed, carriage return and U+0020 to U+00FF. Any other value
        is rejected before the first call to AWS. The account password policy may have more rules.
      - If the password begins or ends with a line feed, tab, space or another character that cannot be seen, it is set,
        and a warning is returned. It is difficult to type on the sign-in page.
      - Ansible evaluates a password that contains C({{) or C({%) as a template. Tag such a literal with C(!unsafe), as
        in the examples.
      - Quote a password in YAML. Without quotes, C(01234567) is an octal number with the value C(342391), and C(yes) is
        a boolean, which is rejected.
    type: str
attributes:
  check_mode:
    description: Can run in check mode and return what would change without changing anything.
    support: full
  diff_mode:
    description: Returns what changed, or in check mode what would change. The headers have the user, the change and the
      reason.
    support: full
  idempotent:
    description: A second run with the same options changes nothing.
    support: partial
    details:
      - With O(update_password=always) and a O(password) or O(generate_password), every run sets the password, unless
        O(password_version) is already recorded.
notes:
  - "Permissions on the ARN of the user: C(iam:GetLoginProfile) in every run; C(iam:GetUser) and
    C(iam:CreateLoginProfile) to create a login profile; C(iam:UpdateLoginProfile) to update it;
    C(iam:DeleteLoginProfile) to delete it. With O(state=absent), C(iam:GetUser) is optional, and shows whether a user
    without a login profile exists."
  - C(iam:GetAccountPasswordPolicy) is optional. The policy is read to generate a password, in check mode, and if AWS
    rejected a password, to list the rules that the password does not comply with. It is also read to warn if a reset is
    required and the policy does not let users change their own passwords. Without the permission, a warning names what
    was not checked.
  - O(password_version) requires C(iam:GetUser) and C(iam:TagUser), and with O(state=absent) C(iam:UntagUser).
  - O(revoke_sessions) requires C(signin:ListSessions) and C(signin:BatchRevokeSessions). It also uses
    C(sts:GetCallerIdentity), which needs no permission. The service authorization reference of AWS does not list these
    actions yet. If AWS denies a call, the error has the name that AWS uses.
  - O(secrets_manager) requires C(secretsmanager:DescribeSecret), C(secretsmanager:CreateSecret),
    C(secretsmanager:PutSecretValue) and C(secretsmanager:UpdateSecretVersionStage) on the secrets, with tags
    C(secretsmanager:TagResource), and with a customer managed KMS key C(kms:GenerateDataKey) and C(kms:Decrypt).
    O(secrets_manager.delete_when_absent) requires C(secretsmanager:DescribeSecret) and C(secretsmanager:DeleteSecret).
  - C(iam:ListAccountAliases) is optional. It is used for RV(sign_in_url), with C(sts:GetCallerIdentity), which needs no
    permission, if no user was read.
  - O(root_account_id) requires C(sts:AssumeRoot) on C(arn:aws:iam::*:root), or on the root user of the member account,
    and no other permission.
  - O(endpoint_url) is the endpoint of all services. To set the endpoint of one service, use the environment variables
    of botocore, such as C(AWS_ENDPOINT_URL_SECRETS_MANAGER).
  - Ansible writes the arguments of a module, including passwords, to a temporary file on the host that the module runs
    on. With pipelining (C(ANSIBLE_PIPELINING)) it does not, unless C(ANSIBLE_KEEP_REMOTE_FILES) is enabled.
  - The module can be interrupted by SIGTERM or SIGINT or SIGHUP, by O(stop_after), by a C(timeout) of the task, and by
    a lost connection. It then starts no further write, and reports what was done. If it cannot return its result, it
    writes the report to the log of its host.
  - Since ansible-core 2.19, an error shows the lines of the playbook around the task, also with C(no_log). Store
    passwords in vaulted variables, not in tasks.
seealso:
  - module: amazon.aws.iam_user
  - module: amazon.aws.iam_password_policy
  - name: Managing passwords for IAM users
    description: The IAM User Guide on console passwords.
    link: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html
extends_documentation_fragment:
  - identity.aws.login_profile
  - identity.aws.login_profile.sessions
  - identity.aws.login_profile.waiting
  - identity.aws.login_profile.stopping
  - identity.aws.login_profile.account
  - identity.aws.login_profile.attributes
  - amazon.aws.common.modules
  - amazon.aws.region.modules
"""

EXAMPLES = r"""
---
- name: Create a password for Alice, which she must change at the first sign-in
  identity.aws.iam_login_profile:
    user_name: alice
    password: "{{ alice_password }}"
    password_reset_required: true

- name: Set a password with braces and quotes, which Ansible does not evaluate as a template
  identity.aws.iam_login_profile:
    user_name: bob
    password: !unsafe 'Tr0ub4dor {{ 3 }} "quoted"'

- name: Rotate a password (this task reports changed in every run)
  identity.aws.iam_login_profile:
    user_name: alice
    password: "{{ alice_next_password }}"
    password_reset_required: true
    update_password: always

- name: Require a new password at the next sign-in, without changing the current one, and only in this account
  identity.aws.iam_login_profile:
    account_id: "123456789012"
    user_name: bob
    password_reset_required: true
    update_password: always

- name: Limit the sign-in sessions of Bob to 12 hours, without changing his password
  identity.aws.iam_login_profile:
    user_name: bob
    max_signin_session_duration: 43200

- name: Generate a password that only Erin can read, with OpenPGP
  identity.aws.iam_login_profile:
    user_name: erin
    generate_password: true
    password_length: 24
    exclude_lookalikes: true
    pgp_key: "{{ erin_public_key }}"
    password_reset_required: true
  register: erin

- name: Store the message, which Erin decrypts with her private key (gpg --decrypt)
  ansible.builtin.copy:
    content: "{{ erin.encrypted_password }}"
    dest: "{{ mail_folder }}/erin.asc"
    mode: "0600"
  when: erin.encrypted_password is defined

- name: Write an e-mail to Erin, with the sign-in address
  ansible.builtin.copy:
    content: |
      Sign in as {{ erin.user_name }} at {{ erin.sign_in_url | default('the AWS console', true) }}.
      Decrypt the password with your private key (gpg --decrypt):

      {{ erin.encrypted_password }}
    dest: "{{ mail_folder }}/erin.txt"
    mode: "0600"
  when: erin.encrypted_password is defined

- name: Generate a password that Gina and the help desk can read, with age
  identity.aws.iam_login_profile:
    user_name: gina
    generate_password: true
    age_recipients:
      - "{{ gina_ssh_public_key }}"
      - age1g65tyzhcfg5hhsujalw3rw6tekawsgxxu69h2ygprcz34zu7evzqjxkkzs
    password_reset_required: true
  register: gina

- name: Store the message, which Gina decrypts (age --decrypt -i ~/.ssh/id_ed25519 gina.age)
  ansible.builtin.copy:
    content: "{{ gina.encrypted_password }}"
    dest: "{{ mail_folder }}/gina.age"
    mode: "0600"
  when: gina.encrypted_password is defined

- name: Generate a password, and store it in AWS Secrets Manager
  identity.aws.iam_login_profile:
    user_name: henry
    generate_password: true
    secrets_manager:
      name: console/{user_name}
      region: us-east-1
      tags: {purpose: console-password}
      values: {contact: helpdesk@example.com}
    password_reset_required: true

- name: Delete the password of Ivan, and schedule the deletion of his secret
  identity.aws.iam_login_profile:
    user_name: ivan
    state: absent
    secrets_manager:
      name: console/{user_name}
      region: us-east-1
      delete_when_absent: true
      recovery_window: 7

- name: Rotate a password each month
  identity.aws.iam_login_profile:
    user_name: frank
    generate_password: true
    reveal_password: true
    update_password: always
    password_version: "{{ '%Y-%m' | ansible.builtin.strftime }}"
    password_version_tag: identity.aws/password-version
  register: frank
  no_log: true

- name: Show what a real run would do, and check the password against the account password policy
  identity.aws.iam_login_profile:
    user_name: carol
    password: "{{ carol_password }}"
  check_mode: true
  diff: true

- name: Create a password for the user whose access key the task uses
  identity.aws.iam_login_profile:
    caller: true
    access_key: "{{ carol_key.access_key_id }}"
    secret_key: "{{ carol_key.secret_access_key }}"
    password: "{{ carol_password }}"

- name: Delete Carol's password (her access keys and open sessions continue to work)
  identity.aws.iam_login_profile:
    user_name: carol
    state: absent

- name: Delete Carol's password if it exists, and revoke the sign-in sessions that she opened with it
  identity.aws.iam_login_profile:
    user_name: carol
    state: absent
    revoke_sessions: true
    session_regions: [us-east-1, eu-central-1]

- name: Let Judy sign in until the end of her contract, with a warning from 30 days before
  identity.aws.iam_login_profile:
    user_name: judy
    password: "{{ judy_password }}"
    valid_until: "{{ end_of_contract }}"
    valid_until_warn_days: 30
    revoke_sessions: true

- name: Delete the root password of a member account
  identity.aws.iam_login_profile:
    root_account_id: "111122223333"
    state: absent
    region: us-east-1

- name: Let the root user of a member account recover a password
  identity.aws.iam_login_profile:
    root_account_id: "444455556666"
    region: us-east-1

- name: Set the region once, for this collection and amazon.aws
  module_defaults:
    group/identity.aws.aws:
      region: us-east-1
  block:
    - name: Create the user Dave
      amazon.aws.iam_user:
        name: dave
        state: present

    - name: Create a password for Dave
      identity.aws.iam_login_profile:
        name: dave
        password: "{{ dave_password }}"
"""

RETURN = r"""
---
user_name:
  description: The name of the IAM user. Null for a root user, and with O(caller) if there is no login profile or it was
    not read. Null too if the name is not valid, since it may be a password in the wrong option.
  returned: always
  type: str
  sample: alice
user_exists:
  description:
    - Whether the IAM user exists. With O(state=absent), V(false) and a warning show that the user does not exist.
    - Null if it is not known. Examples are a root user, a caller without a login profile, O(state=absent) without the
      permission C(iam:GetUser), and a task that failed before it read the user.
  returned: always
  type: bool
  sample: true
valid_until:
  description: The end of the access, in ISO 8601, UTC. Null without O(valid_until), or if its value was rejected.
  returned: always
  type: str
  sample: "2027-01-01T00:00:00+00:00"
  version_added: 1.1.0
root_account_id:
  description: The id of the member account.
  returned: with O(root_account_id)
  type: str
  sample: "111122223333"
login_profile:
  description:
    - The login profile after the task, or in check mode as it would be. Empty if there is none.
    - Not returned on failure, since an empty value would mean that there is no login profile.
  returned: success
  type: dict
  contains:
    user_name:
      description: The name of the IAM user.
      returned: if there is a login profile
      type: str
      sample: alice
    create_date:
      description:
        - The time at which the login profile was created, in ISO 8601. An update does not change it.
        - Null in check mode for a login profile that would be created.
      returned: if there is a login profile
      type: str
      sample: "2026-11-22T09:30:00+00:00"
    password_reset_required:
      description: Whether the user must set a new password at the next sign-in.
      returned: if there is a login profile
      type: bool
      sample: true
    max_signin_session_duration:
      description:
        - The maximum duration of the user's sign-in sessions, in seconds. Null if it is not set.
        - With botocore < 1.44.6, which does not return the setting, it is always null, which then means "not known".
      returned: if there is a login profile
      type: int
      sample: 43200
      version_added: 1.1.0
password_version:
  description: The version that is recorded after the task, or in check mode would be recorded.
  returned: success, with O(password_version), if a version is recorded
  type: str
  sample: 2026-11
encrypted_password:
  description:
    - The generated password, encrypted and ASCII-armoured.
    - With O(pgp_key), C(gpg --decrypt) decrypts it. With O(age_recipients), C(age --decrypt -i key.txt) decrypts it,
      where C(key.txt) is the private key of a recipient, such as C(~/.ssh/id_ed25519).
  returned: if a password was generated with O(pgp_key) or O(age_recipients), and was set or may be set; on failure too
  type: str
  sample: "-----BEGIN PGP MESSAGE-----..."
key_fingerprint:
  description: The fingerprint of the key that RV(encrypted_password) is encrypted for.
  returned: with RV(encrypted_password) and O(pgp_key)
  type: str
  sample: 8684F54AFC01C6FAA0CA998B7798A89065493EB4
recipients:
  description:
    - The keys that RV(encrypted_password) is encrypted for, each once, in the order of O(age_recipients).
    - An SSH key is listed by its fingerprint, as C(ssh-keygen -l -f id_ed25519.pub) prints it. An C(age1...) key has no
      fingerprint, and is listed as given.
  returned: with RV(encrypted_password) and O(age_recipients)
  type: list
  elements: str
  sample: ["SHA256:O3PlIMORwqXpwi/8xAi8v/hBeBbJ3fOH5Xlcb+omB2A"]
  version_added: 1.1.0
password:
  description: The generated password, in plain text.
  returned: if a password was generated with O(reveal_password), and was set or may be set; on failure too
  type: str
  sample: (a password)
sign_in_url:
  description:
    - The address at which the IAM users of the account sign in. It contains the alias of the account. Without an alias,
      or without the permission C(iam:ListAccountAliases), it contains the account ID, which always works.
    - Null if it could not be read, and in partitions other than V(aws), V(aws-cn) and V(aws-us-gov). A warning has the
      reason. This does not prevent the change of the password.
  returned: if a password was generated or stored in a secret, and was set, may be set, or in check mode would be set;
    on failure too
  type: str
  sample: https://example.signin.aws.amazon.com/console
  version_added: 1.1.0
secret:
  description:
    - The secret of O(secrets_manager) after the task, or in check mode as it would be. The password is not in it.
    - On failure, it is the state in which the task left the secret. RV(ignore:msg) has the next steps.
  returned: if the secret changed, or in check mode would change; on failure too
  type: dict
  version_added: 1.1.0
  contains:
    name:
      description: The name of the secret.
      type: str
      sample: console/alice
    arn:
      description: The ARN of the secret. Null in check mode for a secret that would be created.
      type: str
      sample: arn:aws:secretsmanager:us-east-1:111122223333:secret:console/alice-a1b2c3
    version_id:
      description: The version that has the password. Null in check mode, and after a deletion.
      type: str
      sample: 8f3a1c9e-4d2b-4e6f-9a7c-0b1d2e3f4a5b
    stage:
      description:
        - The label of that version. V(AWSCURRENT) on success. On failure, V(AWSPENDING) if the version is not current,
          and null if it has no label, since the password was not set.
        - Null after a deletion.
      type: str
      sample: AWSCURRENT
actions:
  description: The actions that were done, or in check mode would be done, in order. Empty if there was nothing to do.
  returned: always
  type: list
  elements: dict
  sample:
    - action: iam:CreateLoginProfile
      reason: There is no login profile yet.
  contains:
    action:
      description: The IAM action, which is also the name of the permission that it requires.
      type: str
      sample: iam:CreateLoginProfile
    reason:
      description: The reason for the action.
      type: str
      sample: There is no login profile yet.
revoked_sessions:
  description:
    - The number of sign-in sessions that were revoked, or in check mode would be. V(0) without O(revoke_sessions).
    - If AWS does not revoke some of them, the task fails and names them. They are not counted here.
  returned: always
  type: int
  sample: 2
  version_added: 1.1.0
failed_actions:
  description: The actions that failed, in the format of RV(actions).
  returned: failure
  type: list
  elements: dict
not_attempted:
  description: The actions that were not attempted because an earlier one failed, in the format of RV(actions).
  returned: failure
  type: list
  elements: dict
error:
  description: Why the task failed. RV(ignore:msg) has the message.
  returned: failure
  type: dict
  contains:
    code:
      description: A code of AWS, such as V(AccessDenied), or one of this collection, such as V(user_not_found). The
        guide R(Errors,ansible_collections.identity.aws.docsite.guide_errors_codes) lists the codes of this collection.
      type: str
      sample: LimitExceeded
    message:
      description: The message of AWS. Null if AWS did not reply, or if the error was found before a call to AWS.
      type: str
      sample: Cannot exceed quota.
"""

import gc

# Imports create no garbage, and garbage collection costs time in each task. runtime.py enables it again.
gc.disable()

from ansible_collections.identity.aws.plugins.module_utils._module.login_profile import run
from ansible_collections.identity.aws.plugins.module_utils._module.options import one_user_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.sealed_module import SealedModule


def main() -> None:
    """Run the task."""
    run(SealedModule(argument_spec=one_user_arguments(), supports_check_mode=True))


if __name__ == "__main__":
    main()
