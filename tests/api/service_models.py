# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the service models of the installed botocore, in the terms of the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from api_record import Call, Entry
from botocore.exceptions import DataNotFoundError
from botocore.loaders import Loader

Model = Mapping[str, Any]

_FACTS = ("min", "max", "pattern", "enum", "sensitive", "deprecated")
# The status of an error whose model names none ("HTTP bindings" of the Smithy specification, httpError trait).
_CLIENT_ERROR, _SERVER_ERROR = 400, 500


@cache
def service_model(service: str) -> Model | None:
    """Return the newest model of a service, or None where botocore has none. Models in the user's home are ignored."""
    loader = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
    try:
        model: Model = loader.load_service_model(service, "service-2")
    except DataNotFoundError:
        return None
    return model


def api_version(model: Model) -> str:
    """Return the date that names the version of the API."""
    return str(model["metadata"]["apiVersion"])


def described(model: Model, call: str) -> Call | None:
    """Return parameters, reply and errors of a call, without marks; None where the model does not have the call."""
    operation = model["operations"].get(call)
    if operation is None:
        return None
    return {
        "parameters": _members_of(model, operation.get("input")),
        "reply": _members_of(model, operation.get("output")),
        "errors": dict(_error(model, error["shape"]) for error in operation.get("errors", [])),
    }


def _members_of(model: Model, reference: Model | None) -> dict[str, Entry]:
    return {} if reference is None else dict(_below(model, reference["shape"], "", frozenset()))


def _below(model: Model, name: str, path: str, seen: frozenset[str]) -> Iterator[tuple[str, Entry]]:
    """Return what is below a shape, each with its path. A shape inside itself is not followed."""
    shape = model["shapes"][name]
    if name in seen:
        return
    if shape["type"] == "structure":
        for member, reference in shape["members"].items():
            below = f"{path}.{member}" if path else member
            yield below, _entry(model, reference, is_required=member in shape.get("required", ()))
            yield from _below(model, reference["shape"], below, seen | {name})
    elif shape["type"] == "list":
        yield from _element(model, shape["member"], f"{path}[]", seen | {name})
    elif shape["type"] == "map":
        yield from _element(model, shape["value"], f"{path}{{}}", seen | {name})


def _element(model: Model, reference: Model, path: str, seen: frozenset[str]) -> Iterator[tuple[str, Entry]]:
    """Return what the elements of a list or map are, unless that is a structure, and what is below."""
    entry = _entry(model, reference)
    if entry != {"type": "structure"}:
        yield path, entry
    yield from _below(model, reference["shape"], path, seen)


def _entry(model: Model, reference: Model, *, is_required: bool | None = None) -> Entry:
    shape = {**model["shapes"][reference["shape"]], **reference}
    required = {} if is_required is None else {"required": is_required}
    return {"type": shape["type"], **required, **{fact: shape[fact] for fact in _FACTS if fact in shape}}


def _error(model: Model, name: str) -> tuple[str, Entry]:
    shape = model["shapes"][name]
    declared = shape.get("error", {})
    default = _SERVER_ERROR if shape.get("fault") else _CLIENT_ERROR
    return declared.get("code", name), {"status": declared.get("httpStatusCode", default)}
