# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWS Organizations errors by code, their meaning and what to do: a part of error_advice.py.

Pure. Codes: the errors that the service model declares for the calls made here.
"""

from __future__ import annotations

_CHANGED = "the organization changed while it was read. Run it again."
OF_LISTS = {
    "AccessDenied": (
        "only the management account of the organization and its delegated administrators may list its accounts and "
        "units, with the permission {action}. Give the credentials of such an account, and allow the permission in "
        "the caller's IAM policy."
    ),
    "ParentNotFoundException": _CHANGED,
    "TargetNotFoundException": _CHANGED,
}
LIST_OPERATIONS = {
    *("ListAccounts", "ListAccountsForParent", "ListOrganizationalUnitsForParent", "ListRoots", "ListTagsForResource"),
}
