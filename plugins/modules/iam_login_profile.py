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
  - An IAM user can sign in to the AWS Management Console when it has a I(login profile), which is its password.
    This module creates, updates and deletes it.
  - Check mode reads what a real run reads, finds the errors that a real run finds, and writes nothing.
    With C(--diff) it shows what would change.
  - Deleting a login profile ends new sign-ins with the password. The user, the access keys of the user, and sessions
    that are open are not affected; see O(state=absent).
author:
  - identity.aws contributors (@identity-collections)
requirements:
  - python >= 3.10
  - boto3 >= 1.34.0 (amazon.aws 11 requires 1.35.0, amazon.aws 12 requires 1.38.23)
  - botocore >= 1.34.0 (amazon.aws 11 requires 1.35.0, amazon.aws 12 requires 1.38.23)
  - pysequoia >= 0.1.35, for O(pgp_key) alone
  - pyrage >= 1.3.0, for O(age_recipients) alone
  - boto3 and botocore >= 1.44.6, for O(max_signin_session_duration) and O(revoke_sessions) alone
options:
  user_name:
    description:
      - The name of the IAM user, who must exist already; see M(amazon.aws.iam_user).
      - 1 to 64 characters out of C(A-Z), C(a-z), C(0-9) and C(_+=,.@-). Any other name is refused before the first
        call to AWS.
      - One of O(user_name), O(root_account_id) and O(caller) is required. A null or an empty string is an error, so
        that an empty variable never reaches another user.
    type: str
    aliases: [name]
  caller:
    description:
      - Whether the login profile is that of the principal making the request. That is the IAM user whose credentials
        the task uses, or the root user of an AssumeRoot session.
      - It excludes O(user_name) and O(root_account_id).
      - An AssumeRoot session takes no password. The credentials of a role do not work, since a role has no login
        profile.
    type: bool
    default: false
  root_account_id:
    description:
      - The id of a member account of the organization, 12 digits, in place of O(user_name). The login profile is then
        that of the account's root user, which the module reaches by C(sts:AssumeRoot).
      - O(state=absent) deletes the root user's password. O(state=present) allows the root user to recover a password by
        e-mail. Nobody else sets it, so this goes with no option about passwords.
      - Each stage has a session of its own, of 900 seconds at most, that is allowed no more than the stage needs. Check
        mode never holds more than C(IAMAuditRootUserCredentials). The session's credentials leave no trace.
      - Centralised root access must be enabled in the organization, and the credentials be those of the management
        account or of the delegated administrator for IAM. A region is needed, since only regional endpoints of STS
        serve AssumeRoot. botocore 1.35.61 or later is needed.
      - Quote it in YAML, where an id that begins with 0 may be read as an octal number.
    type: str
  password:
    description:
      - The password to set. It is not logged, not returned, and in no diff.
      - Excludes O(generate_password). One of the two is required where a login profile is to be created, except in an
        AssumeRoot session, where both must be left out.
      - 1 to 128 characters out of tab, line feed, carriage return and U+0020 to U+00FF. Anything else is refused before
        the first call to AWS. The account password policy may ask for more.
      - A password that ends or begins with a line feed, tab, blank or another character that cannot be seen is set, and
        a warning is returned. The user can hardly type it on the sign-in page.
      - A password with braces, such as C({{) or C({%), is a template to Ansible. Tag it with C(!unsafe), where it is
        written down; see the examples.
      - Quote a password in YAML. Without quotes C(01234567) is an octal number and arrives as C(342391), and C(yes) is
        a boolean, which is rejected.
    type: str
attributes:
  check_mode:
    description: Can run in check mode and return what would change without changing anything.
    support: full
  diff_mode:
    description: Returns what changed, or in check mode what would change. The headers have the user, what happens, and
      the reason.
    support: full
  idempotent:
    description: A second run with the same options changes nothing.
    support: partial
    details:
      - With O(update_password=always) and a O(password) or O(generate_password), every run sets the password, unless
        O(password_version) says which one it is.
notes:
  - "Permissions, on the user's ARN: C(iam:GetLoginProfile) always; C(iam:GetUser) and C(iam:CreateLoginProfile) where
    one is created; C(iam:UpdateLoginProfile) where one is updated; C(iam:DeleteLoginProfile) where one is deleted.
    With O(state=absent), C(iam:GetUser) is optional. It shows whether a user without a login profile exists."
  - C(iam:GetAccountPasswordPolicy) is used to generate a password, to warn where a reset is required and the policy
    does not let users change their passwords, in check mode, and after AWS refused a password, to list the rules that
    it breaks. Where it is missing, a warning says what was not checked.
  - O(password_version) needs C(iam:GetUser) and C(iam:TagUser), and with O(state=absent) C(iam:UntagUser).
  - O(revoke_sessions) needs C(signin:ListSessions) and C(signin:BatchRevokeSessions), and uses
    C(sts:GetCallerIdentity), which needs no permission. The service authorization reference of AWS does not list the
    names of the actions yet. An error has the name that AWS uses.
  - O(secrets_manager) needs C(secretsmanager:DescribeSecret), C(secretsmanager:CreateSecret),
    C(secretsmanager:PutSecretValue) and C(secretsmanager:UpdateSecretVersionStage) on the secrets, with tags
    C(secretsmanager:TagResource), and with a KMS key of your own C(kms:GenerateDataKey) and C(kms:Decrypt).
    O(secrets_manager.delete_when_absent) needs C(secretsmanager:DescribeSecret) and C(secretsmanager:DeleteSecret).
  - C(iam:ListAccountAliases) is optional. It is used for RV(sign_in_url), with C(sts:GetCallerIdentity), which needs no
    permission, if no user was read.
  - O(endpoint_url) is the endpoint of all services. For other endpoints by service, use the variables of botocore in
    the environment, such as C(AWS_ENDPOINT_URL_SECRETS_MANAGER).
  - O(root_account_id) needs C(sts:AssumeRoot) on C(arn:aws:iam::*:root), or on the member account's, and nothing else.
  - A module's arguments, the password among them, are written to a temporary file on the host that it runs on. With
    pipelining (C(ANSIBLE_PIPELINING)) they are not, unless C(ANSIBLE_KEEP_REMOTE_FILES) is on, which keeps them.
  - "Interrupted by SIGTERM, SIGINT or SIGHUP, after O(stop_after), or when the reader of its result is gone (a
    C(timeout) of the task, a connection that was cut), the module begins no further write, and reports what was done,
    or writes it to the log of its host."
  - Since ansible-core 2.19 an error shows the lines of the playbook around the task, C(no_log) or not. Keep passwords
    in vaulted variables, not in tasks.
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
  - identity.aws.login_profile.attributes
  - amazon.aws.common.modules
  - amazon.aws.region.modules
"""

EXAMPLES = r"""
---
- name: Alice may sign in to the console, and chooses her own password at the first sign-in
  identity.aws.iam_login_profile:
    user_name: alice
    password: "{{ alice_password }}"
    password_reset_required: true

- name: A password with braces and quotes in it, marked so that Ansible does not read it as a template
  identity.aws.iam_login_profile:
    user_name: bob
    password: !unsafe 'Tr0ub4dor {{ 3 }} "quoted"'

- name: Rotate a password (this is changed on every run)
  identity.aws.iam_login_profile:
    user_name: alice
    password: "{{ alice_next_password }}"
    password_reset_required: true
    update_password: always

- name: Ask for a new password at the next sign-in, without touching the present one
  identity.aws.iam_login_profile:
    user_name: bob
    password_reset_required: true
    update_password: always

- name: Limit the sign-in sessions of Bob to 12 hours, whatever his password is
  identity.aws.iam_login_profile:
    user_name: bob
    max_signin_session_duration: 43200

- name: A password that nobody has seen, for Erin's eyes only
  identity.aws.iam_login_profile:
    user_name: erin
    generate_password: true
    password_length: 24
    exclude_lookalikes: true
    pgp_key: "{{ erin_public_key }}"
    password_reset_required: true
  register: erin

- name: Erin decrypts it with her private key (gpg --decrypt)
  ansible.builtin.copy:
    content: "{{ erin.encrypted_password }}"
    dest: "{{ mail_folder }}/erin.asc"
    mode: "0600"
  when: erin.encrypted_password is defined

- name: Write a mail to Erin, with the address at which she signs in
  ansible.builtin.copy:
    content: |
      Sign in as {{ erin.user_name }} at {{ erin.sign_in_url | default('the AWS console', true) }}.
      Decrypt the password with your private key (gpg --decrypt):

      {{ erin.encrypted_password }}
    dest: "{{ mail_folder }}/erin.txt"
    mode: "0600"
  when: erin.encrypted_password is defined

- name: A password that Gina and the help desk can read, with age
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

- name: A password that only the owner of a secret in AWS Secrets Manager can read
  identity.aws.iam_login_profile:
    user_name: henry
    generate_password: true
    secrets_manager:
      name: console/{user_name}
      region: us-east-1
      tags: {purpose: console-password}
      values: {contact: helpdesk@example.com}
    password_reset_required: true

- name: Delete the password of Ivan, and schedule the deletion of the secret
  identity.aws.iam_login_profile:
    user_name: ivan
    state: absent
    secrets_manager:
      name: console/{user_name}
      region: us-east-1
      delete_when_absent: true
      recovery_window: 7

- name: A new password each month, and no change in between
  identity.aws.iam_login_profile:
    user_name: frank
    generate_password: true
    reveal_password: true
    update_password: always
    password_version: "{{ '%Y-%m' | ansible.builtin.strftime }}"
    password_version_tag: identity.aws/password-version
  register: frank
  no_log: true

- name: See what a real run would do, and find a password that the account would refuse
  identity.aws.iam_login_profile:
    user_name: carol
    password: "{{ carol_password }}"
  check_mode: true
  diff: true

- name: The user whose access key this is may sign in to the console
  identity.aws.iam_login_profile:
    caller: true
    access_key: "{{ carol_key.access_key_id }}"
    secret_key: "{{ carol_key.secret_access_key }}"
    password: "{{ carol_password }}"

- name: Delete Carol's password (her access keys and open sessions continue to work)
  identity.aws.iam_login_profile:
    user_name: carol
    state: absent

- name: Revoke the sign-in sessions that Carol opened with her password, and delete it if it is there
  identity.aws.iam_login_profile:
    user_name: carol
    state: absent
    revoke_sessions: true
    session_regions: [us-east-1, eu-central-1]

- name: Judy may sign in until the end of her contract, with a warning a month before
  identity.aws.iam_login_profile:
    user_name: judy
    password: "{{ judy_password }}"
    valid_until: "{{ end_of_contract }}"
    valid_until_warn_days: 30
    revoke_sessions: true

- name: The root user of a member account has no password
  identity.aws.iam_login_profile:
    root_account_id: "111122223333"
    state: absent
    region: us-east-1

- name: The root user of this one may recover a password, for as long as it takes
  identity.aws.iam_login_profile:
    root_account_id: "444455556666"
    region: us-east-1

- name: Region and profile once, for this collection and amazon.aws alike
  module_defaults:
    group/identity.aws.aws:
      region: us-east-1
  block:
    - name: Dave exists
      amazon.aws.iam_user:
        name: dave
        state: present

    - name: Dave may sign in
      identity.aws.iam_login_profile:
        name: dave
        password: "{{ dave_password }}"
"""

RETURN = r"""
---
user_name:
  description: The name of the IAM user. It is null for a root user, and with O(caller) if there is no login profile or
    it was not read. It is null too if the name has a wrong form, since it may be a password in the wrong place.
  returned: always
  type: str
  sample: alice
user_exists:
  description:
    - Whether the IAM user exists. With O(state=absent), V(false) and a warning show that the user does not exist.
    - Null where it is not known, such as for a root user, for a caller without a login profile, with O(state=absent)
      without the permission C(iam:GetUser), and where the task failed before it had read the user.
  returned: always
  type: bool
  sample: true
valid_until:
  description: When the access ends or has ended, in ISO 8601, UTC. Null without O(valid_until), or if it was rejected.
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
    - The login profile as AWS holds it after the task, or in check mode as it would be. Empty where there is none.
    - Not returned on failure, since an empty one would say that there is none.
  returned: success
  type: dict
  contains:
    user_name:
      description: The name of the IAM user.
      returned: when there is a login profile
      type: str
      sample: alice
    create_date:
      description:
        - When the password was first created, in ISO 8601. An update does not move it.
        - Null in check mode for a login profile that would be created.
      returned: when there is a login profile
      type: str
      sample: "2026-11-22T09:30:00+00:00"
    password_reset_required:
      description: Whether the user has to set a new password at the next sign-in.
      returned: when there is a login profile
      type: bool
      sample: true
    max_signin_session_duration:
      description:
        - The maximum duration of the user's sign-in sessions, in seconds. Null if it is not set.
        - With botocore < 1.44.6, which does not return the setting, it is always null and means "not known".
      returned: when there is a login profile
      type: int
      sample: 43200
      version_added: 1.1.0
password_version:
  description: The version that is recorded after the task, or in check mode would be.
  returned: success, with O(password_version), when there is one
  type: str
  sample: 2026-11
encrypted_password:
  description:
    - The generated password, encrypted and ASCII-armoured.
    - With O(pgp_key), C(gpg --decrypt) decrypts it. With O(age_recipients), C(age --decrypt -i key.txt) decrypts it,
      where C(key.txt) is the private key of a recipient, such as C(~/.ssh/id_ed25519).
  returned: when a password was generated with O(pgp_key) or O(age_recipients) and set, or may have been; on failure too
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
    - An SSH key is there by its fingerprint, as C(ssh-keygen -l -f id_ed25519.pub) prints it. An C(age1...) key has no
      fingerprint, and is there as it is.
  returned: with RV(encrypted_password) and O(age_recipients)
  type: list
  elements: str
  sample: ["SHA256:O3PlIMORwqXpwi/8xAi8v/hBeBbJ3fOH5Xlcb+omB2A"]
  version_added: 1.1.0
password:
  description: The generated password, in plain text.
  returned: when a password was generated with O(reveal_password) and set, or may have been; on failure too
  type: str
  sample: (a password)
sign_in_url:
  description:
    - The address at which the IAM users of the account sign in. It has the alias of the account. Without an alias, or
      without the permission C(iam:ListAccountAliases), it has the account ID, which always works.
    - Null if it could not be read, and in partitions other than V(aws), V(aws-cn) and V(aws-us-gov). A warning has the
      reason. The password is set all the same.
  returned: when a password was generated or stored in a secret, and set or may have been, or in check mode would be;
    on failure too
  type: str
  sample: https://example.signin.aws.amazon.com/console
  version_added: 1.1.0
secret:
  description:
    - The secret of O(secrets_manager) after the task, or in check mode as it would be. The password is not in it.
    - On failure it is where the task left it. RV(ignore:msg) has what to do.
  returned: when something was done to the secret, or in check mode would be; on failure too
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
        - The label of that version. V(AWSCURRENT) on success. On failure, V(AWSPENDING) if it is not current, and null
          if it has no label, since the password was not set.
        - Null too after a deletion.
      type: str
      sample: AWSCURRENT
actions:
  description: What was done, or in check mode would be done, in order. Empty where there was nothing to do.
  returned: always
  type: list
  elements: dict
  sample:
    - action: iam:CreateLoginProfile
      reason: There is no login profile yet.
  contains:
    action:
      description: The IAM action, which is also the name of the permission it needs.
      type: str
      sample: iam:CreateLoginProfile
    reason:
      description: Why it is there.
      type: str
      sample: There is no login profile yet.
revoked_sessions:
  description:
    - The number of sign-in sessions that were revoked, or in check mode would be. V(0) without O(revoke_sessions).
    - If AWS does not revoke some of them, the task fails, names them, and this is the number of the others.
  returned: always
  type: int
  sample: 2
  version_added: 1.1.0
failed_actions:
  description: The actions that failed, in the form of RV(actions).
  returned: failure
  type: list
  elements: dict
not_attempted:
  description: The actions that were not tried because an earlier one failed, in the form of RV(actions).
  returned: failure
  type: list
  elements: dict
error:
  description: Why the task failed; RV(ignore:msg) has the sentence.
  returned: failure
  type: dict
  contains:
    code:
      description: A code of AWS, such as V(AccessDenied), or one of this collection, such as V(user_not_found). The
        guide R(Errors,ansible_collections.identity.aws.docsite.guide_errors_codes) lists the codes of this collection.
      type: str
      sample: LimitExceeded
    message:
      description: The message of AWS; null if AWS did not answer, or the error was found before a call to AWS.
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
