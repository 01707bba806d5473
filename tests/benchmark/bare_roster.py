# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the roster does, by boto3 and threads alone: `bare_roster.py THREADS FILE`, the profiles in the file."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import boto3
from botocore.config import Config

if __name__ == "__main__":
    threads = int(sys.argv[1])
    profiles = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))["profiles"]
    config = Config(max_pool_connections=threads, retries={"mode": "adaptive", "total_max_attempts": 10})
    iam = boto3.client("iam", config=config)

    def set_password(profile: dict[str, str]) -> None:
        name = profile["user_name"]
        iam.get_login_profile(UserName=name)
        iam.update_login_profile(UserName=name, Password=profile["password"], PasswordResetRequired=True)

    with suppress(iam.exceptions.NoSuchEntityException):
        iam.get_account_password_policy()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(set_password, profiles))
