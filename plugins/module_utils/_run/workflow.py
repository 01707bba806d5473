# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Take requests through the stages: read, plan, then foresee or apply. One request is a roster of one."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from ansible_collections.identity.aws.plugins.module_utils._aws.errors import LoginProfileError, unforeseen
from ansible_collections.identity.aws.plugins.module_utils._aws.reads import Reader
from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    POLICY_VIOLATION,
    Failure,
    Outcome,
    Plan,
    Refusal,
    Request,
    name_all,
)
from ansible_collections.identity.aws.plugins.module_utils._core.planner import (
    foresee,
    is_about_nobody,
    is_held_back,
    plan,
)
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import Passwords

from .executor import Applier
from .policy_checker import Compliance
from .workers import SideBySide


@dataclass(frozen=True)
class Entry:
    """A request, and apart from it the passwords that it refers to."""

    request: Request
    passwords: Passwords


@dataclass(frozen=True)
class Draft:
    """An entry with its plan, or with why there is none or it must not be carried out.

    ``is_foreseen`` says that the failure is one to mend before anything is written, for anybody.
    """

    entry: Entry
    plan: Plan
    failure: Failure | None = None
    is_foreseen: bool = False
    reached: bool = True


@dataclass(frozen=True)
class Engine:
    """What the stages work with, for all entries of a task.

    ``only_foresee`` is check mode; ``judge_first`` checks given passwords against the account's policy before the first
    write, which a task about one user leaves to AWS.
    """

    reader: Reader
    applier: Applier
    compliance: Compliance
    side_by_side: SideBySide
    warn: t.Callable[[str], None]
    log: t.Callable[[str], None]
    only_foresee: bool
    judge_first: bool = False
    stop_on_failure: bool = False

    def draft(self, entries: t.Sequence[Entry]) -> list[Draft]:
        """Read what each entry needs, and plan it."""
        drafts = self.side_by_side.each("read", self._draft, entries, _not_reached, _broken_draft)
        for draft in drafts:
            record = self.applier.journal.record_of(draft.plan)
            record.failure, record.reached = draft.failure, draft.reached
        return drafts

    def finish(self, drafts: t.Sequence[Draft]) -> list[Outcome]:
        """Return what became of each draft. Nothing is written where a failure of any of them was foreseen."""
        self._warn_of_versions(drafts)
        self._warn_of_missing_users(drafts)
        self.compliance.warn_of_untypeable((draft.plan, draft.entry.passwords) for draft in drafts)
        drafts = self._judged(drafts)
        if any(draft.is_foreseen for draft in drafts):
            outcomes = self.hold_back(drafts)
        elif self.only_foresee:
            # A real run that was stopped while it read writes nothing for anybody.
            stopped = self.side_by_side.stop.is_requested()
            outcomes = [_not_carried_out(draft) if draft.failure or stopped else _foreseen(draft) for draft in drafts]
        else:
            outcomes = self.side_by_side.each("write", self._carried_out, drafts, _not_carried_out, self._broken)
        self.compliance.warn_of_stuck_users([outcome.plan for outcome in outcomes if outcome.done])
        return outcomes

    def _warn_of_versions(self, drafts: t.Iterable[Draft]) -> None:
        owners = [draft.plan.owner for draft in drafts if is_held_back(draft.entry.request, draft.plan)]
        if owners:
            self.warn(
                f"The password_version of {name_all(owners)} is not the one that is recorded, and nothing is rotated, "
                "since update_password is on_create. Give update_password: always where a new version is to be a new "
                "password."
            )

    def _warn_of_missing_users(self, drafts: t.Iterable[Draft]) -> None:
        missing = [draft.plan.owner for draft in drafts if is_about_nobody(draft.plan) and draft.failure is None]
        if missing:
            who = name_all(missing)
            self.warn(
                f"{who[0].upper()}{who[1:]} does not exist, so there is no login profile to delete. Check the spelling "
                "of the name, or remove the task or entry if the user was deleted."
            )

    def log_if_interrupted(self, outcomes: t.Iterable[Outcome]) -> None:
        """Log what was written, since the result of an interrupted task may have no reader."""
        if self.side_by_side.stop.is_interrupted() and not self.only_foresee:
            for outcome in outcomes:
                if written := _describe_writes(outcome):
                    self.log(f"{self.side_by_side.stop.interruption} {written}")

    def hold_back(self, drafts: t.Iterable[Draft]) -> list[Outcome]:
        """Account for drafts of which none is carried out."""
        return [_not_carried_out(draft) for draft in drafts]

    def _draft(self, entry: Entry) -> Draft:
        nothing = Plan(entry.request.owner, before=None)
        try:
            # One stale reply is not believed against another.
            observed = self.applier.patience.until(
                lambda seen: not seen.is_contradictory, lambda: self.reader.observe(entry.request)
            )
            nothing = replace(nothing, owner_exists=observed.owner_exists)
            return Draft(entry, plan(entry.request, observed))
        except Refusal as refusal:
            return Draft(entry, nothing, refusal.failure(), is_foreseen=True)
        except LoginProfileError as error:
            if error.is_interruption:
                return _not_reached(entry)
            failure = error.failure(nothing.owner)
            return _not_reached(entry) if self._stop_after(failure) else Draft(entry, nothing, failure)

    def _judged(self, drafts: t.Sequence[Draft]) -> list[Draft]:
        cases = [(draft.plan, draft.entry.passwords) for draft in drafts]
        failures = self.compliance.foreseen_failures(cases, given=self.judge_first or self.only_foresee)
        failures = [
            None if failure is not None and failure.is_general and self._stop_after(failure) else failure
            for failure in failures
        ]
        return [
            draft if failure is None else replace(draft, failure=failure, is_foreseen=True)
            for draft, failure in zip(drafts, failures, strict=True)
        ]

    def _carried_out(self, draft: Draft) -> Outcome:
        if draft.failure is not None or not draft.plan.actions:
            return _not_carried_out(draft)
        outcome = self.applier.apply(draft.plan, draft.entry.passwords)
        failure = outcome.failure
        if failure is not None and self._stop_after(failure) and not outcome.done and not failure.in_doubt:
            return _not_carried_out(draft)
        return outcome

    def _broken(self, draft: Draft, error: BaseException) -> Outcome:
        """Account for a draft that an error ended. The action that was under way is in doubt."""
        record = self.applier.journal.record_of(draft.plan)
        record.failure = unforeseen(error, draft.plan.owner, in_doubt=record.under_way is not None)
        return record.outcome(record.failure)

    def _stop_after(self, failure: Failure) -> bool:
        """Stop, if no other user should be tried. Returns whether the failure was reported for another user."""
        if failure.is_general:
            return not self.side_by_side.stop.request_for_all(failure)
        if self.stop_on_failure:
            reason = "The task stopped at the first failure, as stop_on_failure says."
            self.side_by_side.stop.request(reason, "users_failed")
        return False


