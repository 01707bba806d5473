# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The invariant of the sign-in URL, whatever fails while it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from delivery_disk import lines_of
from result_rows import rows
from scenario import INFO

if TYPE_CHECKING:
    from sandbox import RunResult

_CALL = "ListAccountAliases"


def has_the_address(run: RunResult, _baseline: Any) -> Iterator[str]:
    """A promise: each delivery has the URL, or null with a warning; failing to read it does not fail the task."""
    result, faults = run.module_result.result, run.cell.injection.faults
    if faults and {fault["action"] for fault in faults} == {_CALL} and result.get("failed"):
        yield f"the sign-in URL could not be read, and the task failed: {result['msg']}"
    found = [row.result for row in rows(run) if "encrypted_password" in row.result]
    found += [line for line in lines_of(run.delivered or "")[0] if line["user_name"] in run.before]
    if run.scenario.module == INFO and run.scenario.options.get("sign_in_url") and result.get("users") is not None:
        found.append(result)
    for each in found:
        url = each.get("sign_in_url", "missing")
        if url not in {None, f"https://{run.account}.signin.aws.amazon.com/console"}:
            yield f"sign_in_url is {url}"
        if url is None and not result.get("failed") and "so sign_in_url is null." not in run.module_result.printed:
            yield "sign_in_url is null without the reason"
