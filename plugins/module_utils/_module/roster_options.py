# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the arguments of the roster module to jobs, with every value validated before the first call to AWS."""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.given_values import join
from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal, RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.purge import Limit, Purge
from ansible_collections.identity.aws.plugins.module_utils._core.validation import (
    path_prefix_problem,
    user_name_problem,
)
from ansible_collections.identity.aws.plugins.module_utils._run.workflow import Job
from ansible_collections.identity.aws.plugins.module_utils._secrets.delivery_file import DeliveryFile
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import WouldMask, no_sink

from .concurrency_option import concurrency_argument, problems_of_concurrency
from .options import PRINCIPALS, job_of, login_profile_arguments, problems_of, problems_of_waiting, waiting_arguments
from .roster_defaults import clashes, with_defaults

_OF_ONE_USER = (*PRINCIPALS, "password")
_NOT_IN_PLAIN_TEXT = (
    "delivery_path is a file, in which no password may lie in plain text. Give pgp_key in place of reveal_password"
)
_OF_A_PURGE = ("purge_exclude", "path_prefix", "purge_limit", "purge_allow_unmatched")


def roster_arguments() -> dict[str, dict[str, t.Any]]:
    """Return the argument spec of the roster module."""
    options = login_profile_arguments()
    defaults = {name: option for name, option in options.items() if name not in _OF_ONE_USER}
    of_one = {name: {k: v for k, v in option.items() if k != "default"} for name, option in options.items()}
    return {
        "profiles": {
            "type": "list",
            "elements": "dict",
            "required": True,
            "options": of_one,
        },
        **defaults,
        "purge": {"type": "bool", "default": False},
        "purge_exclude": {"type": "list", "elements": "str"},
        "path_prefix": {"type": "str"},
        "purge_limit": {"type": "str"},
        "purge_allow_unmatched": {"type": "bool", "default": False},
        "stop_on_failure": {"type": "bool", "default": False},
        # The file's name is no secret.
        "delivery_path": {"type": "path"},
        **concurrency_argument(),
        **waiting_arguments(),
    }


def to_jobs(params: t.Mapping[str, t.Any], would_mask: WouldMask, file: DeliveryFile | None) -> list[Job]:
    """Return a job for each profile, in order. Raises RequestError with all that is wrong.

    ``file`` keeps each generated password before it is set.
    """
    names = login_profile_arguments()
    defaults = {name: params.get(name) for name in names}
    profiles = [with_defaults({name: profile[name] for name in names}, defaults) for profile in params["profiles"]]
    problems = [problem for position, profile in enumerate(profiles) for problem in _problems(position, profile)]
    problems += clashes([label for profile in profiles if (label := _label(profile)) is not None])
    problems += [
        *problems_of_waiting(params),
        *problems_of_concurrency(params),
        *_problems_of_delivery(file, profiles),
    ]
    if problems:
        raise RequestError(join(problems))
    return [job_of(profile, would_mask, no_sink if file is None else file.keep) for profile in profiles]


def _label(profile: t.Mapping[str, t.Any]) -> str | None:
    """Return what stands for the principal, or None: a name that is refused may be a password in the wrong place."""
    name, account_id = profile["user_name"], profile["root_account_id"]
    is_nobody = name is None and account_id is None
    return None if is_nobody or (name is not None and user_name_problem(name)) else Principal(name, account_id).label


def _problems(position: int, profile: t.Mapping[str, t.Any]) -> list[str]:
    given = [name for name in PRINCIPALS if profile[name] is not None]
    if len(given) != 1:
        return [f"profiles[{position}] has {' and '.join(given) or 'no owner'}. Give user_name or root_account_id."]
    label = _label(profile)
    name = "" if label is None else f" ({label})"
    return [f"profiles[{position}]{name}: {problem}" for problem in problems_of(profile)]


def _problems_of_delivery(file: DeliveryFile | None, profiles: t.Iterable[t.Mapping[str, t.Any]]) -> list[str]:
    if file is None:
        return []
    plain = [f"profiles[{position}]" for position, profile in enumerate(profiles) if profile["reveal_password"]]
    return [f"{_NOT_IN_PLAIN_TEXT}, for {', '.join(plain)}."] if plain else []


def to_purge(params: t.Mapping[str, t.Any]) -> Purge | None:
    """Return what to do about users who are not listed, or None for nothing. Raises RequestError."""
    # No option of a purge has a default but false.
    given = [name for name in _OF_A_PURGE if params[name] not in (None, False)]
    if not params["purge"]:
        if given:
            raise RequestError(f"{', '.join(given)} would do nothing without purge. Give purge: true, or leave it out.")
        return None
    if params["path_prefix"] is not None and (problem := path_prefix_problem(params["path_prefix"])):
        raise RequestError(problem)
    limit = None if params["purge_limit"] is None else Limit.from_text(params["purge_limit"])
    # No name has a blank, so one around a pattern is not a part of it.
    exclude = tuple(pattern.strip() for pattern in params["purge_exclude"] or ())
    return Purge(exclude, params["path_prefix"], limit, params["purge_allow_unmatched"])
