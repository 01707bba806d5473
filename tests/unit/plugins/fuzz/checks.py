# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Invariants of every task: Ansible's own validation, the format of calls, and the format of errors.

botocore validates types, required members and minimums. AWS also rejects by ``max`` and ``pattern``, which are in the
same service models.
"""

from __future__ import annotations

import builtins
import functools
import re
import typing as t
import unicodedata

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
from hypothesis import event, settings

from ansible_collections.identity.aws.plugins.module_utils._core.models import permission_of
from ansible_collections.identity.aws.tests.unit.plugins.fuzz.hostile import CANARY

_CATEGORY = re.compile(r"\\p\{([A-Z])\}")
# An error begins like a sentence, or with its option, name or number.
_SENTENCE = re.compile(r"[A-Za-z0-9'\"].*[.)!?]", re.DOTALL)
_OURS = ("RequestError", "LoginProfileError", "CredentialsError", "UndefinedError", "ParserError")
_PYTHONS = [name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)]
_INTERNALS = re.compile(
    r"Traceback|object at 0x|Unexpected error|<class|\b(?:" + "|".join([*_OURS, *_PYTHONS]) + r")\b"
)


def share(of_the_examples: float) -> settings:
    """Return settings for a slow test: a share of the examples of the profile."""
    return settings(max_examples=max(1, round(settings().max_examples * of_the_examples)))


def validated(spec: dict[str, t.Any], given: dict[t.Any, t.Any]) -> dict[str, t.Any] | None:
    """Return the parameters as a module gets them, or None if Ansible itself rejects them."""
    try:
        validation = ArgumentSpecValidator(spec).validate(given)
    except (TypeError, ValueError, OverflowError, AttributeError, RecursionError):
        event("a traceback of Ansible's own")
        return None
    if validation.error_messages:
        event("rejected by Ansible")
        return None
    return dict(validation.validated_parameters)


def assert_is_for_a_person(message: str) -> None:
    """Fail if an error is not a sentence, or shows a secret or an internal of the collection."""
    assert _SENTENCE.fullmatch(message), message
    assert not _INTERNALS.search(message), message
    assert CANARY not in message, message


def problems_of_form(operation: str, parameters: dict[str, t.Any]) -> list[str]:
    """Return why AWS would reject a call in any account."""
    shape = _model(permission_of(operation).partition(":")[0]).operation_model(operation).input_shape
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
    for inner in value if shape.type_name == "list" else ():
        yield from _problems(f"{where}[]", shape.member, inner)
    if most is not None and (value if isinstance(value, int) else len(value)) > most:
        yield f"{where} is more than {most} ({shape.name})"
    if pattern is not None and not _matches(pattern, value):
        yield f"{where} does not match {pattern} ({shape.name})"


def _matches(pattern: str, value: str) -> bool:
    """Match a Java pattern: its word characters are ASCII. Each Unicode category is replaced by one letter."""
    categories = _CATEGORY.findall(pattern)
    replaced = "".join("a" if unicodedata.category(each)[0] in categories else each for each in value)
    return re.fullmatch(_CATEGORY.sub("a", pattern), replaced, re.ASCII) is not None
