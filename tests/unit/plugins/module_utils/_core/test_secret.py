# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A secret is not shown by accident."""

from __future__ import annotations

import json
import pickle
import typing as t

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.secret import HIDDEN, Secret


def test_a_secret_is_never_shown() -> None:
    """Fails when a password gets into a sentence, a log or a file by accident."""
    secret = Secret("Canary-1")
    shown: list[t.Any] = [str(secret), repr(secret), f"{secret}", f"{secret!r}", str([secret])]
    assert {text.strip("[]") for text in shown} == {HIDDEN}
    assert (secret.reveal(), secret, hash(secret)) == ("Canary-1", Secret("Canary-1"), hash(Secret("Canary-1")))
    assert secret != Secret("Canary-2")
    assert (bool(secret), bool(Secret(""))) == (True, False)
    for serialize in (json.dumps, pickle.dumps):
        with pytest.raises(TypeError):
            serialize(secret)
