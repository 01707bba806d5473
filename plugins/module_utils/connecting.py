# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make botocore clients from amazon.aws's common options."""

from __future__ import annotations

import contextlib
import typing as t

with contextlib.suppress(ImportError):  # AnsibleAWSModule says so, before anything here is used.
    import boto3
    from botocore.config import Config

from ansible_collections.amazon.aws.plugins.module_utils.botocore import boto3_inventory_conn, get_aws_connection_info

from .errors import LoginProfileErrorHandler
from .lost_replies import count_lost_replies
from .model import Refusal

if t.TYPE_CHECKING:
    from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule


# For many calls at a time: retries that adapt to the rate that AWS lets pass, and lose nothing (tests/benchmark).
_MANY = {"retries": {"mode": "adaptive", "total_max_attempts": 10}}
_GLOBAL_STS = "https://sts.amazonaws.com"
_NOT_ACCEPTED = "aws_config, endpoint_url or what the profile's credential_process gives is not what botocore accepts"
_NO_REGION = (
    "The root user of a member account is reached by a regional endpoint of STS only. Give region, such as us-east-1, "
    "or set AWS_REGION."
)


class Connection:
    """Makes clients. Each method raises LoginProfileError or Refusal where the common options do not make one."""

    def __init__(self, module: AnsibleAWSModule, concurrency: int = 1) -> None:
        """For more than one call at a time the retries are set for that, unless ``aws_config`` says otherwise."""
        self._module = module
        self._config: dict[str, t.Any] = {**_MANY, "max_pool_connections": concurrency} if concurrency > 1 else {}
        self._root_session: t.Any = None

    def iam(self) -> t.Any:
        """Return an IAM client with the caller's credentials."""
        return self._client("iam")

    def sts(self) -> t.Any:
        """Return an STS client with the caller's credentials."""
        return self._client("sts")

    def organizations(self) -> t.Any:
        """Return a client of Organizations with the caller's credentials."""
        return self._client("organizations")

    def regional_sts(self) -> t.Any:
        """Return an STS client of the region's own endpoint, which AssumeRoot needs."""
        client = self._client("sts")
        if client.meta.endpoint_url != _GLOBAL_STS:
            return client
        region, _endpoint_url, _parameters = self._options()
        if region is None or region == "aws-global":
            raise Refusal(_NO_REGION)
        # Before 1.36 botocore took the global endpoint for the older regions, all of them in the partition "aws".
        return self._client("sts", endpoint_url=f"https://sts.{region}.amazonaws.com")

    @LoginProfileErrorHandler.common_error_handler("connect to AWS")
    def root_iam(self, credentials: t.Mapping[str, t.Any]) -> t.Any:
        """Return an IAM client with the credentials of a root session (shape ``Credentials`` of the STS model)."""
        region, endpoint_url, parameters = self._options()
        if self._root_session is None:
            # One for all of them: each new one would read the service model anew.
            self._root_session = boto3.session.Session(profile_name=parameters.get("profile_name"))
        client = self._root_session.client(
            "iam",
            region_name=region,
            endpoint_url=endpoint_url,
            verify=parameters.get("verify"),
            config=Config(**self._config).merge(parameters.get("aws_config") or Config()),
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
        )
        return count_lost_replies(client)

    @LoginProfileErrorHandler.common_error_handler("connect to AWS")
    def _client(self, service: str, endpoint_url: str | None = None) -> t.Any:
        """Not ``module.client``: that ends in a traceback where a setting is none of botocore's."""
        region, given, parameters = self._options()
        try:
            # amazon.aws merges aws_config over config.
            client = boto3_inventory_conn(
                "client", service, region=region, endpoint=endpoint_url or given, config=self._config, **parameters
            )
            return count_lost_replies(client)
        except (AttributeError, TypeError, ValueError) as error:
            raise Refusal(f"{_NOT_ACCEPTED}: {error}") from error
        except OSError as error:
            raise Refusal(
                f"The AWS credentials could not be fetched, as the profile says to: {error.strerror}."
            ) from error

    def _options(self) -> tuple[str | None, str | None, dict[str, t.Any]]:
        try:
            return get_aws_connection_info(self._module)
        except (AttributeError, TypeError, ValueError) as error:
            raise Refusal(f"{_NOT_ACCEPTED}: {error}") from error
