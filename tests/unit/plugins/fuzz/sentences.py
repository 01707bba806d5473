# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an error may say to a person."""

from __future__ import annotations

import builtins
import re

from ansible_collections.identity.aws.tests.unit.plugins.fuzz.hostile import CANARY

# It begins as a sentence does, or with the option, the name or the number that it is about.
_SENTENCE = re.compile(r"[A-Za-z0-9'\"].*[.)!?]", re.DOTALL)
_OURS = ("RequestError", "LoginProfileError", "CredentialsError", "UndefinedError", "ParserError")
_PYTHONS = [name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)]
_INSIDES = re.compile(
    r"Traceback|object at 0x|that the module does not know|<class|\b(?:" + "|".join([*_OURS, *_PYTHONS]) + r")\b"
)


def assert_is_for_a_person(message: str) -> None:
    """Fail where it is no sentence, or shows the insides of the collection."""
    assert _SENTENCE.fullmatch(message), message
    assert not _INSIDES.search(message), message
    assert CANARY not in message, message
