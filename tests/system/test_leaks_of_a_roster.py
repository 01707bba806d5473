# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Password canaries in a roster, given and generated, looked for in all that a run prints and leaves behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pysequoia
from accounts import Account
from canary import finds, watched
from playing import Player, roster

if TYPE_CHECKING:
    from client import Emulator

# Broken in the middle where they are written down, so that source lines in tracebacks are no find.
CANARIES = {
    "alice": "Kanarien" + 'vogel-1"<&é>',
    "bob": "Kanarien" + "vogel-2 {{ 7 }}",
    "carol": "Kanarien" + "vogel-3",
}
GENERATE: dict[str, Any] = {
    "generate_password": True,
    "pgp_key": str(pysequoia.Tsk.generate("reader@example.com").extract_certificate()),
}
# As the documentation says: passwords live in variables, vaulted.
GIVEN = [{"user_name": name, "password": f"{{{{ {name}_password }}}}"} for name in CANARIES]
GENERATED = [{"user_name": name, **GENERATE} for name in ("dave", "erin")]
ALL = [*GIVEN, *GENERATED]
AGAIN: dict[str, Any] = {"update_password": "always", "delivery_path": "passwords.jsonl"}
NO_RETRIES = {"retries": {"max_attempts": 0}}


def with_mistake(**mistake: Any) -> dict[str, Any]:
    """Return a task with all passwords and one thing wrong about the last user who is given one."""
    return roster([*GIVEN[:-1], {**GIVEN[-1], **mistake}, *GENERATED], **AGAIN)


TASKS = [
    roster(ALL, delivery_path="passwords.jsonl"),
    roster(ALL, **AGAIN, check=True),
    with_mistake(user_name="nobody"),
    with_mistake(user_name="{{ carol_password }} as name"),
    with_mistake(password="{{ carol_password * 12 }}"),
    with_mistake(state="sideways"),
    with_mistake(no_such_option=True),
    # Answered with an error that repeats the password, after everybody else has been given a new one.
    roster(ALL, **AGAIN, debug_botocore_endpoint_logs=True, aws_config=NO_RETRIES, concurrency=1),
]


def test_no_password_of_a_roster_is_seen(emulator: Emulator, player: Player) -> None:
    """Fails when a given or generated password is printed, logged or left in a file, however the task ends."""
    usual = Account(emulator)
    usual.add(*CANARIES, "dave", "erin")
    repeating = f"Value {CANARIES['carol']} at password is not accepted."
    denied = {"kind": "error", "status": 400, "code": "ValidationError", "message": repeating, "nth": None}
    emulator.faults([{**denied, "action": "UpdateLoginProfile", "user_name": "carol"}])
    variables = player.folder / "variables.yml"
    texts = {f"{name}_password": {"__ansible_unsafe": text} for name, text in CANARIES.items()}
    variables.write_text(json.dumps(texts), encoding="utf-8")
    run = player.play(TASKS, "-vvvv", f"--extra-vars=@{variables}", "--diff", **watched(player.folder))
    assert [result.get("failed", False) for result in run.results] == [False, False, *[True] * 6]
    assert run.results[-1]["summary"]["failed"] == ["carol"]
    landed = usual.passwords()
    assert {name: landed[name] for name in CANARIES} == CANARIES
    for witness in ("syslog", "ansible.log", "results.json", "passwords.jsonl"):
        assert player.folder.joinpath(witness).stat().st_size > 0
    assert len(player.folder.joinpath("passwords.jsonl").read_text(encoding="utf-8").splitlines()) == 4
    assert finds(landed.values(), player.folder, run.output, but={"variables.yml"}) == []
