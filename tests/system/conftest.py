# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An emulated AWS for the whole run, new for each test, and a player that reaches nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import boto3
import client
import pytest
from playing import Player

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_iam import IAMClient


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "on_both_backends: the test runs against ministack and moto")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "emulator" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("on_both_backends")
        backends = ["ministack", "moto"] if both else ["ministack"]
        metafunc.parametrize("emulator", backends, indirect=True)


@pytest.fixture(scope="session")
def emulators(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], client.Emulator]]:
    """Start each backend when it is first asked for; stop all at the end."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        running: dict[str, client.Emulator] = {}

        def emulator(backend: str) -> client.Emulator:
            if backend not in running:
                running[backend] = stack.enter_context(client.start(backend, tmp_path_factory.mktemp(backend)))
            return running[backend]

        yield emulator


@pytest.fixture
def emulator(request: pytest.FixtureRequest, emulators: Callable[[str], client.Emulator]) -> client.Emulator:
    """An emulated AWS with nothing in it."""
    running = emulators(request.param)
    running.reset()
    return running


@pytest.fixture
def player(tmp_path: Path, emulator: client.Emulator) -> Player:
    """Plays tasks in a new folder."""
    return Player(tmp_path, emulator)


@pytest.fixture
def iam(emulator: client.Emulator) -> IAMClient:
    """A bare boto3 client, to set up and to look."""
    access: dict[str, Any] = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    return boto3.client("iam", endpoint_url=emulator.endpoint_url, region_name="us-east-1", **access)
