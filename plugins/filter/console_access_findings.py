# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter console_access_findings. It is implemented in plugin_utils; see _audit/report.to_findings."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: console_access_findings
short_description: Return the findings of an audit of console access
version_added: 1.0.0
author:
  - identity.aws contributors (@identity-collections)
description:
  - Takes the result of M(identity.aws.iam_login_profile_info), and returns findings, each with its severity, the
    evidence and a task that fixes it.
  - It evaluates only the data in the result. Checks of MFA and of the last sign-in require the columns of the
    credential report, checks of the account password policy require the policy, checks of the roster require O(roster).
    M(identity.aws.console_access_report) also reports the checks that could not be evaluated. This filter does not, so
    an empty list does not prove that there are no problems.
  - "Checks of severity high: V(account_not_read), V(user_not_read), V(root_password_in_member_account),
    V(root_password_without_mfa), V(password_without_mfa), V(user_not_in_roster), V(access_ended),
    V(sessions_without_password)."
  - "Checks of severity medium: V(password_unused), V(password_too_old), V(reset_pending), V(session_limit_too_long),
    V(no_password_policy), V(weak_password_policy), V(root_access_not_centralized)."
  - "Checks of severity low: V(roster_user_without_password), V(access_ends_soon), V(report_too_old)."
options:
  _input:
    description:
      - The result of M(identity.aws.iam_login_profile_info), or its C(users) only.
      - A result with C(root_account_ids) or C(root_of_organization) has the root users of member accounts. The
        credential report has the account's own root user, whose password is a finding only without MFA.
    type: raw
    required: true
  roster:
    description:
      - The users who may have a password, as the C(profiles) of M(identity.aws.iam_login_profile_roster). Users whose
        entry has the state C(absent) may not. An entry with C(root_account_id) allows the password of the root user of
        this member account. A string is the name of an IAM user, as in C(user_names) of that module.
      - An entry with C(valid_until) allows the password until that time. Give it in the entries, since a default for
        all entries is not known to this filter.
    type: list
    elements: raw
  now:
    description:
      - The time that ages are counted to, in ISO 8601.
      - The default is the time of the last reply of AWS (RV(identity.aws.iam_login_profile_info#module:answered_at)),
        or the current time if the result does not have it.
    type: str
extends_documentation_fragment:
  - identity.aws.console_access
seealso:
  - module: identity.aws.iam_login_profile_info
  - module: identity.aws.console_access_report
"""

EXAMPLES = r"""
---
- name: Read the account
  identity.aws.iam_login_profile_info:
    credential_report: true
    account_password_policy: true
  register: access

- name: Fail if there is a high finding that is not accepted
  ansible.builtin.assert:
    that: wrong | length == 0
    fail_msg: "{{ wrong | map(attribute='summary') | join(' ') }}"
  vars:
    findings: "{{ access | identity.aws.console_access_findings(roster=console_users, unused_days=90) }}"
    wrong: "{{ findings | selectattr('severity', 'eq', 'high') | rejectattr('accepted') }}"

- name: Write the remediation tasks to a file, to review and to run
  ansible.builtin.copy:
    content: "{{ remediation | to_nice_yaml(sort_keys=false) }}"
    dest: remediation.yml
    mode: "0600"
  vars:
    findings: "{{ access | identity.aws.console_access_findings(accepted=known) }}"
    remediation: "{{ findings | rejectattr('accepted') | map(attribute='remedy') | select }}"
    known:
      - user_names: [break-glass-*]
        checks: [password_unused]
        reason: For emergencies only. The sealed envelope is checked each quarter
        until: "2027-03-31"
"""

RETURN = r"""
---
_value:
  description: The findings, sorted by severity, check, account and user.
  type: list
  elements: dict
  contains:
    id:
      description: The ID of the check. P(identity.aws.console_access_findings#filter) lists them.
      type: str
      sample: password_without_mfa
    severity:
      description: V(high), V(medium) or V(low).
      type: str
      sample: high
    account_id:
      description: The ID of the account. Null if it is not known.
      type: str
      sample: "111122223333"
    account_name:
      description: The name of the account, or its ID if it has no name.
      type: str
      sample: production
    user_name:
      description: The name of the IAM user. C(<root_account>) for a root user, null for a finding about the account.
      type: str
      sample: alice
    summary:
      description: The finding, as a sentence.
      type: str
      sample: IAM user 'alice' can sign in with the password alone.
    evidence:
      description: The columns that the finding is based on, each with C(column) and C(value).
      type: list
      elements: dict
      sample:
        - column: mfa_active
          value: false
    advice:
      description: How to fix it. If the task in C(remedy) removes access, the advice begins with how the user keeps the
        access. Null if there is no advice.
      type: str
      version_added: 1.1.0
      sample: If the user needs console access, the user registers an MFA device, which no task can do. Otherwise, the
        task removes the password.
    remedy:
      description: The remediation. It is a task that fixes the finding, for a playbook that runs with the credentials
        of the account. Review it before you run it. Null if no task fixes the finding, and if the name of the user is
        not an IAM user name, since such a name could be a template.
      type: dict
      sample:
        name: Remove the console password of alice
        identity.aws.iam_login_profile:
          user_name: alice
          state: absent
    cis:
      description: The controls of the CIS AWS Foundations Benchmark that require the same, as a dictionary of versions
        and lists of numbers. Empty if there is none.
      type: dict
      sample:
        "4.0": ["1.10"]
        "7.0": ["2.10"]
    accepted:
      description: C(reason) and C(until) of the entry of O(accepted) that accepts the finding. Null if there is none.
      type: dict
      sample: null
"""

import typing as t
from dataclasses import replace
from datetime import datetime, timezone

from ansible.errors import AnsibleFilterError

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.plugin_utils._audit.document import FindingEntry
from ansible_collections.identity.aws.plugins.plugin_utils._audit.native_types import native_types
from ansible_collections.identity.aws.plugins.plugin_utils._audit.parsing import to_account, to_time
from ansible_collections.identity.aws.plugins.plugin_utils._audit.report import to_findings
from ansible_collections.identity.aws.plugins.plugin_utils._audit.settings import Thresholds, to_acceptances

_OMITTED: t.Any = object()


def console_access_findings(
    access: t.Any, roster: t.Any = _OMITTED, *, accepted: t.Any = _OMITTED, now: t.Any = _OMITTED, **thresholds: t.Any
) -> list[FindingEntry]:
    """Return the findings. Raises AnsibleFilterError if the input or an option is wrong."""
    try:
        time = datetime.now(timezone.utc) if now is _OMITTED else to_time(_given("now", now), "now")
        account = to_account(native_types(access), _given("roster", roster))
        if now is not _OMITTED:
            account = replace(account, answered_at=None)  # Ages are relative to the given time.
        asked = Thresholds.from_options(native_types(thresholds), "roster", "accepted", "now")
        return to_findings([account], asked, to_acceptances(_given("accepted", accepted), time), time)
    except RequestError as request_error:
        # Without "from request_error": Ansible would show the message twice.
        raise AnsibleFilterError(f"identity.aws.console_access_findings: {request_error}") from None


def _given(name: str, value: t.Any) -> t.Any:
    """Return the value of an option, or None if it is omitted. Raises RequestError for null."""
    if value is None:
        raise RequestError(f"{name} was given, but is null. Correct the variable, or omit the option.")
    return None if value is _OMITTED else native_types(value)


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"console_access_findings": console_access_findings}
