# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that limit a purge and match no user, with what was probably meant. Names of users are not secret.

Pure.
"""

from __future__ import annotations

import difflib
import typing as t

from .models import User, first_of, path_in
from .purge import Purge, matches

_SIMILAR_AT_MOST = 3
_ALLOW = "set purge_allow_unmatched: true if there are no such users yet."
_CHECK_PATTERNS = f"Check the spelling, remove what is not needed, or {_ALLOW}"
# Without the option, the purge would be one of the whole account.
_CHECK_PATH = f"Check the spelling, or {_ALLOW}"
_NO_PATTERN = str.maketrans("", "", "*?[]!")


def has_unmatched_bounds(purge: Purge, users: t.Collection[str]) -> bool:
    """Return whether an option matches none of the ``users`` that the purge looks at."""
    return bool((purge.path_prefix is not None and not users) or purge.unmatched(users))


def describe_unmatched_bounds(purge: Purge, users: t.Collection[str], everyone: t.Iterable[User]) -> str:
    """Return a sentence for each option that matches none of the ``users``, with similar values.

    ``everyone`` has the users of the whole account.
    """
    if purge.path_prefix is not None and not users:
        return _describe_path_prefix(purge.path_prefix, everyone)
    inside = set(users)
    outside = [user.user_name for user in everyone if user.user_name not in inside]
    patterns = purge.unmatched(users)
    explained = {pattern: _describe_pattern(pattern, users, outside) for pattern in patterns}
    others = [pattern for pattern, sentences in explained.items() if sentences is None]
    where = "" if purge.path_prefix is None else f" below path_prefix '{purge.path_prefix}'"
    return " ".join(
        [
            *(f"purge_exclude: no user{where} matches '{name}'. {why}" for name, why in explained.items() if why),
            *([f"purge_exclude: no user{where} matches {_quote(others)}. {_CHECK_PATTERNS}"] if others else []),
        ]
    )


def _describe_path_prefix(path_prefix: str, everyone: t.Iterable[User]) -> str:
    paths = {path for user in everyone for path in _path_and_parents(path_in(user.arn or ""))}
    similar = _similar(path_prefix, paths)
    advice = f"Similar: {', '.join(similar)}. Correct the path." if similar else _CHECK_PATH
    return f"path_prefix: no user is below '{path_prefix}'; paths are case-sensitive. {advice}"


def _path_and_parents(path: str) -> list[str]:
    """Return the paths that begin a path, without ``/``, which every path begins with."""
    names = path.strip("/").split("/")
    return [f"/{'/'.join(names[: i + 1])}/" for i in range(len(names)) if names[i]]


def _describe_pattern(pattern: str, users: t.Iterable[str], outside: t.Sequence[str]) -> str | None:
    """Return what was probably meant by a pattern, and what to do, or None if nothing is similar."""
    if found := [name for name in outside if matches(name, pattern)]:
        names = first_of(found)
        return f"It matches users outside path_prefix: {names}. Remove the pattern, or correct path_prefix."
    if similar := _similar(pattern.translate(_NO_PATTERN), [*users, *outside]):
        return f"Similar: {', '.join(similar)}. Correct the pattern."
    if "," in pattern:
        return "A comma is part of a name. Give several patterns as a list."
    return None


def _quote(patterns: t.Iterable[str]) -> str:
    return " and ".join(f"'{pattern}'" for pattern in patterns)


def _similar(value: str, candidates: t.Iterable[str]) -> list[str]:
    spellings = {candidate.lower(): candidate for candidate in candidates}
    return [spellings[name] for name in difflib.get_close_matches(value.lower(), spellings, _SIMILAR_AT_MOST)]
