# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The test iam_user_name. The rule is in module_utils/_core/validation.py."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: iam_user_name
short_description: Check whether a string is a valid IAM user name
version_added: 1.0.0
author:
  - identity.aws contributors (@identity-collections)
description:
  - True for a string of 1 to 64 characters out of C(A-Z), C(a-z), C(0-9) and C(_+=,.@-), which is the rule of the IAM
    API. It does not check whether the user exists.
options:
  _input:
    description: The value to check. The result is false for values that are not strings.
    type: raw
    required: true
seealso:
  - module: identity.aws.iam_login_profile
"""

EXAMPLES = r"""
---
- name: Check that all names of a list are valid IAM user names
  ansible.builtin.assert:
    that: colleagues | reject('identity.aws.iam_user_name') | length == 0
"""

RETURN = r"""
---
_value:
  description: Whether the value is a valid IAM user name.
  type: bool
"""

import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.validation import user_name_problem


def iam_user_name(name: t.Any) -> bool:
    """Return whether ``name`` is a string with the format of an IAM user name."""
    return isinstance(name, str) and user_name_problem(name) is None


class TestModule:
    """The tests of this file."""

    def tests(self) -> dict[str, t.Callable[..., bool]]:
        """Return the tests by name."""
        return {"iam_user_name": iam_user_name}
