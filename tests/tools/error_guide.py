# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Write the generated parts of guide_errors.rst: ``python tests/tools/error_guide.py --write``.

A part is what is between its two marks in the guide. Messages and advice are taken from the collection. Only the
meaning of the codes of this collection is written here, since the code has no sentence for it.
"""

from __future__ import annotations

import importlib
import re
import sys
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

HERE = Path(__file__).resolve().parent
if __name__ == "__main__":
    sys.path.insert(0, str(importlib.import_module("collection_tree").linked()))

from botocore.exceptions import ClientError

from ansible_collections.identity.aws.plugins.module_utils._aws import credential_errors, error_advice, errors
from ansible_collections.identity.aws.plugins.module_utils._aws.organization_advice import OF_LISTS
from ansible_collections.identity.aws.plugins.module_utils._aws.secret_advice import OF_SECRETS
from ansible_collections.identity.aws.plugins.module_utils._core.error_codes import FailureCode, RequestCode
from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal, permission_of

GUIDE = HERE.parents[1] / "docs" / "docsite" / "rst" / "guide_errors.rst"
COMMAND = "python tests/tools/error_guide.py --write"
WIDTH = 120
# What is shown as code: commands, options, actions, ARNs and paths.
_CODE = re.compile(
    r"(?P<code>aws [a-z]+ [a-z]+-[a-z-]+(?: --[a-z-]+ [a-z]\w*(?:\.\w+)+)?|aws (?:sso )?login\b(?: --profile NAME)?"
    r"|python3 -m pip [^.]*'|--[a-z][a-z-]+"
    r"|[\w.~/:*{}\[\]@-]*(?:_|\b[a-z]+:(?=[A-Za-z*/])|~/)[\w./:*{}\[\]@-]*[\w/*])"
)
_MARKED = re.compile(r"(``.+?``|`.+?`_+)")
# The codes of this collection: what failed, and what to do. None: the advice of the code is all of it.
CODES: dict[str, str | None] = {
    "account_differs": (
        "The credentials are of another account than account_id. Nothing was changed. Correct the keys, the profile or "
        "the role. In module_defaults, an alias of an option, such as aws_access_key, overrides the option of a task."
    ),
    "accounts_not_read": (
        "The audit report was written, but an account could not be read. The report has the reason of each account."
    ),
    "botocore_error": "botocore could not make a call. The message of botocore has the reason.",
    "connection_failed": None,
    "connection_settings_invalid": (
        "aws_config, endpoint_url, or a setting of the profile or the environment is not valid. Or profile was given "
        "together with access keys: remove one of them. AWS_ACCESS_KEY_ID in the environment is an access key too."
    ),
    "contradictory_replies": (
        "Two replies of AWS contradict each other, also after wait_timeout. Nothing was changed. Run the task again in "
        "a minute."
    ),
    "credentials_incomplete": None,
    "credentials_missing": None,
    "credentials_unavailable": (
        "A provider of credentials failed. See `Providers of credentials`_ for the advice of each provider."
    ),
    "delivery_failed": (
        "A generated password could not be stored in delivery_path, so it was not set. The message has the reason of "
        "the system, such as a full disk."
    ),
    "empty_option": (
        "An option has the value null, or an empty string where one is not allowed. Nothing was read or changed. Use "
        "``default(omit)`` for an undefined variable, or ``default(omit, true)`` to omit null and empty values too. Do "
        "not use the second form for the name of a user or for a limit of a purge."
    ),
    "encryption_key_invalid": (
        "pgp_key is not one OpenPGP public key, or an element of age_recipients is not one public key of age or SSH. "
        "The value is the key, not the path of a file: use ``lookup('ansible.builtin.file', 'key.asc')``. ``gpg "
        "--export`` with a name can return the keys of several people: use the fingerprint. Replace a private key "
        "that was in a playbook."
    ),
    "encryption_key_unusable": (
        "The key is revoked, expired, not yet valid, too weak, of an unsupported type, or cannot encrypt. Ask its "
        "owner to renew it or to create another one, and to export it again."
    ),
    "endpoint_unreachable": None,
    "findings": "The audit report was written, and has findings of the severity in fail_on.",
    "internal_error": (
        "An error of this collection. The result has what was done. Please `report it "
        "<https://github.com/identity-collections/identity.aws/issues/new>`__ with the message, which contains no "
        "password."
    ),
    "interrupted": "A signal, or the option stop_after, interrupted the task. See `Interrupted tasks`_.",
    "invalid_options": (
        "An option has an invalid value, or options cannot be combined. Nothing was read or changed. The message names "
        "each option; profiles[0] is the first entry of a roster. Quote account IDs and passwords in YAML. Values "
        "from ``-e`` are strings: use the filters ``int`` and ``bool``."
    ),
    "invalid_parameter": "botocore does not accept a parameter of a call. The message of botocore names it.",
    "library_missing": (
        "A Python library is not installed: pysequoia for pgp_key, pyrage for age_recipients, or awscrt for a profile "
        "with login_session. Install it for the Python that runs the module, which the message names."
    ),
    "library_outdated": (
        "botocore is too old for max_signin_session_duration, sign-in sessions, root_account_id, a profile with "
        "login_session, or the inventory plugin. The message has the required version. Update boto3 and botocore for "
        "the Python that runs the module."
    ),
    "login_profile_not_updatable": (
        "``caller: true`` is used by a principal that is not an IAM user, so its login profile cannot be updated. Give "
        "user_name."
    ),
    "malformed_report_row": (
        "The row of this user in the credential report cannot be read. The other rows are returned. Run the task again."
    ),
    "no_regional_endpoint": (
        "The region or the endpoint does not serve AssumeRoot, which root_account_id needs. Give region, such as "
        "us-east-1 (us-east-1a is an availability zone), and remove endpoint_url."
    ),
    "not_attempted": "The task stopped before it read this user. Run the task again.",
    "not_shown_yet": (
        "A change was made, and AWS did not show it within wait_timeout. Read the user later, or raise wait_timeout."
    ),
    "password_not_returnable": (
        "Ansible would mask a part of the generated password, so it was not set. Use a longer secret in the option "
        "that has it, such as secret_key."
    ),
    "password_required": (
        "The user has no login profile, and the task has no password to create one. If the user must not sign in, set "
        "``state: absent``, or remove the entry of the roster. Otherwise, give password or generate_password."
    ),
    "path_not_writable": (
        "delivery_path or the directory of the report cannot be written to. Nothing was changed. delivery_path must be "
        "a regular file, or a new one in an existing folder, on the host that the module runs on."
    ),
    "policy_unreadable": (
        "The users were read, but not the account password policy. Allow iam:GetAccountPasswordPolicy, or omit "
        "account_password_policy."
    ),
    "profile_not_found": None,
    "proxy_authentication_required": None,
    "proxy_unreachable": None,
    "purge_bound_unmatched": (
        "purge_exclude or path_prefix matches no user. Nothing was changed. Correct the value. For users who do not "
        "exist yet, set ``purge_allow_unmatched: true``."
    ),
    "purge_limit_exceeded": (
        "The purge would remove more login profiles than purge_limit allows. Nothing was changed. Read the names in "
        "the message. Add users who keep the login profile to the roster or to purge_exclude. Set purge_limit only if "
        "all of these users are to lose it."
    ),
    "read_timeout": None,
    "region_required": (
        "The task or a provider of credentials needs a region. Give region, or set AWS_REGION. For sessions, "
        "session_regions works too."
    ),
    "report_not_written": "The audit report could not be written. The message has the path and the reason.",
    "secret_not_found": (
        "secrets_manager has the ARN of a secret that does not exist. Correct the ARN, or give a name: the module then "
        "creates the secret."
    ),
    "secret_not_writable": (
        "The secret is managed by a service, is a replica, or has rotation enabled. Nothing was changed for this user. "
        "Give another secret."
    ),
    "secret_scheduled_for_deletion": (
        "The secret is scheduled for deletion. Nothing was changed for this user. Run the command in the message to "
        "cancel the deletion, or give another name."
    ),
    "secret_version_pending": (
        "A version of the secret that is not current has the label AWSPENDING. Nothing was changed for this user. A "
        "rotation is in progress, or the outcome of an earlier run is unknown. Try to sign in with that password. "
        "Then run the commands in the message."
    ),
    "sessions_unreadable": (
        "The users were read, but not the sign-in sessions. Allow signin:ListSessions, or give other session_regions."
    ),
    "sign_in_sessions_not_supported": (
        "botocore has no region of this name in the partition aws. Check the spelling. Sign-in sessions cannot be "
        "listed in China and AWS GovCloud (US)."
    ),
    "tag_quota_exceeded": (
        "The user has 50 tags, so password_version cannot be recorded. Nothing was changed for this user. Remove a "
        "tag, or omit password_version and update_password."
    ),
    "tls_failed": None,
    "unreadable_credential_report": (
        "The credential report does not have the format that AWS documents. Run the task again, or read the users live."
    ),
    "unreadable_reply": (
        "The reply does not come from AWS, or is damaged. Check proxy and endpoint_url. After a write the outcome is "
        "unknown."
    ),
    "user_name_case_differs": (
        "A name in the roster differs from the name in the account in case only. Nothing was changed. Write the name "
        "as it is in the account."
    ),
    "user_not_found": (
        "The IAM user does not exist. Check the spelling and the case of the name, or create the user first, for "
        "example with amazon.aws.iam_user, which creates no user in check mode."
    ),
    "user_required": (
        "The task names no user. Give user_name, root_account_id, or ``caller: true``; for a roster profiles or "
        "user_names."
    ),
    "users_failed": "Some users failed. The row of each of these users has its own error.",
}
_Row = tuple[str, str]


def page(text: str) -> str:
    """Return the guide with its generated parts replaced."""
    for name, part in parts().items():
        begin, end = f".. {name}: begin ({COMMAND})\n", f".. {name}: end\n"
        before, found, rest = text.partition(begin)
        _old, closed, after = rest.partition(end)
        if not found or not closed:
            raise ValueError(f"{GUIDE.name} has no marks for {name}.")
        text = f"{before}{begin}\n{part}\n{end}{after}"
    return text


def parts() -> dict[str, str]:
    """Return the name and the text of each generated part."""
    return {
        "example": _example(),
        "codes": _table(("Code", "What failed, and what to do"), own_codes()),
        "codes of AWS": _table(("Code", "What failed, and what to do"), aws_codes()),
        "denied requests": _table(("Policy", "What to do"), denied_requests()),
        "providers": _table(("Provider", "What to do"), providers()),
    }


def _example() -> str:
    """Return the message of a failed call, as a user sees it."""
    reply: Any = {"Error": {"Code": "LimitExceeded", "Message": "Cannot exceed quota for LoginProfilesPerUser: 1."}}
    error = errors.LoginProfileError(
        "Failed to create the login profile", ClientError(reply, "CreateLoginProfile"), errors.CallKind.WRITE
    )
    message = error.failure(Principal(user_name="alice")).message
    return (
        ".. code-block:: text\n\n" + textwrap.fill(message, WIDTH, initial_indent="  ", subsequent_indent="  ") + "\n"
    )


def own_codes() -> list[_Row]:
    """Return code and meaning of each code of this collection."""
    advice: dict[str, str] = {}
    for _exception, code, text in error_advice.CONNECTION_ERRORS:
        advice.setdefault(code, text or "")
    advice[errors.PROXY_LOGIN] = error_advice.PROXY_LOGIN_ADVICE
    known = sorted({*get_args(RequestCode), *get_args(FailureCode)})
    return [(f"``{code}``", CODES[code] or _sentence(advice[code])) for code in known]


def aws_codes() -> list[_Row]:
    """Return code and meaning of each code of AWS, and the call where the meaning depends on it."""
    names: dict[str, list[str]] = {}
    for alias, name in sorted(errors._SAME_AS.items()):
        names.setdefault(name, []).append(alias)
    rows = [(code, where, text) for table, where in _TABLES for code, text in table.items()]
    rows += [(code, operation, text) for (operation, code), text in error_advice._OF_OPERATION.items()]
    rows += [("AccessDenied", f'AssumeRoot, "{words}"', text) for words, text in error_advice._OF_ROOT_ACCESS.items()]
    return [
        (_code_cell(code, where, names), _sentence(text.replace("{action}", _action(where))))
        for code, where, text in sorted(rows)
        if code not in errors._SAME_AS
    ]


# The tables of advice, and the calls that each is about.
_TABLES: tuple[tuple[Mapping[str, str], str], ...] = (
    (error_advice.ADVICE, ""),
    (error_advice._AFTER_A_LOST_REPLY, "after a lost reply"),
    (error_advice._OF_THE_CALLER, "``caller: true``"),
    (error_advice._OF_STS, "AWS STS"),
    (error_advice._OF_ASSUME_ROOT, "AssumeRoot"),
    (error_advice._OF_ROOT_SESSIONS, "root session"),
    (OF_LISTS, "AWS Organizations"),
    (OF_SECRETS, "AWS Secrets Manager"),
)


def _action(where: str) -> str:
    """Return the permission of an operation, or a placeholder where a row is about several operations."""
    return permission_of(where) if re.fullmatch(r"[A-Z][a-z]+[A-Z]\w+", where) else "*(action)*"


def _code_cell(code: str, where: str, names: Mapping[str, list[str]]) -> str:
    """Return a code with its other names, in the first of its rows, and the calls of the row."""
    is_first = not where or code not in error_advice.ADVICE
    also = [f"``{alias}``" for alias in names.get(code, [])] if is_first else []
    return ", ".join([f"``{code}``", *also]) + (f" ({where})" if where else "")


def denied_requests() -> list[_Row]:
    """Return the kind of a policy in a message of AWS, and what to do."""
    denied = {f"{kind}, explicit deny": text for kind, text in error_advice._EXPLICITLY_DENIED.items()}
    missing = {f"{kind}, no allow": text for kind, text in error_advice._NOT_ALLOWED.items()}
    return [(kind[0].upper() + kind[1:], text) for kind, text in sorted({**denied, **missing}.items())]


def providers() -> list[_Row]:
    """Return a provider of credentials, and what to do where it failed."""
    name = credential_errors._NAMES
    rows = {name[method]: text.format(option=" --profile NAME") for method, text in credential_errors._LOGINS.items()}
    for _exception, code, text in credential_errors._CANNOT_START:
        rows[f"any provider, ``{code}``"] = text.format(python="python3")
    for method, text in credential_errors._CHECK.items():
        rows[name[method]] = f"{rows[name[method]]}. {text}" if name[method] in rows else text
    for operation, text in credential_errors._DENIED.items():
        rows[f"AWS rejected ``{credential_errors._SERVICES[operation]}:{operation}``"] = text
    rows["a profile with mfa_serial"] = credential_errors._MFA
    return [(_marked(name), _sentence(text)) for name, text in sorted(rows.items(), key=lambda row: row[0].lower())]


def _sentence(text: str) -> str:
    """Return advice as a sentence of its own, with an ellipsis for what varies."""
    text = text.replace("{at}", "").replace("{region}", "*(region)*")
    is_name = re.match(r"botocore|\w*_", text) is not None
    return text if is_name else text[:1].upper() + text[1:]


def _marked(text: str) -> str:
    """Return text with names, commands and ARNs marked as code, except what is marked already."""
    return "".join(part if part.startswith("`") else _CODE.sub(r"``\g<code>``", part) for part in _MARKED.split(text))


def _table(head: _Row, rows: Iterable[_Row]) -> str:
    lines = [".. list-table::", "  :header-rows: 1", "  :widths: 30 70", ""]
    for first, second in (head, *rows):
        lines += _wrapped(f"  * - {first}") + _wrapped(f"    - {_marked(second)}")
    return "\n".join([*lines, ""])


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="      ", break_long_words=False, break_on_hyphens=False)


def main() -> int:
    """Write the guide, or return 1 where it differs from what would be written."""
    old = GUIDE.read_text(encoding="utf-8")
    new = page(old)
    if sys.argv[1:] == ["--write"]:
        GUIDE.write_text(new, encoding="utf-8")
    elif new != old:
        print(f"{GUIDE.name} differs from the code. Run: {COMMAND}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
