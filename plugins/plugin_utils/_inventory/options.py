# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The validated options of the inventory plugin.

Pure.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.validation import account_id_problem

_ACCOUNT_LISTS = ("accounts", "exclude_accounts")
_LISTS = ("organizational_units", "exclude_organizational_units", *_ACCOUNT_LISTS)
_FLAGS = ("include_management_account", "account_tags")
# Ansible treats an explicit null as an omitted option, which means all accounts.
_NEVER_NULL = (*_LISTS, *_FLAGS, "role_arn")
_ROLE_ARN = re.compile(r"arn:(?:\{partition\}|aws(?:-[a-z]+)*):iam::\{account_id\}:role/[\w+=,.@/-]+", re.ASCII)
# All regions of a partition lead to its one endpoint of Organizations.
_REGIONS = {"aws-cn": "cn-north-1", "aws-eusc": "eusc-de-east-1", "aws-us-gov": "us-gov-west-1"}


@dataclass(frozen=True)
class Filters:
    """Accounts are hosts if they match every filter. None is no filter."""

    organizational_units: tuple[str, ...] | None = None
    exclude_organizational_units: tuple[str, ...] | None = None
    accounts: tuple[str, ...] | None = None
    exclude_accounts: tuple[str, ...] | None = None
    include_management_account: bool = True


def check_config(config: t.Mapping[str, t.Any], known: t.Collection[str]) -> None:
    """Raise RequestError for values that Ansible would silently convert: other accounts would become hosts.

    These are unknown options, nulls, and flags that are neither true nor false.
    """
    if unknown := sorted({*map(str, config)} - {*known}):
        raise RequestError(
            f"Unknown option: {', '.join(unknown)}. Check the spelling. The command ansible-doc -t inventory "
            "identity.aws.organization_accounts lists the options."
        )
    if null := [name for name in _NEVER_NULL if name in config and config[name] is None]:
        raise RequestError(f"{', '.join(null)}: the value is null. Give a value, or omit the option.")
    if wrong := [name for name in _FLAGS if not isinstance(config.get(name, False), bool)]:
        raise RequestError(f"{', '.join(wrong)}: the value must be true or false, without quotes.")


def to_filters(options: t.Mapping[str, t.Any]) -> Filters:
    """Return the filters from the options. Raises RequestError."""
    lists = {name: _strings(name, options.get(name)) for name in _LISTS}
    for name in _ACCOUNT_LISTS:
        for account_id in lists[name] or ():
            if problem := account_id_problem(account_id):
                raise RequestError(f"{name}: {account_id!r}. {problem}")
    return Filters(**lists, include_management_account=options["include_management_account"])


def to_role_arn(template: str | None) -> str | None:
    """Return the template of the ARN of a role, or None. Raises RequestError."""
    if template is None or _ROLE_ARN.fullmatch(template):
        return template
    raise RequestError(
        f"role_arn: {template!r} is not the ARN of a role with {{account_id}} in place of the account. Write it as "
        f"in arn:{{partition}}:iam::{{account_id}}:role/ConsoleAccess. There are no other placeholders."
    )


def default_region(role_arn: str | None) -> str:
    """Return the default region: of the partition of the assumed role, else of ``aws``."""
    partition = (role_arn or "").partition("arn:")[2].partition(":")[0]
    return _REGIONS.get(partition, "us-east-1")


def _strings(name: str, value: t.Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    # YAML parses an id without quotes as a number.
    is_readable = [isinstance(each, (str, int)) and not isinstance(each, bool) for each in value]
    if not is_readable or not all(is_readable):
        raise RequestError(f"{name}: the value must be a list of strings. To have no such filter, omit the option.")
    return tuple(map(str, value))
