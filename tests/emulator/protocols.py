# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The protocols of AWS: convert requests to calls of the model, and its replies to responses, by botocore's models.

"query" (IAM, STS): the parameters are a form, the reply is XML. "json" (Organizations, Secrets Manager): both are JSON.
"rest-json" (AWS Sign-In): both are JSON, and the path names the action. To add a protocol, write a class with
``matches``, ``flat``, ``parameters``, ``written`` and ``failed``, and add an entry in SERVICES.
"""

from __future__ import annotations

import base64
import contextlib
import json
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import cache, cached_property
from typing import Any
from xml.sax.saxutils import escape

import http_messages
import validation
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape
from http_messages import Request, Response
from model import secrets_manager, sign_in_sessions
from model.aws import ACTIONS
from model.errors import AWSError, validation_error
from model.request import Call


class Query:
    """A service with the query protocol. Errors are those of the IAM API reference, "Making query requests"."""

    validates = True
    rejected = staticmethod(validation_error)

    def __init__(self, name: str) -> None:
        """Read the service model of botocore."""
        self.name = name
        self._model = ServiceModel(Loader().load_service_model(name, "service-2"), name)

    def matches(self, request: Request, form: Mapping[str, str]) -> str | None:
        """Return the action of a request to this service."""
        return form.get("Action") if form.get("Version") == self._model.api_version else None

    def flat(self, _request: Request, form: Mapping[str, str]) -> dict[str, str]:
        """Return the parameters as strings."""
        return {key: value for key, value in form.items() if key not in {"Action", "Version"}}

    def operation(self, action: str) -> OperationModel | None:
        return self._model.operation_model(action) if action in self._model.operation_names else None

    def parameters(self, operation: OperationModel, _request: Request, flat: Mapping[str, str]) -> dict[str, Any]:
        """Return the parameters in their shapes."""
        return _read(operation.input_shape, flat, "") or {} if operation.input_shape else {}

    def written(self, operation: OperationModel, reply: Mapping[str, Any]) -> Response:
        """Return the response to a successful call."""
        shape, name = operation.output_shape, operation.name
        result = ""
        if shape is not None:
            wrapper = shape.serialization.get("resultWrapper", f"{name}Result")
            result = f"<{wrapper}>{_xml(shape, reply)}</{wrapper}>"
        metadata = f"<ResponseMetadata><RequestId>{http_messages.request_id()}</RequestId></ResponseMetadata>"
        return self._response(200, f"{name}Response", result + metadata)

    def failed(self, error: AWSError) -> Response:
        """Return the response of an error. Without a message it has no such element, as recorded."""
        kind = "Sender" if error.status < 500 else "Receiver"
        message = f"<Message>{escape(error.message)}</Message>" if error.message else ""
        inner = f"<Error><Type>{kind}</Type><Code>{escape(error.code)}</Code>{message}</Error>"
        inner += f"<RequestId>{http_messages.request_id()}</RequestId>"
        return self._response(error.status, "ErrorResponse", inner, error.code)

    def _response(self, status: int, root: str, inner: str, code: str | None = None) -> Response:
        namespace = f"https://{self.name}.amazonaws.com/doc/{self._model.api_version}/"
        xml = f'<{root} xmlns="{namespace}">{inner}</{root}>'
        return Response(status, xml.encode(), {"Content-Type": "text/xml"}, code)


class Json(Query):
    """A service with the JSON protocol. Organizations has its own parameter error, which the model raises."""

    validates = False

    def matches(self, request: Request, form: Mapping[str, str]) -> str | None:
        service, _dot, action = request.headers.get("X-Amz-Target", "").rpartition(".")
        return action if service == self._model.metadata["targetPrefix"] else None

    def flat(self, request: Request, _form: Mapping[str, str]) -> dict[str, str]:
        given = json.loads(request.body or b"{}")
        return {key: value if isinstance(value, str) else json.dumps(value) for key, value in given.items()}

    def parameters(self, operation: OperationModel, request: Request, flat: Mapping[str, str]) -> dict[str, Any]:
        return json.loads(request.body or b"{}")

    def written(self, operation: OperationModel, reply: Mapping[str, Any]) -> Response:
        return self._json(200, reply)

    def failed(self, error: AWSError) -> Response:
        return self._json(error.status, {"__type": error.code, "Message": error.message, **error.members}, error.code)

    def _json(self, status: int, value: Mapping[str, Any], code: str | None = None) -> Response:
        headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": http_messages.request_id()}
        return Response(status, json.dumps(value, default=datetime.timestamp).encode(), headers, code)


class SecretsManager(Json):
    """Secrets Manager, which checks the constraints of its service model."""

    validates = True
    rejected = staticmethod(secrets_manager.invalid)


class RestJson(Json):
    """AWS Sign-In. Its calls have all parameters in the body; a header has the error code."""

    validates = True
    rejected = staticmethod(sign_in_sessions.invalid)

    def matches(self, request: Request, form: Mapping[str, str]) -> str | None:
        wanted = {"method": request.method, "requestUri": request.target}
        operations = (self._model.operation_model(name) for name in self._model.operation_names)
        return next((each.name for each in operations if wanted.items() <= each.http.items()), None)

    def failed(self, error: AWSError) -> Response:
        message = {"message": error.message} if error.message else {}
        members = error.members or sign_in_sessions.members_of(error.code)
        response = self._json(error.status, {**message, **members}, error.code)
        return replace(response, headers={**response.headers, "x-amzn-errortype": error.code})


def _known_services() -> Iterator[Query]:
    """Return the services of this botocore: the lowest supported one has no AWS Sign-In."""
    json_services = ((Json, "organizations"), (SecretsManager, "secretsmanager"), (RestJson, "signin"))
    for protocol, name in ((Query, "iam"), (Query, "sts"), *json_services):
        with contextlib.suppress(UnknownServiceError):
            yield protocol(name)


SERVICES = tuple(_known_services())


@dataclass(frozen=True)
class Received:
    """A request and its action. Without a service it is for the backend. ``flat`` are its parameters as strings."""

    request: Request
    service: Query | None
    action: str
    flat: Mapping[str, str]

    @cached_property
    def operation(self) -> OperationModel | None:
        """Return the operation; None if this botocore does not have it."""
        return self.service.operation(self.action) if self.service else None

    @cached_property
    def unread(self) -> Call:
        """Return the call with its parameters as strings, before they are parsed."""
        request = self.request
        name = self.service.name if self.service else ""
        return Call(name, self.action, self.flat, request.access_key, request.session_token, request.region)

    @cached_property
    def call(self) -> Call:
        """Return the call to the model. Raise AWSError for parameters of wrong shapes."""
        if self.service is None or self.operation is None:
            return self.unread
        given = self.service.parameters(self.operation, self.request, self.flat)
        if (self.service.name, self.action) in ACTIONS and self.service.validates:
            validation.check(self.operation.input_shape, given, self.service.rejected)
        return replace(self.unread, parameters=given)

    def written(self, reply: Mapping[str, Any]) -> Response:
        """Return the response to the call."""
        if self.service is None or self.operation is None:
            raise ValueError(f"botocore has no {self.action}.")
        return self.service.written(self.operation, reply)

    def failed(self, error: AWSError) -> Response:
        """Return the response of an error."""
        return (self.service or SERVICES[0]).failed(error)


def receive(request: Request) -> Received:
    """Parse a request. Raise AWSError for a form that is not UTF-8.

    Values are kept to the byte: empty ones stay, "+" and "%20" are spaces, nothing is stripped.
    """
    form: dict[str, str] = {}
    if request.headers.get("Content-Type", "").startswith(http_messages.FORM):
        try:
            pairs = urllib.parse.parse_qsl(request.body.decode("utf-8"), keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            raise validation_error("The request is not valid UTF-8.") from None
        form = dict(pairs)
    for service in SERVICES:
        if action := service.matches(request, form):
            return Received(request, service, action, service.flat(request, form))
    action = form.get("Action") or request.headers.get("X-Amz-Target") or f"{request.method} {request.target}"
    return Received(request, None, action, form)


@cache
def _members(shape: Shape) -> tuple[tuple[str, str, Shape], ...]:
    """Return name, name on the wire and shape of each member of a structure."""
    members: Mapping[str, Shape] = shape.members  # type: ignore[attr-defined]
    return tuple((name, member.serialization.get("name", name), member) for name, member in members.items())


def _read(shape: Shape, form: Mapping[str, str], at: str) -> Any:
    """Return the value at a place of a form; None without one."""
    if shape.type_name == "structure":
        prefix = f"{at}." if at else ""
        found = {name: _read(member, form, prefix + wire) for name, wire, member in _members(shape)}
        return {name: value for name, value in found.items() if value is not None} or None
    if shape.type_name == "list":
        values = list(_read_list(shape, form, at))
        return values if values or at in form else None
    value = form.get(at)
    if value is None:
        return None
    if shape.type_name == "boolean":
        return value.lower() == "true"
    if shape.type_name in {"integer", "long"}:
        try:
            return int(value)
        except ValueError:
            raise validation_error(f"Value '{value}' at '{validation.named(at)}' is not an integer.") from None
    return value


def _read_list(shape: Shape, form: Mapping[str, str], at: str) -> Iterator[Any]:
    number = 1
    while (value := _read(shape.member, form, f"{at}.member.{number}")) is not None:  # type: ignore[attr-defined]
        yield value
        number += 1


def _xml(shape: Shape, value: Any) -> str:
    """Return the inner XML of a value."""
    kind = shape.type_name
    if kind == "structure":
        parts = [
            f"<{wire}>{_xml(member, value[name])}</{wire}>"
            for name, wire, member in _members(shape)
            if value.get(name) is not None
        ]
        return "".join(parts)
    if kind == "list":
        member = shape.member  # type: ignore[attr-defined]
        return "".join(f"<member>{_xml(member, each)}</member>" for each in value)
    if kind == "map":
        inner = (f"<key>{escape(str(key))}</key><value>{escape(str(each))}</value>" for key, each in value.items())
        return "".join(f"<entry>{entry}</entry>" for entry in inner)
    return escape(_scalar(kind, value))


def _scalar(kind: str, value: Any) -> str:
    if kind == "timestamp":
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    if kind == "boolean":
        return "true" if value else "false"
    return base64.b64encode(value).decode() if kind == "blob" else str(value)
