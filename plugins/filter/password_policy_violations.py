# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter password_policy_violations. The rules are in module_utils/_core/password_policy.py."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: password_policy_violations
short_description: List the rules of an account password policy that a password does not comply with
version_added: 1.0.0
author:
  - identity.aws contributors (@identity-collections)
description:
  - Returns a list of sentences, one for each rule that the password does not comply with. The list is empty if it
    complies with all rules. The sentences never contain the password.
  - The list also has a sentence for each character that AWS accepts, but that is difficult to type on the sign-in page.
    These are a space, tab, line break or another character that cannot be seen at the beginning or the end, and a line
    break or another control character inside. M(identity.aws.iam_login_profile) warns of them.
  - The other rules are those that M(identity.aws.iam_login_profile) checks in check mode. The rules of the API for all
    passwords (1 to 128 characters up to U+00FF) are not part of a policy. P(identity.aws.compliant_password#test)
    checks them too.
  - Only AWS can check the reuse of an earlier password, and with the default policy, that the password is not the name
    or e-mail address of the account.
positional: policy
options:
  _input:
    description: The password.
    type: str
    required: true
  policy:
    description:
      - The account password policy. Its keys are the names of the API (C(MinimumPasswordLength), ...), the options of
        M(amazon.aws.iam_password_policy) (C(min_pw_length), ...) or the names that it returns
        (C(minimum_password_length), ...).
      - The default is the default policy of AWS for accounts without a policy, which requires 8 characters of three of
        the four classes. A null is an error, since M(identity.aws.iam_login_profile_info) returns it for a policy that
        it could not read.
      - An unknown key is an error, since a misspelt rule would not be checked.
    type: dict
    default: {}
seealso:
  - plugin: identity.aws.compliant_password
    plugin_type: test
  - module: identity.aws.iam_login_profile
"""

EXAMPLES = r"""
---
- name: Check a password before any change
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
  description: The rules that the password does not comply with, as sentences.
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
