# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Any value of any option: without its secrets Ansible accepts the same, and nothing is lost."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.amazon.aws.plugins.module_utils.modules import aws_argument_spec
from hypothesis import event, given
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.given_values import check_given
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret
from ansible_collections.identity.aws.plugins.module_utils._module.info_options import info_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.roster_options import roster_arguments
from ansible_collections.identity.aws.plugins.module_utils._module.sealed_module import seal
from ansible_collections.identity.aws.tests.unit.plugins.fuzz.checks import share, validated
from ansible_collections.identity.aws.tests.unit.plugins.fuzz.hostile import arguments
from ansible_collections.identity.aws.tests.unit.plugins.fuzz.test_modules import (
    OF_INFO,
    OF_MANY,
    OF_ONE,
    SCENES,
    SCENES_OF_INFO,
    SCENES_OF_MANY,
)
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.task_run import ONE

Json = dict[str, t.Any]

AWS: Json = {name: {"type": "str", **option} for name, option in aws_argument_spec().items()}
OF_AWS: dict[str, t.Sequence[t.Any]] = {
    "endpoint_url": ["http://127.0.0.1:9", "https://user:pass%20word@proxy.example/x"],
    "aws_config": [{"retries": {"mode": "standard", "max_attempts": 2}}, {"proxies": {"https": "http://u:p@h"}}, "a=b"],
    "secret_key": ["a", "k" * 40],
}
MODULES: dict[str, tuple[Json, t.Mapping[str, t.Sequence[t.Any]], list[Json]]] = {
    "iam_login_profile": ({**AWS, **ONE}, {**OF_AWS, **OF_ONE}, SCENES),
    "iam_login_profile_roster": (
        {**AWS, **roster_arguments()},
        {**OF_AWS, **OF_MANY},
        [
            *SCENES_OF_MANY,
            {"profiles": [{"name": "ben", "user_name": "eve", "password": 7}], "aws_secret_key": 5, "secret_key": "b"},
        ],
    ),
    "iam_login_profile_info": ({**AWS, **info_arguments()}, {**OF_AWS, **OF_INFO}, SCENES_OF_INFO),
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the environment give what the options do not."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "from-the-environment")
    monkeypatch.setenv("AWS_URL", "http://user:from-the-environment@127.0.0.1:9")


def fresh(value: t.Any) -> t.Any:
    """Return a copy in which no two places share a value, as in what Ansible reads from JSON."""
    if isinstance(value, dict):
        return {name: fresh(each) for name, each in value.items()}
    return [fresh(each) for each in value] if isinstance(value, list) else value


def revealed(value: t.Any) -> t.Any:
    """Return a value with secrets as plain strings."""
    if isinstance(value, dict):
        return {name: revealed(each) for name, each in value.items()}
    if isinstance(value, list):
        return [revealed(each) for each in value]
    return value.reveal() if isinstance(value, Secret) else value


def canonical(options: t.Any, spec: Json) -> Json:
    """Return what a module reads of validated options: no aliases."""
    read = {name: options[name] for name in spec}
    for name, option in spec.items():
        if "options" in option:
            read[name] = [canonical(each, option["options"]) for each in read[name]]
    return read


@pytest.mark.parametrize("module", MODULES)
@given(st.data())
@share(0.6)
def test_what_a_module_is_asked_to_do_stays_the_same(module: str, data: st.DataObject) -> None:
    """Fails when a value is lost, or becomes another, on its way past Ansible, or Ansible judges another way."""
    spec, typical, scenes = MODULES[module]
    given_ = data.draw(arguments({**spec, "aws_config": {"type": "raw"}}, typical, scenes))
    params, _mistakes = check_given(fresh(given_), spec, AWS)
    whole = validated(spec, fresh(params))
    sealed = seal(fresh(given_), spec, AWS)
    rest = validated(spec, fresh(sealed.params))
    if whole is None:
        assert rest is None
        return
    event("accepted")
    assert rest is not None
    assert repr(canonical(revealed(sealed.options(rest)), spec)) == repr(canonical(whole, spec))
