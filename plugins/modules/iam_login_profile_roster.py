# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Manage the login profiles (console passwords) of many IAM users. Implemented in module_utils/_module/roster.py."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: iam_login_profile_roster
short_description: Manage the console passwords of many IAM users
version_added: 1.0.0
description:
  - Manages the login profiles (console passwords) of many IAM users in one task. With O(purge), the roster is
    authoritative, and users who are not in it lose their login profile.
  - Each entry of O(profiles) has the options of M(identity.aws.iam_login_profile) for one user. The options of the same
    names at the top level are the defaults for all entries. Use O(user_names) for users who need only the defaults.
  - Before the first write, all options are validated, all users are read, and all given passwords are checked against
    the account password policy. If this finds an error, the task changes nothing. If AWS returns an error for one user,
    that user fails, and the task continues with the others.
  - Check mode reads what a real run reads, and writes nothing. With C(--diff) it lists the users who would gain, lose
    or keep a changed login profile, with the reasons and the numbers. The exit code of Ansible is 0 also if there are
    changes. The examples show how to fail a pipeline.
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
  profiles:
    description:
      - The users, each once here or in O(user_names). Names that differ only in case are rejected, since AWS does
        not distinguish them.
      - At least one of O(profiles) and O(user_names) is required. An empty list means no users.
      - If an entry omits an option, the option of the same name at the top level applies. An entry with a
        O(profiles[].password) gets no generated password. If an entry specifies how its password is delivered, the
        delivery options at the top level do not apply to it.
      - Rows of M(identity.aws.iam_login_profile_info) are an error, which shows the line to write. The filter
        P(identity.aws.login_profile_roster#filter) converts a result of that module into entries for the users who have
        a login profile.
    type: list
    elements: dict
    suboptions:
      user_name:
        description:
          - The name of the IAM user, who must exist unless O(profiles[].state=absent). For a playbook that creates the
            users and also runs in check mode, see
            R(the guide From hire to leaver,ansible_collections.identity.aws.docsite.guide_hire_to_leaver).
          - Each entry has either this option or O(profiles[].root_account_id).
        type: str
        aliases: [name]
      root_account_id:
        description:
          - The ID of a member account of the organization, with 12 digits, to manage its root user. See
            M(identity.aws.iam_login_profile).
          - Options about passwords are errors in this entry, and their defaults at the top level do not apply to it.
            O(purge) does not affect root users.
        type: str
      state:
        description: Whether the login profile exists.
        type: str
        choices: [present, absent]
      password:
        description:
          - The password to set. It is not logged, not returned, and not in the diff.
          - Quote a literal password, and tag it with C(!unsafe) if it contains braces.
        type: str
      password_reset_required:
        description: Whether the user must set a new password at the next sign-in.
        type: bool
      max_signin_session_duration:
        description:
          - The maximum duration of the user's sign-in sessions, in seconds. V(0) clears the setting, also if the
            default for all entries is another value.
          - The default for all entries does not apply to root users, since AWS does not support it for them.
        type: int
        version_added: 1.1.0
      update_password:
        description: Whether the password is set in every run, or only if there is no login profile yet.
        type: str
        choices: [on_create, always]
      generate_password:
        description: Whether to generate the password.
        type: bool
      password_length:
        description: The length of a generated password.
        type: int
      exclude_lookalikes:
        description: Whether to generate a password without characters that look alike.
        type: bool
      pgp_key:
        description: The public OpenPGP key of the reader of a generated password, usually the user's own key.
        type: str
      age_recipients:
        description: The public keys, of age or SSH, of the readers of a generated password.
        type: list
        elements: str
        version_added: 1.1.0
      reveal_password:
        description: Whether to return a generated password in plain text.
        type: bool
      secrets_manager:
        description: The secret of AWS Secrets Manager in which the password is stored. It replaces the secret of all
          entries.
        type: dict
        version_added: 1.1.0
        suboptions:
          name:
            description: The name of the secret, in which C({user_name}) is replaced, or the ARN of an existing one.
            type: str
            required: true
          region:
            description: The region of the secret.
            type: str
          kms_key_id:
            description: The KMS key that encrypts a secret that the module creates.
            type: str
          tags:
            description: Tags of a secret that the module creates.
            type: dict
          values:
            description: Additional keys of the value, each with a string.
            type: dict
          delete_when_absent:
            description: Whether O(state=absent) schedules the deletion of the secret.
            type: bool
            default: false
          recovery_window:
            description: The number of days, from V(7) to V(30), in which a deleted secret can be restored.
            type: int
            default: 30
      password_version:
        description: A name that you choose for the current password. It is recorded in a tag of the IAM user.
        type: str
      password_version_tag:
        description: The name of the tag that records O(profiles[].password_version).
        type: str
      revoke_sessions:
        description: Whether to revoke the active sign-in sessions of the user when the password is deleted or replaced.
          The default for all entries does not apply to root users.
        type: bool
        version_added: 1.1.0
      valid_until:
        description:
          - The end of the user's access. It is an error with O(profiles[].state=absent).
          - The default for all entries does not apply to entries with the state V(absent) and to root users.
        type: str
        version_added: 1.1.0
      valid_until_warn_days:
        description: A warning names the user if the access ends within this number of days.
        type: int
        version_added: 1.1.0
  user_names:
    description:
      - The names of IAM users who need only the defaults. A name is the same as an entry of O(profiles) with
        O(profiles[].user_name) only.
      - A user can be either here or in O(profiles), not in both. Without O(profiles), this list is the whole roster. An
        empty list means no users.
      - Write a list for more than one name. A string with a comma is an error, since a comma is valid in a name.
      - An audit requires entries. Give it an entry for each of these users too. Without one, their password is a
        finding, and its task removes the password.
      - The users that M(amazon.aws.iam_user_info) returns are an error, which shows the line to write for their names.
        They are all IAM users, also those of applications. With O(generate_password), each of them gets a password.
    type: list
    elements: str
    version_added: 1.1.0
  purge:
    description:
      - Whether to delete the login profile of every user of the account who is not in the roster (O(profiles) and
        O(user_names)). The users, their access keys and their open sessions are not affected. See
        R(the guide Sign-in sessions,ansible_collections.identity.aws.docsite.guide_sign_in_sessions_what_ends).
      - The purge excludes the IAM user who makes the requests, and a warning names the user. If a role makes the
        requests, this is the user whose credentials the role was assumed with. The module can identify this user if the
        profile has C(role_arn) and C(source_profile). For other roles, such as with OpenID Connect,
        C(credential_source) or credentials in the environment, no user is excluded, and a warning is returned.
      - An IAM user who can also sign in through a role is purged like any other user.
      - The purge runs last, and only if all users in the roster succeeded.
      - If O(revoke_sessions) is true at the top level, the sign-in sessions of these users are revoked too, also for
        users without a login profile. O(purge_limit) counts login profiles only.
      - The sessions of a deleted IAM user continue until they expire. M(identity.aws.iam_login_profile_info) lists them
        with C(sessions=true). An entry with O(profiles[].state=absent) and O(profiles[].revoke_sessions) revokes them.
    type: bool
    default: false
  purge_exclude:
    description:
      - The users that O(purge) excludes, as names or shell patterns such as V(break-glass-*). They are not
        case-sensitive. Use it for emergency users.
      - If a pattern matches no user of the account, or none below O(path_prefix), the task fails before the first
        write, in check mode too. The error lists similar names. Users in the roster count as matches, and their entry
        applies. See O(purge_allow_unmatched).
      - An empty list is an error. Omit the option to exclude no user. A string with a comma is an error too, since a
        comma is valid in a name.
    type: list
    elements: str
  path_prefix:
    description:
      - Limits O(purge) to the users below this path, for example V(/staff/). Paths are case-sensitive.
      - It does not limit the roster. A warning names the users in the roster who are not below it.
      - A path without users fails the task before the first write, in check mode too. See O(purge_allow_unmatched).
    type: str
  purge_limit:
    description:
      - The maximum number of login profiles that O(purge) may delete. It is a number such as V(25), or a percentage
        such as V(40%) of the login profiles of the roster and of the purge together. Users that the purge excludes
        are not counted. If more would be deleted, the task fails with all names, and changes nothing.
      - The default is 10 login profiles or 20 percent, whichever is more. It is 0 if no user in the roster is to have a
        login profile. So an empty or wrong roster does not lock out all users. A given limit applies to an empty roster
        too.
    type: str
  purge_allow_unmatched:
    description:
      - Whether O(purge_exclude) and O(path_prefix) may match no user, for example because the users do not exist yet.
        The error is then a warning.
      - The default is V(false), since a typo in one of these options would delete the login profiles that it protects.
    type: bool
    default: false
  stop_on_failure:
    description:
      - Whether to start no further user after one failed. Users in progress are finished.
      - By default, a failure of one user does not stop the others. A failure of the connection or of the credentials
        always stops the task, since all other users would fail too.
    type: bool
    default: false
  delivery_path:
    description:
      - A file on the host that the module runs on. Each generated password is appended to it before it is set,
        encrypted for its O(pgp_key) or O(age_recipients). A line is a JSON object with C(user_name),
        C(encrypted_password), C(key_fingerprint) or C(recipients), and since version 1.1.0 C(sign_in_url).
      - Use it in case the run is killed or loses its connection, and returns no result. A line means that the password
        was about to be set, and the last line of a user may be the current password.
      - It must be a regular file, or a new file in an existing folder. Anything else, such as C(/dev/stdout), is an
        error before the first call to AWS, in check mode too. In check mode, a missing folder is a warning, since an
        earlier task of the play may create it.
      - In check mode, nothing is written. A password is never written in plain text.
    type: path
attributes:
  check_mode:
    description: Can run in check mode and return what would change without changing anything.
    support: full
  diff_mode:
    description: Returns what changed, or in check mode what would change, for each user.
    support: full
    details:
      - The headers have the user, the number of the change, the change and the reason. The last entry has the numbers
        of all users.
      - If the task is rejected, for example because O(purge_limit) is exceeded, C(diff) of the result has the changes,
        each marked C(not attempted). Ansible does not display the diff of a failed task. The names are in the message,
        the reasons in RV(users[].not_attempted).
  idempotent:
    description: A second run with the same options changes nothing.
    support: partial
    details:
      - With O(update_password=always) and a password, every run sets the password, unless O(password_version) is
        already recorded.
notes:
  - "Permissions on the ARNs of the users: those of M(identity.aws.iam_login_profile). O(purge) also requires
    C(iam:ListUsers). C(iam:GetAccountPasswordPolicy) is optional, and used once if a password is to be set. Without it,
    a warning lists what was not checked. C(iam:ListAccountAliases) is optional, and used once if a password is
    delivered."
  - O(purge) uses C(sts:GetCallerIdentity), which needs no permission, to identify the caller. For a role of a profile
    with C(source_profile), it makes a second call with the credentials of that profile.
  - O(revoke_sessions) lists the sign-in sessions of the account once, and those of a user again after the login profile
    changed. It requires C(signin:ListSessions) and C(signin:BatchRevokeSessions).
  - O(secrets_manager) at the top level applies to all IAM users whose password an entry sets, or who are absent. Each
    user needs a separate secret, so the name must contain C({user_name}). The permissions are those of
    M(identity.aws.iam_login_profile). A purge does not delete secrets.
  - O(valid_until) at the top level ends the access of all IAM users whose entry has no date, in one run. No option
    limits their number, since O(purge_limit) counts users who are not in the roster only. A warning names the users who
    lose the login profile. Run the task in check mode after each change of the date, and prefer dates in entries. See
    R(Temporary access,ansible_collections.identity.aws.docsite.guide_many_users_temporary_access).
  - The module can be interrupted by SIGTERM or SIGINT or SIGHUP, by O(stop_after), by a C(timeout) of the task, and by
    a lost connection. It then starts no further write, waits for the requests in progress, and reports all that was
    done. If it cannot return its result, it writes the report to the log of its host (syslog or journal), without
    passwords.
  - "With C(ssh) and a C(timeout), Ansible ends the task but not the ssh client, so the module continues to the end. Set
    O(stop_after) lower than C(timeout). C(async) kills the module at its time-out (SIGKILL), without a report. Give
    O(delivery_path) if passwords are generated, since it contains each of them in every case."
  - Ansible shows the output of a module only after the module has ended. In a long run, the module writes its progress
    to the log of its host (syslog or journal) every ten seconds. With C(async) and C(poll), Ansible shows that the task
    is still running.
  - The result of an C(async) job is a file below C(~/.ansible_async) that all users of the host may read. Do not use
    C(async) with O(reveal_password).
  - There is no password for all users. Give a C(password) in an entry of O(profiles) only. Ansible rejects one at the
    top level, and ansible-core 2.19 shows the rejected arguments with C(-vvv).
seealso:
  - module: identity.aws.iam_login_profile
  - module: identity.aws.iam_login_profile_info
  - plugin: identity.aws.login_profile_roster
    plugin_type: filter
  - ref: ansible_collections.identity.aws.docsite.guide_organizations
    description: The role C(identity.aws.console_access_roster) applies a roster to many accounts.
extends_documentation_fragment:
  - identity.aws.login_profile
  - identity.aws.login_profile.concurrency
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
- name: Create first passwords, which the users must change at the first sign-in
  identity.aws.iam_login_profile_roster:
    password_reset_required: true
    profiles:
      - user_name: alice
        password: "{{ console_passwords.alice }}"
      - user_name: bob
        password: "{{ console_passwords.bob }}"
      - name: carol
        state: absent

- name: Limit the sign-in sessions of these users to 12 hours, and those of Bob to 1 hour
  identity.aws.iam_login_profile_roster:
    max_signin_session_duration: 43200
    user_names: [alice, frank]
    profiles:
      - user_name: bob
        max_signin_session_duration: 3600

- name: Let the users of the roster sign in, and remove all other passwords except those of emergency users
  identity.aws.iam_login_profile_roster:
    profiles: "{{ console_users }}"
    update_password: on_create
    purge: true
    purge_exclude: ["break-glass-*"]
    path_prefix: /staff/
    purge_limit: 25%
    account_id: "123456789012"

- name: Also revoke the sign-in sessions of users who may not sign in
  identity.aws.iam_login_profile_roster:
    profiles: "{{ console_users }}"
    purge: true
    purge_exclude: ["break-glass-*"]
    path_prefix: /staff/
    revoke_sessions: true
    session_regions: [us-east-1, eu-central-1]

- name: Revoke the sign-in sessions of one of two leavers
  identity.aws.iam_login_profile_roster:
    state: absent
    profiles:
      - user_name: carol
        revoke_sessions: true
      - user_name: leaver

- name: Let users sign in until a date, with a warning from 30 days before
  identity.aws.iam_login_profile_roster:
    valid_until: "{{ end_of_project }}"
    valid_until_warn_days: 30
    profiles:
      - user_name: alice
      - user_name: bob
        valid_until: 2099-12-31

- name: Show the users who would gain, lose or keep a changed login profile
  identity.aws.iam_login_profile_roster:
    profiles: "{{ console_users }}"
    purge: true
    # These users do not exist in every account.
    purge_exclude: ["break-glass-*", "auditor-*"]
    purge_allow_unmatched: true
    path_prefix: /staff/
  check_mode: true
  diff: true
  register: drift

- name: Fail if the account differs from the roster
  ansible.builtin.assert:
    that: drift is not changed
    fail_msg: "The account differs from the roster: {{ drift.summary.done | join(', ') }}."

- name: Rotate the passwords of all users each quarter, each encrypted for its user
  identity.aws.iam_login_profile_roster:
    generate_password: true
    password_length: 24
    exclude_lookalikes: true
    update_password: always
    password_version: 2026-Q4
    password_version_tag: identity.aws/password-version
    delivery_path: "{{ mail_folder }}/passwords.jsonl"
    concurrency: 16
    stop_after: 540
    profiles:
      - user_name: dave
        pgp_key: "{{ public_keys.dave }}"
      - user_name: erin
        pgp_key: "{{ public_keys.erin }}"
        password_length: 32
        exclude_lookalikes: false
        password_version: 2026-Q4b
      - user_name: gina
        age_recipients: ["{{ public_keys.gina }}"]
  register: roster
  timeout: 600

- name: Store the encrypted passwords
  ansible.builtin.copy:
    content: "{{ item.encrypted_password }}"
    dest: "{{ mail_folder }}/{{ item.user_name }}.asc"
    mode: "0600"
  loop: "{{ roster.users | selectattr('encrypted_password', 'defined') }}"
  loop_control:
    label: "{{ item.user_name }}"

- name: Write the e-mails that the encrypted passwords are attached to
  ansible.builtin.copy:
    content: "Sign in as {{ item.user_name }} at {{ item.sign_in_url | default('the AWS console', true) }}.\n"
    dest: "{{ mail_folder }}/{{ item.user_name }}.txt"
    mode: "0600"
  loop: "{{ roster.users | selectattr('encrypted_password', 'defined') }}"
  loop_control:
    label: "{{ item.user_name }}"

- name: Store new passwords in AWS Secrets Manager, and delete the secret of a leaver
  identity.aws.iam_login_profile_roster:
    generate_password: true
    secrets_manager:
      name: console/{user_name}
      region: us-east-1
      delete_when_absent: true
    profiles:
      - user_name: henry
      - user_name: judy
        secrets_manager:
          name: helpdesk/judy
          region: us-east-1
      - user_name: karl
        state: absent

- name: Delete the passwords of several users, and stop at the first failure
  identity.aws.iam_login_profile_roster:
    profiles:
      - user_name: frank
      - user_name: grace
        update_password: always
    state: absent
    stop_on_failure: true

- name: Delete the root passwords of member accounts (in check mode, audit them)
  identity.aws.iam_login_profile_roster:
    state: absent
    region: us-east-1
    profiles:
      - root_account_id: "111122223333"
      - root_account_id: "444455556666"

- name: Generate first passwords in plain text, for a system that delivers them
  identity.aws.iam_login_profile_roster:
    reveal_password: true
    profiles:
      - user_name: heidi
        generate_password: true
        password_version_tag: team/password-version
        password_version: "1"
        password_reset_required: true
      - user_name: ivan
        generate_password: true
        reveal_password: true
  register: first_passwords
  no_log: true
"""

RETURN = r"""
---
users:
  description:
    - A row for each entry of O(profiles), in their order, then for each of O(user_names), then for each user that
      O(purge) affects, by name.
    - Each row has what M(identity.aws.iam_login_profile) returns for that user, and the C(status).
  returned: always
  type: list
  elements: dict
  contains:
    user_name:
      description: The name of the IAM user. Null for a root user.
      returned: always
      type: str
      sample: alice
    user_exists:
      description: Whether the IAM user exists. Null for a root user, and if it is not known, for example without the
        permission C(iam:GetUser).
      returned: always
      type: bool
      sample: true
    root_account_id:
      description: The id of the member account.
      returned: for a root user
      type: str
      sample: "111122223333"
    valid_until:
      description: The end of the access, in ISO 8601, UTC. Null without O(valid_until).
      returned: always
      type: str
      sample: "2027-01-01T00:00:00+00:00"
      version_added: 1.1.0
    status:
      description:
        - V(done) if something was done, or in check mode would be done.
        - V(unchanged) if there was nothing to do.
        - V(failed) if the user failed.
        - V(not_attempted) if an action was required and not attempted, or if the task stopped before it read the user.
      returned: always
      type: str
      sample: done
    changed:
      description: Whether anything was done for the user, or in check mode would be done. True also if the user failed
        after a change.
      returned: always
      type: bool
      sample: true
    actions:
      description: What was done, or in check mode would be done, in order.
      returned: always
      type: list
      elements: dict
      contains:
        action:
          description: The IAM action, which is also the name of the permission that it requires.
          type: str
          sample: iam:CreateLoginProfile
        reason:
          description: The reason for the action.
          type: str
          sample: There is no login profile yet.
    sign_in_url:
      description: The address at which the user signs in, the same in each row that has it. Null if it is not known. A
        warning has the reason.
      returned: if a password was generated or stored in a secret, and was set, may be set, or in check mode would be
        set; on failure too
      type: str
      sample: https://example.signin.aws.amazon.com/console
      version_added: 1.1.0
    secret:
      description:
        - The secret of O(secrets_manager) after the task, or in check mode as it would be. The password is not in it.
        - On failure, it is the state in which the task left the secret. RV(users[].msg) has the next steps.
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
            - The label of that version. V(AWSCURRENT) on success. On failure, V(AWSPENDING) if the version is not
              current, and null if it has no label, since the password was not set.
            - Null after a deletion.
          type: str
          sample: AWSCURRENT
    revoked_sessions:
      description: The number of sign-in sessions of the user that were revoked, or in check mode would be revoked.
      returned: always
      type: int
      sample: 2
      version_added: 1.1.0
    login_profile:
      description: The login profile after the task, or in check mode as it would be. Empty if there is none.
      returned: if the status is V(done) or V(unchanged)
      type: dict
      contains:
        user_name:
          description: The name of the IAM user.
          type: str
          sample: alice
        create_date:
          description: The time at which the login profile was created, in ISO 8601. Null in check mode if it would be
            created.
          type: str
          sample: "2026-11-22T09:30:00+00:00"
        password_reset_required:
          description: Whether the user must set a new password at the next sign-in.
          type: bool
          sample: true
        max_signin_session_duration:
          description: The maximum duration of the user's sign-in sessions, in seconds. Null if it is not set, and
            always with botocore < 1.44.6, where null means "not known".
          type: int
          sample: 43200
          version_added: 1.1.0
    password_version:
      description: The version that is recorded after the task, or in check mode would be recorded.
      returned: if a version is recorded
      type: str
      sample: 2026-Q4
    encrypted_password:
      description: The generated password, encrypted and ASCII-armoured, for C(gpg --decrypt) or C(age --decrypt).
      returned: if a password was generated with a key, and was set or may be set; on failure too
      type: str
      sample: "-----BEGIN PGP MESSAGE-----..."
    key_fingerprint:
      description: The fingerprint of the key that the password is encrypted for.
      returned: with the encrypted password and O(pgp_key)
      type: str
      sample: 8684F54AFC01C6FAA0CA998B7798A89065493EB4
    recipients:
      description: The C(age1...) keys and the fingerprints of the SSH keys that the password is encrypted for.
      returned: with the encrypted password and O(age_recipients)
      type: list
      elements: str
      sample: ["SHA256:O3PlIMORwqXpwi/8xAi8v/hBeBbJ3fOH5Xlcb+omB2A"]
      version_added: 1.1.0
    password:
      description: The generated password, in plain text.
      returned: if a password was generated with O(reveal_password), and was set or may be set; on failure too
      type: str
      sample: (a password)
    msg:
      description: Why the user failed.
      returned: if the user failed
      type: str
      sample: >-
        The password of IAM user 'alice' does not comply with the account password policy.
        It must have a digit (0 to 9).
    failed_actions:
      description: The actions that failed, in the format of RV(users[].actions).
      returned: if the user failed or was not attempted
      type: list
      elements: dict
    not_attempted:
      description: The actions that were not attempted, in the format of RV(users[].actions).
      returned: if the user failed or was not attempted
      type: list
      elements: dict
    error:
      description: Why the user failed, in the format of RV(error).
      returned: if the user failed
      type: dict
error:
  description: Why the task failed. RV(ignore:msg) has the message.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - The code of an error that applies to all users, such as V(ExpiredToken) of AWS, or V(invalid_options) or
          V(purge_limit_exceeded) of this collection. The guide
          R(Errors,ansible_collections.identity.aws.docsite.guide_errors_codes) lists the codes of this collection.
        - V(users_failed) if some users failed. Each of them has its own RV(users[].error).
      type: str
      sample: users_failed
    message:
      description: The message of AWS. Null if AWS did not reply, or if the error is not one of AWS.
      type: str
      sample: null
summary:
  description: The names of the users by status. A root user is the ID of the account and C(:root).
  returned: always
  type: dict
  contains:
    done:
      description: The users with changes, or in check mode with changes that would be made.
      type: list
      elements: str
      sample: [alice, bob]
    unchanged:
      description: The users without changes.
      type: list
      elements: str
      sample: [carol]
    failed:
      description: The users who failed. RV(users[].msg) has the reason.
      type: list
      elements: str
      sample: []
    not_attempted:
      description: The users with an action that was not attempted, and users that the task did not read.
      type: list
      elements: str
      sample: []
"""

import gc

# Imports create no garbage, and garbage collection costs time in each task. runtime.py enables it again.
gc.disable()

from ansible_collections.identity.aws.plugins.module_utils._module.roster import run
from ansible_collections.identity.aws.plugins.module_utils._module.roster_options import roster_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.sealed_module import SealedModule


def main() -> None:
    """Run the task."""
    run(SealedModule(argument_spec=roster_arguments(), supports_check_mode=True))


if __name__ == "__main__":
    main()
