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
      - V(present) makes sure that there is a login profile.
      - V(absent) deletes it, and does nothing where there is none. The user stays. A warning names users who do not
        exist. Access keys, and sessions that are open, continue to work; see
        R(the guide Sign-in sessions,ansible_collections.identity.aws.docsite.guide_sign_in_sessions_what_ends).
    type: str
    choices: [present, absent]
    default: present
  password_reset_required:
    description:
      - Whether the user has to set a new password at the next sign-in.
      - There is no default. Left out, a new login profile asks for no reset, and an existing one keeps its flag.
      - The flag turns false when the user complies. With O(update_password=on_create) this is not seen as a difference,
        so nobody is asked twice. With O(update_password=always) the flag is held to what is given here, unless
        O(password_version) is recorded already.
      - Without a password, with O(update_password=always), it changes the flag and leaves the password as it is.
      - The user needs the permission C(iam:ChangePassword). A policy that denies requests without MFA must leave out
        this permission, or a user without an MFA device cannot sign in.
    type: bool
  max_signin_session_duration:
    description:
      - The maximum duration of the user's sign-in sessions, in seconds, from V(3600) (1 hour) to V(7776000) (90 days).
        AWS calls it the maximum console sign-in session duration.
      - V(0) clears the setting. AWS then applies its own maximum, which the API does not return.
      - There is no default, so that a task does not change a setting that it does not name. If the option is omitted,
        a new login profile has no setting, and an existing login profile keeps its setting.
      - It is a setting and not a password. A difference is corrected in every run, also with
        O(update_password=on_create) and with a O(password_version) that is recorded already. The password is not
        changed by this.
      - It applies to new sign-in sessions only. Existing sessions keep their duration.
      - It has no effect with O(state=absent). It is not possible for root users, for whom AWS does not support it.
      - Requires botocore >= 1.44.6.
    type: int
    version_added: 1.1.0
  update_password:
    description:
      - V(on_create) sets the password when there is no login profile yet, however old the user is, and leaves an
        existing login profile alone, except for O(max_signin_session_duration).
      - V(always) sets it on every run. No API can tell whether a password matches, so a task with V(always) and a
        password is changed every time it runs. With O(password_version) it is not.
    type: str
    choices: [on_create, always]
    default: on_create
  generate_password:
    description:
      - Make the password instead of taking one, when one is to be set.
      - It has all four classes of characters (C(A-Z), C(a-z), C(0-9) and the symbols that AWS lists), keeps the account
        password policy, and is as likely as any other that does, by Python's C(secrets). Where the policy may not be
        read, it is made for the strictest one but for the length, and a warning says so.
      - One of O(pgp_key), O(age_recipients) and O(reveal_password) must say how it is returned, or O(secrets_manager)
        where it is stored. It is returned also when the task fails after it was set, or when nobody can tell whether it
        was. The result then has C(sign_in_url) too, the address at which the user signs in.
      - Nothing is generated in check mode.
    type: bool
    default: false
  password_length:
    description:
      - The length of a generated password, 6 to 128. Raised to the minimum of the account password policy.
    type: int
    default: 20
  exclude_lookalikes:
    description:
      - Leave out of a generated password what is easily taken for one another, C(0Oo1Il|).
    type: bool
    default: false
  pgp_key:
    description:
      - The public OpenPGP key of the one who is to read a generated password, ASCII-armoured (C(gpg --armor --export))
        or in base64. The result then has C(encrypted_password) and C(key_fingerprint).
      - If a password is to be set, the key is checked before anything is written, in check mode too, and again when the
        password is encrypted. Only subkeys that are valid and for encryption are used. It is an error if there is none,
        if the key is expired, revoked, too weak or private, and if more than one key is given.
      - The value is not logged, since it can be a private key by mistake.
      - Needs the Python library C(pysequoia) on the host that the module runs on.
    type: str
  age_recipients:
    description:
      - Public keys of the users who are to read a generated password, for the program C(age). Each of them can read it
        with C(age --decrypt). The result then has C(encrypted_password) and C(recipients).
      - An element is one key, either C(age1...) as C(age-keygen -y key.txt) prints it, or a line with an SSH public key
        of the type C(ssh-ed25519) or C(ssh-rsa), as in C(~/.ssh/id_ed25519.pub). RSA keys must have 2048 to 4096 bits.
        A key that is given twice is used once.
      - If a password is to be set, the keys are checked before anything is written, in check mode too. It is an error
        if a key is private, damaged or of another type, or if an element has more than one key. C(age1yubikey1...) and
        other recipients of plugins, ECDSA keys and keys of FIDO tokens (C(sk-ssh-ed25519@openssh.com)) are not
        supported.
      - These keys have no expiry date and no revocation. Make sure that each key belongs to the intended user.
      - The value is not logged, since it can be a private key by mistake.
      - Needs the Python library C(pyrage) on the host that the module runs on.
    type: list
    elements: str
    version_added: 1.1.0
  reveal_password:
    description:
      - Return a generated password in plain text, as C(password). Set C(no_log) on the task, or everybody who can see
        the output or the log can sign in.
    type: bool
    default: false
  secrets_manager:
    description:
      - Store the password in a secret of AWS Secrets Manager, whenever the task sets it. This is for C(password) and
        O(generate_password). A generated password then needs no other delivery, and is not in the result.
        O(pgp_key) or O(age_recipients) can be given as well. O(reveal_password) is an error.
      - The value of the secret is JSON with the keys C(username), C(password) and C(console_url), the address at which
        the users of the account sign in, and those of O(secrets_manager.values). C(console_url) is C(sign_in_url) of
        the result, and missing if that is null. The module never reads the value, so it needs no permission
        C(secretsmanager:GetSecretValue).
      - If the secret exists, the password is stored with the label C(AWSPENDING) before it is set. After AWS accepted
        it, it gets C(AWSCURRENT), and C(AWSPENDING) is removed. If AWS does not accept it, C(AWSPENDING) is removed,
        and C(AWSCURRENT) stays where it was. If the outcome is unknown, the error has the version and what to do.
      - If there is no secret of this name, it is created with the password, just before that is set. The first version
        of a secret is always C(AWSCURRENT). If AWS does not accept the password, the error names the secret.
      - The secret is described before anything is written, in check mode too. It is an error if it is scheduled for
        deletion, is managed by a service, is a replica or has rotation enabled, or if a version other than the current
        one has C(AWSPENDING).
      - If no password is set, the secret is neither read nor changed. It is an error if the task can set none.
      - It cannot be combined with C(root_account_id) or C(caller).
    type: dict
    version_added: 1.1.0
    suboptions:
      name:
        description:
          - The name of the secret, or the ARN of an existing one. C({user_name}) is replaced by the name of the user.
          - A name has 1 to 512 characters out of C(A-Z), C(a-z), C(0-9) and C(/_+=.@-). A user name with a comma cannot
            be a part of it.
          - Give an ARN for a secret of another account. Its resource policy and the policy of its KMS key must allow
            the calls.
        type: str
        required: true
      region:
        description:
          - The region of the secret.
          - The default is that of the ARN, or else the region of the task. It is an error if there is none.
        type: str
      kms_key_id:
        description:
          - The KMS key that encrypts a secret that the module creates, by its ID, ARN or alias.
          - The default is the key C(aws/secretsmanager) of AWS. The key of an existing secret is not changed.
        type: str
      tags:
        description: Tags of a secret that the module creates. Those of an existing secret are not changed.
        type: dict
      values:
        description:
          - Further keys of the value, each with a string. C(username), C(password) and C(console_url) are errors.
          - They are stored whenever the password is set, and replace those of the version before. They are not logged.
        type: dict
      delete_when_absent:
        description:
          - Whether O(state=absent) schedules the deletion of the secret, after the login profile is deleted, and also
            if there is no login profile. A secret that is scheduled for deletion already is left as it is.
          - Other secrets with the password, such as copies in other regions, are not deleted.
        type: bool
        default: false
      recovery_window:
        description: For how many days a deleted secret can be restored, 7 to 30. Its name cannot be used meanwhile.
        type: int
        default: 30
  password_version:
    description:
      - A name of your own for the present password, for example V(2026-11), recorded in a tag of the IAM user.
      - With O(update_password=always), password and flag are set only where the recorded version is another one or
        none, so the task is idempotent, and to rotate is to change the version. It is recorded after the password is
        set; a failure in between means one more rotation, never a missed one, unless the version is then set back to
        the recorded one.
      - IAM allows 50 tags for a user. Where the user has 50 others, the task fails before it sets the password, also in
        check mode.
      - With O(update_password=on_create) a new version rotates nothing, and a warning says so.
      - Recorded on creation too. Given with O(state=absent), the tag is removed.
      - Where no password is given or generated, an existing one is taken for that version, and only the tag is written.
      - The password itself, or a hash of it, is kept nowhere. Other tags of the user are not touched.
      - The value is part of the result. It is not logged, since a password can be typed here by mistake.
      - 1 to 256 letters, digits, blanks or C(_.:/=+-@). Quote it in YAML; without quotes V(1.10) is a number and
        arrives as V(1.1).
    type: str
  password_version_tag:
    description:
      - The name of the tag that records O(password_version). The value is not logged.
    type: str
    default: identity.aws/password-version
  revoke_sessions:
    description:
      - Whether to revoke the active sign-in sessions of the user when the password is removed or replaced. These are
        the sessions that C(aws login) and MCP clients open with the console password, as AWS lists them. Without this
        option they continue until they expire.
      - With O(state=absent), the sessions are revoked after the login profile is deleted. They are revoked too if there
        is no login profile to delete, so the task can be run again after a failure.
      - With O(update_password=always), they are revoked after the password of an existing login profile is set. A new
        login profile, a password that is not set, and a change of O(password_reset_required) alone revoke nothing.
      - The sessions are listed before the first write, so that a missing permission changes nothing, and again after
        the write, so that a session that was opened in between is revoked too. O(password_version) is recorded after
        the revocation. If the revocation fails, the next run sets the password and revokes the sessions again.
      - A revoked session can no longer be refreshed. Credentials that it issued before are valid for up to 15 minutes
        longer. AWS does not document whether console sessions in a browser are among these sessions. Access keys and
        sessions of roles continue. See
        R(What deleting a password ends,ansible_collections.identity.aws.docsite.guide_sign_in_sessions_what_ends).
      - Requires botocore >= 1.44.6 and a region of the partition C(aws), in which AWS has these sessions. It cannot be
        used for root users of member accounts, since the task policies of AssumeRoot do not allow it.
    type: bool
    default: false
    version_added: 1.1.0
  valid_until:
    description:
      - When the access ends. From then on the task does what O(state=absent) does, and the reason in the result is the
        date. The password is removed by the first run after the end, so run the task at least daily.
      - A date such as V(2026-12-31) is the last day, in UTC. Access ends at 00:00 UTC of the next day. A date and time
        in ISO 8601, such as V(2026-12-31T18:00:00+01:00), is that moment. Without a zone it is UTC. The date can be
        unquoted in YAML.
      - There is no default, which means access without an end. It is an error with O(state=absent).
      - The time is that of the clock of the host on which the module runs. AWS rejects the requests of a host whose
        clock is wrong by more than five minutes, so a wrong clock ends nobody's access.
    type: str
    version_added: 1.1.0
  valid_until_warn_days:
    description:
      - A warning names the users whose access ends within this many days, with the date and the days left. 0 to 365.
        V(0) warns of nobody.
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
      - The ARN of a session has a region, and AWS does not document whether a list has the sessions of other regions.
        Give all regions in which users sign in. Each region is one call more for each list.
      - The default is the region of the task. An empty list is an error. O(revoke_sessions) is required.
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
      - IAM is eventually consistent. With V(false) the task believes the reply to its own call, which saves one call a
        user; a deletion is then not verified.
    type: bool
    default: true
  wait_timeout:
    description:
      - How long to wait at most, in seconds, for what O(wait) says. At most 86400, a day.
      - IAM refuses a change while it has not finished an earlier one of the same user (EntityTemporarilyUnmodifiable).
        The call is made again for as long as this, whatever O(wait) is. Each call has this time, and so has the wait.
      - So it is where replies of AWS contradict each other, such as NoSuchEntity for a login profile that AWS still
        returns.
    type: int
    default: 120
