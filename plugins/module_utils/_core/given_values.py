# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find values of a task that Ansible would convert to something unintended.

Ansible treats a null as an omitted option. It converts a null in a list to "None", a boolean to "True" and a dictionary
to a string, and splits a string at its commas. These values are found in the original parameters, and each is an error.
No error repeats a value, which may be a misplaced password.

Pure.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .error_codes import RequestCode
from .models import Principal, RequestError, about
from .validation import USER_NAME

Option = t.Mapping[str, t.Any]
Spec = t.Mapping[str, Option]

_LISTED_AT_MOST = 10
_EMPTY: RequestCode = "empty_option"
# What omitting an option means, if that widens the scope of the task. Empty for options that name a user, and for
# required options.
_WITHOUT = {
    **dict.fromkeys(("user_name", "root_account_id", "name", "old_password", "new_password"), ""),
    "user_names": ", or omit the option for all users",
    "root_account_ids": ", or omit the option for IAM users",
    "path_prefix": ", or omit the option for the users of the whole account",
    "purge_exclude": ", or omit the option to exclude no user",
    "purge_limit": ", or omit the option for the default limit",
    "session_regions": ", or omit the option for the region of the task",
    "expected_accounts": ", or omit the option to expect none",
    "profile": ", or omit the option for the default credentials",
}
# In a roster these are users, not a selection of users.
_OF_A_ROSTER = {"profiles": "", "user_names": ""}
_OMIT = ", or omit the option"
_DEFAULT_OF_ALL = ", or omit the option in this entry for the default of all entries"
# The only option of an entry without a default for all.
_WITHOUT_A_PASSWORD = ", or omit the option to keep an existing password"
# An empty list of names means nobody. An empty list of exclusions, keys, regions or accounts would have no effect.
_NEVER_EMPTY = {"purge_exclude", "age_recipients", "session_regions", "expected_accounts"}
_BOOLEAN = "is a boolean, and must be a string. Quote it in YAML, where yes, no, on, off, true and false are booleans."
# In Python a boolean is 0 or 1.
_NO_NUMBER = "is a boolean, and must be an integer."
# Spaces are valid characters of a password.
_MAY_BE_BLANK = {"password", "old_password", "new_password"}
_NAMES_OF = "which lists users without a password too. For the names of all of them, write user_names"
_WITH_A_PASSWORD = (
    'For the users who have a password, write profiles: "{{ users | identity.aws.login_profile_roster }}", where users '
    "is that"
)
# A key of an info module's result, why it is not a roster, and the line to write.
_RETURNED = {
    "password_enabled": f"is a row of iam_login_profile_info. {_WITH_A_PASSWORD} list.",
    "missing_users": f"is a result of iam_login_profile_info. {_WITH_A_PASSWORD} result.",
    "arn": (
        f"is a user as amazon.aws.iam_user_info returns it, {_NAMES_OF}: "
        "\"{{ users | map(attribute='user_name') }}\", where users is that list."
    ),
    "iam_users": (
        f"is a result of amazon.aws.iam_user_info, {_NAMES_OF}: "
        "\"{{ users.iam_users | map(attribute='user_name') }}\", where users is that result."
    ),
}


@dataclass(frozen=True)
class Mistake:
    """Why a value is rejected: a sentence for the author of the task, and a code for playbooks."""

    message: str
    code: RequestCode = "invalid_options"


@dataclass(frozen=True)
class _Place:
    """Where a value is: ``before`` starts each sentence, ``name`` is the option or element as written."""

    name: str
    before: str = ""
    without: str = ""

    def __str__(self) -> str:
        return f"{self.before}{self.name}"

    def element(self, position: int) -> _Place:
        return _Place(f"{self.name}[{position}]", self.before)

    def empty(self, what: str) -> list[Mistake]:
        return [Mistake(f"{self} was given, but is {what}. Correct the variable{self.without}.", _EMPTY)]

    def wrong(self, what: str) -> list[Mistake]:
        return [Mistake(f"{self} {what}")]


