# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What live reading does, by boto3 and threads alone: `bare_info.py THREADS`."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

if __name__ == "__main__":
    threads = int(sys.argv[1])
    config = Config(max_pool_connections=threads, retries={"mode": "adaptive", "total_max_attempts": 10})
    iam = boto3.client("iam", config=config)

    def has_password(name: str) -> bool:
        try:
            iam.get_login_profile(UserName=name)
        except iam.exceptions.NoSuchEntityException:
            return False
        return True

    pages = iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 1000})
    names = [user["UserName"] for page in pages for user in page["Users"]]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(has_password, names))
