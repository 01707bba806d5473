# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWS declares of its calls, read off the service models that botocore carries."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from botocore.loaders import Loader

WRITES = frozenset({"CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile", "TagUser", "UntagUser"})
_SERVICES = ("iam", "sts")


class Declared(NamedTuple):
    """An error: AWS's code, and the HTTP status it comes with."""

    code: str
    status: int


@cache
def _model(service: str) -> dict[str, Any]:
    model: dict[str, Any] = Loader().load_service_model(service, "service-2")
    return model


@cache
def errors_of(action: str) -> tuple[Declared, ...]:
    """Return the errors that the model declares for a call."""
    for service in _SERVICES:
        model = _model(service)
        if operation := model["operations"].get(action):
            shapes = [model["shapes"][error["shape"]] for error in operation.get("errors", [])]
            return tuple(Declared(shape["error"]["code"], shape["error"]["httpStatusCode"]) for shape in shapes)
    raise ValueError(f"{action} is no call of {' or '.join(_SERVICES)}.")
