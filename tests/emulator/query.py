# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The AWS query protocol: a request as a form, a reply as XML; and the JSON of Organizations. Pure.

Follows the botocore service model of IAM (``"protocol": "query"``, API version 2010-05-08) and the shape of errors
in the IAM API reference ("Making query requests", "Common Errors"). For Organizations the model has
``"protocol": "json"`` and ``"targetPrefix": "AWSOrganizationsV20161128"``.
"""

from __future__ import annotations

import json
import re
import urllib.parse
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from xml.sax.saxutils import escape

IAM_VERSION = "2010-05-08"
IAM_NAMESPACE = f"https://iam.amazonaws.com/doc/{IAM_VERSION}/"
STS_VERSION = "2011-06-15"
STS_NAMESPACE = f"https://sts.amazonaws.com/doc/{STS_VERSION}/"
ORGANIZATIONS_VERSION = "2016-11-28"
_ORGANIZATIONS = "AWSOrganizationsV20161128."
_READS = ("Get", "List", "GenerateCredentialReport")
_FORM = "application/x-www-form-urlencoded"
_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/(?:[0-9]{8}/([a-z0-9-]+)/)?")
_TOKEN = "X-Amz-Security-Token"


@dataclass(frozen=True)
class AwsError:
    """An error that AWS declares: HTTP status, code and message; an empty one is not sent, as AWS does with some."""

    status: int
    code: str
    message: str


@dataclass(frozen=True)
class Reply:
    """A reply to the caller, complete."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/xml"})

    def texts_of(self, tag: str) -> list[str]:
        """Return the text of each element with this local name."""
        try:
            return [element.text or "" for element in ET.fromstring(self.body).iterfind(f".//{{*}}{tag}")]
        except ET.ParseError:
            return []

    def text_of(self, tag: str) -> str | None:
        """Return the text of the first element with this local name."""
        texts = self.texts_of(tag)
        return texts[0] if texts else None

    @property
    def error_code(self) -> str | None:
        """Return the code of an error reply."""
        if self.status < 400:
            return None
        return self.text_of("Code") or str(_json_object(self.body).get("__type", "")).rpartition("#")[2] or None


@dataclass(frozen=True)
class Call:
    """One request to AWS. The parameters are those of the form, without Action and Version, or of the JSON.

    The region is that of the credential scope (Signature Version 4); us-east-1 where there is none.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    action: str
    version: str
    parameters: Mapping[str, str]
    access_key: str
    region: str = "us-east-1"

    @property
    def session_token(self) -> str | None:
        """Return what temporary credentials have besides their key."""
        return self.headers.get(_TOKEN)

    @property
    def is_iam(self) -> bool:
        """Tell IAM by the version of its API, which no other service with a query protocol shares."""
        return self.version == IAM_VERSION

    @property
    def only_reads(self) -> bool:
        """Tell a call that surely changes no user: one that reads, of IAM, or of STS."""
        return self.version in {IAM_VERSION, STS_VERSION} and self.action.startswith(_READS)

    def with_parameters(self, parameters: Mapping[str, str]) -> Call:
        """Return the same call with other parameters."""
        form = {"Action": self.action, "Version": self.version, **parameters}
        return replace(self, parameters=parameters, body=urllib.parse.urlencode(form).encode("ascii"))


def decode(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Call:
    """Read a request. Raise UnicodeDecodeError for a form that is not UTF-8.

    Values are kept to the byte: a blank one stays, "+" and "%20" are spaces, nothing is stripped.
    """
    form: dict[str, str] = {}
    if headers.get("Content-Type", "").startswith(_FORM):
        pairs = urllib.parse.parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict")
        form = dict(pairs)
    action = form.pop("Action", "") or headers.get("X-Amz-Target", "") or f"{method} {target}"
    version = form.pop("Version", "")
    if action.startswith(_ORGANIZATIONS):
        action, version = action.removeprefix(_ORGANIZATIONS), ORGANIZATIONS_VERSION
        form = {key: str(value) for key, value in _json_object(body).items()}
    found = _CREDENTIAL.search(headers.get("Authorization", ""))
    key, region = (found.group(1), found.group(2) or "us-east-1") if found else ("", "us-east-1")
    return Call(method, target, headers, body, action, version, form, key, region)


def _json_object(body: bytes) -> dict[str, Any]:
    """Read an object; what is none is an empty one."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def partition(region: str) -> str:
    """AWS General Reference, "Amazon Resource Names": aws, aws-cn for China, aws-us-gov for GovCloud (US)."""
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"


def build(service: str, action: str, parameters: Mapping[str, str], access_key: str, token: str | None = None) -> Call:
    """Make a call of the layer's own to the backend. The backends check no signature."""
    scope = f"{access_key or 'layer'}/20260101/us-east-1/{service}/aws4_request"
    headers = {
        "Content-Type": _FORM,
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        **({_TOKEN: token} if token else {}),
    }
    version = STS_VERSION if service == "sts" else IAM_VERSION
    return Call("POST", "/", headers, b"", action, version, {}, access_key).with_parameters(parameters)


def error_reply(error: AwsError, call: Call | None = None) -> Reply:
    """Write an error in IAM's shape, or in that of the service called.

    Its type is Sender below 500 and Receiver from there on. Without a message it has no such element, as recorded.
    """
    version = call.version if call else IAM_VERSION
    if version == ORGANIZATIONS_VERSION:
        return json_reply({"__type": error.code, "Message": error.message}, error.status)
    namespace = STS_NAMESPACE if version == STS_VERSION else IAM_NAMESPACE
    kind = "Sender" if error.status < 500 else "Receiver"
    message = f"<Message>{escape(error.message)}</Message>" if error.message else ""
    xml = (
        f'<ErrorResponse xmlns="{namespace}"><Error><Type>{kind}</Type><Code>{escape(error.code)}</Code>'
        f"{message}</Error><RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>"
    )
    return Reply(error.status, xml.encode())


def json_reply(result: Mapping[str, Any], status: int = 200) -> Reply:
    """Write a reply of a JSON service."""
    headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": str(uuid.uuid4())}
    return Reply(status, json.dumps(result).encode(), headers)


def result_reply(action: str, result: str, namespace: str = IAM_NAMESPACE) -> Reply:
    """Write a reply that carries ``result`` (XML); an empty one for the calls that return no body."""
    inner = f"<{action}Result>{result}</{action}Result>" if result else ""
    xml = (
        f'<{action}Response xmlns="{namespace}">{inner}<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId>'
        f"</ResponseMetadata></{action}Response>"
    )
    return Reply(200, xml.encode())
