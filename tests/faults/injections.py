# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The injected faults: the rows of the matrix.

A fault affects the n-th request for a call about a user. The calls are read from the log of a run without faults.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from declared_errors import WRITES, errors_of
from network import TIME_OUT
from scenario import GENERATED, OTHER, TAG, Scenario

Fault = Mapping[str, Any]
EVER = 1_000_000
_A_FEW = 8
"""Fewer than the 10 attempts of a task; more than botocore's defaults: 3, or 5 in its mode "legacy"."""

_A_WHILE = 3
"""For replies that botocore does not retry: the task itself has to retry."""

_TOO_MANY_REQUESTS = 429

_SKEW = 7200
"""Seconds by which the clock of the host is wrong. AWS accepts 300."""

_NEVER_SETTLES = 3600.0
_SETTLES = 0.5
_SCALE = 0.1
"""The real share of a pause if a change becomes visible by the emulated AWS's own clock: 5 seconds of a task's time."""

NO_READER = "the reader of the result disconnects"

_NO_SECRET = ("DescribeSecret", "ResourceNotFoundException")
_OWN = "ChangePassword"
_UNFINISHED = frozenset({"EntityTemporarilyUnmodifiable", "ConcurrentModification"})


class Traced(NamedTuple):
    """A call of a run without faults."""

    action: str
    user_name: str | None


@dataclass(frozen=True)
class Injection:
    """One row, for one call: what the emulated AWS, the network and the clock do.

    ``passes``: the fault ends before botocore or the task gives up, so the result must be the same as without it.
    ``lies``: AWS itself replies that something existing does not exist; the reply is accepted. ``others``: a concurrent
    writer. ``late``: the change never becomes visible. ``says``: strings in the report. ``full_disk``: numbers of the
    lines for which the delivery file has no room. ``tags``: number of the user's tags before the task, besides a
    version's. ``unsigned_from``: number of the first request that cannot be signed, 0 for none. ``unread``: the reader
    of the result closes with the request.
    """

    row: str
    target: str
    faults: tuple[Fault, ...] = ()
    refused: tuple[Fault, ...] = ()
    hurried: tuple[Fault, ...] = ()
    unread: tuple[Fault, ...] = ()
    settings: tuple[tuple[str, float], ...] = ()
    scale: float = 0.0
    passes: bool = False
    lies: bool = False
    others: bool = False
    late: bool = False
    says: str = ""
    full_disk: range = range(0)
    tags: int = 0
    unsigned_from: int = 0
    whole_only: bool = False
    user_name: str | None = None

    def is_left_out(self, scenario: Scenario, *, check: bool) -> bool:
        """Return whether CI omits it. Runs without a fault, and predictable failures, are always included."""
        if self.row == NO_FAULT.row or self.tags:
            return False
        thinned = scenario.thinned_to is not None and self.target != "" and self.user_name not in scenario.thinned_to
        return self.whole_only or thinned or (check and scenario.check_whole_only)


NO_FAULT = Injection("no fault", "", passes=True)


def injections(scenario: Scenario, trace: Sequence[Traced], *, check: bool) -> Iterator[Injection]:
    """Return every fault for every call of a trace: the first, second and last of its kind."""
    yield NO_FAULT
    seen: Counter[Traced] = Counter()
    made = Counter(trace)
    for position, call in enumerate(trace):
        seen[call] += 1
        if seen[call] in {1, 2, made[call]}:
            at = _At(call, seen[call])
            yield from _denials(at, trace[:position], trace[position:])
            if scenario.root is None:  # a root session has its own credentials
                yield at.row("credentials that cannot be renewed", unsigned_from=position + 1)
            yield from _declared(at, scenario)
            yield from _server_errors(at)
            yield from _broken_connections(at)
            yield at.row(NO_READER, unread=(at.fault(),))
            if not check:
                yield from _writes(at, scenario)
                yield from _others(at, trace[:position])
    yield from _tags(scenario)
    yield from _created_late(trace, scenario)
    if scenario.root is None:  # the emulated AWS shows changes of root users at once
        yield from _unsettled({call.action for call in trace}, scenario)
    if scenario.delivers and not check:
        yield from _full_disks(scenario)


@dataclass(frozen=True)
class _At:
    """A call, and its number among the calls of its kind."""

    call: Traced
    nth: int

    def __str__(self) -> str:
        about = f" {self.call.user_name}" if self.call.user_name else ""
        return f"{self.call.action}{about} #{self.nth}"

    @property
    def is_write(self) -> bool:
        return self.call.action in WRITES

    def fault(self, times: int = 1, **how: Any) -> Fault:
        return {**self.call._asdict(), "nth": self.nth, "times": times, **how}

    def error(self, code: str, status: int, times: int = 1, **how: Any) -> Fault:
        return self.fault(times, **{"kind": "error", "code": code, "status": status, **how})

    def row(self, name: str, *faults: Fault, **how: Any) -> Injection:
        return Injection(name, str(self), faults, user_name=self.call.user_name, **how)


