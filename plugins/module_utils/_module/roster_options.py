# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of many principals: the argument spec, the options of each profile, and the purge.

A profile has every option of one principal. An omitted option is None, and uses the default of the roster. A name in
``user_names`` is a profile that omits all other options. Every value is validated before the first call to AWS.
"""

from __future__ import annotations

import typing as t

from ansible_collections.identity.aws.plugins.module_utils._core.given_values import join
from ansible_collections.identity.aws.plugins.module_utils._core.models import Principal, RequestError, first_of
from ansible_collections.identity.aws.plugins.module_utils._core.purge import Limit, Purge
from ansible_collections.identity.aws.plugins.module_utils._core.stored_secrets import USER_NAME_PLACEHOLDER
from ansible_collections.identity.aws.plugins.module_utils._core.validation import (
    concurrency_problem,
    path_prefix_problem,
    user_name_problem,
)

from .options import (
    DELIVERIES,
    PRINCIPALS,
    login_profile_arguments,
    problems_of,
    problems_of_sessions,
    problems_of_waiting,
    session_arguments,
    waiting_arguments,
)
from .secret_options import problems_of_secret, secret_target

Options = t.Mapping[str, t.Any]

# A task cannot set a root user's password or settings, so these defaults are for IAM users. Without a generated
# password, the defaults of its delivery do not apply either.
_OF_A_ROOT_USER: Options = {
    "password_reset_required": None,
    "update_password": "on_create",
    "generate_password": None,
    "secrets_manager": None,
    "password_version": None,
    "max_signin_session_duration": None,
    "revoke_sessions": False,
    "valid_until": None,
}
# Alternatives: an option of a profile overrides the defaults of all options in its group.
_ALTERNATIVES = (("password", "generate_password"), DELIVERIES)
_OF_ONE_USER = (*PRINCIPALS, "password")
_NOT_IN_PLAIN_TEXT = (
    "delivery_path stores encrypted passwords only. Give pgp_key or age_recipients instead of reveal_password"
)
_NO_ROSTER = "The task has no roster. Give profiles or user_names. An empty list means no users."
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
            "options": of_one,
        },
        "user_names": {"type": "list", "elements": "str"},
        **defaults,
        "account_id": {"type": "str"},
        "purge": {"type": "bool", "default": False},
        "purge_exclude": {"type": "list", "elements": "str"},
        "path_prefix": {"type": "str"},
        "purge_limit": {"type": "str"},
        "purge_allow_unmatched": {"type": "bool", "default": False},
        "stop_on_failure": {"type": "bool", "default": False},
        # The file name is not secret.
        "delivery_path": {"type": "path"},
        "concurrency": {"type": "int", "default": 32},
        **session_arguments(),
        **waiting_arguments(),
    }


def to_profiles(params: Options) -> list[dict[str, t.Any]]:
    """Return the options of each profile with the roster's defaults, in order, then of each of ``user_names``.

    Raises RequestError with all invalid options, of the profiles and of the whole task.
    """
    entries = _entries(params)
    defaults = {name: params.get(name) for name in login_profile_arguments()}
    profiles = [with_defaults(entry, defaults) for entry in entries.values()]
    concurrency = concurrency_problem(params["concurrency"])
    revokes = params["revoke_sessions"] or any(profile["revoke_sessions"] for profile in profiles)
    problems = [
        *_problems_of_entries(dict(zip(entries, profiles, strict=True))),
        *_shared_secrets(profiles),
        *_duplicates(entries),
        *problems_of_sessions(params, revokes=revokes),
        *problems_of_waiting(params),
        *([concurrency] if concurrency else []),
        *_problems_of_delivery(params["delivery_path"], dict(zip(entries, profiles, strict=True))),
    ]
    if problems:
        raise RequestError(join(problems))
    return profiles


def _entries(params: Options) -> dict[str, dict[str, t.Any]]:
    """Return place -> options of each profile and name. Raises RequestError if both lists are missing.

    An empty list is a roster of nobody.
    """
    profiles, user_names = params["profiles"], params["user_names"]
    if profiles is None and user_names is None:
        raise RequestError(_NO_ROSTER, "user_required")
    options = login_profile_arguments()
    named = {f"profiles[{i}]": {name: profile[name] for name in options} for i, profile in enumerate(profiles or ())}
    nothing = dict.fromkeys(options)
    return named | {f"user_names[{i}]": {**nothing, "user_name": name} for i, name in enumerate(user_names or ())}


def with_defaults(profile: Options, defaults: Options) -> dict[str, t.Any]:
    """Return the profile with the roster's defaults for omitted options."""
    if profile["root_account_id"] is not None:
        defaults = {**defaults, **_OF_A_ROOT_USER}
    overridden = _overridden(profile, defaults)
    return {
        name: defaults.get(name) if value is None and name not in overridden else value
        for name, value in profile.items()
    }


