# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make the IAM client from amazon.aws's common options."""

from __future__ import annotations

import typing as t

from ansible_collections.amazon.aws.plugins.module_utils.botocore import boto3_inventory_conn, get_aws_connection_info

from .errors import LoginProfileErrorHandler
from .model import Refusal

if t.TYPE_CHECKING:
    from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule


# For many calls at a time: retries that adapt to the rate that AWS lets pass, and lose nothing (tests/benchmark).
_MANY = {"retries": {"mode": "adaptive", "total_max_attempts": 10}}


def iam_client(module: AnsibleAWSModule, concurrency: int = 1) -> t.Any:
    """Return a botocore IAM client. Raises LoginProfileError or Refusal where the common options do not make one.

    For more than one call at a time the retries are set for that, unless ``aws_config`` says otherwise.
    """
    return _client(module, "iam", {**_MANY, "max_pool_connections": concurrency} if concurrency > 1 else {})


def sts_client(module: AnsibleAWSModule) -> t.Any:
    """Do the same for STS, which knows who the caller is."""
    return _client(module, "sts", {})


@LoginProfileErrorHandler.common_error_handler("connect to AWS")
def _client(module: AnsibleAWSModule, service: str, config: dict[str, t.Any]) -> t.Any:
    """Not ``module.client``: that ends in a traceback where a setting is none of botocore's."""
    try:
        region, endpoint_url, parameters = get_aws_connection_info(module)
        # amazon.aws merges aws_config over config.
        return boto3_inventory_conn(
            "client", service, region=region, endpoint=endpoint_url, config=config, **parameters
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise Refusal(f"aws_config or endpoint_url is not what botocore accepts: {error}") from error
