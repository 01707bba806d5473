# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each policy of the documentation allows the calls of its jobs, and nothing else."""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import pytest

from ansible_collections.identity.aws.tests.policies import authorization, guides
from ansible_collections.identity.aws.tests.policies.evaluation import (
    Json,
    Policy,
    Request,
    Statement,
    Values,
    is_allowed,
    is_denied,
)
from ansible_collections.identity.aws.tests.policies.jobs import (
    ACCOUNT,
    AUDIT,
    BY_NAME,
    CHECK,
    INVENTORY,
    JOBS,
    LIST,
    MANAGE,
    OPTIONS,
    OWN,
    PROTECT,
    PURGE,
    REMOVE,
    ROOTS,
    VERSION,
    VERSION_TAG,
    Job,
    recorded,
    run,
)

STAFF, SECRETS = f"arn:aws:iam::{ACCOUNT}:user/staff/*", f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:console/*"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/EXAMPLE"
# What each section states: on which resources it allows something. ``*`` is the resource of actions that have none.
SCOPES = {
    MANAGE: (STAFF, "*"),
    OPTIONS: (SECRETS, KEY, "*"),
    REMOVE: (STAFF,),
    CHECK: (STAFF, "*"),
    LIST: (STAFF, "*"),
    AUDIT: (f"arn:aws:iam::{ACCOUNT}:user/*", "*"),
    INVENTORY: ("arn:*:organizations:*", "*"),
    ROOTS: ("arn:aws:iam::*:root", "*"),
    OWN: (f"arn:aws:iam::{ACCOUNT}:user/bob", f"arn:aws:iam::{ACCOUNT}:user/staff/bob", "*"),
    VERSION_TAG: (),
}
# What another page allows -> the jobs that its policies are for, with which they have to work. The policy of the
# off-boarding playbook is compared with its calls in tests/system/test_guide_hire_to_leaver.py.
OTHERS = {
    "iam:GetCredentialReport": ("audit", "audit by the report"),
    "iam:ListOrganizationsFeatures": ("read all root users",),
}
OFFBOARD = "guide_hire_to_leaver.rst"
TASKS = ("AuditRootUserCredentials", "CreateRootUserPassword", "DeleteRootUserCredentials")
TASK = "arn:aws:iam::aws:policy/root-task/"
ALLOW_ALL = Statement("Allow", ("*",), ("*",))
all_sections = pytest.mark.parametrize("section", [*guides.sections()])


def of_section(section: str) -> list[Job]:
    """Return the jobs that need a section, or a statement of it."""
    return [job for job in JOBS if any(each.partition(": ")[0] == section for each in job.sections)]


def requests(jobs: list[Job]) -> set[Request]:
    return {request for job in jobs for request in recorded(job.name).requests}


@cache
def universe() -> tuple[Request, ...]:
    """Return all actions of the services, on resources of each type, with the context keys that policies use.

    bob makes the requests. The resources are below the path of the guide, beside it, and in other accounts.
    """
    arns = [
        *(f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("bob", "ada", "staff/alice", "staff/bob", "staff-2/eve")),
        *(
            f"arn:aws:iam::{ACCOUNT}:{name}"
            for name in ("root", "user/staff/break-glass-1", "mfa/bob", "group/staff/a")
        ),
        *(f"arn:aws:iam::{ACCOUNT}:{name}" for name in ("role/staff/admin", "policy/staff/a", "user/admins/bobby")),
        *(f"arn:aws:iam::444455556666:{name}" for name in ("root", "user/bob", "user/staff/bob")),
        *(f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:{name}-AbCdEf" for name in ("console/bob", "db")),
        *(f"arn:aws:secretsmanager:{place}:secret:console/bob-AbCdEf" for place in ("eu-west-1:1", "us-east-1:4")),
        *(f"arn:aws:kms:us-east-1:{ACCOUNT}:{name}" for name in ("key/EXAMPLE", "key/OTHER", "alias/passwords")),
        *(f"arn:aws:organizations::{ACCOUNT}:{name}" for name in ("account/o-1/1", "ou/o-1/ou-1", "root/o-1/r-1")),
        "*",
    ]
    found = []
    for action in authorization.actions():
        for context in contexts(action):
            fit = [arn for arn in arns if authorization.is_resource_of(action, arn)]
            found += [Request(action, arn, context) for arn in (*fit, *authorization.examples(action))]
    assert len(found) > 1000
    return tuple(found)


def contexts(action: str) -> Iterator[Mapping[str, Values]]:
    """Yield the context keys of an action: each task of a root session, and tags that are ours, others or both."""
    bob = {"aws:username": ("bob",)}
    if action == "sts:AssumeRoot":
        yield from ({**bob, "sts:TaskPolicyArn": (f"{TASK}IAM{task}",)} for task in TASKS)
        yield from ({**bob, "sts:TaskPolicyArn": (f"{TASK}{task}",)} for task in ("S3UnlockBucketPolicy", "*"))
    elif action in {"iam:TagUser", "iam:UntagUser"}:
        yield from ({**bob, "aws:TagKeys": keys} for keys in ((VERSION,), ("team",), (VERSION, "team")))
    else:
        yield bob


def needed(request: Request) -> tuple[str, object]:
    """Return what a job needs of a request, for whichever user it is: the action, and the tags or the task."""
    return request.action, request.values("aws:TagKeys") or request.values("sts:TaskPolicyArn")


def without_a_part(policy: Policy) -> Iterator[tuple[str, Policy]]:
    """Yield a part of a policy, and the policy without it: an action, a resource or a value of a condition."""
    for number, statement in enumerate(policy.statements):
        for part, changed in smaller(statement):
            others = [each for position, each in enumerate(policy.statements) if position != number]
            yield f"{statement.effect} {part}", Policy((*others, *([changed] if changed else [])))


def smaller(statement: Statement) -> Iterator[tuple[str, Statement | None]]:
    for action in statement.actions:
        left = without(action, statement.actions)
        yield action, replace(statement, actions=left) if left else None
    for resource in statement.resources:
        left = without(resource, statement.resources)
        yield resource, replace(statement, resources=left) if left else None
    for operator, block in statement.condition.items():
        for key, values in block.items():
            for value in values:
                yield f"{key} {value}", replace(statement, condition={operator: {key: without(value, values)}})


def without(value: str, values: Values) -> Values:
    return tuple(each for each in values if each != value)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_job_works_with_its_policies(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a policy does not allow a call that the task makes, other than those that it can do without."""
    free = recorded(job.name).result
    done = run(job, guides.of_section(*job.sections), monkeypatch)
    assert not done.result["failed"], done.result["msg"]
    assert {request.action for request in done.denied} == job.denied
    assert done.result["warnings"] == free["warnings"]
    assert done.result.get("changed") == free.get("changed")


@all_sections
def test_each_part_of_a_policy_is_needed(section: str) -> None:
    """Fails when the jobs of a section work without an action, a resource or a condition of its policies.

    A part that denies is needed if something is allowed without it.
    """
    others = (
        guides.of_section(MANAGE) if section == OPTIONS else (Policy((ALLOW_ALL,)),) if section == VERSION_TAG else ()
    )
    for policy in guides.of_section(section):
        unneeded = []
        for part, left in without_a_part(policy):
            asked = requests(of_section(section)) if part.startswith("Allow") else set(universe())
            before, after = ({each for each in asked if is_allowed((*others, own), each)} for own in (policy, left))
            if before == after:
                unneeded.append(part)
        assert unneeded == []


@all_sections
def test_a_policy_allows_nothing_else(section: str) -> None:
    """Fails when a policy allows an action that no job of its section calls, or a resource outside of its scope."""
    used = {needed(request) for request in requests(of_section(section))}
    policies = guides.of_section(section)
    allowed = [request for request in universe() if is_allowed(policies, request)]
    assert bool(allowed) == (section != VERSION_TAG)
    for request in allowed:
        assert needed(request) in used, request
        patterns = [scope for scope in SCOPES[section] if scope != "*"]
        assert request.resource in SCOPES[section] or any(
            fnmatch.fnmatchcase(request.resource, pattern) for pattern in patterns
        ), request


@pytest.mark.parametrize(
    ("place", "document"), guides.documents(), ids=lambda each: each if isinstance(each, str) else ""
)
def test_aws_has_all_that_a_policy_names(place: str, document: Json) -> None:
    """Fails when a policy has an action, a resource or a condition key that AWS does not have, or no unique Sids."""
    assert authorization.faults(Policy.of(document)) == [], place
    sids = [statement["Sid"] for statement in document["Statement"]]
    assert len(set(sids)) == len(sids)
    assert all(re.fullmatch(r"[A-Za-z0-9]+", sid) for sid in sids)


def test_actions_that_the_reference_does_not_list() -> None:
    """Fails when the service authorization reference lists the actions of sign-in sessions: the guide has ``*``."""
    assert [action for action in authorization.UNLISTED if authorization.listed(action)] == []


def test_policies_of_other_pages() -> None:
    """Fails when a policy of another page allows what no job calls, another account, or less than its jobs call."""
    used = {needed(request) for request in requests(list(JOBS))}
    used |= {("sts:AssumeRoot", (f"{TASK}IAM{task}",)) for task in TASKS}
    pages: dict[str, list[Policy]] = {}
    for place, document in guides.documents():
        if place != guides.GUIDE and not place.endswith(OFFBOARD):
            pages.setdefault(place, []).append(Policy.of(document))
    for page, policies in pages.items():
        allow = tuple(policy for policy in policies if policy.statements[0].effect == "Allow")
        allowed = [request for request in universe() if is_allowed(allow, request)]
        assert {needed(request) for request in allowed} <= used, page
        assert not [each for each in allowed if "444455556666:user" in each.resource], page
        for job in [job for action in {each.action for each in allowed} for job in OTHERS.get(action, ())]:
            assert [each for each in recorded(job).requests if not is_allowed(allow, each)] == [], (page, job)


def test_the_policy_for_off_boarding_is_limited() -> None:
    """Fails when the policy of the off-boarding playbook allows something on users outside of the path."""
    policies = [Policy.of(document) for place, document in guides.documents() if place.endswith(OFFBOARD)]
    assert policies
    allowed = [request for request in universe() if is_allowed(policies, request)]
    users = {request.resource for request in allowed if ":user/" in request.resource}
    assert users == {each.resource for each in universe() if fnmatch.fnmatchcase(each.resource, STAFF)}
    anywhere = {request.action for request in allowed if not request.resource.startswith("arn:aws:iam::")}
    assert anywhere <= {"iam:ListUsers", *authorization.UNLISTED}


def test_emergency_users_keep_their_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a purge without purge_exclude removes the password of an emergency user, or no other one."""
    options = {name: value for name, value in BY_NAME["purge"].options.items() if name != "purge_exclude"}
    job = replace(BY_NAME["purge"], options=options)
    rows = run(job, guides.of_section(MANAGE, PURGE, PROTECT), monkeypatch).result["users"]
    assert {row["user_name"]: row["status"] for row in rows} == {
        "alice": "done",
        "bob": "unchanged",
        "carol": "done",
        "break-glass-1": "failed",
    }


def test_the_policy_that_protects_versions_denies_nothing_else() -> None:
    """Fails when another tag is denied, or the tag of the version is not."""
    policies = guides.of_section(VERSION_TAG)
    denied = {request for request in universe() if is_denied(policies, request)}
    tags = {each for each in universe() if VERSION in (each.values("aws:TagKeys") or ())}
    assert denied == tags


def test_root_users_work_in_root_sessions_only() -> None:
    """Fails when the service control policy denies a request of a root session or of a user, or allows a root user."""
    found = [
        Policy.of(document) for _place, document in guides.documents() if "aws:AssumedRoot" in json.dumps(document)
    ]
    assert found
    root = {"aws:PrincipalArn": (f"arn:aws:iam::{ACCOUNT}:root",)}
    user = {"aws:PrincipalArn": (f"arn:aws:iam::{ACCOUNT}:user/root",)}
    for policy in found:
        for request in universe():
            denied = [
                is_denied([policy], replace(request, context=context))
                for context in (root, {**root, "aws:AssumedRoot": ("true",)}, user)
            ]
            assert denied == [True, False, False]


@pytest.mark.parametrize(
    "job", [job for job in JOBS if job.check_mode or job.run == "run_info"], ids=lambda job: job.name
)
def test_a_task_that_only_reads_needs_no_action_that_writes(job: Job) -> None:
    """Fails when check mode or the info module calls an action that the reference does not call List or Read."""
    actions = {request.action for request in recorded(job.name).requests} - {*authorization.UNLISTED, "sts:AssumeRoot"}
    assert [action for action in actions if authorization.access_level(action) not in {"List", "Read"}] == []
