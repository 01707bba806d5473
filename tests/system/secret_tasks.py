# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks of every module, action and role with given or generated secrets, and every kind of end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyrage
import pysequoia
from playbook_runner import info, own, roster, task

if TYPE_CHECKING:
    from generated_secrets import Secrets

Json = dict[str, Any]

KEY = pysequoia.Tsk.generate("reader@example.com")
ENCRYPTED: Json = {"generate_password": True, "pgp_key": str(KEY.extract_certificate())}
AGE_KEY = pyrage.x25519.Identity.generate()
FOR_AGE: Json = {"generate_password": True, "age_recipients": [str(AGE_KEY.to_public())]}
REVEALED: Json = {"generate_password": True, "reveal_password": True}
ALWAYS: Json = {"update_password": "always"}
ROLE = "identity.aws.console_access_audit"
ROSTER_ROLE = "console_access_roster"
# The callback community.general.selective shows tasks with this tag.
PLAY: Json = {"hosts": "localhost", "gather_facts": False, "tags": ["print_action"]}
_PUBLIC = str(KEY.extract_certificate())
PRIVATE_LINES = [
    line for line in str(KEY).splitlines() if len(line) > 40 and not any(line[n : n + 8] in _PUBLIC for n in range(57))
]
PRIVATE_LINES.append(str(AGE_KEY).removeprefix("AGE-SECRET-KEY-1"))
USERS = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan")
GENERATED = ("bob", "carol", "erin", "frank", "heidi", "ivan")
MEMBERS = ("111111111111", "222222222222")  # with passwords of their root users
# The reply to each is an error that repeats the password.
REPEATED = tuple(f"repeated-{number}" for number in range(3))
MANY = tuple(f"user-{number}" for number in range(60))
STORED: Json = {"secrets_manager": {"name": "console/{user_name}"}}


def without_log(task: Json) -> Json:
    """Return the task as the documentation requires it if passwords are revealed."""
    return {**task, "no_log": True}


def tasks_of_modules(secrets: Secrets, key_of_user: str) -> list[Json]:
    """Return tasks of the modules, and tasks that use their results. One uses the access key of a user."""
    access = {"access_key": "testing", "secret_key": secrets.plain("secret_key")}
    access["session_token"] = secrets.plain("session_token")
    passwords = [*(field := secrets.field_cases("roster")), *map(secrets.password, MANY[len(field) :])]
    many = [{"user_name": name, "password": text} for name, text in zip(MANY, passwords, strict=True)]

    def one(name: str, **options: Any) -> Json:
        return task(user_name=name, password=secrets.password(f"password of {name} {options}"), **options)

    def change(name: str, **options: Any) -> Json:
        given = {f"{which}_password": secrets.password(f"{which} password {name}") for which in ("old", "new")}
        return own(**{**access, "access_key": key_of_user, **given, **options})

    def mistaken(name: str, **mistake: Any) -> Json:
        entry = {"user_name": "bob", "password": secrets.password(name)}
        return roster([many[0], {**entry, **mistake}], update_password="always", **access)

    return [
        {**one("alice", debug_botocore_endpoint_logs=True, **access), "register": "done"},
        one("alice", update_password="always", check=True),
        {**task(user_name="bob", **ENCRYPTED, **access), "register": "encrypted"},
        without_log(task(user_name="carol", **REVEALED, **access)),
        {
            **task(user_name="{{ item }}", password="{{ passwords[item] }}"),
            "vars": {"passwords": {name: secrets.password(f"loop {name}") for name in ("nobody", "somebody")}},
            "loop": ["nobody", "somebody"],
        },
        {**one("dave"), "environment": {"CRASH_WITH": "Something unexpected_failure"}},
        one(f"{secrets.plain('in user_name')} as name"),
        one("dave", no_such_option=secrets.password("no_such_option")),
        {
            **task(user_name="alice"),
            "module_defaults": {"identity.aws.iam_login_profile": {"password": secrets.password("module_defaults")}},
        },
        {
            **roster([*many, {"user_name": "erin", **ENCRYPTED}], delivery_path="passwords.jsonl", **access),
            "register": "rows",
        },
        roster(
            [{"user_name": name, "password": secrets.password(name)} for name in REPEATED],
            debug_botocore_endpoint_logs=True,
        ),
        mistaken("unknown user", user_name="nobody"),
        mistaken("mistaken user_name", user_name=f"{secrets.plain('in a user_name')} as name"),
        mistaken("mistaken valid_until", valid_until=secrets.plain("in a date")),
        mistaken("misspelt", passwrod=secrets.password("misspelt option"), state="sideways"),
        roster([[{"user_name": "bob", "password": secrets.password("list in a list")}]]),  # type: ignore[list-item]
        without_log(roster([{"user_name": "frank", **REVEALED}], **access)),
        task(user_name="ivan", generate_password=True, **STORED, debug_botocore_endpoint_logs=True, **access),
        # AWS repeats it.
        one("judy", **STORED, debug_botocore_endpoint_logs=True),
        one("judy", secrets_manager={**STORED["secrets_manager"], "values": {"note": secrets.plain("a value")}}),
        change("predicted", check=True),
        change("repeated by AWS", debug_botocore_endpoint_logs=True),
        change("of nobody", access_key="testing"),
        info(user_names=["alice", "nobody"], debug_botocore_endpoint_logs=True, **access),
        info(profiles=[{"user_name": "alice", "password": secrets.password("profiles of info")}], **access),
        info(profiles=[{"user_name": "alice", "valid_until": secrets.plain("in a date of info")}]),
        # Fails after the password is set: TagUser is denied.
        task(user_name="heidi", **FOR_AGE, password_version="1"),
        task(user_name="alice", **{**FOR_AGE, "age_recipients": [secrets.not_searched(str(AGE_KEY))]}, **ALWAYS),
        task(user_name="alice", generate_password=True, **ALWAYS, pgp_key=secrets.not_searched(str(KEY))),
        roster([{"root_account_id": number, "state": "absent"} for number in MEMBERS]),
        info(root_account_ids=list(MEMBERS)),
        {**one("grace", **access), "async": 60, "poll": 0, "register": "job"},
        {
            "ansible.builtin.async_status": {"jid": "{{ job.ansible_job_id }}"},
            "register": "ended",
            "until": "ended.finished",
            "retries": 60,
            "delay": 0.5,
        },
        {
            "ansible.builtin.assert": {
                "that": "short is identity.aws.compliant_password({'MinimumPasswordLength': 99})"
            },
            "vars": {"short": secrets.password("judged by a test")},
        },
        {
            "ansible.builtin.set_fact": {
                "kept": ["{{ done }}", "{{ encrypted }}", "{{ rows }}", "{{ ended }}"],
                "cacheable": True,
            }
        },
        {
            "ansible.builtin.copy": {"content": "{{ kept | to_json }}", "dest": "results.json", "mode": "0600"},
            "diff": False,
        },
    ]


