# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many calls to AWS a task makes, beside amazon.aws.iam_user for the same work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playbook_runner import MODULE, PlaybookRunner

if TYPE_CHECKING:
    from client import Emulator
    from mypy_boto3_iam import IAMClient

PASSWORD = "Alices-Passw0rd"
ALWAYS = {"password": PASSWORD, "update_password": "always"}
RESET = {"password_reset_required": True}
THEIRS = "amazon.aws.iam_user"

# The work -> whether there is a password before, our options, theirs, and the most calls that the issue allows us.
WORK: dict[str, tuple[bool, dict[str, Any], dict[str, Any], int]] = {
    "create": (False, {"password": PASSWORD}, ALWAYS, 4),
    "create, not waiting": (False, {"password": PASSWORD, "wait": False}, ALWAYS, 3),
    "nothing to do": (True, {"password": PASSWORD}, {"password": PASSWORD, "update_password": "on_create"}, 1),
    "update": (True, ALWAYS, ALWAYS, 3),
    "update with the flag false": (
        True,
        {**ALWAYS, "password_reset_required": False},
        {**ALWAYS, "password_reset_required": False},
        2,
    ),
    "update with the flag true": (True, {**ALWAYS, **RESET}, {**ALWAYS, **RESET}, 3),
    "delete": (True, {"state": "absent"}, {"remove_password": True}, 3),
    # GetUser as well: whether the user exists.
    "absent and missing": (False, {"state": "absent"}, {"remove_password": True}, 2),
}


def test_never_more_calls_than_iam_user(emulator: Emulator, runner: PlaybookRunner, iam: IAMClient) -> None:
    """Fails when a task makes more calls than the limit of its work, or more than iam_user."""
    tasks = []
    for number, (has_one, ours, theirs, _limit) in enumerate(WORK.values()):
        for name in (f"ours-{number}", f"theirs-{number}"):
            iam.create_user(UserName=name)
            if has_one:
                iam.create_login_profile(UserName=name, Password=PASSWORD)
        tasks += [
            {MODULE: {"user_name": f"ours-{number}", **ours}},
            {THEIRS: {"name": f"theirs-{number}", "state": "present", **theirs}},
        ]
    emulator.clear_calls()
    run = runner.play(tasks)
    assert not [result["msg"] for result in run.results if result.get("failed")]
    # GetAccountPasswordPolicy names no user; it is asked once, by our update with the flag true.
    calls = [call["user_name"] or "ours-5" for call in emulator.calls() if call["status"] is not None]
    counts = {
        work: (calls.count(f"ours-{number}"), calls.count(f"theirs-{number}")) for number, work in enumerate(WORK)
    }
    print(counts)
    for work, (ours_made, theirs_made) in counts.items():
        assert ours_made <= WORK[work][3], (work, counts)
        assert ours_made <= theirs_made, (work, counts)
