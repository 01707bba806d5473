# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The benchmark's modules under their plain names, and one endpoint for all tests."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    # The benchmark is a program, not a package.
    sys.path.insert(0, str(HERE))

from endpoint_process import Conditions, Endpoint, running


@pytest.fixture(scope="session")
def endpoint() -> Iterator[Endpoint]:
    """A running endpoint, for the test to seed."""
    with running() as endpoint:
        yield endpoint


@pytest.fixture
def iam(endpoint: Endpoint) -> Callable[[Conditions], Any]:
    """Seed the endpoint, and return a client that tries each call once."""

    def seeded(conditions: Conditions) -> Any:
        endpoint.seed(conditions)
        config = Config(retries={"total_max_attempts": 1, "mode": "standard"}, proxies={})
        access: dict[str, Any] = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        return boto3.client("iam", endpoint_url=endpoint.endpoint_url, region_name="us-east-1", config=config, **access)

    return seeded
