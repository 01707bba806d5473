# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An emulated AWS for the whole run, new for each test, and a runner that reaches nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import client
import pytest
from playbook_runner import PlaybookRunner

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_iam import IAMClient


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[client.Emulator]:
    """One emulated AWS for all tests."""
    with client.start("ministack", tmp_path_factory.mktemp("emulator")) as emulator:
        yield emulator


@pytest.fixture
def emulator(running: client.Emulator) -> client.Emulator:
    """An emulated AWS with nothing in it."""
    running.reset()
    return running


@pytest.fixture
def runner(tmp_path: Path, emulator: client.Emulator) -> PlaybookRunner:
    """Plays tasks in a new folder."""
    return PlaybookRunner(tmp_path, emulator)


@pytest.fixture
def iam(emulator: client.Emulator) -> IAMClient:
    """A bare boto3 client, to set up and to look."""
    access: dict[str, Any] = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    return boto3.client("iam", endpoint_url=emulator.endpoint_url, region_name="us-east-1", **access)