def _denials(at: _At, before: Sequence[Traced], rest: Sequence[Traced]) -> Iterator[Injection]:
    yield at.row("AccessDenied", at.error("AccessDenied", 403, EVER))
    # For every call: each is affected from its next request.
    made = Counter(before)
    later = [_At(call, made[call] + 1) for call in dict.fromkeys(rest)]
    yield at.row("ExpiredToken, from this call on", *(each.error("ExpiredToken", 403, EVER) for each in later))
    for skew, wrong in ((_SKEW, "behind"), (-_SKEW, "ahead of")):
        errors = [each.error("SignatureDoesNotMatch", 403, EVER, skew=skew) for each in later]
        # CI runs one of the two, at the first call of a task.
        is_rare = bool(before) or skew < 0
        yield at.row(
            f"the clock is {wrong} AWS's", *errors, whole_only=is_rare, says=f"seconds {wrong} the clock of AWS"
        )


def _declared(at: _At, scenario: Scenario) -> Iterator[Injection]:
    for code, status in errors_of(at.call.action):
        row, lies = f"{code}, as declared", code == "NoSuchEntity" or (at.call.action, code) == _NO_SECRET
        if lies and at.is_write:
            # The task has read the target of its write, except in a creation by the caller, and for a root user.
            was_read = (scenario.caller is None and scenario.root is None) or at.call.action != "CreateLoginProfile"
            was_read = was_read and at.call.action != _OWN
            yield at.row(
                "NoSuchEntity for an existing entity, temporarily", at.error(code, status, _A_WHILE), passes=was_read
            )
            yield at.row("NoSuchEntity for an existing entity, always", at.error(code, status, EVER))
        elif (at.call.action, code) == ("GenerateCredentialReport", "LimitExceeded"):
            yield at.row("no capacity for the report, temporarily", at.error(code, status, _A_WHILE), passes=True)
            yield at.row("no capacity for the report, always", at.error(code, status, EVER))
        elif code in _UNFINISHED:
            yield at.row(f"{code}, temporarily", at.error(code, status, _A_WHILE), passes=True)
            yield at.row(f"{code}, always", at.error(code, status, EVER))
        elif status == _TOO_MANY_REQUESTS:
            yield at.row(f"{row}, once", at.error(code, status), passes=True)
        elif status >= 500:
            yield at.row(f"{row}, once", at.error(code, status), passes=True)
            yield at.row(f"{row}, always", at.error(code, status, EVER))
        else:
            yield at.row(row, at.error(code, status), lies=lies)


def _server_errors(at: _At) -> Iterator[Injection]:
    throttled = ("Throttling", 400)
    yield at.row("Throttling, once", at.error(*throttled), passes=True, whole_only=True)
    yield at.row("Throttling, 8 times", at.error(*throttled, _A_FEW), passes=True)
    yield at.row("Throttling, always", at.error(*throttled, EVER))
    # The faults that CI omits differ only in a number; 500 in XML is among the declared errors.
    seldom = {"500 XML", "503 XML", "503 HTML", "500 cut short"}
    for status, code in ((500, "InternalFailure"), (503, "ServiceUnavailable")):
        for name, fault in (
            (f"{status} XML", at.error(code, status)),
            (f"{status} HTML", at.fault(kind="html", status=status)),
            (f"{status} cut short", at.error(code, status, kind="error_cut_short")),
        ):
            passes = not name.endswith("cut short")  # botocore raises at once for a reply that it cannot parse
            yield at.row(f"{name}, once", fault, passes=passes, whole_only=name in seldom)
            if passes:
                ever = {**fault, "times": EVER}
                yield at.row(f"{name}, always", ever, whole_only=name in {*seldom, "500 HTML"})


def _broken_connections(at: _At) -> Iterator[Injection]:
    yield at.row("connection refused, once", refused=(at.fault(),), passes=True)
    yield at.row("connection refused, always", refused=(at.fault(EVER),))
    yield at.row("reset before the call, once", at.fault(kind="reset_before"), passes=True)
    a_read = not at.is_write  # CI has the same of other kinds
    yield at.row("reset before the call, always", at.fault(EVER, kind="reset_before"), whole_only=a_read)
    yield at.row("reply cut short, once", at.fault(kind="truncate"))
    yield at.row("200 from a proxy, once", at.fault(kind="html", status=200))
    seconds = TIME_OUT * 2
    hang = at.fault(kind="hang_before", seconds=seconds)
    yield at.row("no answer, not carried out, once", hang, hurried=(at.fault(),), passes=True, whole_only=a_read)
    hang = at.fault(EVER, kind="hang_before", seconds=seconds)
    yield at.row("no answer, not carried out, always", hang, hurried=(at.fault(EVER),), whole_only=True)


