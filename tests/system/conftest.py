# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One emulated AWS for the whole run, emptied before each test, and a runner whose playbooks reach nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import client
import pytest
from accounts import Account
from playbook_runner import PlaybookRunner


@pytest.fixture(scope="session")
def running_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[client.Emulator]:
    """The emulated AWS of this process."""
    with client.start("ministack", tmp_path_factory.mktemp("emulator")) as emulator:
        yield emulator


@pytest.fixture
def emulator(running_emulator: client.Emulator) -> client.Emulator:
    """An empty emulated AWS."""
    running_emulator.reset()
    return running_emulator


@pytest.fixture
def account(emulator: client.Emulator) -> Account:
    """The default account, for setup and inspection."""
    return Account(emulator)


@pytest.fixture
def audited(account: Account) -> Account:
    """An account for audits: ana has MFA, ben has none, chloe has no password."""
    account.add("ana", "ben", password="Canary-Passw0rd-1")
    account.add("chloe")
    account.emulator.mfa("ana")
    account.iam.update_account_password_policy(MinimumPasswordLength=14, PasswordReusePrevention=24)
    account.emulator.clear_calls()
    return account


@pytest.fixture
def runner(tmp_path: Path, emulator: client.Emulator) -> PlaybookRunner:
    """Runs playbooks in a new folder."""
    return PlaybookRunner(tmp_path, emulator)
