# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A credential provider that fails at a renewal: botocore runs a ``credential_process`` for each request.

Its credentials expire in five minutes, so botocore renews them before it signs the next request.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from result_rows import rows

if TYPE_CHECKING:
    from sandbox import RunResult

PRINTED = "Canary-Of-The-Process"
_KEYS = ("access_key", "secret_key", "session_token")


@contextmanager
def provided(access: Mapping[str, Any], unsigned_from: int) -> Iterator[dict[str, Any]]:
    """Yield the options with a profile instead of keys. This request, and the next ones, are not signed.

    The program runs once for each request, and when the client is created.
    """
    if not unsigned_from:
        yield dict(access)
        return
    with tempfile.TemporaryDirectory() as folder:
        config, program, runs = (Path(folder, name) for name in ("config", "program", "runs"))
        expires = dt.datetime.now(dt.timezone.utc) + dt.timedelta(minutes=5)
        names = dict(zip(_KEYS, ("AccessKeyId", "SecretAccessKey", "SessionToken"), strict=True))
        given = {"Version": 1, "Expiration": expires.isoformat(), **{names[key]: access[key] for key in _KEYS}}
        text = f"[ $(wc -l < '{runs}') -gt {unsigned_from} ] && echo '{PRINTED}' || echo '{json.dumps(given)}'"
        program.write_text(f"#!/bin/sh\necho >> '{runs}'\n{text}\n")
        program.chmod(0o700)
        config.write_text(f"[profile failing]\ncredential_process = {program}\n")
        rest = {name: value for name, value in access.items() if name not in _KEYS}
        with mock.patch.dict(os.environ, AWS_CONFIG_FILE=str(config)):
            yield {**rest, "profile": "failing"}


def is_named_once(run: RunResult, _baseline: object) -> Iterator[str]:
    """Promise 15: a failing provider is reported once for all users, and no unsigned write has an unknown outcome."""
    if not run.cell.injection.unsigned_from:
        return
    result = run.module_result.result
    # If the last read fails, it is a warning: whether the policy lets users change their passwords.
    if result.get("failed") and result["msg"].count("(profile 'failing', credential_process)") != 1:
        yield f"the provider is not named exactly once: {result.get('msg')}"
    if any(row.in_doubt for row in rows(run)):
        yield "a request that was not signed is in doubt"
    if PRINTED in run.module_result.printed + run.module_result.errors:
        yield "the output of the provider is repeated"
