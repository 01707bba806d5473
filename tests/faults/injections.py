# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is done to a call: the rows of the matrix.

A fault hits the n-th request for a call about a user. Which calls there are is read off the log of a faultless run.
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
"""Fewer than the 10 attempts of a task; more than botocore makes by itself: 3, or 5 in its mode "legacy"."""

_A_WHILE = 3
"""Of replies that botocore does not retry: what the task itself has to outlast."""

_TOO_MANY_REQUESTS = 429

_SKEW = 7200
"""Seconds by which the clock of the host is wrong. AWS accepts 300."""

_NEVER_SETTLES = 3600.0
_SETTLES = 0.5
_SCALE = 0.1
"""So much of a pause is really slept where the emulated AWS settles by its own clock: 5 seconds of a task's time."""

NO_READER = "the reader of the result disconnects"

_NO_SECRET = ("DescribeSecret", "ResourceNotFoundException")
_OWN = "ChangePassword"
_UNFINISHED = frozenset({"EntityTemporarilyUnmodifiable", "ConcurrentModification"})


class Traced(NamedTuple):
    """A call of a faultless run."""

    action: str
    user_name: str | None


@dataclass(frozen=True)
class Injection:
    """One row, for one call: what the emulated AWS, the network and the clock do.

    ``passes``: the fault is over before botocore or the task gives up, so the task has to end as it does without.
    ``lies``: AWS itself says that what is there is not; its word is taken. ``others``: somebody else writes meanwhile.
    ``late``: what was done never shows. ``says``: words of the report. ``full_disk``: the lines, by number, that the
    delivery file has no room for. ``tags``: so many tags are on the user before the task begins, beside a version's.
    ``unsigned_from``: the number of the first request that cannot be signed, 0 for none. ``unread``: the reader of the
    result goes away with the request.
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
        """Return whether CI omits it. What has no fault is always run, and what is known from the read stage."""
        if self.row == NO_FAULT.row or self.tags:
            return False
        thinned = scenario.thinned_to is not None and self.target != "" and self.user_name not in scenario.thinned_to
        return self.whole_only or thinned or (check and scenario.check_whole_only)


NO_FAULT = Injection("no fault", "", passes=True)


def injections(scenario: Scenario, trace: Sequence[Traced], *, check: bool) -> Iterator[Injection]:
    """Return every fault for every call of a trace, the first, the second and the last of its kind."""
    yield NO_FAULT
    seen: Counter[Traced] = Counter()
    made = Counter(trace)
    for position, call in enumerate(trace):
        seen[call] += 1
        if seen[call] in {1, 2, made[call]}:
            at = _At(call, seen[call])
            yield from _denials(at, trace[:position], trace[position:])
            if scenario.root is None:  # a root session has credentials of its own
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
    if scenario.root is None:  # the emulated AWS settles root users at once
        yield from _unsettled({call.action for call in trace}, scenario)
    if scenario.delivers and not check:
        yield from _full_disks(scenario)


@dataclass(frozen=True)
class _At:
    """A call, and which of its kind."""

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
    # From here on for every call: each is hit from its next one.
    made = Counter(before)
    later = [_At(call, made[call] + 1) for call in dict.fromkeys(rest)]
    yield at.row("ExpiredToken, from this call on", *(each.error("ExpiredToken", 403, EVER) for each in later))
    for skew, wrong in ((_SKEW, "behind"), (-_SKEW, "ahead of")):
        errors = [each.error("SignatureDoesNotMatch", 403, EVER, skew=skew) for each in later]
        # CI has one of the two, and where it meets a task: at the first call.
        is_rare = bool(before) or skew < 0
        yield at.row(
            f"the clock is {wrong} AWS's", *errors, whole_only=is_rare, says=f"seconds {wrong} the clock of AWS"
        )


def _declared(at: _At, scenario: Scenario) -> Iterator[Injection]:
    for code, status in errors_of(at.call.action):
        row, lies = f"{code}, as declared", code == "NoSuchEntity" or (at.call.action, code) == _NO_SECRET
        if lies and at.is_write:
            # The task has read what it writes to, but for a caller who creates, and for a root user.
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
    # What CI leaves out differs from what it runs in the number alone; 500 in XML is among the declared errors as well.
    seldom = {"500 XML", "503 XML", "503 HTML", "500 cut short"}
    for status, code in ((500, "InternalFailure"), (503, "ServiceUnavailable")):
        for name, fault in (
            (f"{status} XML", at.error(code, status)),
            (f"{status} HTML", at.fault(kind="html", status=status)),
            (f"{status} cut short", at.error(code, status, kind="error_cut_short")),
        ):
            passes = not name.endswith("cut short")  # botocore raises at once what it cannot parse
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
    """Faults that make a difference to writes alone: carried out, and not told so."""
    if not at.is_write:
        return
    for times, row in ((1, "once"), (EVER, "always")):
        # The next request has the old password, which is another one by then.
        passes = times == 1 and at.call.action != _OWN
        yield at.row(f"reset after the call, {row}", at.fault(times, kind="reset_after"), passes=passes)
        error = at.error("InternalFailure", 500, times, kind="apply_then_error")
        yield at.row(f"500 after the call, {row}", error, passes=passes)
        hang = at.fault(times, kind="hang_after", seconds=TIME_OUT * 2)
        slow = not passes
        yield at.row(f"no answer, carried out, {row}", hang, hurried=(at.fault(times),), passes=passes, whole_only=slow)
    sets = {expected.user for expected in scenario.expected if expected.password is not None}
    if at.call.action in {"CreateLoginProfile", "UpdateLoginProfile", _OWN} and at.call.user_name in sets:
        # The emulated AWS puts the passwords of the call into their places.
        message = "1 validation error detected: Value '{Password}{OldPassword}{NewPassword}' at 'password' is refused"
        yield at.row("an error that contains the password", at.error("ValidationError", 400, message=message))


def _others(at: _At, before: Sequence[Traced]) -> Iterator[Injection]:
    """Somebody else writes between the task's look and what it does then."""
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
    """The user has 50 tags. That is known from the read stage, so it is judged before the first write."""
    if any(expected.version and scenario.before[expected.user].version is None for expected in scenario.expected):
        yield Injection("50 tags, none for the version", "", tags=50)


