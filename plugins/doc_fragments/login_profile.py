# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation that the login profile modules share."""

from __future__ import annotations


class ModuleDocFragment:
    """Options, attributes and notes of several modules."""

    # The options of one principal. The roster has the same ones for all of its users.
    DOCUMENTATION = r"""
---
options:
  state:
    description:
      - V(present) makes sure that the login profile exists.
      - V(absent) deletes the login profile, and does not change the user. If there is no login profile, it changes
        nothing, and a warning names users who do not exist. Access keys and open sessions continue to work. See
        R(the guide Sign-in sessions,ansible_collections.identity.aws.docsite.guide_sign_in_sessions_what_ends).
    type: str
    choices: [present, absent]
    default: present
  password_reset_required:
    description:
      - Whether the user must set a new password at the next sign-in.
      - There is no default. If the option is omitted, a new login profile requires no reset, and an existing login
        profile does not change.
      - AWS resets the flag to false when the user sets a new password. With O(update_password=on_create) this is not a
        difference, so the user is not asked again. With O(update_password=always) the flag is set to the given value,
        unless O(password_version) is already recorded.
      - With O(update_password=always) and no password, the flag changes and the password does not.
      - The user needs the permission C(iam:ChangePassword). If a policy denies requests without MFA, it must not deny
        this permission, since a user without an MFA device could not sign in.
    type: bool
  max_signin_session_duration:
    description:
      - The maximum duration of the user's sign-in sessions, in seconds, from V(3600) (1 hour) to V(7776000) (90 days).
        AWS calls it the maximum console sign-in session duration.
      - V(0) clears the setting. AWS then applies its own maximum, which the API does not return.
      - There is no default, so that a task does not change a setting that it does not name. If the option is omitted,
        a new login profile has no setting, and an existing login profile does not change.
      - A difference is corrected in every run, also with O(update_password=on_create) and with a O(password_version)
        that is already recorded. The password does not change.
      - It applies to new sign-in sessions only. Existing sessions keep their duration.
      - It has no effect with O(state=absent). It is an error for root users, since AWS does not support it for them.
      - Requires botocore >= 1.44.6.
    type: int
    version_added: 1.1.0
  update_password:
    description:
      - V(on_create) sets the password only if the login profile does not exist yet. The age of the user has no effect.
        An existing login profile does not change, except for O(max_signin_session_duration).
      - V(always) sets the password in every run. AWS has no API that verifies a password, so the task reports
        C(changed) in every run, unless O(password_version) is given.
    type: str
    choices: [on_create, always]
    default: on_create
  generate_password:
    description:
      - Whether to generate the password, if the task sets one.
      - The password has all four classes of characters (C(A-Z), C(a-z), C(0-9) and the symbols that AWS lists), and
        complies with the account password policy. All such passwords are equally likely (Python module C(secrets)). If
        the policy cannot be read, the password may be too short for it, and a warning is returned.
      - One of O(pgp_key), O(age_recipients) and O(reveal_password) is required to return the password, or
        O(secrets_manager) to store it. If the task fails after the password was set, or if the outcome is unknown, the
        password is returned too. The result also has C(sign_in_url), the address at which the user signs in.
      - In check mode, no password is generated.
    type: bool
    default: false
  password_length:
    description:
      - The length of a generated password, from V(6) to V(128). If the account password policy requires more
        characters, the password has that length.
    type: int
    default: 20
  exclude_lookalikes:
    description:
      - Whether to generate a password without characters that look alike, which are C(0Oo1Il|).
    type: bool
    default: false
  pgp_key:
    description:
      - The public OpenPGP key of the reader of a generated password, ASCII-armoured (C(gpg --armor --export)) or in
        base64. The result then has C(encrypted_password) and C(key_fingerprint).
      - If the task sets a password, the key is validated before the first write, in check mode too, and again when the
        password is encrypted. The password is encrypted for valid encryption subkeys only. It is an error if there is
        no such subkey, if the key is expired, revoked, too weak or private, or if more than one key is given.
      - The value is not logged, since it can be a private key by mistake.
      - Requires the Python library C(pysequoia) on the host that the module runs on.
    type: str
  age_recipients:
    description:
      - The public keys of the readers of a generated password, for the program C(age). Each of them can read it with
        C(age --decrypt). The result then has C(encrypted_password) and C(recipients).
      - An element is one key. It is either C(age1...), as C(age-keygen -y key.txt) prints it, or a line with an SSH
        public key of the type C(ssh-ed25519) or C(ssh-rsa), as in C(~/.ssh/id_ed25519.pub). RSA keys must have 2048 to
        4096 bits. A key that is given twice is used once.
      - If the task sets a password, the keys are validated before the first write, in check mode too. It is an error
        if a key is private, damaged or of another type, or if an element has more than one key. C(age1yubikey1...) and
        other recipients of plugins, ECDSA keys and keys of FIDO tokens (C(sk-ssh-ed25519@openssh.com)) are not
        supported.
      - These keys have no expiry date and no revocation. Make sure that each key belongs to the intended user.
      - The value is not logged, since it can be a private key by mistake.
      - Requires the Python library C(pyrage) on the host that the module runs on.
    type: list
    elements: str
    version_added: 1.1.0
  reveal_password:
    description:
      - Whether to return a generated password in plain text, as C(password). Set C(no_log) on the task. Without it,
        anyone who can read the output or the log can sign in.
    type: bool
    default: false
  secrets_manager:
    description:
      - A secret of AWS Secrets Manager in which the password is stored whenever the task sets it. This applies to
        C(password) and O(generate_password). A generated password then requires no other delivery, and is not in the
        result. O(pgp_key) or O(age_recipients) can be given as well. O(reveal_password) is an error.
      - The value of the secret is JSON with the keys C(username), C(password), C(console_url) and those of
        O(secrets_manager.values). C(console_url) is C(sign_in_url) of the result, the address at which the users of the
        account sign in. If it is not known, the key is missing. The module never reads the value, so it does not need
        the permission C(secretsmanager:GetSecretValue).
      - If the secret exists, the password is stored with the label C(AWSPENDING) before it is set. After AWS accepted
        the password, the version gets C(AWSCURRENT), and C(AWSPENDING) is removed. If AWS does not accept it,
        C(AWSPENDING) is removed, and C(AWSCURRENT) does not move. If the outcome is unknown, the error names the
        version and the next steps.
      - If a secret of this name does not exist, it is created with the password, just before the password is set. The
        first version of a secret is always C(AWSCURRENT). If AWS does not accept the password, the error names the
        secret.
      - The secret is described before the first write, in check mode too. It is an error if the secret is scheduled for
        deletion, is managed by a service, is a replica or has rotation enabled, or if a version other than the current
        one has C(AWSPENDING).
      - If no password is set, the secret is neither read nor changed. It is an error if the task cannot set one.
      - It cannot be combined with C(root_account_id) or C(caller).
    type: dict
    version_added: 1.1.0
    suboptions:
      name:
        description:
          - The name of the secret, or the ARN of an existing one. C({user_name}) is replaced by the name of the user.
          - A name has 1 to 512 characters out of C(A-Z), C(a-z), C(0-9) and C(/_+=.@-). A user name with a comma cannot
            be a part of it.
          - For a secret of another account, give its ARN. Its resource policy and the policy of its KMS key must allow
            the calls.
        type: str
        required: true
      region:
        description:
          - The region of the secret.
          - The default is the region of the ARN, or else the region of the task. It is an error if neither is given.
        type: str
      kms_key_id:
        description:
          - The KMS key that encrypts a secret that the module creates, by its ID, ARN or alias.
          - The default is the AWS managed key C(aws/secretsmanager). The key of an existing secret is not changed.
        type: str
      tags:
        description: Tags of a secret that the module creates. The tags of an existing secret are not changed.
        type: dict
      values:
        description:
          - Additional keys of the value, each with a string. C(username), C(password) and C(console_url) are errors.
          - They are stored whenever the password is set, and replace those of the previous version. They are not
            logged.
        type: dict
      delete_when_absent:
        description:
          - Whether O(state=absent) schedules the deletion of the secret, after the login profile is deleted, and also
            if there is no login profile. A secret that is already scheduled for deletion is not changed.
          - Other secrets with the password, such as copies in other regions, are not deleted.
        type: bool
        default: false
      recovery_window:
        description: The number of days, from V(7) to V(30), in which a deleted secret can be restored. Its name cannot
          be used in this time.
        type: int
        default: 30
  password_version:
    description:
      - A name that you choose for the current password, for example V(2026-11). It is recorded in a tag of the IAM
        user.
      - With O(update_password=always), the password and O(password_reset_required) are set only if another version or
        no version is recorded. So the task is idempotent, and a new version rotates the password.
      - The version is recorded after the password is set. If the task fails in between, the next run rotates the
        password again.
      - IAM allows 50 tags for a user. If the user has 50 other tags, the task fails before it sets the password, in
        check mode too.
      - With O(update_password=on_create), a new version does not rotate the password, and a warning is returned.
      - The version is also recorded when the login profile is created. With O(state=absent), the tag is removed.
      - If no password is given or generated, only the tag is written, for the existing password.
      - Neither the password nor a hash of it is stored. Other tags of the user are not changed.
      - The value is part of the result. It is not logged, since it can be a password by mistake.
      - A version has 1 to 256 letters, digits, spaces or C(_.:/=+-@). Quote it in YAML. Without quotes, V(1.10) is the
        number V(1.1).
    type: str
  password_version_tag:
    description:
      - The name of the tag that records O(password_version). The value is not logged.
    type: str
    default: identity.aws/password-version
  revoke_sessions:
    description:
      - Whether to revoke the active sign-in sessions of the user when the password is deleted or replaced. These are
        the sessions that C(aws login) and MCP clients open with the console password. Without this option they
        continue until they expire.
      - With O(state=absent), the sessions are revoked after the login profile is deleted. They are also revoked if
        there is no login profile, so the task can be run again after a failure.
      - With O(update_password=always), the sessions are revoked after the password of an existing login profile is set.
        A new login profile, a password that is not set, and a change of O(password_reset_required) alone revoke
        nothing.
      - The sessions are listed before the first write, so that a missing permission changes nothing. They are listed
        again after the write, to revoke sessions that were opened in between. O(password_version) is recorded after
        the revocation. If the revocation fails, the next run sets the password and revokes the sessions again.
      - A revoked session cannot be refreshed. Credentials that it issued before remain valid for up to 15 minutes. AWS
        does not document whether console sessions in a browser are among these sessions. Access keys and sessions of
        roles continue. See
        R(What deleting a password ends,ansible_collections.identity.aws.docsite.guide_sign_in_sessions_what_ends).
      - Requires botocore >= 1.44.6 and a region of the partition C(aws), in which AWS has these sessions. It is an
        error for root users of member accounts, since the task policies of AssumeRoot do not allow it.
    type: bool
    default: false
    version_added: 1.1.0
  valid_until:
    description:
      - The end of the access. After the end, the task deletes the login profile, as with O(state=absent), and the
        result names the date as the reason. The first run after the end deletes it, so run the task at least daily.
      - A date such as V(2026-12-31) is the last day, in UTC. The access ends at 00:00 UTC of the next day. A date and
        time in ISO 8601, such as V(2026-12-31T18:00:00+01:00), is the exact end. Without a time zone it is UTC. A date
        does not need quotes in YAML.
      - There is no default, which means access without an end. The option is an error with O(state=absent).
      - The clock of the host that the module runs on determines the time. AWS rejects requests if this clock is wrong
        by more than five minutes, so a wrong clock does not end any access.
    type: str
    version_added: 1.1.0
  valid_until_warn_days:
    description:
      - A warning names the users whose access ends within this number of days, from V(0) to V(365), with the date and
        the number of days left. V(0) disables the warning.
      - The default of two weeks leaves time to extend the access. Without O(valid_until) there is no warning.
    type: int
    default: 14
    version_added: 1.1.0
"""

    SESSIONS = r"""
---
options:
  session_regions:
    description:
      - The regions in which O(revoke_sessions) lists and revokes sign-in sessions, for example V(us-east-1).
      - The ARN of a session has a region, and AWS does not document whether a list contains the sessions of other
        regions. Give all regions in which users sign in. Each region requires one more call for each list.
      - The default is the region of the task. An empty list is an error. The option requires O(revoke_sessions).
    type: list
    elements: str
    version_added: 1.1.0
"""

    WAITING = r"""
---
options:
  wait:
    description:
      - Whether to wait until AWS shows a created login profile, and no longer shows a deleted one.
      - IAM is eventually consistent. With V(false), the task does not verify the result of its own call. It makes one
        call less for each user, and does not verify a deletion.
    type: bool
    default: true
  wait_timeout:
    description:
      - The maximum time to wait for the effect of O(wait), in seconds. At most V(86400), which is one day.
      - IAM rejects a change while it has not finished an earlier change of the same user
        (C(EntityTemporarilyUnmodifiable)). The call is retried for this time, regardless of O(wait). Each call and the
        wait have this time.
      - Calls are also retried if replies of AWS contradict each other, such as C(NoSuchEntity) for a login profile that
        AWS still returns.
    type: int
    default: 120
"""

    STOPPING = r"""
---
options:
  stop_after:
    description:
      - The time in seconds after which the task starts no further write. It finishes the current request, and fails
        with a report of what was done and what was not. The time is counted from the start of the module.
      - If the task has a C(timeout), set O(stop_after) at least 10 seconds lower, so that Ansible receives the report.
        A module cannot read C(timeout).
      - There is no limit by default.
    type: int
"""

    ACCOUNT = r"""
---
options:
  account_id:
    description:
      - The ID of the account in which the task may work, for example V('111122223333'). Quote it in YAML.
      - If the credentials are of another account, the task fails before it reads or changes anything, in check mode
        too. With root users, it is the account of the credentials.
      - It requires one more call, C(sts:GetCallerIdentity), which needs no permission.
      - By default the account is not verified.
    type: str
    version_added: 1.1.0
"""

    CONCURRENCY = r"""
---
options:
  concurrency:
    description:
      - The number of users that are read or written concurrently, from V(1) to V(64).
      - More than the default is hardly faster. Set it lower if other programs share the rate limit of IAM, which AWS
        does not publish and which applies to the whole account.
      - If AWS throttles the calls, they are retried. With more than one user at a time, botocore's retry mode
        C(adaptive) lowers the rate of calls to what AWS allows. With V(1) the mode is C(standard). Both make up to 10
        attempts. See the notes on how to change the mode and the number.
    type: int
    default: 32
"""

    ATTRIBUTES = r"""
---
attributes:
  action_group:
    description: Use C(group/identity.aws.aws) in C(module_defaults) to set defaults for this module and all of
      amazon.aws.
    support: full
    membership:
      - identity.aws.aws
notes:
  - O(region) is ignored for calls to IAM, which has one endpoint for each partition. It only determines the partition,
    which is C(aws) by default. O(region) is not ignored for calls to AWS STS, AWS Sign-In and AWS Secrets Manager,
    which have an endpoint in each region.
  - A null or an empty string is an error in every option, also in entries and in lists. So a task with an empty
    variable cannot affect another user or more users. Use C(default(omit)) to omit an option whose variable is not
    defined. In the options of amazon.aws, an empty string is allowed and a null is not.
  - botocore attempts each call up to 10 times if AWS throttles it or returns a server error, or if the connection
    fails. Set C(total_max_attempts) and C(mode) of C(retries) in O(aws_config) to change the number and the retry mode,
    or C(AWS_MAX_ATTEMPTS) and C(AWS_RETRY_MODE) in the environment, or C(max_attempts) and C(retry_mode) in the
    profile. Each setting replaces its own default only.
"""
