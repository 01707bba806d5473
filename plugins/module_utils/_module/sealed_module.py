# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module class of amazon.aws, with parameters that contain no secrets."""

from __future__ import annotations

import contextlib
import re
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule, aws_argument_spec

from ansible_collections.identity.aws.plugins.module_utils._aws.client import ConnectionOptions

from .masking import Masking
from .sealing import Sealed, seal

# A line of botocore's log. The URL follows the body, which contains the password.
_CALL = re.compile(r"Making request for OperationModel\(name=(\w+)\)", re.ASCII)
_SERVICE = re.compile(r"'url': 'https://([\w-]+)\.", re.ASCII)


class _AnsibleModule(AnsibleModule):
    """An AnsibleModule whose parameters contain no secrets when it validates and logs them."""

    sealed: Sealed
    params: dict[str, t.Any]

    def _load_params(self) -> None:
        super()._load_params()
        # To amazon.aws an empty string means that the environment is ignored.
        self.sealed = seal(self.params, self.argument_spec, may_be_empty=aws_argument_spec())
        self.params = self.sealed.params
        # The second line: Ansible masks these in results and logs. It loses them after some validation errors.
        self.no_log_values.update(self.sealed.aws_credentials())


class SealedModule(AnsibleAWSModule):
    """A module whose ``params`` can be logged. ``options`` has the real values."""

    def __init__(self, **settings: t.Any) -> None:
        """Take what AnsibleAWSModule takes."""
        with _module_class(_AnsibleModule):
            super().__init__(**settings)
        sealed: Sealed = self._module.sealed
        # For the task, so that this error has the same shape as any other.
        self.reject_mistakes = sealed.reject_mistakes
        # Validated. Values of no_log options are of the type Secret.
        self.options: dict[str, t.Any] = sealed.options(self.params)
        self.masking = Masking(sealed.secrets(), self.params, self._module.no_log_values)
        self.connection_options = ConnectionOptions.of(self.options, sealed.connection_secrets())

    def _get_resource_action_list(self) -> list[str]:
        """Return the calls, for debug_botocore_endpoint_logs. amazon.aws reads the first URL, also of a password."""
        lines = self._botocore_endpoint_log_stream.getvalue().split("\n")
        calls = [(_SERVICE.findall(line), call[1]) for line in lines if (call := _CALL.match(line.strip()))]
        return sorted({f"{services[-1]}:{operation}" for services, operation in calls if services})


@contextlib.contextmanager
def _module_class(module_class: type[AnsibleModule]) -> t.Iterator[None]:
    """Set the class of the next AnsibleAWSModule, which ignores the argument ``module_class`` and reads its default."""
    settings = AnsibleAWSModule.default_settings
    before = settings["module_class"]
    settings["module_class"] = module_class
    try:
        yield
    finally:
        settings["module_class"] = before