def _created_late(trace: Sequence[Traced], scenario: Scenario) -> Iterator[Injection]:
    for position, call in enumerate(trace):
        if call.action == "CreateLoginProfile":
            look = Traced("GetLoginProfile", call.user_name)
            at, row = _At(look, trace[:position].count(look) + 1), "created, not yet visible"
            if scenario.waits:  # or else nobody looks for a while
                yield at.row(f"{row}, temporarily", at.error("NoSuchEntity", 404, _A_WHILE), passes=True)
            yield at.row(f"{row}, always", at.error("NoSuchEntity", 404, EVER), late=True)


def _unsettled(actions: set[str], scenario: Scenario) -> Iterator[Injection]:
    """Changes that show late, by the emulated AWS's own clock."""
    if "DeleteLoginProfile" in actions:
        setting, row = "delete_visible_after", "deleted, still visible"
        if scenario.waits:
            yield Injection(f"{row}, temporarily", "", settings=((setting, _SETTLES),), scale=_SCALE, passes=True)
        yield Injection(f"{row}, always", "", settings=((setting, _NEVER_SETTLES),), late=True)
    if actions & {"UpdateLoginProfile", "DeleteLoginProfile", _OWN}:
        unmodifiable = (("unmodifiable_after_create", _NEVER_SETTLES),)
        yield Injection("just created, not modifiable, always", "", settings=unmodifiable)


def _full_disks(scenario: Scenario) -> Iterator[Injection]:
    """A line that there is no room for, or half of one: for each password that is delivered."""
    delivered = [expected.user for expected in scenario.expected if expected.password == GENERATED]
    for number, user in enumerate(delivered, 1):
        target = f"line {number}"
        yield Injection("a full disk, once", target, full_disk=range(number, number + 1), user_name=user)
        yield Injection("a full disk, always", target, full_disk=range(number, EVER), user_name=user)
