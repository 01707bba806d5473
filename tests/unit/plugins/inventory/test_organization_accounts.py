# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client of the inventory plugin. tests/system/test_organization_accounts.py runs the plugin."""

from __future__ import annotations

import os
import pathlib
import typing as t

import pytest
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import inventory_loader


@pytest.mark.parametrize(
    ("given", "region"),
    [({}, "us-east-1"), ({"region": "eu-west-1"}, "eu-west-1"), ({"role": "arn:aws-cn:iam::1:role/r"}, "cn-north-1")],
)
def test_a_call_is_tried_ten_times_in_the_partition(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, given: dict[str, str], region: str
) -> None:
    """Fails when throttling or a missing region ends the plugin early, as it would with an endpoint_url."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    plugin: t.Any = inventory_loader.get("identity.aws.organization_accounts")
    config = tmp_path / "organization_accounts.yml"
    config.write_text("plugin: identity.aws.organization_accounts\nendpoint_url: http://127.0.0.1:9\n")
    plugin.loader, plugin.inventory, plugin._vars = DataLoader(), InventoryData(), {}
    plugin._read_config_data(str(config))
    plugin.set_option("region", given.get("region"))
    plugin.set_option("assume_role_arn", given.get("role"))
    client = plugin.organizations()
    assert client.meta.config.retries == {"mode": "adaptive", "total_max_attempts": 10}
    assert client.meta.config.region_name == region
