# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets of all characters that AWS accepts in a password, and the ways in which a user can give them to Ansible."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ansible.parsing.vault import VaultLib, VaultSecret
from canary import FRAGMENT
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html. No line breaks: a search for parts
# goes by lines.
_CHARACTERS = ["\t", *map(chr, range(0x20, 0x100))]
_END = "Aa1"  # for the password policy that an account has by default
# No character twice and none next to its neighbour, so that no part of a secret is one that something else has.
PASSWORDS = (
    st.lists(st.sampled_from(_CHARACTERS), min_size=12, max_size=30, unique=True)
    .filter(lambda drawn: not any(chr(ord(one) + 1) == two for one, two in itertools.pairwise(drawn)))
    .map(lambda drawn: "".join(drawn) + _END)
)
# What passwords came out through, each with a word of its own.
FIELD_CASES = ("A@{}-At", "A\\{}\\", "A\t{}\t", "A\"{}'", "A\xa0{}\xa0", "A\xad{}\xad", 'A"<&é>{}', "A'{}")
_VAULT_PASSWORD = "The password of the vault"


def drawn(number: int) -> list[str]:
    """Return passwords as Hypothesis draws them, the same in every run, of which no two have a part in common."""
    texts: list[str] = []
    parts: set[str] = set()

    @settings(
        max_examples=3 * number,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(PASSWORDS)
    def draw(text: str) -> None:
        own = {text[start : start + FRAGMENT] for start in range(len(text) - FRAGMENT + 1)}
        if parts.isdisjoint(own):
            texts.append(text)
            parts.update(own)

    draw()
    return texts[:number]


def word(name: str) -> str:
    """Return 13 characters that occur nowhere else, the same for the same name."""
    return base64.b32encode(hashlib.sha256(name.encode()).digest()).decode()[:12].capitalize() + "7"


class Secrets:
    """Makes secrets, knows them by name, and writes the file of variables that has them."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._variables: dict[str, Any] = {}
        self._drawn = iter(drawn(100))
        self._vault = VaultLib([("default", VaultSecret(_VAULT_PASSWORD.encode()))])

    def plain(self, name: str) -> str:
        """Return the template of a secret of ASCII, for what takes no others."""
        return self._given(name, f"{word(name)}/+=", "plain string")

    def password(self, name: str) -> str:
        """Return the template of a generated password."""
        way = ("!unsafe", "vault", "template")[len(self.texts) % 3]
        return self._given(name, next(self._drawn), way)

    def field_cases(self, name: str) -> list[str]:
        """Return the templates of the passwords that came out once, each given in each way."""
        return [
            self._given(f"{name} {case} {way}", case.format(word(f"{name} {case} {way}")), way)
            for case in FIELD_CASES
            for way in ("plain string", "!unsafe", "vault", "template")
        ]

    def _given(self, name: str, text: str, way: str) -> str:
        variable = f"secret_{len(self.texts)}"
        self.texts[f"{name}, {way}"] = text
        half = len(text) // 2
        ways: dict[str, Callable[[], Any]] = {
            "plain string": lambda: text,
            "!unsafe": lambda: {"__ansible_unsafe": text},
            "vault": lambda: {"__ansible_vault": self._vault.encrypt(text).decode()},
            "template": lambda: f"{{{{ {variable}_a ~ {variable}_b }}}}",
        }
        self._variables[variable] = ways[way]()
        if way == "template":
            halves = {f"{variable}_a": text[:half], f"{variable}_b": text[half:]}
            self._variables |= {name: {"__ansible_unsafe": each} for name, each in halves.items()}
        return f"{{{{ {variable} }}}}"

    def options(self, folder: Path) -> list[str]:
        """Write the files with the secrets; return the options of ansible-playbook that read them."""
        folder.joinpath("variables.yml").write_text(json.dumps(self._variables), encoding="utf-8")
        folder.joinpath("vault-password").write_text(_VAULT_PASSWORD, encoding="utf-8")
        return ["--extra-vars=@variables.yml", "--vault-password-file=vault-password"]