def _writes(at: _At, scenario: Scenario) -> Iterator[Injection]:
    """Faults that only matter for writes: carried out, but the reply does not show it."""
    if not at.is_write:
        return
    for times, row in ((1, "once"), (EVER, "always")):
        # The next request has the old password, which is no longer valid then.
        passes = times == 1 and at.call.action != _OWN
        yield at.row(f"reset after the call, {row}", at.fault(times, kind="reset_after"), passes=passes)
        error = at.error("InternalFailure", 500, times, kind="apply_then_error")
        yield at.row(f"500 after the call, {row}", error, passes=passes)
        hang = at.fault(times, kind="hang_after", seconds=TIME_OUT * 2)
        slow = not passes
        yield at.row(f"no answer, carried out, {row}", hang, hurried=(at.fault(times),), passes=passes, whole_only=slow)
    sets = {expected.user for expected in scenario.expected if expected.password is not None}
    if at.call.action in {"CreateLoginProfile", "UpdateLoginProfile", _OWN} and at.call.user_name in sets:
        # The emulated AWS inserts the passwords of the call.
        message = "1 validation error detected: Value '{Password}{OldPassword}{NewPassword}' at 'password' is refused"
        yield at.row("an error that contains the password", at.error("ValidationError", 400, message=message))


def _others(at: _At, before: Sequence[Traced]) -> Iterator[Injection]:
    """A concurrent writer between the read and the write of a task."""
    name = {"UserName": at.call.user_name} if at.call.user_name else {}

    def first(row: str, action: str, **parameters: Any) -> Injection:
        act = {"action": action, "parameters": {**name, **parameters}}
        return at.row(f"another writer {row}", at.fault(act_first=[act]), others=True)

    if at.call.action == "CreateLoginProfile":
        yield first("creates first", "CreateLoginProfile", **({"Password": OTHER} if name else {}))
    elif at.call.action in {"UpdateLoginProfile", "DeleteLoginProfile", _OWN}:
        yield first("deletes first", "DeleteLoginProfile")
        if name:
            yield first("sets a password first", "UpdateLoginProfile", Password=OTHER)
            yield first("sets the flag first", "UpdateLoginProfile", PasswordResetRequired=True)
    elif at.call.action == "TagUser":
        yield first("records a version first", "TagUser", **{"Tags.member.1.Key": TAG, "Tags.member.1.Value": "3"})
    elif at.call.action == "UntagUser":
        yield first("removes the record first", "UntagUser", **{"TagKeys.member.1": TAG})
    wrote = {call.action for call in before if call.user_name == at.call.user_name}
    if at.call.action == "GetLoginProfile" and name and wrote & {"CreateLoginProfile", "UpdateLoginProfile"}:
        yield first("deletes what was written", "DeleteLoginProfile")


def _tags(scenario: Scenario) -> Iterator[Injection]:
    """The user has 50 tags. The read stage finds that, so it is rejected before the first write."""
    if any(expected.version and scenario.before[expected.user].version is None for expected in scenario.expected):
        yield Injection("50 tags, none for the version", "", tags=50)


def _created_late(trace: Sequence[Traced], scenario: Scenario) -> Iterator[Injection]:
    for position, call in enumerate(trace):
        if call.action == "CreateLoginProfile":
            read = Traced("GetLoginProfile", call.user_name)
            at, row = _At(read, trace[:position].count(read) + 1), "created, not yet visible"
            if scenario.waits:  # otherwise nothing is read for a while
                yield at.row(f"{row}, temporarily", at.error("NoSuchEntity", 404, _A_WHILE), passes=True)
            yield at.row(f"{row}, always", at.error("NoSuchEntity", 404, EVER), late=True)


def _unsettled(actions: set[str], scenario: Scenario) -> Iterator[Injection]:
    """Changes that become visible late, by the emulated AWS's own clock."""
    if "DeleteLoginProfile" in actions:
        setting, row = "delete_visible_after", "deleted, still visible"
        if scenario.waits:
            yield Injection(f"{row}, temporarily", "", settings=((setting, _SETTLES),), scale=_SCALE, passes=True)
        yield Injection(f"{row}, always", "", settings=((setting, _NEVER_SETTLES),), late=True)
    if actions & {"UpdateLoginProfile", "DeleteLoginProfile", _OWN}:
        unmodifiable = (("unmodifiable_after_create", _NEVER_SETTLES),)
        yield Injection("just created, not modifiable, always", "", settings=unmodifiable)


def _full_disks(scenario: Scenario) -> Iterator[Injection]:
    """A line without room, or with room for half: for each password that is delivered."""
    delivered = [expected.user for expected in scenario.expected if expected.password == GENERATED]
    for number, user in enumerate(delivered, 1):
        target = f"line {number}"
        yield Injection("a full disk, once", target, full_disk=range(number, number + 1), user_name=user)
        yield Injection("a full disk, always", target, full_disk=range(number, EVER), user_name=user)
