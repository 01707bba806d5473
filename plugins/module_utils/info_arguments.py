# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the arguments of the info module to a question, with every value validated before the first call to AWS."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .concurrency_argument import concurrency_argument, problems_of_concurrency
from .credential_report import ReportRow
from .model import Refusal
from .validation import path_prefix_problem, user_name_problem


def info_arguments() -> dict[str, dict[str, t.Any]]:
    """Return the argument spec of the info module."""
    return {
        "user_names": {"type": "list", "elements": "str", "aliases": ["user_name", "name"]},
        "path_prefix": {"type": "str"},
        "source": {"type": "str", "choices": ["live", "report"], "default": "live"},
        "credential_report": {"type": "bool", "default": False},
        "wait_timeout": {"type": "int", "default": 120},
        **concurrency_argument(),
    }


@dataclass(frozen=True)
class Question:
    """Whom a task asks about, and where it looks. Neither names nor a path: everybody."""

    user_names: tuple[str, ...] | None
    path_prefix: str | None
    only_report: bool
    wants_report: bool
    concurrency: int

    @property
    def is_about_everybody(self) -> bool:
        """Say whether it is about the whole account."""
        return self.user_names is None and self.path_prefix is None

    def is_about(self, row: ReportRow) -> bool:
        """Say whether it is about this user of the report."""
        if self.user_names is not None:
            return row.user_name in self.user_names
        return self.path_prefix is None or row.is_below(self.path_prefix)


def to_question(params: t.Mapping[str, t.Any]) -> Question:
    """Return what the task asks. Raises Refusal with all that is wrong."""
    problems = _problems_of(params)
    if problems:
        raise Refusal(" ".join(problems))
    names = params["user_names"]
    only_report = params["source"] == "report"
    return Question(
        None if names is None else tuple(dict.fromkeys(names)),
        params["path_prefix"],
        only_report,
        only_report or params["credential_report"],
        params["concurrency"],
    )


def _problems_of(params: t.Mapping[str, t.Any]) -> list[str]:
    names, path_prefix = params["user_names"], params["path_prefix"]
    problems = problems_of_concurrency(params)
    for position, name in enumerate(names or ()):
        if problem := user_name_problem(name):
            problems.append(f"user_names[{position}]: {problem}")
    if names is not None and path_prefix is not None:
        problems.append(
            "user_names and path_prefix exclude one another. Give one of the two, or neither for everybody."
        )
    if path_prefix is not None and (problem := path_prefix_problem(path_prefix)):
        problems.append(problem)
    if params["wait_timeout"] < 0:
        problems.append("wait_timeout must be 0 seconds or more.")
    return problems
