# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter password_policy_violations. The rules are in module_utils/_core/password_policy.py."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: password_policy_violations
short_description: The rules of an account password policy that a password breaks
version_added: 1.0.0
author:
  - identity.aws contributors (@identity-collections)
description:
  - Returns a list of sentences, one for each rule that the password breaks; an empty list where it breaks none.
  - The list also has a sentence for each character that AWS accepts, and that the user can hardly type on the sign-in
    page. That is a blank, tab, line break or another character that cannot be seen at the beginning or the end, and a
    line break or another control character inside. M(identity.aws.iam_login_profile) warns of these.
  - The sentences never hold the password. The other rules are those that M(identity.aws.iam_login_profile) checks in
    check mode. What the API asks of the form of every password (1 to 128 characters up to U+00FF) is not part of a
    policy; P(identity.aws.compliant_password#test) looks at it too.
  - Two rules cannot be checked from outside, the reuse of an earlier password, and (with the default policy) that it is
    not the account's name or e-mail address.
positional: policy
options:
  _input:
    description: The password.
    type: str
    required: true
  policy:
    description:
      - The account password policy, in the names of the API (C(MinimumPasswordLength), ...), in those that
        M(amazon.aws.iam_password_policy) takes (C(min_pw_length), ...) or in those that it returns
        (C(minimum_password_length), ...).
      - Left out or empty, the default policy holds, as in an account that has set none. That is 8 characters with three
        of the four classes. A null is an error, since M(identity.aws.iam_login_profile_info) returns it for a policy
        that it could not read.
      - A name that is not one of a policy's is an error, since a misspelt rule would pass for one that is off.
    type: dict
    default: {}
seealso:
  - plugin: identity.aws.compliant_password
    plugin_type: test
  - module: identity.aws.iam_login_profile
"""

EXAMPLES = r"""
---
- name: Say what is wrong with a password before anything is done
  ansible.builtin.assert:
    that: broken | length == 0
    fail_msg: "{{ broken | join(' ') }}"
  vars:
    policy: {min_pw_length: 14, require_symbols: true}
    broken: "{{ new_password | identity.aws.password_policy_violations(policy) }}"
"""

RETURN = r"""
---
_value:
  description: The rules that are broken, as sentences.
  type: list
  elements: str
  sample:
    - It must have at least 14 characters.
    - It must not have a line feed at the end.
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import NO_POLICY, describe_violations


def password_policy_violations(password: t.Any, policy: t.Any = NO_POLICY) -> list[str]:
    """Return the rules that the password violates. Raises AnsibleFilterError if it cannot be evaluated."""
    try:
        return describe_violations(password, policy)
    except RequestError as request_error:
        raise AnsibleFilterError(f"identity.aws.password_policy_violations: {request_error}") from request_error


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"password_policy_violations": password_policy_violations}
