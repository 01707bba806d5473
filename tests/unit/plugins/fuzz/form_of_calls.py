# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether AWS would take a call for its form, by the service models that botocore carries.

botocore's own validation looks at types, required members and minimums. AWS also refuses by ``max`` and ``pattern``,
which are in the same models.
"""

from __future__ import annotations

import functools
import re
import sys
import typing as t
import unicodedata

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

_SERVICES = {
    "AssumeRoot": "sts",
    "GetCallerIdentity": "sts",
    "DescribeOrganization": "organizations",
    "ListAccounts": "organizations",
}
_CATEGORY = re.compile(r"\\p\{([A-Z])\}")


def problems_of_form(operation: str, parameters: dict[str, t.Any]) -> list[str]:
    """List why AWS would refuse a call whatever the account holds."""
    shape = _model(_SERVICES.get(operation, "iam")).operation_model(operation).input_shape
    if shape is None:
        return [f"{operation} takes no parameters"] if parameters else []
    report = ParamValidator().validate(parameters, shape)
    return [report.generate_report()] if report.has_errors() else list(_problems(operation, shape, parameters))


@functools.cache
def _model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


def _problems(where: str, shape: t.Any, value: t.Any) -> t.Iterator[str]:
    if shape.type_name == "structure":
        for name, inner in value.items():
            yield from _problems(f"{where}.{name}", shape.members[name], inner)
        return
    most, pattern = shape.metadata.get("max"), shape.metadata.get("pattern")
    if shape.type_name == "list":
        for inner in value:
            yield from _problems(f"{where}[]", shape.member, inner)
    if most is not None and (value if isinstance(value, int) else len(value)) > most:
        yield f"{where} is more than {most} ({shape.name})"
    if pattern is not None and not _compiled(pattern).fullmatch(value):
        yield f"{where} does not match {pattern} ({shape.name})"


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Take a pattern of Java's: its word characters are ASCII, and it knows the categories of Unicode."""
    return re.compile(_CATEGORY.sub(lambda match: _of_category(match[1]), pattern), re.ASCII)


@functools.cache
def _of_category(letter: str) -> str:
    """Return the characters of a category, to be put between brackets."""
    ranges: list[list[int]] = []
    for point in range(sys.maxunicode + 1):
        if unicodedata.category(chr(point))[0] != letter:
            continue
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
