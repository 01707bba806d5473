# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets with all characters that AWS accepts in a password, and all ways to give them to Ansible."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from ansible.parsing.vault import VaultLib, VaultSecret
from canary import FRAGMENT

# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html. Without line breaks: the search for
# parts is line by line.
_CHARACTERS = ["\t", *map(chr, range(0x20, 0x100))]
# Each leaked once. The word makes it unique.
FIELD_CASES = ("A@{}-At", "A\\{}\\", "A\t{}\t", "A\"{}'", "A\xa0{}\xa0", "A\xad{}\xad", 'A"<&é>{}', "A'{}")
WAYS = ("plain string", "!unsafe", "vault", "template")
_VAULT_PASSWORD = "The password of the vault"


def drawn(number: int) -> Iterator[str]:
    """Yield passwords, the same in every run, of which no two have a common part.

    No character repeats, or stands next to its neighbour, so that no other string has such a part. The end is for the
    default account password policy.
    """
    random, seen = Random(number), set[str]()
    while number:
        characters = random.sample(_CHARACTERS, random.randint(12, 30))
        text = "".join(characters) + "Aa1"
        parts = {text[start : start + FRAGMENT] for start in range(len(text) - FRAGMENT + 1)}
        neighbours = any(chr(ord(one) + 1) == two for one, two in itertools.pairwise(characters))
        if not neighbours and seen.isdisjoint(parts):
            seen |= parts
            number -= 1
            yield text


def word(name: str) -> str:
    """Return 13 characters that occur nowhere else, the same for the same name."""
    return base64.b32encode(hashlib.sha256(name.encode()).digest()).decode()[:12].capitalize() + "7"


class Secrets:
    """Generates named secrets, and writes the variables file with them."""

    def __init__(self) -> None:
        self.contents: dict[str, str] = {}
        self._variables: dict[str, Any] = {}
        self._drawn = drawn(100)
        self._vault = VaultLib([("default", VaultSecret(_VAULT_PASSWORD.encode()))])

    def plain(self, name: str) -> str:
        """Return the template of an ASCII secret, for values that accept no others."""
        return self._given(name, f"{word(name)}/+=", "plain string")

    def password(self, name: str) -> str:
        """Return the template of a generated password."""
        return self._given(name, next(self._drawn), WAYS[1:][len(self.contents) % 3])

    def field_cases(self, name: str) -> list[str]:
        """Return the templates of the passwords that leaked once, each given in each way."""
        return [
            self._given(f"{name} {case} {way}", case.format(word(f"{name} {case} {way}")), way)
            for case in FIELD_CASES
            for way in WAYS
        ]

    def not_searched(self, text: str) -> str:
        """Return the template of a secret that is not in ``contents``."""
        return self._variable(text, "!unsafe")

    def _given(self, name: str, text: str, way: str) -> str:
        self.contents[f"{name}, {way}"] = text
        return self._variable(text, way)

    def _variable(self, text: str, way: str) -> str:
        variable = f"secret_{len(self._variables)}"
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
