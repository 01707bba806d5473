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
  - It evaluates only what is in the result. A finding about MFA or about the last sign-in needs the columns of the
    credential report, one about the account password policy needs the policy, one about the roster needs a roster.
    M(identity.aws.console_access_report) also reports the checks that could not be evaluated. This filter does not, so
    an empty list is no proof.
  - "The checks, high: V(account_not_read), V(user_not_read), V(root_password_in_member_account),
    V(root_password_without_mfa), V(password_without_mfa), V(user_not_in_roster), V(access_ended),
    V(sessions_without_password)."
  - "Medium: V(password_unused), V(password_too_old), V(reset_pending), V(session_limit_too_long),
    V(no_password_policy), V(weak_password_policy), V(root_access_not_centralized). Low:
    V(roster_user_without_password), V(access_ends_soon), V(report_too_old)."
options:
  _input:
    description:
      - The result of M(identity.aws.iam_login_profile_info), or its C(users) alone.
      - Root users in a result about member accounts (C(root_account_ids), C(root_of_organization)) are those of member
        accounts. One by the credential report is the account's own, whose password is no finding unless it lacks MFA.
    type: raw
    required: true
  roster:
    description:
      - Who may have a password, as the C(profiles) of M(identity.aws.iam_login_profile_roster). Entries that are absent
        may not. A root user's entry allows the password of a member account's root user. A string is the name of an
        IAM user, as in C(user_names) of that module.
      - An entry with C(valid_until) allows the password until then. A default C(valid_until) for all entries of the
        roster is not known here.
    type: list
    elements: raw
  now:
    description: The time that ages are counted to, in ISO 8601. If omitted, it is the time at which AWS answered
      (RV(identity.aws.iam_login_profile_info#module:answered_at)), or the present time if the result does not have it.
    type: str
extends_documentation_fragment:
  - identity.aws.console_access
seealso:
  - module: identity.aws.iam_login_profile_info
  - module: identity.aws.console_access_report
"""

EXAMPLES = r"""
---
- name: Look
  identity.aws.iam_login_profile_info:
    credential_report: true
    account_password_policy: true
  register: access

- name: Nobody has a password without MFA, and nobody has one who should not
  ansible.builtin.assert:
    that: wrong | length == 0
    fail_msg: "{{ wrong | map(attribute='summary') | join(' ') }}"
  vars:
    findings: "{{ access | identity.aws.console_access_findings(roster=console_users, unused_days=90) }}"
    wrong: "{{ findings | selectattr('severity', 'eq', 'high') | rejectattr('accepted') }}"

- name: All that mends it, as a file of tasks to read and to run
  ansible.builtin.copy:
    content: "{{ remedies | to_nice_yaml(sort_keys=false) }}"
    dest: remedies.yml
    mode: "0600"
  vars:
    findings: "{{ access | identity.aws.console_access_findings(accepted=known) }}"
    remedies: "{{ findings | rejectattr('accepted') | map(attribute='remedy') | select }}"
    known:
      - user_names: [break-glass-*]
        checks: [password_unused]
        reason: For emergencies only; the envelope is checked each quarter
        until: "2027-03-31"
"""

RETURN = r"""
---
_value:
  description: The findings, by severity, check, account and user.
  type: list
  elements: dict
  contains:
    id:
      description: The check that found it; P(identity.aws.console_access_findings#filter) lists them.
      type: str
      sample: password_without_mfa
    severity:
      description: V(high), V(medium) or V(low).
      type: str
      sample: high
    account_id:
      description: The id of the account, null where it is not known.
      type: str
      sample: "111122223333"
    account_name:
      description: What the account is called; its id where it has no name.
      type: str
      sample: production
    user_name:
      description: The name of the IAM user, C(<root_account>) for a root user, null for what is about the account.
      type: str
      sample: alice
    summary:
      description: What was found, in a sentence.
      type: str
      sample: IAM user 'alice' can sign in with the password alone.
    evidence:
      description: The columns that it was told by, each with C(column) and C(value).
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
      description: A task that mends it, ready for a playbook that runs with the credentials of the account. Read it
        before you run it. Null if no task fixes the finding, and if the name of the user is not an IAM user name,
        since such a name could be a template.
      type: dict
      sample:
        name: Take the console password from alice
        identity.aws.iam_login_profile:
          user_name: alice
          state: absent
    cis:
      description: Version of the CIS AWS Foundations Benchmark to the numbers of its controls that ask for the same;
        empty where none does.
      type: dict
      sample:
        "4.0": ["1.10"]
        "7.0": ["2.10"]
    accepted:
      description: Null, or C(reason) and C(until) of the entry of O(accepted) that covers it.
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
