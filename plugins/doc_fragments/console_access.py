# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that the findings and the report on console access share: the thresholds of findings."""

from __future__ import annotations


class ModuleDocFragment:
    """Read by Ansible."""

    DOCUMENTATION = r"""
---
options:
  unused_days:
    description:
      - A password that was not used for this many days is a finding. One that was never used counts from when it was
        set, and a use before the present password was first created is none.
    type: int
    default: 45
  max_password_age_days:
    description:
      - A password that is older than this many days is a finding. Left out, the account password policy's own limit
        holds, and where it has none nothing is judged.
    type: int
  reset_pending_days:
    description: A reset still required this many days after the password was set or last used is a finding.
    type: int
    default: 7
  report_max_age_hours:
    description: A credential report that is older than this many hours is a finding. AWS keeps one for four.
    type: int
    default: 4
  minimum_password_length:
    description: An account password policy that asks for fewer characters is a finding.
    type: int
    default: 14
  password_reuse_prevention:
    description: An account password policy that remembers fewer passwords is a finding.
    type: int
    default: 24
  max_signin_session_hours:
    description:
      - A sign-in session limit (C(login_profile.max_signin_session_duration)) that is longer than this many hours, or
        not set, is a finding of V(session_limit_too_long). From V(1) to V(2160) (90 days), the limits of AWS.
      - There is no default, since neither AWS nor the CIS AWS Foundations Benchmark recommends a limit. If omitted, the
        check is not evaluated.
      - Users whose limit is not known are not evaluated. It is known if they were read live, with botocore >= 1.44.6.
    type: int
    version_added: 1.1.0
  valid_until_warn_days:
    description:
      - Access that ends within this many days, by C(valid_until) in the roster, is a finding of V(access_ends_soon).
        V(0) finds none.
      - The default of two weeks leaves time to extend the access.
    type: int
    default: 14
    version_added: 1.1.0
  accepted:
    description:
      - Findings that are known and accepted. They stay in the result, with the reason, and count no more.
      - An entry covers a finding that matches all of C(checks), C(user_names) and C(account_ids) that it gives. An
        empty list is an error, since it would match all.
    type: list
    elements: dict
    suboptions:
      checks:
        description: Ids of checks.
        type: list
        elements: str
      user_names:
        description: Names of users, or patterns with C(*) and C(?).
        type: list
        elements: str
      account_ids:
        description: Ids of accounts, or patterns. Quote them in YAML.
        type: list
        elements: str
      reason:
        description: Why, for the readers of the report.
        type: str
        required: true
      until:
        description: The last day on which it holds, in ISO 8601.
        type: str
"""