"""

    STOPPING = r"""
---
options:
  stop_after:
    description:
      - After so many seconds the task begins no further write, lets the request that is under way end, and fails with
        a report of what was done and what was not.
      - Where a task has a C(timeout), set this at least 10 seconds lower, so that the report arrives before Ansible
        gives up the task. A module cannot see C(timeout). The time is counted from the start of the module.
      - Without it there is no limit.
    type: int
"""

    CONCURRENCY = r"""
---
options:
  concurrency:
    description:
      - How many users are read or written at a time, 1 to 64.
      - More than the default is hardly faster. Set it lower if other programs share the rate limit of IAM, which AWS
        does not publish and which applies to the whole account.
      - AWS's answer to too many calls is Throttling. With more than one user at a time, calls are retried in botocore's
        retry mode C(adaptive), which lowers the rate of calls to what AWS allows. With V(1) the mode is C(standard).
        Both make up to 10 attempts; see the notes for how to change the mode and the number.
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
  - A null or an empty string is an error in every option, in entries and in lists too. An empty variable is never an
    omitted option, since the task could then be about another user or about more users. Use C(default(omit)) to omit an
    option whose variable is not defined. In the options of amazon.aws an empty string is allowed, a null is not.
  - botocore attempts each call up to 10 times where AWS throttles it or returns a server error, or where the connection
    fails. C(total_max_attempts) and C(mode) of C(retries) in O(aws_config) change the number and the retry mode, as do
    C(AWS_MAX_ATTEMPTS) and C(AWS_RETRY_MODE) in the environment, and C(max_attempts) and C(retry_mode) in the profile.
    Each setting that is given replaces its default only.
"""
