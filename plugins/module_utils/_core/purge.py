# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The users who lose their login profile by a purge, and the limits of a purge.

Pure. ``Purge`` has the options about unlisted users, ``Limit`` how many may lose the profile, and ``Caller`` the user
who is spared. A path or pattern without a match is reported with similar ones, so that typos are found. User names are
not secret.
"""

from __future__ import annotations

import difflib
import fnmatch
import re
import typing as t
from dataclasses import dataclass

from .models import Plan, Principal, Request, RequestError, User, account_id_in, first_of, path_in, user_name_in

NOT_LISTED = "purge is true, and the user is not in the roster."
_LIMIT_PATTERN = re.compile(r"([0-9]{1,9})(%?)", re.ASCII)
_DEFAULT_LIMIT = (10, 20)
_SIMILAR_AT_MOST = 3
_ALLOW = "set purge_allow_unmatched: true if there are no such users yet."
_CHECK_PATTERNS = f"Check the spelling, remove what is not needed, or {_ALLOW}"
# Without the option, the purge would include the whole account.
_CHECK_PATH = f"Check the spelling, or {_ALLOW}"
_NO_PATTERN = str.maketrans("", "", "*?[]!")


@dataclass(frozen=True)
class Limit:
    """The most login profiles to remove: a number, or a percentage of all, whichever is more."""

    users: int
    percent: int = 0

    @classmethod
    def from_text(cls, text: str) -> Limit:
        """Parse a number, or a number with a percent sign. Raises RequestError."""
        match = _LIMIT_PATTERN.fullmatch(text.strip())
        if match is None or (match[2] and int(match[1]) > 100):
            raise RequestError('purge_limit must be a number of users, or 0 to 100 percent of them, as "25" or "40%".')
        return cls(0, int(match[1])) if match[2] else cls(int(match[1]))

    def of(self, login_profiles: int) -> int:
        """Return how many of this number of login profiles may be removed."""
        return max(self.users, login_profiles * self.percent // 100)


@dataclass(frozen=True)
class Purge:
    """The options about users who are not in the roster. Without ``limit`` the default limit applies."""

    exclude: tuple[str, ...] = ()
    path_prefix: str | None = None
    limit: Limit | None = None
    allow_unmatched: bool = False
    revoke_sessions: bool = False

    def requests(self, users: t.Iterable[str], listed: t.Iterable[str], caller: str | None) -> list[Request]:
        """Return requests for the ``users`` who are not listed, excluded or the caller, by name.

        Names and patterns match in any case: AWS has no two users whose names differ only in case.
        """
        kept = {name.lower() for name in (*listed, caller) if name is not None}
        return [
            Request(
                Principal(name),
                state="absent",
                absent_because=NOT_LISTED,
                principal_exists=True,
                revoke_sessions=self.revoke_sessions,
            )
            for name in sorted(users)
            if name.lower() not in kept and not self.excludes(name)
        ]

    def unmatched_patterns(self, users: t.Collection[str]) -> list[str]:
        """Return the patterns that match none of the ``users``."""
        return [pattern for pattern in self.exclude if not any(matches(name, pattern) for name in users)]

    def excludes(self, name: str) -> bool:
        """Return whether the purge does not affect the user."""
        return any(matches(name, pattern) for pattern in self.exclude)

    def excess(
        self, candidates: t.Sequence[Plan], login_profiles: int, *, anybody_stays: bool, has_failures: bool
    ) -> str | None:
        """Return why the purge of the ``candidates`` would remove too many of the ``login_profiles``, or None.

        ``anybody_stays``: the roster has a user who may sign in. Otherwise the default limit is zero, since the roster
        may be empty by mistake. ``has_failures``: a user in the roster failed, for example because of a misspelled
        name. Then there is no advice to raise the limit.
        """
        limit = self.limit or Limit(*(_DEFAULT_LIMIT if anybody_stays else (0, 0)))
        allowed = limit.of(login_profiles)
        if len(candidates) <= allowed:
            return None
        # All names: read them before you raise the limit.
        names = ", ".join(str(plan.principal.user_name) for plan in candidates)
        count = f"The purge would remove {len(candidates)} of {login_profiles} login profiles"
        lose = f"These users would lose the login profile: {names}."
        keep = "Add users who must keep it to the roster or to purge_exclude"
        if not anybody_stays and not self.limit:
            # No advice on the limit: the roster may be empty by mistake.
            return f"{count}, and the roster has no user who keeps one. {lose} Check the variable. {keep}."
        limit_advice = "" if has_failures else f', or set purge_limit to at least "{len(candidates)}"'
        return f"{count}, and purge_limit allows {allowed}. {lose} {keep}{limit_advice}."


def matches(name: str, pattern: str) -> bool:
    """Return whether a pattern of ``purge_exclude`` matches a user name, in any case."""
    return fnmatch.fnmatchcase(name.lower(), pattern.lower())


def case_mismatches(users: t.Iterable[str], listed: t.Iterable[str]) -> list[str]:
    """Return the names of a roster that the account has in another spelling, as sentences."""
    spelling = {name.lower(): name for name in users}
    pairs = [(name, spelling.get(name.lower(), name)) for name in listed]
    return [
        f"'{name}' in the roster is '{user}' in the account. Correct the name." for name, user in pairs if name != user
    ]


@dataclass(frozen=True)
class Caller:
    """The principal that makes the requests of a purge. The purge does not affect its own IAM user.

    ``source_arn`` is the principal that assumed the role, if the caller is a role and this is known.
    """

    arn: str
    source_arn: str | None = None

    @property
    def user_name(self) -> str | None:
        """Return the IAM user who makes the requests, directly or by a role, or None if unknown."""
        name = user_name_in(self.arn)
        if name is None and self.source_arn is not None and account_id_in(self.source_arn) == account_id_in(self.arn):
            name = user_name_in(self.source_arn)
        return name

    @property
    def is_unknown_user(self) -> bool:
        """Return whether the caller may be an unknown IAM user. The root user has its own password."""
        return self.user_name is None and not self.arn.endswith(":root")

    def describe_spared_user(self) -> str:
        """Return the warning for an IAM user who is not listed or excluded, but spared as the caller."""
        role = "" if user_name_in(self.arn) is not None else f" by the role '{self.arn}'"
        return (
            f"The purge does not affect IAM user '{self.user_name}', who makes the requests{role}. Add the user to "
            "the roster or to purge_exclude."
        )

    def describe_unknown_user(self) -> str:
        """Return the warning for a caller that is not a known IAM user of the account."""
        source = "" if self.source_arn is None else f", assumed by '{self.source_arn}',"
        return (
            f"The caller '{self.arn}'{source} is not an IAM user of this account, so the purge excludes no user as "
            "the caller. If an IAM user of this account makes these requests through it, add the user to the roster "
            "or to purge_exclude."
        )


def has_unmatched_bounds(purge: Purge, users: t.Collection[str]) -> bool:
    """Return whether an option matches none of the ``users`` in the scope of the purge."""
    return bool((purge.path_prefix is not None and not users) or purge.unmatched_patterns(users))


def describe_unmatched_bounds(purge: Purge, users: t.Collection[str], everyone: t.Iterable[User]) -> str:
    """Return a sentence for each option that matches none of the ``users``, with similar values.

    ``everyone`` has the users of the whole account.
    """
    if purge.path_prefix is not None and not users:
        return _describe_path_prefix(purge.path_prefix, everyone)
    inside = set(users)
    outside = [user.user_name for user in everyone if user.user_name not in inside]
    advice = {pattern: _describe_pattern(pattern, users, outside) for pattern in purge.unmatched_patterns(users)}
    where = "" if purge.path_prefix is None else f" below path_prefix '{purge.path_prefix}'"
    return _join_advice(f"purge_exclude: no user{where} matches", advice)


def _join_advice(before: str, advice: t.Mapping[str, str | None]) -> str:
    """Return a sentence for each pattern with its own advice, and one for all others."""
    sentences = [f"{before} '{pattern}'. {own}" for pattern, own in advice.items() if own is not None]
    others = [f"'{pattern}'" for pattern, own in advice.items() if own is None]
    if others:
        sentences.append(f"{before} {' and '.join(others)}. {_CHECK_PATTERNS}")
    return " ".join(sentences)


def _describe_path_prefix(path_prefix: str, everyone: t.Iterable[User]) -> str:
    paths = {path for user in everyone for path in _path_and_parents(path_in(user.arn or ""))}
    similar = _similar(path_prefix, paths)
    advice = f"Similar: {', '.join(similar)}. Correct the path." if similar else _CHECK_PATH
    return f"path_prefix: no user is below '{path_prefix}'; paths are case-sensitive. {advice}"


def _path_and_parents(path: str) -> list[str]:
    """Return the parent paths of a path and itself, without ``/``."""
    names = path.strip("/").split("/")
    return [f"/{'/'.join(names[: i + 1])}/" for i in range(len(names)) if names[i]]


def _describe_pattern(pattern: str, users: t.Iterable[str], outside: t.Sequence[str]) -> str | None:
    """Return the probable meaning of a pattern and what to do, or None without similar names."""
    if found := [name for name in outside if matches(name, pattern)]:
        names = first_of(found)
        return f"It matches users outside path_prefix: {names}. Remove the pattern, or correct path_prefix."
    if similar := _similar(pattern.translate(_NO_PATTERN), [*users, *outside]):
        return f"Similar: {', '.join(similar)}. Correct the pattern."
    if "," in pattern:
        return "A comma is valid in a name. Give several patterns as a list."
    return None


def _similar(value: str, candidates: t.Iterable[str]) -> list[str]:
    spellings = {candidate.lower(): candidate for candidate in candidates}
    return [spellings[name] for name in difflib.get_close_matches(value.lower(), spellings, _SIMILAR_AT_MOST)]
