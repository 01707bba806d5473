# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tell how far long work is, now and then."""

from __future__ import annotations

import typing as t

_PAUSE = 10.0


class Progress:
    """Writes a line to the module's log (syslog or journal), at most every ten seconds.

    A module's output reaches Ansible when it ends, and not before; its log is the one place that can be followed.
    """

    def __init__(self, log: t.Callable[[str], None], clock: t.Callable[[], float]) -> None:
        """``log`` takes a sentence, ``clock`` tells seconds."""
        self._log = log
        self._clock = clock
        self._last = clock()

    def __call__(self, what: str, finished: int, of: int) -> None:
        """Take note that so many are finished."""
        now = self._clock()
        if now - self._last >= _PAUSE:
            self._last = now
            self._log(f"{what}: {finished} of {of} users.")
