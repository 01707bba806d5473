# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible lets one callback write to the screen. This one lets all enabled callbacks write at the same time.

The output of each goes to a file of its name.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase
from ansible.plugins.loader import callback_loader
from ansible.utils.display import Display


class _Screen:
    """Replaces the Display of a callback by a file, with verbosity 4."""

    verbosity = 4

    def __init__(self, name: str) -> None:
        self._path = Path(os.environ["CALLBACKS_TOGETHER_IN"], name)

    def display(self, msg: str, *_arguments: Any, **_options: Any) -> None:
        with self._path.open("a", encoding="utf-8", errors="surrogateescape") as screen:
            screen.write(f"{msg}\n")

    banner = display

    def __getattr__(self, name: str) -> Any:
        return getattr(Display(), name)


def _on_screen_of_its_own(callback: Any, screen: _Screen) -> None:
    callback._display = property(lambda _self: screen, lambda _self, _display: None)
    callback.CALLBACK_TYPE = "notification"


# Ansible reads the type after it has loaded the plugins next to a playbook, including this one.
for _name in os.environ["CALLBACKS_TOGETHER"].split(","):
    _on_screen_of_its_own(callback_loader.get(_name, class_only=True), _Screen(_name))


class CallbackModule(CallbackBase):
    """Ansible requires this class in such a file. It does nothing."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "together"
    CALLBACK_NEEDS_ENABLED = True
