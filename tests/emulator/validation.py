# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rejections of AWS by the parameters alone: the constraints of botocore's service models.

IAM API reference, "Common Errors": ValidationError, HTTP status 400. The messages are publicly known messages of IAM. A
value of a sensitive shape, such as a password, is never in the message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from botocore.model import Shape
from model.errors import AWSError, missing


def check(shape: Shape | None, value: Any, rejected: Callable[[str], AWSError]) -> None:
    """Raise one AWSError for all invalid parameters. Its class is built from the message."""
    problems = list(_problems(shape, value, "")) if shape else []
    if problems:
        noun = "error" if len(problems) == 1 else "errors"
        raise rejected(f"{len(problems)} validation {noun} detected: {'; '.join(problems)}")


def named(at: str) -> str:
    """Return the place of a parameter as AWS names it."""
    return at[:1].lower() + at[1:]


def _problems(shape: Shape, value: Any, at: str) -> Iterator[str]:
    if shape.type_name == "structure":
        prefix = f"{at}." if at else ""
        for name, member in shape.members.items():  # type: ignore[attr-defined]
            if name in value:
                yield from _problems(member, value[name], prefix + name)
            elif name in shape.required_members:
                yield missing(named(prefix + name))
        return
    shown = "Value" if shape.metadata.get("sensitive") else f"Value '{value}'"
    for problem in _violations(shape, value):
        yield f"{shown} at '{named(at)}' failed to satisfy constraint: Member must {problem}"
    if shape.type_name == "list":
        for number, each in enumerate(value, 1):
            yield from _problems(shape.member, each, f"{at}.{number}.member")  # type: ignore[attr-defined]


def _violations(shape: Shape, value: Any) -> Iterator[str]:
    limits, is_text = shape.metadata, isinstance(value, str)
    size, what = (len(value), "length") if is_text or shape.type_name == "list" else (value, "value")
    if "min" in limits and size < limits["min"]:
        yield f"have {what} greater than or equal to {limits['min']}"
    if "max" in limits and size > limits["max"]:
        yield f"have {what} less than or equal to {limits['max']}"
    written = limits.get("pattern")
    pattern = _pattern(written) if written and is_text and value else None
    if pattern and not pattern.fullmatch(value):
        yield f"satisfy regular expression pattern: {written}"
    if value not in limits.get("enum", [value]):
        yield f"satisfy enum value set: [{', '.join(limits['enum'])}]"


@cache
def _pattern(written: str) -> re.Pattern[str] | None:
    r"""Return None for a pattern that Python does not support, such as one with \p{L}. Java's \w is ASCII."""
    try:
        return re.compile(written, re.ASCII)
    except re.error:
        return None