def to_request_error(mistakes: t.Sequence[Mistake], principal: Principal) -> RequestError:
    """Return the error for mistakes, the first ten in full, preceded by the principal if known."""
    only_empty = all(mistake.code == _EMPTY for mistake in mistakes)
    message = about(principal, join([mistake.message for mistake in mistakes]))
    return RequestError(message, _EMPTY if only_empty else "invalid_options")


def join(sentences: t.Sequence[str]) -> str:
    """Join sentences, the first ten in full."""
    more = len(sentences) - _LISTED_AT_MOST
    return " ".join(sentences[:_LISTED_AT_MOST]) + (
        f" Errors of this kind that are not listed: {more}." if more > 0 else ""
    )


def check_given(
    given: t.Mapping[str, t.Any], spec: Spec, may_be_empty: t.Container[str] = ()
) -> tuple[dict[str, t.Any], list[Mistake]]:
    """Return the parameters without options that have a rejected value, and the reason for each rejection.

    A required option remains, as an empty list. ``may_be_empty``: options of another collection, to which an empty
    string is meaningful. For these, only null is rejected.
    """
    accepted, mistakes = dict(given), []
    of_a_roster = _OF_A_ROSTER if "purge" in spec else {}
    without = {**_WITHOUT, **of_a_roster}
    for name, canonical, option in _given_options(given, spec):
        place = _Place(name, without=without.get(canonical, _OMIT))
        if canonical in may_be_empty:
            found = place.empty("null") if given[name] is None else []
        else:
            returned = _check_returned(given[name], place) if canonical in of_a_roster else []
            found = returned or _check(given[name], canonical, option, place)
        if found:
            mistakes += found
            del accepted[name]
            if option.get("required"):
                accepted[name] = []
    return accepted, mistakes or _check_aliases(given, spec, "", may_be_empty)


def _given_options(given: t.Mapping[str, t.Any], spec: Spec) -> t.Iterator[tuple[str, str, Option]]:
    """Yield the given name, the canonical name and the spec of each known option."""
    canonical = {alias: name for name, option in spec.items() for alias in (name, *option.get("aliases", ()))}
    for name in given:
        if name in canonical:
            yield name, canonical[name], spec[canonical[name]]


def _check_aliases(
    given: t.Mapping[str, t.Any], spec: Spec, before: str, may_differ: t.Container[str] = ()
) -> list[Mistake]:
    """Return options that have several values by their aliases. Ansible uses one of them, with a warning."""
    values: dict[str, dict[str, t.Any]] = {}
    for name, canonical, _option in _given_options(given, spec):
        if canonical not in may_differ:
            values.setdefault(canonical, {})[name] = given[name]
    return [
        Mistake(f"{before}{' and '.join(each)} are names of one option, and have different values. Give one of them.")
        for each in values.values()
        if any(value != given[next(iter(each))] for value in each.values())
    ]


def _check_returned(value: t.Any, place: _Place) -> list[Mistake]:
    """Return the mistake in a roster option that contains the result of an info module, whole or in part."""
    elements = value if isinstance(value, list) else []
    for at, each in [(place, value), *((place.element(i), element) for i, element in enumerate(elements))]:
        keys = [key for key in _RETURNED if isinstance(each, dict) and key in each]
        if keys:
            return at.wrong(_RETURNED[keys[0]])  # The others have the same type.
    return []


def _check(value: t.Any, canonical: str, option: Option, place: _Place) -> list[Mistake]:
    if value is None:
        return place.empty("null")
    if _is_empty(value, canonical):
        return place.empty("empty")
    if "options" in option and option["type"] == "dict":
        return _check_options(value, option["options"], place)
    if "options" in option:
        return _check_list_of_options(value, option["options"], place)
    if option.get("type") == "list":
        return _check_list(value, option, place)
    return _check_scalar(value, canonical, option, place)


def _is_empty(value: t.Any, canonical: str) -> bool:
    if isinstance(value, str):
        return not (value if canonical in _MAY_BE_BLANK else value.strip())
    return value == [] and canonical in _NEVER_EMPTY


