# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The common options of amazon.aws, as its functions that connect read them from a module."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.amazon.aws.plugins.module_utils.modules import aws_argument_spec

from ansible_collections.identity.aws.plugins.module_utils._core.leaks import NOT_SHOWN, repeats
from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret


@dataclass(frozen=True)
class ConnectionOptions:
    """The attributes of a module that amazon.aws reads to connect. The parameters include secrets."""

    params: t.Mapping[str, t.Any] = field(repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def of(cls, options: t.Mapping[str, t.Any], secrets: t.Iterable[str]) -> ConnectionOptions:
        """Take the common options of amazon.aws from the options of a module, and the secrets in their URLs."""
        params = {name: _revealed(options.get(name)) for name in aws_argument_spec()}
        return cls(params, frozenset(secrets))

    def fail_json(self, msg: str, **_exception: t.Any) -> t.NoReturn:
        """Raise RequestError. amazon.aws calls this where options exclude one another, as profile and access_key do."""
        raise RequestError(msg, "connection_settings_invalid")

    def quoted(self, error: BaseException) -> str:
        """Return the message of an error about these options, or a note if it repeats a secret."""
        return NOT_SHOWN if any(repeats(str(error), secret) for secret in self.secrets) else str(error)


def _revealed(value: t.Any) -> t.Any:
    return value.reveal() if isinstance(value, Secret) else value
