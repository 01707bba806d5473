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
      - A password that was not used for this number of days is a finding. For a password that was never used, the days
        are counted from the time it was set. A use before the login profile was created is not counted.
    type: int
    default: 45
  max_password_age_days:
    description:
      - A password that is older than this number of days is a finding.
      - The default is the limit of the account password policy. If it has no limit, the check is not evaluated.
    type: int
  reset_pending_days:
    description: A reset that is still required this number of days after the password was set or last used is a
      finding.
    type: int
    default: 7
  report_max_age_hours:
    description: A credential report that is older than this number of hours is a finding. AWS makes a new report at
      most every four hours.
    type: int
    default: 4
  minimum_password_length:
    description: An account password policy that requires fewer characters is a finding.
    type: int
    default: 14
  password_reuse_prevention:
    description: An account password policy that prevents the reuse of fewer passwords is a finding.
    type: int
    default: 24
  max_signin_session_hours:
    description:
      - A sign-in session limit (C(login_profile.max_signin_session_duration)) that is longer than this number of hours,
        or not set, is a finding of V(session_limit_too_long). From V(1) to V(2160) (90 days), the limits of AWS.
      - There is no default, since neither AWS nor the CIS AWS Foundations Benchmark recommends a limit. If omitted, the
        check is not evaluated.
      - Users whose limit is not known are not evaluated. To evaluate them, read them live, with botocore >= 1.44.6.
    type: int
    version_added: 1.1.0
  valid_until_warn_days:
    description:
      - Access that ends within this number of days (C(valid_until) in the roster) is a finding of
        V(access_ends_soon). V(0) disables the check.
      - The default of two weeks leaves time to extend the access.
    type: int
    default: 14
    version_added: 1.1.0
  accepted:
    description:
      - Findings to accept (suppress). They remain in the result, with the reason, and are not counted.
      - An entry accepts the findings that match each of C(checks), C(user_names) and C(account_ids) that the entry has.
        An empty list in an entry is an error, since it would match all.
    type: list
    elements: dict
    suboptions:
      checks:
        description: IDs of checks.
        type: list
        elements: str
      user_names:
        description: Names of users, or patterns with C(*) and C(?).
        type: list
        elements: str
      account_ids:
        description: IDs of accounts, or patterns. Quote them in YAML.
        type: list
        elements: str
      reason:
        description: The reason, for the readers of the report.
        type: str
        required: true
      until:
        description: The last day on which the entry applies, in ISO 8601.
        type: str
"""
