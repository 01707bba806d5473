# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ansible lets one callback write to the screen. With this one loaded, as many as are enabled do so at a time."""

from __future__ import annotations

import os

from ansible.plugins.callback import CallbackBase
from ansible.plugins.loader import callback_loader

# Ansible reads the type after it has loaded the plugins beside a playbook, of which this is one.
for _name in os.environ["CALLBACKS_TOGETHER"].split(","):
    callback_loader.get(_name, class_only=True).CALLBACK_TYPE = "notification"


class CallbackModule(CallbackBase):
    """What Ansible wants to find in such a file. It does nothing."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "together"
    CALLBACK_NEEDS_ENABLED = True
