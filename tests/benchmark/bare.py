# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules' calls with boto3 and threads only: `bare.py info|roster THREADS FILE`. FILE contains the profiles."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import boto3
from botocore.config import Config

if __name__ == "__main__":
    threads = int(sys.argv[2])
    config = Config(max_pool_connections=threads, retries={"mode": "adaptive", "total_max_attempts": 10})
    iam = boto3.client("iam", config=config)

    def has_password(name: str) -> bool:
        try:
            iam.get_login_profile(UserName=name)
        except iam.exceptions.NoSuchEntityException:
            return False
        return True

    def set_password(profile: dict[str, str]) -> None:
        name = profile["user_name"]
        iam.get_login_profile(UserName=name)
        iam.update_login_profile(UserName=name, Password=profile["password"], PasswordResetRequired=True)

    with ThreadPoolExecutor(threads) as pool:
        if sys.argv[1] == "info":
            pages = iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 1000})
            list(pool.map(has_password, [user["UserName"] for page in pages for user in page["Users"]]))
        else:
            with suppress(iam.exceptions.NoSuchEntityException):
                iam.get_account_password_policy()
            list(pool.map(set_password, json.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))["profiles"]))
