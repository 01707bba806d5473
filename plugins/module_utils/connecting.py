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


@LoginProfileErrorHandler.common_error_handler("connect to AWS")
def iam_client(module: AnsibleAWSModule) -> t.Any:
    """Return a botocore IAM client. Raises LoginProfileError or Refusal where the common options do not make one.

    Not ``module.client``: that ends in a traceback where a setting is none of botocore's.
    """
    try:
        region, endpoint_url, parameters = get_aws_connection_info(module)
        return boto3_inventory_conn("client", "iam", region=region, endpoint=endpoint_url, **parameters)
    except (AttributeError, TypeError, ValueError) as error:
        raise Refusal(f"aws_config or endpoint_url is not what botocore accepts: {error}") from error
