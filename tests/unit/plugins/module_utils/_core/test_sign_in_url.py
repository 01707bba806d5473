# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The URL where users sign in."""

from __future__ import annotations

import pytest

from ansible_collections.identity.aws.plugins.module_utils._core.sign_in_url import sign_in_url


@pytest.mark.parametrize(
    ("partition", "url"),
    [
        ("aws", "https://example.signin.aws.amazon.com/console"),
        ("aws-cn", "https://example.signin.amazonaws.cn/console"),
        ("aws-us-gov", "https://example.signin.amazonaws-us-gov.com/console"),
        ("aws-iso", None),
    ],
)
def test_each_partition_has_its_address(partition: str, url: str | None) -> None:
    """Fails when users of a partition get the URL of another one."""
    assert sign_in_url("example", partition) == url
