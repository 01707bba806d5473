# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Codes of failures for which AWS has no code. They are in snake_case; AWS's codes are not.

Pure. guide_errors.rst explains each of them.
"""

from __future__ import annotations

import typing as t

# Requests that cannot be carried out.
RequestCode = t.Literal[
    "account_differs",
    "connection_settings_invalid",
    "contradictory_replies",
    "credentials_unavailable",
    "delivery_failed",
    "empty_option",
    "encryption_key_invalid",
    "encryption_key_unusable",
    "interrupted",
    "invalid_options",
    "library_missing",
    "library_outdated",
    "login_profile_not_updatable",
    "no_regional_endpoint",
    "password_not_returnable",
    "password_required",
    "path_not_writable",
    "purge_bound_unmatched",
    "region_required",
    "secret_not_found",
    "secret_not_writable",
    "secret_scheduled_for_deletion",
    "secret_version_pending",
    "sign_in_sessions_not_supported",
    "tag_quota_exceeded",
    "unreadable_credential_report",
    "user_name_case_differs",
    "user_not_found",
    "user_required",
]
# Calls without a reply of AWS, whole tasks, and audits.
FailureCode = t.Literal[
    "accounts_not_read",
    "botocore_error",
    "connection_failed",
    "credentials_incomplete",
    "credentials_missing",
    "endpoint_unreachable",
    "findings",
    "internal_error",
    "invalid_parameter",
    "malformed_report_row",
    "not_attempted",
    "not_shown_yet",
    "policy_unreadable",
    "profile_not_found",
    "proxy_authentication_required",
    "proxy_unreachable",
    "purge_limit_exceeded",
    "read_timeout",
    "report_not_written",
    "sessions_unreadable",
    "tls_failed",
    "unreadable_reply",
    "users_failed",
]
