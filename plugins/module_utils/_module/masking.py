# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Predict what Ansible masks in a result, and mask given secrets before it.

Pure.
"""

from __future__ import annotations

import json
import typing as t

from .secret_search import SecretSearch

# ansible-core 2.22 strips these from each string that it masks, and masks its JSON encoding as well.
_STRIPPED = " \t\r\n"


class Masking:
    """The given secrets, and the few strings that Ansible masks."""

    def __init__(self, secrets: t.Iterable[str], public: object, masked_by_ansible: t.Iterable[str]) -> None:
        """``public`` has the strings that were not given as secrets; see SecretSearch."""
        self._search = SecretSearch(secrets, public)
        self._forms = {form for text in masked_by_ansible for form in _forms(text)} - {""}

    def would_mask(self, text: str) -> bool:
        """Return whether a part of a string would be masked in the result."""
        return any(form in text for form in self._forms) or self._search.finds(text)

    def masked(self, result: dict[str, t.Any]) -> tuple[dict[str, t.Any], bool]:
        """Return the result with given secrets masked, and whether there were any, which is a bug."""
        return self._search.masked(result)


def _forms(text: str) -> set[str]:
    stripped = text.strip(_STRIPPED)
    return {text, stripped, *(json.dumps(stripped, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))}
