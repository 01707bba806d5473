# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The test compliant_password. The rules are in module_utils/_core/password_policy.py."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: compliant_password
short_description: Check whether a password complies with an account password policy
version_added: 1.0.0
author:
  - identity.aws contributors (@identity-collections)
description:
  - True if P(identity.aws.password_policy_violations#filter) returns an empty list, and the password complies with the
    rules of the IAM API for all passwords. A password that ends with a line feed or another character that cannot be
    seen is not compliant, as the filter describes.
positional: policy
options:
  _input:
    description: The password.
    type: str
    required: true
  policy:
    description: The account password policy, as in P(identity.aws.password_policy_violations#filter).
    type: dict
    default: {}
seealso:
  - plugin: identity.aws.password_policy_violations
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Fail if the password is weak
  ansible.builtin.assert:
    that: new_password is identity.aws.compliant_password(policy)
    quiet: true
  vars:
    policy: {MinimumPasswordLength: 14, RequireSymbols: true}
"""

RETURN = r"""
---
_value:
  description: Whether the password complies with the policy.
  type: bool
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import NO_POLICY, describe_violations
from ansible_collections.identity.aws.plugins.module_utils._core.validation import password_problem


def compliant_password(password: t.Any, policy: t.Any = NO_POLICY) -> bool:
    """Return whether the password complies with the policy. Raises AnsibleFilterError if it cannot be evaluated."""
    try:
        return not describe_violations(password, policy) and password_problem(password) is None
    except RequestError as request_error:
        raise AnsibleFilterError(f"identity.aws.compliant_password: {request_error}") from request_error


class TestModule:
    """The tests of this file."""

    def tests(self) -> dict[str, t.Callable[..., bool]]:
        """Return the tests by name."""
        return {"compliant_password": compliant_password}