def _overridden(profile: Options, defaults: Options) -> set[str]:
    """Return the options whose defaults do not apply to the profile."""
    overridden = {name for names in _ALTERNATIVES if any(_is_given(profile[name]) for name in names) for name in names}
    if not _generates(profile, defaults):
        # No password is generated, so there is nothing to return.
        overridden |= {"generate_password", *_ALTERNATIVES[1]}
    if not _has_use_of_secret(profile, defaults):
        overridden.add("secrets_manager")
    if (profile["state"] or defaults["state"]) == "absent":
        overridden.add("valid_until")
    return overridden


def _generates(profile: Options, defaults: Options) -> bool:
    """Return whether a password is generated, by the profile's option or the default."""
    if profile["generate_password"] is not None:
        return bool(profile["generate_password"])
    state = profile["state"] or defaults.get("state")
    return bool(defaults.get("generate_password")) and profile["password"] is None and state != "absent"


def _has_use_of_secret(profile: Options, defaults: Options) -> bool:
    """Return whether the default secret has a use: a password to store, or a deletion."""
    return (
        _generates(profile, defaults)
        or profile["password"] is not None
        or "absent" in (profile["state"], defaults["state"])
    )


def _is_given(value: object) -> bool:
    """Return whether an option is given. An empty string is given, and is reported as a mistake."""
    return value is not None and value is not False


def _duplicates(entries: t.Mapping[str, Options]) -> list[str]:
    """Return a sentence for each principal with several entries, and their places.

    Names are not case sensitive ("Names are not distinguished by case", IAM User Guide, "IAM identifiers").
    """
    same: dict[str, dict[str, str]] = {}
    for place, entry in entries.items():
        if (label := _label(entry)) is not None:
            same.setdefault(label.lower(), {})[place] = label
    return [_duplicate(labels) for labels in same.values() if len(labels) > 1]


def _duplicate(labels: t.Mapping[str, str]) -> str:
    names, places = " and ".join(f"'{name}'" for name in sorted(set(labels.values()))), first_of(list(labels))
    if len(set(labels.values())) == 1:
        return f"{names} is in {places}. Keep one."
    return f"{names} in {places} differ only in case, which AWS does not distinguish. Keep one."


def _label(profile: Options) -> str | None:
    """Return the label of the principal. None for an invalid name, which may be a misplaced password."""
    name, account_id = profile["user_name"], profile["root_account_id"]
    is_nobody = name is None and account_id is None
    return None if is_nobody or (name is not None and user_name_problem(name)) else Principal(name, account_id).label


def _problems_of_entries(profiles: t.Mapping[str, Options]) -> list[str]:
    """Return a sentence for each problem, with its entries: an invalid default is a problem of all."""
    places: dict[str, list[str]] = {}
    for place, profile in profiles.items():
        label = _label(profile)
        name = "" if label is None else f" ({label})"
        for problem in _problems(profile):
            places.setdefault(problem, []).append(f"{place}{name}")
    return [f"{first_of(named)}: {problem}" for problem, named in places.items()]


def _problems(profile: Options) -> list[str]:
    given = [name for name in PRINCIPALS if profile[name] is not None]
    if len(given) != 1:
        return [f"The entry has {' and '.join(given) or 'no principal'}. Give user_name or root_account_id."]
    return problems_of(profile)


def _shared_secrets(profiles: t.Iterable[Options]) -> list[str]:
    """Return a sentence for each secret that several profiles name: it stores one user's password.

    Only names are compared, whatever the region.
    """
    users: dict[str, list[str]] = {}
    for profile in profiles:
        if profile["secrets_manager"] is None or _label(profile) is None or problems_of_secret(profile):
            continue
        users.setdefault(secret_target(profile).name, []).append(f"'{profile['user_name']}'")
    return [
        f"{first_of(names)} have the same secret '{secret}'. Give each user a separate secret, for example with the "
        f"placeholder {USER_NAME_PLACEHOLDER} in secrets_manager.name."
        for secret, names in users.items()
        if len(names) > 1
    ]


def _problems_of_delivery(path: str | None, profiles: t.Mapping[str, Options]) -> list[str]:
    if path is None:
        return []
    plain = [place for place, profile in profiles.items() if profile["reveal_password"]]
    return [f"{_NOT_IN_PLAIN_TEXT}, for {', '.join(plain)}."] if plain else []


def to_purge(params: Options) -> Purge | None:
    """Return how to treat unlisted users, or None for no purge. Raises RequestError."""
    # The only default of the purge options is false.
    given = [name for name in _OF_A_PURGE if params[name] not in (None, False)]
    if not params["purge"]:
        if given:
            raise RequestError(
                f"{', '.join(given)} cannot be used without purge. Give purge: true, or omit {', '.join(given)}."
            )
        return None
    if params["path_prefix"] is not None and (problem := path_prefix_problem(params["path_prefix"])):
        raise RequestError(problem)
    limit = None if params["purge_limit"] is None else Limit.from_text(params["purge_limit"])
    # Names have no spaces, so spaces around a pattern are not a part of it.
    exclude = tuple(pattern.strip() for pattern in params["purge_exclude"] or ())
    return Purge(exclude, params["path_prefix"], limit, params["purge_allow_unmatched"], params["revoke_sessions"])
