# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the time at which a task failed, in seconds since 1970, to the file FAILED_AT."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    """Is loaded from a folder of callbacks, and enabled by its name."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "failed_at"
    CALLBACK_NEEDS_ENABLED = True

    def v2_runner_on_failed(self, _result: Any, ignore_errors: bool = False) -> None:
        path = Path(os.environ["FAILED_AT"])
        written = path.with_suffix(".new")
        written.write_text(str(time.time()), encoding="utf-8")
        written.rename(path)  # There is no moment at which it is empty.
