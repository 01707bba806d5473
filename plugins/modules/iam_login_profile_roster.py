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
  - Manages the login profiles (console passwords) of many IAM users in one task, in seconds. With O(purge) the roster
    is the whole truth, and whoever is not in it loses console access.
  - Each entry of O(profiles) takes what M(identity.aws.iam_login_profile) takes for one user, and does the same. The
    options of the same names at the top level are the defaults for all entries. Users who need only the defaults can be
    given by name in O(user_names).
  - Everything is validated, every user is read, and every given password is checked against the account password
    policy, before anything is written. An error that can be foreseen means that nothing was changed. An error of AWS
    about one user, such as one who may not be read, is that user's, and the others are done.
  - Check mode reads what a real run reads and writes nothing. With C(--diff) it lists who would gain, lose or keep a
    changed login profile, why, and how many users these are. Ansible exits with 0 if there are changes; the examples
    show how to fail a pipeline.
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
  profiles:
    description:
      - The users, each once here or in O(user_names). Names that differ only in case are rejected, since AWS does
        not distinguish them.
      - At least one of O(profiles) and O(user_names) is required. An empty list means nobody.
      - What an entry leaves out is taken from the option of the same name at the top level. An entry with a
        O(profiles[].password) is not given a generated one, and an entry that says itself how a password is returned is
        not held to how others are.
      - Rows of M(identity.aws.iam_login_profile_info) are an error, which has the line to write. The filter
        P(identity.aws.login_profile_roster#filter) converts a result of that module into entries for the users who have
        a login profile.
    type: list
    elements: dict
    suboptions:
      user_name:
        description:
          - The name of the IAM user, who must exist already unless O(profiles[].state=absent). For a playbook that
            creates the users and also runs in check mode, see
            R(the guide From hire to leaver,ansible_collections.identity.aws.docsite.guide_hire_to_leaver).
          - Each entry has either this or O(profiles[].root_account_id).
        type: str
        aliases: [name]
      root_account_id:
        description:
          - The id of a member account of the organization, 12 digits, whose root user it is; see
            M(identity.aws.iam_login_profile).
          - No option about passwords goes with it, and no default of such an option holds for it. O(purge) touches no
            root user.
        type: str
      state:
        description: Whether there is to be a login profile.
        type: str
        choices: [present, absent]
      password:
        description:
          - The password to set. It is not logged, not returned, and in no diff.
          - Tag one with braces with C(!unsafe), and quote it, where it is written down.
        type: str
      password_reset_required:
        description: Whether the user has to set a new password at the next sign-in.
        type: bool
      max_signin_session_duration:
        description:
          - The maximum duration of the user's sign-in sessions, in seconds. V(0) clears the setting, also where the
            default for all entries is another one.
          - The default for all entries does not apply to root users, for whom AWS does not support it.
        type: int
        version_added: 1.1.0
      update_password:
        description: Whether the password is set on every run, or only where there is no login profile yet.
        type: str
        choices: [on_create, always]
      generate_password:
        description: Make the password instead of taking one.
        type: bool
      password_length:
        description: The length of a generated password.
        type: int
      exclude_lookalikes:
        description: Leave out of a generated password what is easily taken for one another.
        type: bool
      pgp_key:
        description: The public OpenPGP key of the one who is to read a generated password, as a rule the user's own.
        type: str
      age_recipients:
        description: Public keys of age or SSH of the users who are to read a generated password.
        type: list
        elements: str
        version_added: 1.1.0
      reveal_password:
        description: Return a generated password in plain text.
        type: bool
      secrets_manager:
        description: The secret of AWS Secrets Manager in which the password is stored, in place of that of all entries.
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
            description: Further keys of the value, each with a string.
            type: dict
          delete_when_absent:
            description: Whether O(state=absent) schedules the deletion of the secret.
            type: bool
            default: false
          recovery_window:
            description: For how many days a deleted secret can be restored, 7 to 30.
            type: int
            default: 30
      password_version:
        description: A name of your own for the present password, recorded in a tag of the IAM user.
        type: str
      password_version_tag:
        description: The name of the tag that records O(profiles[].password_version).
        type: str
      revoke_sessions:
        description: Whether to revoke the active sign-in sessions of the user when the password is removed or replaced.
          The default for all entries does not apply to root users.
        type: bool
        version_added: 1.1.0
      valid_until:
        description:
          - When the access of the user ends. It is an error with O(profiles[].state=absent).
          - The default for all entries does not apply to entries with the state V(absent) and to root users.
        type: str
        version_added: 1.1.0
      valid_until_warn_days:
        description: A warning names the user if the access ends within this many days.
        type: int
        version_added: 1.1.0
  user_names:
    description:
      - The names of IAM users who need only the defaults. A name is the same as an entry of O(profiles) with
        O(profiles[].user_name) alone.
      - A user can be either here or in O(profiles), not in both. Without O(profiles), this is the whole roster. An
        empty list means nobody.
      - Write a list for more than one name. A string with a comma is an error, since a comma is a character of names.
      - An audit takes entries only. Give it an entry for each of these users too. Without one, their passwords are a
        finding, whose task removes them.
      - The users that M(amazon.aws.iam_user_info) returns are an error, which has the line to write for their names.
        They are all IAM users, also those of applications, and with O(generate_password) each of them gets a password.
    type: list
    elements: str
    version_added: 1.1.0
  purge:
    description:
      - Take the login profile from every user of the account who is not in the roster (O(profiles) and O(user_names)).
        The users stay, and so do their access keys. Sessions that are open continue; see
        R(the guide Sign-in sessions,ansible_collections.identity.aws.docsite.guide_sign_in_sessions_what_ends).
      - The IAM user who makes the requests keeps the login profile; a warning names the user. If the requests are made
        by a role, this is the user whose credentials the role was assumed with. The module knows the user from a
        profile with C(role_arn) and C(source_profile). For another role, as from OpenID Connect, C(credential_source)
        or credentials in the environment, nobody is spared as the caller, and a warning says so.
      - An IAM user can have a login profile and sign in through a role as well. Such a user is purged like any other.
      - It comes last, and only where everybody in the roster could be done.
      - If O(revoke_sessions) is true at the top level, the sign-in sessions of these users are revoked too, also those
        of users without a login profile. O(purge_limit) counts login profiles only.
      - The sessions of an IAM user who was deleted continue until they expire. With C(sessions=true),
        M(identity.aws.iam_login_profile_info) lists them, and an entry with O(profiles[].state=absent) revokes them.
    type: bool
    default: false
  purge_exclude:
    description:
      - The users whom O(purge) does not affect, as names or shell patterns such as V(break-glass-*). They are not
        case-sensitive. Use it for users who must be able to sign in when nobody else can.
      - A pattern that matches no user of the account, or below O(path_prefix), fails the task before the first write,
        with similar names, in check mode too. A user who is in the roster as well counts, and the entry applies. See
        O(purge_allow_unmatched).
      - An empty list is an error. Omit the option to exclude nobody. A string with a comma is an error too, since a
        comma is a character of names. In an element of a list it is a part of the name.
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
      - How many login profiles O(purge) may remove, as a number such as V(25), or as a share such as V(40%) of the
        login profiles of the roster and of those that the purge looks at (not of users whom it leaves alone). A purge
        that would remove more is rejected, with all names, and nothing at all is changed.
      - Without it the limit is 10 or 20 percent, whichever is more, and 0 where nobody in the roster is to have a login
        profile; so an empty or mistyped roster locks nobody out. One that is given holds for an empty roster, too.
    type: str
  purge_allow_unmatched:
    description:
      - Whether O(purge_exclude) and O(path_prefix) may match no user, for example because the users do not exist yet. A
        warning then has what would be the error.
      - The default is V(false), since a typo in one of these options would remove the login profiles that it is to
        keep.
    type: bool
    default: false
  stop_on_failure:
    description:
      - Begin no further user once one has failed. Those under way are finished.
      - By default a failure of one user does not stop the others, unless it is one of the connection or of the
        credentials, which would meet them all.
    type: bool
    default: false
  delivery_path:
    description:
      - A file on the host that the module runs on, to which each generated password is added before it is set,
        encrypted for its O(pgp_key) or O(age_recipients), as a line of JSON (C(user_name), C(encrypted_password),
        C(key_fingerprint) or C(recipients), and since version 1.1.0 C(sign_in_url)).
      - The result has them as well. This is for the run that is killed, or that loses its connection, and so returns no
        result. A line means that the password was about to be set; the last one of a user is the one that may hold.
      - It must be a regular file, or a new one in a folder that exists. Anything else, such as C(/dev/stdout), is an
        error before the first call to AWS, in check mode too. A folder that is missing is a warning in check mode,
        since an earlier task of the play may create it.
      - Nothing is written in check mode, and no password in plain text at all.
    type: path
attributes:
  check_mode:
    description: Can run in check mode and return what would change without changing anything.
    support: full
  diff_mode:
    description: Returns what changed, or in check mode what would change, for each user.
    support: full
    details:
      - The headers have the user, the number of the change, what happens, and the reason. The last entry has the
        numbers of all users.
      - If the task is rejected, for example because O(purge_limit) is exceeded, C(diff) of the result has what would
        have been done, each marked C(not attempted). Ansible does not display the diff of a failed task. The names are
        in the message, the reasons in RV(users[].not_attempted).
  idempotent:
    description: A second run with the same options changes nothing.
    support: partial
    details:
      - With O(update_password=always) and a password, every run sets it, unless O(password_version) says which one it
        is.
notes:
  - "Permissions, on the users' ARNs: those of M(identity.aws.iam_login_profile). C(iam:GetAccountPasswordPolicy) is
    used once, if a password is to be set. Without it, a warning lists what was not checked.
    C(iam:ListAccountAliases) is optional, and used once, if a password is delivered. O(purge) needs
    C(iam:ListUsers) as well. It uses C(sts:GetCallerIdentity), which needs no permission, to learn who makes the
    requests; for a role of a profile with C(source_profile) a second time, with the credentials of that profile."
  - O(revoke_sessions) lists the sign-in sessions of the whole account once, and those of a user again after the login
    profile changes. It needs C(signin:ListSessions) and C(signin:BatchRevokeSessions).
  - O(secrets_manager) at the top level is for all IAM users whose password an entry sets, or who are absent. Each needs
    a secret of its own, so the name has C({user_name}). Its permissions are those of M(identity.aws.iam_login_profile).
    A purge does not delete secrets.
  - O(valid_until) at the top level ends the access of all IAM users whose entry has no date of its own, in one run, and
    nothing limits their number. O(purge_limit) counts users who are not in O(profiles) only. A warning names the users
    who lose the login profile. Run the task in check mode after each change of the date, and prefer dates in entries.
    See R(Temporary access,ansible_collections.identity.aws.docsite.guide_many_users_temporary_access).
  - "Interrupted by SIGTERM, SIGINT or SIGHUP, or after O(stop_after), the module begins no further write, waits for the
    requests that are under way, and reports all that was done. It stops in the same way, within a second, when the
    reader of its result is gone: a task whose C(timeout) is over, a connection that was cut, an ssh client that was
    killed. It then writes what it did to the log of its host (syslog or journal), without any password."
  - "With C(ssh) and a C(timeout), Ansible gives up the task but leaves the ssh client running, so the module continues
    to the end. Set O(stop_after) lower than C(timeout). C(async) kills the module at its time-out (SIGKILL), without
    any report. Give O(delivery_path) wherever passwords are generated: it has each of them, whatever happens."
  - "Progress: Ansible shows a module's output when the module has ended, and not before. On long work the module writes
    how far it is to the log of its host (syslog or journal), every ten seconds. With C(async) and C(poll) Ansible says
    now and then that the task is still running."
  - An C(async) job keeps its result in a file below C(~/.ansible_async) that everybody on the host may read. Do not use
    it with O(reveal_password).
  - There is no password for all, so a C(password) belongs into an entry of O(profiles). Ansible refuses one beside it,
    and ansible-core 2.19 shows the arguments that it refuses with C(-vvv).
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
  - identity.aws.login_profile.attributes
  - amazon.aws.common.modules
  - amazon.aws.region.modules
"""

EXAMPLES = r"""
---
- name: These may sign in, each with a first password to be changed at the first sign-in
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

- name: These may sign in and nobody else, but for who has to get in when all else fails
  identity.aws.iam_login_profile_roster:
    profiles: "{{ console_users }}"
    update_password: on_create
    purge: true
    purge_exclude: ["break-glass-*"]
    path_prefix: /staff/
    purge_limit: 25%

- name: The same, and revoke the sign-in sessions of users who may not sign in
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

- name: Users who may sign in until a date, with a warning a month before
  identity.aws.iam_login_profile_roster:
    valid_until: "{{ end_of_project }}"
    valid_until_warn_days: 30
    profiles:
      - user_name: alice
      - user_name: bob
        valid_until: 2099-12-31

- name: Show who would gain, lose or keep a changed login profile
  identity.aws.iam_login_profile_roster:
    profiles: "{{ console_users }}"
    purge: true
    # Users who are not there in every account.
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

- name: A new password for everybody in each quarter, which only its user can read
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

- name: The messages for those who got one
  ansible.builtin.copy:
    content: "{{ item.encrypted_password }}"
    dest: "{{ mail_folder }}/{{ item.user_name }}.asc"
    mode: "0600"
  loop: "{{ roster.users | selectattr('encrypted_password', 'defined') }}"
  loop_control:
    label: "{{ item.user_name }}"

- name: Write the mails that the messages are attached to
  ansible.builtin.copy:
    content: "Sign in as {{ item.user_name }} at {{ item.sign_in_url | default('the AWS console', true) }}.\n"
    dest: "{{ mail_folder }}/{{ item.user_name }}.txt"
    mode: "0600"
  loop: "{{ roster.users | selectattr('encrypted_password', 'defined') }}"
  loop_control:
    label: "{{ item.user_name }}"

- name: Store new passwords in AWS Secrets Manager, and delete the secret of one who leaves
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

- name: Nobody at all, and stop at the first who cannot be done
  identity.aws.iam_login_profile_roster:
    profiles:
      - user_name: frank
      - user_name: grace
        update_password: always
    state: absent
    stop_on_failure: true

- name: No member account has a root password (in check mode, an audit)
  identity.aws.iam_login_profile_roster:
    state: absent
    region: us-east-1
    profiles:
      - root_account_id: "111122223333"
      - root_account_id: "444455556666"

- name: First passwords in plain text, for a system that hands them out
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
    - A row for each entry of O(profiles), in their order, then for each of O(user_names), then for each user whom
      O(purge) is about, by name.
    - Each row is what M(identity.aws.iam_login_profile) returns for that user, and the C(status).
  returned: always
  type: list
  elements: dict
  contains:
    user_name:
      description: The name of the IAM user; null for a root user.
      returned: always
      type: str
      sample: alice
    user_exists:
      description: Whether the IAM user exists; null for a root user, and where it is not known, for example without the
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
      description: When the access ends or has ended, in ISO 8601, UTC. Null without O(valid_until).
      returned: always
      type: str
      sample: "2027-01-01T00:00:00+00:00"
      version_added: 1.1.0
    status:
      description:
        - V(done) where something was done, or in check mode would be; V(unchanged) where there was nothing to do;
          V(failed); V(not_attempted) where something was to be done and was not tried, or the task was stopped before
          it had looked.
      returned: always
      type: str
      sample: done
    changed:
      description: Whether anything was done for the user, or in check mode would be. A user who failed half-way has
        changed.
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
          description: The IAM action, which is also the name of the permission it needs.
          type: str
          sample: iam:CreateLoginProfile
        reason:
          description: Why it is there.
          type: str
          sample: There is no login profile yet.
    sign_in_url:
      description: The address at which the user signs in, the same in each row that has it. Null if it is not known; a
        warning has the reason.
      returned: when a password was generated or stored in a secret, and set or may have been, or in check mode would
        be; on failure too
      type: str
      sample: https://example.signin.aws.amazon.com/console
      version_added: 1.1.0
    secret:
      description:
        - The secret of O(secrets_manager) after the task, or in check mode as it would be. The password is not in it.
        - On failure it is where the task left it. RV(users[].msg) has what to do.
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
            - The label of that version. V(AWSCURRENT) on success. On failure, V(AWSPENDING) if it is not current, and
              null if it has no label, since the password was not set.
            - Null too after a deletion.
          type: str
          sample: AWSCURRENT
    revoked_sessions:
      description: The number of sign-in sessions of the user that were revoked, or in check mode would be.
      returned: always
      type: int
      sample: 2
      version_added: 1.1.0
    login_profile:
      description: The login profile as AWS holds it after the task, or in check mode as it would be. Empty where there
        is none.
      returned: where the status is V(done) or V(unchanged)
      type: dict
      contains:
        user_name:
          description: The name of the IAM user.
          type: str
          sample: alice
        create_date:
          description: When the password was first created, in ISO 8601. Null in check mode for one that would be.
          type: str
          sample: "2026-11-22T09:30:00+00:00"
        password_reset_required:
          description: Whether the user has to set a new password at the next sign-in.
          type: bool
          sample: true
        max_signin_session_duration:
          description: The maximum duration of the user's sign-in sessions, in seconds. Null if it is not set, and
            always with botocore < 1.44.6, where null means "not known".
          type: int
          sample: 43200
          version_added: 1.1.0
    password_version:
      description: The version that is recorded after the task, or in check mode would be.
      returned: with a version, when there is one
      type: str
      sample: 2026-Q4
    encrypted_password:
      description: The generated password, encrypted and ASCII-armoured, for C(gpg --decrypt) or C(age --decrypt).
      returned: when a password was generated with a key and set, or may have been; on failure too
      type: str
      sample: "-----BEGIN PGP MESSAGE-----..."
    key_fingerprint:
      description: The fingerprint of the key that it is encrypted for.
      returned: with the encrypted password and O(pgp_key)
      type: str
      sample: 8684F54AFC01C6FAA0CA998B7798A89065493EB4
    recipients:
      description: The C(age1...) keys, and the fingerprints of the SSH keys, that it is encrypted for.
      returned: with the encrypted password and O(age_recipients)
      type: list
      elements: str
      sample: ["SHA256:O3PlIMORwqXpwi/8xAi8v/hBeBbJ3fOH5Xlcb+omB2A"]
      version_added: 1.1.0
    password:
      description: The generated password, in plain text.
      returned: when a password was generated, was to be revealed, and was set or may have been; on failure too
      type: str
      sample: (a password)
    msg:
      description: Why the user failed.
      returned: when the user failed
      type: str
      sample: "The password of IAM user 'alice' breaks the account password policy. It must have a digit (0 to 9)."
    failed_actions:
      description: The actions that failed, in the form of RV(users[].actions).
      returned: when the user failed or was not attempted
      type: list
      elements: dict
    not_attempted:
      description: The actions that were not tried, in the form of RV(users[].actions).
      returned: when the user failed or was not attempted
      type: list
      elements: dict
    error:
      description: Why the user failed, in the form of RV(error).
      returned: when the user failed
      type: dict
error:
  description: Why the task failed; RV(ignore:msg) has the sentences.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - The code of what failed for all users, such as V(ExpiredToken) of AWS, or V(invalid_options) or
          V(purge_limit_exceeded) of this collection. The guide
          R(Errors,ansible_collections.identity.aws.docsite.guide_errors_codes) lists the codes of this collection.
        - V(users_failed) if some users failed; each has its own RV(users[].error).
      type: str
      sample: users_failed
    message:
      description: The message of AWS; null if AWS did not answer, or the error is not one of AWS.
      type: str
      sample: null
summary:
  description: The names of the users by what became of them. A root user is the account's id and C(:root).
  returned: always
  type: dict
  contains:
    done:
      description: For whom something was done, or in check mode would be.
      type: list
      elements: str
      sample: [alice, bob]
    unchanged:
      description: For whom there was nothing to do.
      type: list
      elements: str
      sample: [carol]
    failed:
      description: Who failed; RV(users[].msg) says why.
      type: list
      elements: str
      sample: []
    not_attempted:
      description: For whom something was to be done and was not tried, or whom the task did not get to.
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