def _check_scalar(value: t.Any, canonical: str, option: Option, place: _Place) -> list[Mistake]:
    if option.get("type") == "int":
        return place.wrong(_NO_NUMBER) if isinstance(value, bool) else []
    if option.get("type", "str") not in ("str", "path") or not isinstance(value, bool | dict | list):
        return []
    if isinstance(value, bool):
        return place.wrong(_BOOLEAN)
    kind = "dictionary" if isinstance(value, dict) else "list"
    line = ' Of a user that another module returned, give the name: "{{ user.user_name }}".'
    advice = line if canonical == "user_name" and kind == "dictionary" else " Give a string."
    return place.wrong(f"is a {kind}, and must be a string.{advice}")


def _check_list(value: t.Any, option: Option, place: _Place) -> list[Mistake]:
    if option.get("elements", "str") not in ("str", "path"):
        return []
    if isinstance(value, str) and "," in value and "choices" not in option:
        return place.wrong(
            'is a string with a comma, which is valid in a name. Give a list: [a, b] are two elements, ["a,b"] is one.'
        )
    if isinstance(value, dict):
        return place.wrong("is a dictionary, and must be a list of strings.")
    return _check_elements(value, place) if isinstance(value, list) else []


def _check_elements(elements: list[t.Any], place: _Place) -> list[Mistake]:
    mistakes = []
    for position, element in enumerate(elements):
        at = place.element(position)
        if element is None or _is_empty(element, place.name):
            mistakes += at.empty("null" if element is None else "empty")
        elif isinstance(element, bool):
            mistakes += at.wrong(_BOOLEAN)
        elif isinstance(element, list):
            return [*mistakes, *at.wrong("is a list, and must be a string. Give one list, not a list of lists.")]
        elif isinstance(element, dict):
            line = f"{place.name}: \"{{{{ users | map(attribute='user_name') }}}}\""
            advice = f"If {place.name} has users that another module returned, give their names: {line}."
            return [*mistakes, *at.wrong(f"is a dictionary, and must be a string. {advice}")]
    return mistakes


def _check_list_of_options(value: t.Any, spec: Spec, place: _Place) -> list[Mistake]:
    if not isinstance(value, list):
        return place.wrong("must be a list of dictionaries. Give a list, also for one element.")
    mistakes = []
    for position, entry in enumerate(value):
        at = place.element(position)
        if entry is None:
            mistakes += at.empty("null")
        elif advice := _advice_on_entries(entry, spec):
            return [*mistakes, *at.wrong(advice)]  # The others have the same type.
        else:
            mistakes += _check_entry(entry, spec, at)
    return mistakes


def _check_options(value: t.Any, spec: Spec, place: _Place) -> list[Mistake]:
    """Return the mistakes in an option with suboptions."""
    if not isinstance(value, dict):
        return place.wrong("must be a dictionary.")
    return [
        mistake
        for name, canonical, option in _given_options(value, spec)
        for mistake in _check(
            value[name], canonical, option, _Place(f"{place}.{name}", without=_WITHOUT.get(canonical, _OMIT))
        )
    ]


def _advice_on_entries(entry: t.Any, spec: Spec) -> str | None:
    """Return the problem of an entry as a whole, and the line to write, or None."""
    if isinstance(entry, list):
        return "is a list, and must be a dictionary. Give one list, not a list of lists."
    if not isinstance(entry, dict):
        line = ' For names of IAM users, write user_names: "{{ names }}", where names is that list.'
        return f"is not a dictionary.{line if 'user_name' in spec else ''}"
    return None


def _check_entry(entry: t.Mapping[str, t.Any], spec: Spec, at: _Place) -> list[Mistake]:
    before, default = f"{at}{_label(entry)}: ", _DEFAULT_OF_ALL if "user_name" in spec else ""
    without = {"password": _WITHOUT_A_PASSWORD, **_WITHOUT}
    mistakes = [
        mistake
        for name, canonical, option in _given_options(entry, spec)
        for mistake in _check(entry[name], canonical, option, _Place(name, before, without.get(canonical, default)))
    ]
    return mistakes or _check_aliases(entry, spec, f"{at}: ")


def _label(entry: t.Mapping[str, t.Any]) -> str:
    """Return the user name of an entry in parentheses, if it is valid: otherwise it may be a password."""
    names = [entry.get(key) for key in ("user_name", "name")]
    return next((f" ({name})" for name in names if isinstance(name, str) and USER_NAME.fullmatch(name)), "")
