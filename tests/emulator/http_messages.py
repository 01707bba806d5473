# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP requests to AWS and responses, for every protocol."""

from __future__ import annotations

import re
import urllib.parse
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

FORM = "application/x-www-form-urlencoded"
_VERSIONS = {"iam": "2010-05-08", "sts": "2011-06-15"}
_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/(?:[0-9]{8}/([a-z0-9-]+)/)?")
_TOKEN = "X-Amz-Security-Token"


@dataclass(frozen=True)
class Request:
    """One request. The region is that of the credential scope (Signature Version 4)."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def access_key(self) -> str:
        found = _CREDENTIAL.search(self.headers.get("Authorization", ""))
        return found.group(1) if found else ""

    @property
    def region(self) -> str:
        found = _CREDENTIAL.search(self.headers.get("Authorization", ""))
        return (found and found.group(2)) or "us-east-1"

    @property
    def session_token(self) -> str | None:
        return self.headers.get(_TOKEN)

    def signed_by(self, access_key: str) -> Request:
        """Return the request with another access key, for a backend that checks no signature."""
        signed = re.sub(r"Credential=[^/,\s]+/", f"Credential={access_key}/", self.headers.get("Authorization", ""))
        return replace(self, headers={**self.headers, "Authorization": signed})


@dataclass(frozen=True)
class Response:
    """One response. The code is an error code."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/xml"})
    code: str | None = None


def build(
    service: str, action: str, parameters: Mapping[str, str], access_key: str, token: str | None = None
) -> Request:
    """Build a request of the query protocol. No signature is checked."""
    scope = f"{access_key or 'emulator'}/20260101/us-east-1/{service}/aws4_request"
    headers = {
        "Content-Type": FORM,
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        **({_TOKEN: token} if token else {}),
    }
    form = {"Action": action, "Version": _VERSIONS[service], **parameters}
    return Request("POST", "/", headers, urllib.parse.urlencode(form).encode("ascii"))


def request_id() -> str:
    return str(uuid.uuid4())
