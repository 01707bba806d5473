# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fixtures: AWS on loopback."""

from __future__ import annotations

import pathlib

import pytest

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.loopback_aws import LoopbackAWS


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> LoopbackAWS:
    """AWS that throttles everything, until a test scripts it."""
    return LoopbackAWS(monkeypatch, tmp_path)


@pytest.fixture
def alice(aws: LoopbackAWS) -> LoopbackAWS:
    """IAM and STS of an account with IAM user alice, who has no login profile."""
    aws.alice()
    aws.setenv("AWS_ENDPOINT_URL_STS", aws.url)
    aws.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return aws
