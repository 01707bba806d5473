# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fixtures: AWS on loopback."""

from __future__ import annotations

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import (
    LoopbackAWS,
    OneUser,
    loopback_aws,
)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> LoopbackAWS:
    """AWS that throttles everything, until a test scripts it."""
    return loopback_aws(monkeypatch)


@pytest.fixture
def alice(aws: LoopbackAWS, monkeypatch: pytest.MonkeyPatch) -> LoopbackAWS:
    """IAM and STS of an account with IAM user alice, who has no login profile."""
    account = OneUser(aws.clock)
    aws.script = lambda call, _attempt: account(call)
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", aws.url)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return aws
