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
  - Writes one report on one or many accounts, from results of M(identity.aws.iam_login_profile_info). The formats are
    an HTML page, tables for auditors, a summary for a pull request, and a file for a pipeline.
  - The findings are those of P(identity.aws.console_access_findings#filter). A check is reported as not evaluated if
    the data for it was not read, and never as passed.
  - The role P(identity.aws.console_access_audit#role) reads the accounts and uses this action.
author:
  - identity.aws contributors (@identity-collections)
options:
  accounts:
    description: The accounts. Required without O(inputs).
    type: list
    elements: dict
    suboptions:
      name:
        description: The name of the account in the report. The default is its ID.
        type: str
      access:
        description: The result of M(identity.aws.iam_login_profile_info) about the users of the account. If the account
          could not be read, omit it and give O(accounts[].msg). It can be a JSON string, which Ansible processes faster
          than a dictionary of thousands of users.
        type: raw
      roots:
        description: A result about the root users of member accounts, also as a JSON string.
        type: raw
      roster:
        description: The users who may have a password, as in P(identity.aws.console_access_findings#filter). If it is
          omitted, no user is compared with a roster.
        type: raw
      msg:
        description: Why the account could not be read.
        type: str
  inputs:
    description:
      - Files with reports of earlier runs on the controller, in the format V(json). They are merged with O(accounts)
        into one report, for example after AWX job slicing.
      - Their findings are not evaluated again. So all thresholds, such as O(unused_days), must be the same in all runs.
        O(accepted) is applied again. An accepted finding of an input that this task does not accept is an open finding.
      - It is an error if an account is in two inputs, or in an input and in O(accounts). A report of another version
        with other checks or keys, a report that is older than O(report_max_age_hours), a symbolic link, and a file of
        more than 256 MiB are errors too.
      - A file that does not exist is an error. With O(expected_accounts) it is a warning, and the missing accounts are
        findings.
      - Only the format of a report is validated. Users who can write to the file can change its findings.
    type: list
    elements: path
    version_added: 1.1.0
  expected_accounts:
    description:
      - The IDs of all accounts that the report must have, for example the hosts of a group of the inventory. Quote them
        in YAML. An account that is in neither O(accounts) nor O(inputs) is a finding of V(account_not_read), which
        fails the task.
      - If an account could not be read, only its name is known. If the name is not its ID, the report has the account
        twice, by name and as missing.
      - An empty list is an error, since an inventory that could not be read has no hosts. Omit the option to expect no
        accounts.
    type: list
    elements: str
    version_added: 1.1.0
  directory:
    description:
      - The folder for the files on the controller. It is created if it does not exist. Files of an earlier report are
        replaced.
      - A folder that cannot be written to is an error before the first write, in check mode too. In check mode, a
        missing folder that the task cannot create is a warning, since an earlier task may create it.
    type: path
    required: true
  formats:
    description:
      - V(html) is a page without external resources, C(console-access.html). V(json) is the whole report.
      - V(csv) is a table of the users, V(findings_csv) is a table of the findings. A cell that a spreadsheet would
        evaluate as a formula begins with an apostrophe.
      - V(markdown) is a summary for a pull request. It has the number of findings of each check, and the first findings
        only, so that it fits into a comment.
      - V(junit) is for a pipeline. Each check of each account is a test that passed, failed, or was skipped because it
        could not be evaluated.
    type: list
    elements: str
    choices: [html, json, csv, findings_csv, markdown, junit]
    default: [html, json, csv, findings_csv, markdown, junit]
  mode:
    description: The permissions of the files, as octal digits in quotes. The default allows access to the owner only,
      since the files show weak passwords.
    type: raw
    default: "0600"
  title:
    description: The title of the report.
    type: str
    default: Console access audit
  fail_on:
    description:
      - Fail after the report is written, if there is a finding of this severity or a higher one that is not accepted.
      - With V(never), findings do not fail the task. An account that could not be read always fails it.
    type: str
    choices: [never, low, medium, high]
    default: never
attributes:
  check_mode:
    description: Returns the report, and writes no file.
    support: full
  diff_mode:
    description: There is no diff, since a report is not compared with an earlier one.
    support: none
notes:
  - This is an action plugin. It runs on the controller for all hosts, and makes no calls to AWS.
  - The report shows names, paths and messages as plain text in every format. They cannot be HTML in the page or in the
    summary, nor a formula in a table. Invisible characters are written as escapes, such as C(\x1b).
seealso:
  - module: identity.aws.iam_login_profile_info
  - plugin: identity.aws.console_access_findings
    plugin_type: filter
extends_documentation_fragment:
  - identity.aws.console_access
"""

EXAMPLES = r"""
---
- name: Read the account
  identity.aws.iam_login_profile_info:
    source: report
    account_password_policy: true
  register: access

- name: Write a report, and accept the findings of emergency users
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
        reason: For emergencies only. The sealed envelope is checked each quarter
        until: "2027-03-31"
  register: audit

- name: Show the verdict
  ansible.builtin.debug:
    msg: "{{ audit.verdict }}"

- name: Write a report for a pipeline with stricter thresholds, and fail if there is a high finding
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
  description: The result of the audit, in one or two sentences.
  returned: if there is a report
  type: str
  sample: 15 high and 12 medium findings in 3 accounts. 1 finding accepted.
summary:
  description: The figures of the report.
  returned: if there is a report
  type: dict
  contains:
    accounts:
      description: The number of accounts.
      type: int
    accounts_not_read:
      description: The number of accounts that could not be read.
      type: int
    users:
      description: The number of users that were read, including root users.
      type: int
    with_password:
      description: The number of users who have a password.
      type: int
    without_password:
      description: The number of users who have no password.
      type: int
    unknown:
      description: The number of users whose login profile could not be read.
      type: int
    with_password_and_mfa:
      description: The number of users who have a password and MFA.
      type: int
    with_password_without_mfa:
      description: The number of users who have a password and no MFA.
      type: int
    with_password_mfa_unknown:
      description: The number of users who have a password and whose MFA is not known.
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
      description: The number of findings by severity, without accepted findings.
      type: dict
      sample: {high: 15, medium: 12, low: 0}
    accepted:
      description: The number of accepted findings.
      type: int
files:
  description: The paths of the files on the controller, by format.
  returned: if there is a report
  type: dict
  sample:
    html: audit/console-access.html
error:
  description: Why the task failed. RV(ignore:msg) has the message.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - V(findings) if O(fail_on) fails the task, V(accounts_not_read) if an account could not be read. There is a
          report in both cases.
        - V(report_not_written) or V(invalid_options) if there is no report.
        - The guide R(Errors,ansible_collections.identity.aws.docsite.guide_errors_codes) lists all codes.
      type: str
      sample: findings
    message:
      description: Always null, since the error is not one of AWS.
      type: str
      sample: null
"""
