# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The cache of `aws login`, as the AWS CLI writes it and botocore reads it, and replies of CreateOAuth2Token.

Its key is made for the tests: it signs a header that is not verified.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import pathlib
import typing as t

import botocore.credentials
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

SESSION = "arn:aws:iam::111111111111:user/alice"
HAS_CRT = getattr(botocore.credentials, "EC", None) is not None
NEEDS_CRT = pytest.mark.skipif(not HAS_CRT, reason="awscrt is not installed. The session crt of nox has it")


@functools.cache
def _key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


def token(minutes: int, **others: t.Any) -> dict[str, t.Any]:
    """Return a token that expires in this number of minutes, with other values for these fields. None omits one."""
    expires = dt.datetime.now(dt.timezone.utc) + dt.timedelta(minutes=minutes)
    fields = {
        "accessToken": {
            **_keys("CACHED"),
            "accountId": "111111111111",
            "expiresAt": f"{expires:%Y-%m-%dT%H:%M:%SZ}",
        },
        "refreshToken": "first",
        "clientId": "arn:aws:signin:::devtools/same-device",
        "dpopKey": _key(),
        "signInRegion": "eu-central-1",
        **others,
    }
    return {name: value for name, value in fields.items() if value is not None}


def refreshed(minutes: int = 15) -> str:
    """Return the body of a reply with new credentials."""
    return json.dumps({"accessToken": _keys("REFRESHED"), "expiresIn": minutes * 60, "refreshToken": "second"})


def _keys(access_key: str) -> dict[str, str]:
    return {"accessKeyId": access_key, "secretAccessKey": "secret", "sessionToken": "token"}


def cache_file(folder: pathlib.Path) -> pathlib.Path:
    """Return the path of the token in a cache (``AWS_LOGIN_CACHE_DIRECTORY``)."""
    return folder / f"{hashlib.sha256(SESSION.encode()).hexdigest()}.json"


def store(folder: pathlib.Path, content: t.Any) -> None:
    """Write a token, or a string in its place, into a cache."""
    folder.mkdir(exist_ok=True)
    cache_file(folder).write_text(content if isinstance(content, str) else json.dumps(content))
