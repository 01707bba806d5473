# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter login_profile_roster. It is implemented in plugin_utils; see _audit/adoption.to_profiles."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: login_profile_roster
short_description: Convert the login profiles of an AWS account into a roster
version_added: 1.1.0
author:
  - identity.aws contributors (@identity-collections)
description:
  - Takes the result of M(identity.aws.iam_login_profile_info), and returns the C(profiles) of
    M(identity.aws.iam_login_profile_roster) for the users who have a login profile (console password). Use it to adopt
    an account whose users were not managed by a roster.
  - The roster changes nothing in the account that was read, also with C(purge=true). If the result was read with
    C(path_prefix), give the roster module the same C(path_prefix). The result does not show which users were not read,
    and with C(user_names) it has those users only. A purge would remove the login profiles of all others.
  - The roster has no password and no C(password_reset_required). A user who sets a new password clears that flag, and
    the roster must not revert this change.
  - It has C(max_signin_session_duration) for users who have the setting. The roster module then requires botocore
    1.44.6 or later. It is omitted if it was not read. See
    RV(identity.aws.iam_login_profile_info#module:max_signin_session_duration_known).
  - It has no C(valid_until), even if the result was read with the C(profiles) of a roster. The access of these users
    would have no end. Use the entries of that roster instead of those of the filter.
options:
  _input:
    description:
      - The registered result of M(identity.aws.iam_login_profile_info), or its C(users) only.
      - It is an error if the task failed, if a user could not be read, or if the users were read by C(source=report).
        In these cases a user who has a login profile could be missing in the roster.
      - Root users of member accounts, by C(root_account_ids) or C(root_of_organization), are in the roster if they have
        a login profile. The root user of the account itself is not, since a roster does not manage it.
    type: raw
    required: true
seealso:
  - module: identity.aws.iam_login_profile_info
  - module: identity.aws.iam_login_profile_roster
"""

EXAMPLES = r"""
---
- name: Read which users have a login profile
  identity.aws.iam_login_profile_info:
    path_prefix: /staff/
  register: access

- name: Write the roster
  ansible.builtin.copy:
    content: "{{ {'console_users': profiles} | to_nice_yaml(indent=2, sort_keys=false, explicit_start=true) }}"
    dest: roster.yml
    mode: "0644"
  vars:
    profiles: "{{ access | identity.aws.login_profile_roster }}"

- name: Compare the account with the roster
  identity.aws.iam_login_profile_roster:
    profiles: "{{ access | identity.aws.login_profile_roster }}"
    purge: true
    path_prefix: /staff/
  check_mode: true
  register: drift

- name: Fail if they differ
  ansible.builtin.assert:
    that: drift is not changed
"""

RETURN = r"""
---
_value:
  description: An entry for each user who has a login profile, sorted by name.
  type: list
  elements: dict
  contains:
    user_name:
      description: The name of the IAM user.
      returned: for an IAM user
      type: str
      sample: alice
    root_account_id:
      description: The id of the member account.
      returned: for a root user
      type: str
      sample: "111122223333"
    max_signin_session_duration:
      description: The maximum duration of the user's sign-in sessions, in seconds.
      returned: for an IAM user who has the setting, if it was read
      type: int
      sample: 43200
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.plugin_utils._audit.adoption import Profile, to_profiles
from ansible_collections.identity.aws.plugins.plugin_utils._audit.native_types import native_types


def login_profile_roster(access: t.Any) -> list[Profile]:
    """Return the roster. Raises AnsibleFilterError if the input does not show who has a login profile."""
    try:
        return to_profiles(native_types(access))
    except RequestError as request_error:
        # Without "from request_error": Ansible would show the message twice.
        raise AnsibleFilterError(f"identity.aws.login_profile_roster: {request_error}") from None


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"login_profile_roster": login_profile_roster}
