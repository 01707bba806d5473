# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the action plugin of the same name, which runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: console_access_report
short_description: Write a report on who can sign in to the AWS console with a password
version_added: 1.0.0
description:
  - Takes what M(identity.aws.iam_login_profile_info) returned in one or many accounts, and writes one report on all of
    them, as a page to look at, as tables for an auditor, as a summary for a pull request, and for a pipeline.
  - The findings are those of P(identity.aws.console_access_findings#filter). A check that could not be made, because
    nothing was read that it needs, is reported as not evaluated, and never as passed.
  - The role P(identity.aws.console_access_audit#role) reads the accounts and calls this.
author:
  - identity.aws contributors (@identity-collections)
options:
  accounts:
    description: The accounts. Required without O(inputs).
    type: list
    elements: dict
    suboptions:
      name:
        description: What to call the account. Left out, its id.
        type: str
      access:
        description: The result of M(identity.aws.iam_login_profile_info) about the account's users. Left out, the
          account could not be read, and O(accounts[].msg) says why. It can be a JSON string, which Ansible passes on
          faster than a dictionary of thousands of users.
        type: raw
      roots:
        description: A result about the root users of member accounts, if there is one, also as a JSON string.
        type: raw
      roster:
        description: Who may have a password, as P(identity.aws.console_access_findings#filter) takes it. Without one
          nobody is judged by it.
        type: raw
      msg:
        description: Why the account could not be read.
        type: str
  inputs:
    description:
      - Files with reports of earlier runs on the controller, in the format V(json). They are merged with O(accounts)
        into one report, for example after AWX job slicing.
      - Their findings are taken as they are. So all thresholds, such as O(unused_days), must be the same in all runs.
        O(accepted) is applied again; an accepted finding of an input that this task does not accept is an open finding.
      - If an account is in two inputs, or in an input and in O(accounts), that is an error. So is a report of another
        version with other checks or keys, one that is older than O(report_max_age_hours), a symbolic link, and a file
        of more than 256 MiB.
      - A file that does not exist is an error too. With O(expected_accounts) it is a warning, and the accounts that are
        missing are findings.
      - Only the form of a report is validated. Users who can write to the file can change its findings.
    type: list
    elements: path
    version_added: 1.1.0
  expected_accounts:
    description:
      - The ids of all accounts that the report must have, for example the hosts of a group of the inventory. Quote them
        in YAML. An account that neither O(accounts) nor O(inputs) have is a finding V(account_not_read), which fails
        the task.
      - An account that could not be read is known by its name only. If this is not its id, the report has the account
        twice, under its name and as missing.
      - An empty list is an error, since an inventory that could not be read has no hosts. Omit the option to expect no
        accounts.
    type: list
    elements: str
    version_added: 1.1.0
  directory:
    description:
      - The folder on the controller that the files go into. It is made where there is none. Files of an earlier report
        are replaced.
      - A folder that cannot be written to is an error before anything is written, in check mode too. One that is
        missing, and that the task may not make, is a warning in check mode, since an earlier task may make it.
    type: path
    required: true
  formats:
    description:
      - V(html) is a page that needs nothing from elsewhere, C(console-access.html); V(json) is all of the report.
      - V(csv) is a table of the users, V(findings_csv) one of the findings. A cell that a spreadsheet would take for a
        formula begins with an apostrophe there.
      - V(markdown) is a summary for a pull request. It has the number of findings of each check, and the first findings
        only, so that it fits into a comment.
      - V(junit) is for a pipeline, which shows each check of each account as a test that passed, failed, or was
        skipped because it could not be evaluated.
    type: list
    elements: str
    choices: [html, json, csv, findings_csv, markdown, junit]
    default: [html, json, csv, findings_csv, markdown, junit]
  mode:
    description: The permissions of the files, in octal digits and quotes. They tell whose password is weak.
    type: raw
    default: "0600"
  title:
    description: The title of the report.
    type: str
    default: Console access audit
  fail_on:
    description:
      - Fail, after the report is written, where there is a finding of this severity or a higher one that nobody has
        accepted.
      - With V(never) findings make no failure. An account that could not be read always does.
    type: str
    choices: [never, low, medium, high]
    default: never
attributes:
  check_mode:
    description: Makes the report, and writes no file.
    support: full
  diff_mode:
    description: A report has nothing to compare with.
    support: none
notes:
  - An action plugin, which runs on the controller, whatever host the task is for. It calls nothing of AWS.
  - Names, paths and messages are text in every format. They cannot be HTML in the page or in the summary, nor a formula
    in a table. Invisible characters are written as escapes, such as C(\x1b).
seealso:
  - module: identity.aws.iam_login_profile_info
  - plugin: identity.aws.console_access_findings
    plugin_type: filter
extends_documentation_fragment:
  - identity.aws.console_access
"""

EXAMPLES = r"""
---
- name: Look
  identity.aws.iam_login_profile_info:
    source: report
    account_password_policy: true
  register: access

- name: A report for whoever asks, with a break-glass user who is known
  identity.aws.console_access_report:
    accounts:
      - name: production
        access: "{{ access }}"
        roster: "{{ console_users }}"
    directory: audit
    title: Who can sign in to production
    accepted:
      - user_names: [break-glass-*]
        checks: [password_unused, user_not_in_roster]
        reason: For emergencies only; the envelope is checked each quarter
        until: "2027-03-31"
  register: audit

- name: What it comes to
  ansible.builtin.debug:
    msg: "{{ audit.verdict }}"

- name: For a pipeline that stops at what is severe, by stricter rules
  identity.aws.console_access_report:
    accounts:
      - access: "{{ access }}"
    directory: audit
    formats: [junit, markdown]
    mode: "0644"
    unused_days: 30
    max_password_age_days: 90
    reset_pending_days: 2
    report_max_age_hours: 4
    minimum_password_length: 16
    password_reuse_prevention: 24
    max_signin_session_hours: 12
    valid_until_warn_days: 30
    fail_on: high

- name: Write a part of a report, as a slice of an AWX job does
  identity.aws.console_access_report:
    accounts:
      - access: "{{ access }}"
    directory: audit/part-1
    formats: [json]

- name: Merge the parts, and fail if an account is in none of them
  identity.aws.console_access_report:
    inputs: [audit/part-1/console-access.json]
    expected_accounts: "{{ expected }}"
    directory: audit/merged
"""

RETURN = r"""
---
verdict:
  description: What the report comes to, in a sentence or two.
  returned: where there is a report
  type: str
  sample: 15 high and 12 medium findings in 3 accounts. 1 finding accepted.
summary:
  description: The figures of the report.
  returned: where there is a report
  type: dict
  contains:
    accounts:
      description: How many accounts there are.
      type: int
    accounts_not_read:
      description: How many of them could not be read.
      type: int
    users:
      description: How many users were looked at, root users included.
      type: int
    with_password:
      description: How many of them have a password.
      type: int
    without_password:
      description: How many have none.
      type: int
    unknown:
      description: Of how many nobody knows whether they have one.
      type: int
    with_password_and_mfa:
      description: How many have a password and MFA.
      type: int
    with_password_without_mfa:
      description: How many have a password and no MFA.
      type: int
    with_password_mfa_unknown:
      description: Of how many who have a password nobody knows whether they have MFA.
      type: int
    with_active_sessions:
      description: The number of users who have an active sign-in session.
      type: int
      version_added: 1.1.0
    active_sessions_unknown:
      description: The number of users whose sign-in sessions are not known. All users, if the sessions were not read.
      type: int
      version_added: 1.1.0
    findings:
      description: How many findings there are by severity, without accepted ones.
      type: dict
      sample: {high: 15, medium: 12, low: 0}
    accepted:
      description: How many findings are accepted.
      type: int
files:
  description: The files of the report on the controller, by O(formats).
  returned: where there is a report
  type: dict
  sample:
    html: audit/console-access.html
error:
  description: What went wrong.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - V(findings) where O(fail_on) fails the task, V(accounts_not_read) where an account could not be read. There is
          a report in both cases.
        - V(report_not_written) or V(invalid_options) where there is no report.
        - The guide R(Errors,ansible_collections.identity.aws.docsite.guide_errors_codes) lists all codes.
      type: str
      sample: findings
    message:
      description: Always null, since the error is not one of AWS.
      type: str
      sample: null
"""