def _not_reached(entry: Entry) -> Draft:
    return Draft(entry, Plan(entry.request.owner, before=None), reached=False)


def _broken_draft(entry: Entry, error: BaseException) -> Draft:
    owner = entry.request.owner
    return Draft(entry, Plan(owner, before=None), unforeseen(error, owner))


def _foreseen(draft: Draft) -> Outcome:
    return Outcome(draft.plan, foresee(draft.plan), done=draft.plan.actions, reached=draft.reached)


def _not_carried_out(draft: Draft) -> Outcome:
    """Account for a draft that nothing was written for. A password that is refused fails the action that sets it."""
    actions = draft.plan.actions
    at_fault = 1 if draft.failure is not None and draft.failure.code == POLICY_VIOLATION else 0
    return Outcome(
        draft.plan,
        after=draft.plan.before,
        failed=actions[:at_fault],
        not_attempted=actions[at_fault:],
        failure=draft.failure,
        reached=draft.reached,
    )


def _describe_writes(outcome: Outcome) -> str:
    """Return a sentence with the writes that were carried out, or may have been; an empty one where there are none."""
    owner = outcome.plan.owner
    done = ", ".join(action.operation for action in outcome.done)
    is_unknown = outcome.failure is not None and outcome.failure.in_doubt
    unknown = ", ".join(action.operation for action in outcome.failed) if is_unknown else ""
    sentences = [f"Done for {owner}: {done}." if done else "", f"Not known for {owner}: {unknown}." if unknown else ""]
    return " ".join(sentence for sentence in sentences if sentence)
