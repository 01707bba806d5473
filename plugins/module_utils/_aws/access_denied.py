# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Explain a denied request by what AWS wrote about it: which kind of policy denies it, and which one.

Pure. The phrases are those of "Troubleshoot access denied error messages" in the IAM User Guide. They only choose the
words of an advice: an unknown phrase costs the explanation, and nothing is decided by them.
"""

from __future__ import annotations

import re

_KIND = "(?P<kind>[A-Za-z][A-Za-z -]*?(?:policy|boundary))"
_EXPLICIT = re.compile(rf"with an explicit deny(?: in (?:a |an |the )?{_KIND})?(?P<rest>.*)", re.DOTALL)
_NO_ALLOW = re.compile(rf"because no {_KIND} allows")
# AWS names the policy where it belongs to the account or the organization of the caller.
_POLICY_ARN = re.compile(r"arn:[a-z-]+:(?:iam|organizations)::[\w/+=,.@-]*:policy/[\w/+=,.@-]*[\w/+=@-]", re.ASCII)

_MFA = (
    "Such policies often deny every request without MFA. Use credentials with MFA (mfa_serial in the profile, or aws "
    "sts get-session-token), or change the policy."
)
_DENIED = {
    "identity-based policy": f"No Allow overrides it. {_MFA}",
    "service control policy": (
        "No Allow in the account overrides it. An administrator of the organization has to change the policy."
    ),
    "resource control policy": (
        "No Allow in the account overrides it. An administrator of the organization has to change the policy."
    ),
    "permissions boundary": (
        "No Allow overrides it. Change the permissions boundary of the caller, or use other credentials."
    ),
    "session policy": (
        "No Allow overrides it. Use a session without this session policy, or change the policy where the session "
        "starts."
    ),
    "VPC endpoint policy": (
        "No Allow overrides it. Change the policy of the VPC endpoint, or do not send the request through it."
    ),
}
_DENIED_BY_ANY = (
    f"No Allow overrides it. Look at the caller's policies, permissions boundary and service control policies. {_MFA}"
)
_NOT_ALLOWED = {
    "identity-based policy": "Allow it in an identity-based policy of the caller.",
    "service control policy": (
        "No service control policy of the organization allows it, and an Allow in the account is not enough. An "
        "administrator of the organization has to change the policies."
    ),
    "permissions boundary": (
        "The permissions boundary of the caller does not allow it, and an Allow in another policy is not enough. Allow "
        "it in the permissions boundary too."
    ),
    "session policy": (
        "The session policy of these credentials does not allow it, and an Allow of the role is not enough. Use a "
        "session without this session policy, or change the policy where the session starts."
    ),
    "VPC endpoint policy": (
        "The policy of the VPC endpoint does not allow it. Change that policy, or do not send the request through it."
    ),
}


def explain(aws_message: str) -> str | None:
    """Return why AWS denied a request and what to do, as sentences, or None where its message does not show it."""
    if denied := _EXPLICIT.search(aws_message):
        kind = denied["kind"]
        arn = _POLICY_ARN.search(denied["rest"])
        named = "" if arn is None else f" ({arn[0]})"
        policy = "a policy" if kind is None else f"{_article(kind)} {kind}"
        return f"{policy[0].upper()}{policy[1:]}{named} denies it explicitly. {_DENIED.get(kind, _DENIED_BY_ANY)}"
    if missing := _NO_ALLOW.search(aws_message):
        return _NOT_ALLOWED.get(missing["kind"])
    return None


def _article(kind: str) -> str:
    return "an" if kind[0] in "aeio" else "a"
