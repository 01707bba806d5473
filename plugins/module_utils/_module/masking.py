# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mask the secrets of the options in a result, and predict what Ansible masks in it.

Pure. The time is linear in the size of the result. Ansible searches each string for each secret, which takes minutes
for thousands of users.
"""

from __future__ import annotations

import json
import re
import typing as t

MASK = "********"
SHORTEST = 6
# A secret that is short, or only ASCII letters or only digits besides punctuation, can be a part of a message, a name
# or a date by chance. Masking it there would damage the result and reveal the secret.
_COMMON = re.compile(r"[ -/:-~]*|[ -@]*")
_MESSAGES = ("-----BEGIN PGP MESSAGE-----", "-----BEGIN AGE ENCRYPTED FILE-----")
# ansible-core 2.22 strips these from each masked string, and masks its JSON encoding as well.
_STRIPPED = " \t\r\n"


class Masking:
    """The secrets of the options, and the few strings that Ansible masks."""

    def __init__(self, secrets: t.Iterable[str], public: object, masked_by_ansible: t.Iterable[str]) -> None:
        """``public``: strings that were not given as secrets; see SecretSearch."""
        self._search = SecretSearch(secrets, public)
        self._forms = {form for text in masked_by_ansible for form in _forms(text)} - {""}

    def would_mask(self, text: str) -> bool:
        """Return whether a part of a string would be masked in the result."""
        return any(form in text for form in self._forms) or self._search.finds(text)

    def masked(self, result: dict[str, t.Any]) -> tuple[dict[str, t.Any], bool]:
        """Return the result with secrets masked, and whether it contained any, which is a bug."""
        return self._search.masked(result)


def _forms(text: str) -> set[str]:
    stripped = text.strip(_STRIPPED)
    return {text, stripped, *(json.dumps(stripped, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))}


class SecretSearch:
    """Finds secrets by a table of their first characters, then by length."""

    def __init__(self, secrets: t.Iterable[str], public: object) -> None:
        """Store the secrets, and a value whose strings are public: a secret inside one of them is not searched for."""
        self._by_beginning: dict[str, dict[int, set[str]]] = {}
        for secret in secrets:
            if len(secret) >= SHORTEST and not _COMMON.fullmatch(secret):
                by_length = self._by_beginning.setdefault(secret[:SHORTEST], {})
                by_length.setdefault(len(secret), set()).add(secret)
        for text in set(_strings(public)):
            for start, end in self._spans(text):
                self._by_beginning[text[start : start + SHORTEST]][end - start].discard(text[start:end])

    def finds(self, text: str) -> bool:
        """Return whether a string contains a secret."""
        return any(True for _span in self._spans(text))

    def masked(self, result: t.Any) -> tuple[t.Any, bool]:
        """Return the result without secrets, and whether it contained any. Skips keys and encrypted messages."""
        found = {text for text in set(_strings(result)) if not text.startswith(_MESSAGES) and self.finds(text)}
        return (_replaced(result, {text: self._mask(text) for text in found}), True) if found else (result, False)

    def _spans(self, text: str) -> t.Iterator[tuple[int, int]]:
        if not self._by_beginning:
            return
        for start in range(len(text) - SHORTEST + 1):
            by_length = self._by_beginning.get(text[start : start + SHORTEST], {})
            for length, secrets in by_length.items():
                if text[start : start + length] in secrets:
                    yield start, start + length

    def _mask(self, text: str) -> str:
        """Replace secrets, overlapping and adjacent ones by one mask."""
        parts: list[str] = []
        shown_to = 0
        for start, end in sorted(self._spans(text)):
            if start > shown_to or not parts:
                parts += [text[shown_to:start], MASK]
            shown_to = max(shown_to, end)
        return "".join([*parts, text[shown_to:]])


def _strings(value: object) -> t.Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)


def _replaced(value: t.Any, replacements: t.Mapping[str, str]) -> t.Any:
    if isinstance(value, str):
        return replacements.get(value, value)
    if isinstance(value, dict):
        return {name: _replaced(each, replacements) for name, each in value.items()}
    return [_replaced(each, replacements) for each in value] if isinstance(value, list | tuple) else value
