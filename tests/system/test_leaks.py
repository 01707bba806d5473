# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A password canary, looked for in everything that a run prints and leaves behind."""

from __future__ import annotations

import json
import urllib.parse
from typing import TYPE_CHECKING

from canary import finds, watched
from playing import MODULE, Player, task

if TYPE_CHECKING:
    from client import Emulator
    from mypy_boto3_iam import IAMClient

# Broken in the middle where it is written down, so that source lines in tracebacks are no find.
CANARY = "Kanarien" + 'vogel-7"<&é>'
NEW_CANARY = "Kanarien" + "vogel-8-neu"
CANARIES = {CANARY, NEW_CANARY}

# As the documentation says: a password lives in a variable, vaulted. One that is written into a task is shown by
# Ansible itself, in the excerpt of the playbook beside an error and by callbacks that print a task's arguments.
GIVEN = "{{ canary }}"
TASKS = [
    task(user_name="alice", password=GIVEN, password_reset_required=True),
    task(user_name="alice", password="{{ new_canary }}", update_password="always"),
    task(user_name="alice", password=GIVEN, update_password="always", check=True),
    task(user_name="nobody", password=GIVEN),
    task(user_name="bob", password="{{ canary }}\u0100"),
    task(user_name="bob", password="{{ canary * 10 }}"),
    task(user_name="{{ canary }} as name", password=GIVEN),
    task(user_name="bob", password=GIVEN, state="sideways"),
    task(user_name="bob", password=GIVEN, no_such_option=True),
    task(
        user_name="bob", password=GIVEN, endpoint_url="http://127.0.0.1:9", aws_config={"retries": {"max_attempts": 0}}
    ),
    task(user_name="bob", password=GIVEN),  # answered with an error that repeats the password
    task(user_name="bob", password=GIVEN, debug_botocore_endpoint_logs=True),
]
FAULT = {"action": "CreateLoginProfile", "user_name": "bob", "kind": "error", "status": 400, "code": "ValidationError"}


def test_a_password_is_seen_by_nobody(emulator: Emulator, player: Player, iam: IAMClient) -> None:
    """Fails when a password is printed, logged, cached or left in a file, whether the task went well or not."""
    for name in ("alice", "bob"):
        iam.create_user(UserName=name)
    emulator.faults([{**FAULT, "message": f"Value {CANARY} at password is not accepted."}])
    variables = player.folder / "variables.yml"
    variables.write_text(json.dumps({"canary": CANARY, "new_canary": NEW_CANARY}), encoding="utf-8")
    run = player.play(
        TASKS,
        "-vvvv",
        f"--extra-vars=@{variables}",
        "--diff",
        **watched(player.folder),
    )
    assert [result.get("failed", False) for result in run.results] == [False] * 3 + [True] * 8 + [False]
    assert emulator.passwords() == {"alice": NEW_CANARY, "bob": CANARY}
    assert MODULE in run.output
    for witness in ("syslog", "ansible.log", "results.json"):
        assert player.folder.joinpath(witness).stat().st_size > 0
    assert finds(CANARIES, player.folder, run.output, but={"variables.yml"}) == []


def test_the_search_finds_a_canary_that_is_there(player: Player) -> None:
    """Fails when the search itself is blind: a debug task prints the canary, and a file holds it escaped."""
    run = player.play([{"ansible.builtin.debug": {"msg": CANARY}}])
    player.folder.joinpath("escaped").write_bytes(urllib.parse.quote_plus(CANARY).encode())
    assert finds(CANARIES, player.folder, run.output, but={"playbook.yml"}) == ["(output)", "escaped", "results.json"]