def audits(secrets: Secrets, folder: str, role_arn: str) -> list[Json]:
    """Return plays of the role, the action and the playbook. The last one ends the run as failed."""

    def people(where: str) -> list[Json]:
        return [{"user_name": "ana", "password": text} for text in secrets.field_cases(where)]

    def variables(where: str, **more: Any) -> Json:
        given = {"roster": people(where), "directory": f"{folder}/report", "source": "report", **more}
        return {f"console_access_audit_{name}": value for name, value in given.items()}

    accounts = [
        {"name": "own", "roster": people("roster of an account")},
        {"name": "by role", "role_arn": role_arn, "profile": "other"},
        {"name": "nowhere", "profile": "nobody-has-it", "roster": people("roster of an account that is not read")},
    ]
    included = {
        "ansible.builtin.include_role": {"name": ROLE},
        "vars": variables("vars of include_role", accounts=accounts),
    }
    mistyped = {
        "ansible.builtin.include_role": {"name": ROLE},
        "vars": variables("roster that is a list in a list", roster=[people("list in a list")]),
    }
    one = [{"user_name": "ana", "password": secrets.password("one password of the roster role")}]
    rosters: list[Json] = [
        {
            "ansible.builtin.include_role": {"name": f"identity.aws.{ROSTER_ROLE}"},
            "vars": {f"{ROSTER_ROLE}_account_id": "123456789012", f"{ROSTER_ROLE}_profiles": profiles},
        }
        for profiles in (one, people("the roster role"), [people("list in a list of the roster role")])
    ]
    managed = [f"{ROSTER_ROLE}_{name}" for name in ("result", "outcome", "session")]
    reported = [{"name": "one", "msg": "Not read.", "roster": people("console_access_report")}]
    report = {"accounts": reported, "directory": f"{folder}/report-of-the-action"}
    read = [f"console_access_audit_{name}" for name in ("read", "session", "report")]
    return [
        {
            **PLAY,
            "tasks": [
                {"block": [included], "rescue": [{"ansible.builtin.debug": {"var": name}} for name in read]},
                {"block": [mistyped], "rescue": [{"ansible.builtin.debug": {"msg": "As expected."}}]},
                {"block": rosters[:2], "rescue": [{"ansible.builtin.debug": {"var": name}} for name in managed]},
                {"block": rosters[2:], "rescue": [{"ansible.builtin.debug": {"msg": "As expected."}}]},
                {"identity.aws.console_access_report": report, "ignore_errors": True},
            ],
        },
        {**PLAY, "roles": [{"role": ROLE, **variables("role parameters", fail_on="never")}]},
        {"import_playbook": "identity.aws.audit", "vars": variables("vars of import_playbook")},
    ]
