# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The test iam_user_name. The rule is in module_utils/_core/validation.py."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: iam_user_name
short_description: Whether a text has the form of an IAM user name
version_added: 1.0.0
author:
  - identity.aws contributors (@identity-collections)
description:
  - True for 1 to 64 characters out of C(A-Z), C(a-z), C(0-9) and C(_+=,.@-), the rule of the IAM API. Whether there is
    such a user is another matter.
options:
  _input:
    description: What to look at. Anything but a text is none.
    type: raw
    required: true
seealso:
  - module: identity.aws.iam_login_profile
"""

EXAMPLES = r"""
---
- name: All names of a list have the form of an IAM user name
  ansible.builtin.assert:
    that: colleagues | reject('identity.aws.iam_user_name') | length == 0
"""

RETURN = r"""
---
_value:
  description: Whether it has the form of an IAM user name.
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
