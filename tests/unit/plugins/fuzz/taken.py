# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Ansible takes for the arguments of a module or an action, and how many examples a test has."""

from __future__ import annotations

import typing as t

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from hypothesis import event, settings


def taken(spec: dict[str, t.Any], given: dict[t.Any, t.Any], **rules: t.Any) -> dict[str, t.Any] | None:
    """Return the parameters as a module gets them, or None where Ansible itself refuses what is given."""
    try:
        validation = ArgumentSpecValidator(spec, **rules).validate(given)
    except (TypeError, ValueError, OverflowError, AttributeError, RecursionError):
        event("a traceback of Ansible's own")
        return None
    if validation.error_messages:
        event("refused by Ansible")
        return None
    return dict(validation.validated_parameters)


def share(of_the_examples: float) -> settings:
    """Return settings for a test that takes long: a share of the examples that the profile asks for."""
    return settings(max_examples=round(settings().max_examples * of_the_examples))
