# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Create botocore clients from amazon.aws's common options, with this collection's retries and event handlers."""

from __future__ import annotations

import contextlib
import os
import threading
import typing as t
import urllib.parse
from dataclasses import dataclass, field

with contextlib.suppress(ImportError):  # AnsibleAWSModule reports a missing botocore before it is used here.
    import botocore.loaders
    import botocore.session
    from botocore import UNSIGNED
    from botocore.config import Config

from ansible.module_utils.ansible_release import __version__ as ansible_version
from ansible_collections.amazon.aws.plugins.module_utils.botocore import get_aws_connection_info
from ansible_collections.amazon.aws.plugins.module_utils.modules import aws_argument_spec
from ansible_collections.amazon.aws.plugins.module_utils.version import LooseVersion

from ansible_collections.identity.aws.plugins.module_utils._core.cancellation import CancellationToken
from ansible_collections.identity.aws.plugins.module_utils._core.leaks import NOT_SHOWN, repeats
from ansible_collections.identity.aws.plugins.module_utils._core.models import RequestError
from ansible_collections.identity.aws.plugins.module_utils._core.secret import Secret

from .call_tracking import AWSClock, track_calls
from .credentials import keys_of, load_credentials, source_profile_of
from .errors import botocore_errors
from .interruption import make_interruptible, until_interrupted

if t.TYPE_CHECKING:
    from mypy_boto3_iam.client import IAMClient
    from mypy_boto3_organizations.client import OrganizationsClient
    from mypy_boto3_sts.client import STSClient
    from mypy_boto3_sts.type_defs import CredentialsTypeDef


# Attempts per call, including the first. botocore has one number for throttling, server and connection errors.
_ATTEMPTS = 10
# The retry modes of botocore for one call at a time, and for concurrent calls, which share AWS's rate limit.
_ONE_CALL, _SEVERAL_CALLS = "standard", "adaptive"
_GLOBAL_STS = "sts.amazonaws.com"
_NOT_ACCEPTED = "botocore rejects aws_config, endpoint_url, AWS_MAX_ATTEMPTS or the profile's max_attempts"
# As in amazon.aws, whose client function does not show which credential provider failed.
_USER_AGENT = f"APN/1.0 Ansible/{ansible_version} identity.aws"
_NO_REGION = (
    "AssumeRoot requires a regional endpoint of STS, and the region is not known. Give region, such as us-east-1, or "
    "set AWS_REGION."
)
_OTHER_ENDPOINT = (
    "endpoint_url leads to {host}, which does not support AssumeRoot. root_account_id requires a regional endpoint "
    "of STS. Remove endpoint_url, and give region, such as us-east-1."
)
_UNKNOWN_REGION = (
    "The endpoint data of botocore does not contain the region {region!r}, which AssumeRoot requires. Check the "
    "spelling, or give another region, such as us-east-1: a root user is the same in all regions. For a new region, "
    "update botocore."
)
_NO_SECRETS_REGION = (
    "Secrets Manager stores secrets by region, and the region is not known. Give secrets_manager.region or region, "
    "such as us-east-1, or set AWS_REGION."
)
_UNKNOWN_SECRETS_REGION = (
    "The endpoint data of botocore does not contain the region {region!r} of secrets_manager. Check the spelling. "
    "For a new region, update botocore."
)
# The first botocore with sign-in sessions and their duration.
_SESSIONS_SINCE = "1.44.6"
_NO_SESSIONS = (
    f"Sign-in sessions require botocore {_SESSIONS_SINCE} or later. The installed version is {{version}}. Install a "
    "newer botocore on the host that the module runs on."
)
_NO_SESSION_DURATION = (
    f"max_signin_session_duration requires botocore {_SESSIONS_SINCE} or later. The installed version is "
    f"{{version}}. Install a newer botocore on the host that the module runs on, or omit the option."
)
_NO_SIGNIN_REGION = (
    "Sign-in sessions are listed by region, and the region is not known. Give session_regions or region, such as "
    "us-east-1, or set AWS_REGION."
)
_OTHER_PARTITION = (
    "Sign-in sessions cannot be listed in region {region!r}. The endpoint data of botocore does not contain it in "
    "the partition aws. Check the spelling. In another partition, omit sessions and revoke_sessions."
)


@dataclass(frozen=True)
class ConnectionOptions:
    """The module attributes that amazon.aws reads to connect. The parameters include secrets."""

    params: t.Mapping[str, t.Any] = field(repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def of(cls, options: t.Mapping[str, t.Any], secrets: t.Iterable[str]) -> ConnectionOptions:
        """Select the common options of amazon.aws from a module's options, and the secrets in their URLs."""
        params = {name: _revealed(options.get(name)) for name in aws_argument_spec()}
        return cls(params, frozenset(secrets))

    def fail_json(self, msg: str, **_exception: t.Any) -> t.NoReturn:
        """Raise RequestError. amazon.aws calls this for mutually exclusive options, such as profile and access_key."""
        raise RequestError(msg, "connection_settings_invalid")

    def quoted(self, error: BaseException) -> str:
        """Return the message of an error about these options, or a note if it contains a secret."""
        return NOT_SHOWN if any(repeats(str(error), secret) for secret in self.secrets) else str(error)


class Connection:
    """Creates clients. Each method raises LoginProfileError or RequestError if the common options are not usable.

    ``clock`` is the clock of AWS, from the replies to all clients.
    """

    def __init__(self, options: ConnectionOptions, concurrency: int = 1, stop: CancellationToken | None = None) -> None:
        """Store the options, the number of concurrent calls, and the cancellation token."""
        self.clock = AWSClock()
        self._given = options
        self._stop = stop or CancellationToken()
        self._pool: dict[str, t.Any] = {"max_pool_connections": concurrency} if concurrency > 1 else {}
        self._mode = _SEVERAL_CALLS if concurrency > 1 else _ONE_CALL
        self._retries: dict[str, t.Any] | None = None
        # One session: credentials are fetched once, and each service model is read once.
        self._session: t.Any = None
        self._has_credentials = False
        # A botocore session is not thread-safe while it creates clients.
        self._lock = threading.Lock()
        self._root_iam: t.Any = None

    def iam(self) -> IAMClient:
        """Return an IAM client with the caller's credentials."""
        return self._client("iam")

    @botocore_errors("connect to AWS")
    def knows_session_duration(self) -> bool:
        """Return whether botocore has the maximum session duration (1.44.6 and later). Makes no call."""
        self._options()  # creates the session
        return "MaxSigninSessionDuration" in self._session.get_service_model("iam").shape_for("LoginProfile").members

    def require_session_duration(self) -> None:
        """Raise RequestError if botocore does not have the maximum session duration. Makes no call."""
        if not self.knows_session_duration():
            raise RequestError(_NO_SESSION_DURATION.format(version=botocore.__version__), "library_outdated")

    def sts(self) -> STSClient:
        """Return an STS client with the caller's credentials."""
        return self._client("sts")

    def organizations(self) -> OrganizationsClient:
        """Return a client of Organizations with the caller's credentials."""
        return self._client("organizations")

    def regional_sts(self) -> STSClient:
        """Return an STS client of the regional endpoint, for AssumeRoot. Raises RequestError for other endpoints."""
        client = self.sts()
        region, endpoint_url = client.meta.region_name, self._options()[1]
        host = urllib.parse.urlsplit(client.meta.endpoint_url).hostname or ""
        if not host.endswith((".amazonaws.com", ".amazonaws.com.cn")):
            return client  # an emulator, a proxy, or a separate partition
        problem = _region_problem(region) if endpoint_url is None else _endpoint_problem(host)
        if problem is not None:
            raise RequestError(problem, "no_regional_endpoint")
        if host != _GLOBAL_STS:
            return client
        # botocore before 1.36 used the global endpoint for older regions, all in the partition "aws".
        return self._client("sts", endpoint_url=f"https://sts.{region}.amazonaws.com")

    def signin(self, region: str | None) -> t.Any:
        """Return a Signin client of a region, by default the region of the connection.

        Raises RequestError if sign-in sessions cannot be listed: botocore is too old, there is no region, or the
        partition is not ``aws`` (shape PrincipalArn of the Signin service model).
        """
        if LooseVersion(botocore.__version__) < LooseVersion(_SESSIONS_SINCE):
            raise RequestError(_NO_SESSIONS.format(version=botocore.__version__), "library_outdated")
        region = self._region(region, _NO_SIGNIN_REGION)
        client = self._client("signin", region=region)
        if client.meta.partition != "aws" or region not in _regions():
            raise RequestError(_OTHER_PARTITION.format(region=region), "sign_in_sessions_not_supported")
        from .signin_handlers import handle_signin_calls

        handle_signin_calls(client, self._configured_endpoint(client, region))
        return client

    def secrets_manager(self, region: str | None) -> t.Any:
        """Return a Secrets Manager client of a region, by default the region of the connection.

        Raises RequestError if there is no region, or botocore does not have it.
        """
        region = self._region(region, _NO_SECRETS_REGION)
        if region not in _regions():
            raise RequestError(_UNKNOWN_SECRETS_REGION.format(region=region), "region_required")
        return self._client("secretsmanager", region=region)

    def _region(self, region: str | None, missing: str) -> str:
        """Return the region, default: the connection's. Raises RequestError with ``missing`` if there is none."""
        given = self._options()[0]
        region = region or given or self._session.get_config_variable("region")
        if region is None or region == "aws-global":
            raise RequestError(missing, "region_required")
        return region

    def _configured_endpoint(self, client: t.Any, region: str) -> str | None:
        """Return the endpoint URL for a client from the options, the environment or the profile, or None."""
        _region, _given, parameters = self._options()
        # The same settings: some of them, such as use_fips_endpoint, change the default endpoint.
        ignored: dict[str, t.Any] = {"ignore_configured_endpoint_urls": True, "signature_version": UNSIGNED}
        config = parameters["aws_config"].merge(Config(**ignored))
        default = self._session.create_client("signin", region_name=region, config=config)
        url: str = client.meta.endpoint_url
        return None if url == default.meta.endpoint_url else url

    @botocore_errors("connect to AWS")
    def source_sts(self) -> STSClient | None:
        """Return an STS client with the credentials that assumed the profile's role, or None without such a role.

        Also None if the role has no ``source_profile``: the source is then unknown.
        """
        region, endpoint_url, parameters = self._options()
        if parameters.get("aws_access_key_id"):
            return None
        profiles = self._session.full_config["profiles"]
        source = source_profile_of(self._session.profile or "default", profiles)
        if source is None or not self._has_assumed_a_role():
            return None
        session, keys = botocore.session.Session(profile=source), keys_of(profiles.get(source, {}))
        if not keys:
            until_interrupted(lambda: load_credentials(session), self._stop)
        # The region of the profile with the role, as in AssumeRole.
        options = (region or self._session.get_config_variable("region"), endpoint_url, parameters)
        return self._made("sts", options, keys, session)

    def _load_credentials(self) -> None:
        """Load the credentials of the session once. A program named in a profile can hang."""
        if not self._has_credentials:
            until_interrupted(lambda: load_credentials(self._session), self._stop)
            self._has_credentials = True

    def _has_assumed_a_role(self) -> bool:
        """Return whether the credentials come from the profile's role. Keys in the environment take precedence."""
        self._load_credentials()
        credentials = self._session.get_credentials()
        return credentials is not None and credentials.method == "assume-role"

    @botocore_errors("connect to AWS")
    def root_iam(self, credentials: CredentialsTypeDef) -> IAMClient:
        """Return an IAM client with the credentials of a root session (shape ``Credentials`` of the STS model).

        All root sessions share one botocore client.
        """
        from .root_client import RootClient, resolver

        if self._root_iam is None:
            options = self._options()
            session = botocore.session.Session(profile=self._session.profile)
            session.register_component("data_loader", self._session.get_component("data_loader"))
            session.register_component("credential_provider", resolver())
            self._root_iam = self._made("iam", options, {}, session)
        return t.cast("IAMClient", RootClient(self._root_iam, credentials))

    @botocore_errors("connect to AWS")
    def _client(self, service: str, endpoint_url: str | None = None, region: str | None = None) -> t.Any:
        """Return a client. ``module.client`` ends in a traceback if botocore rejects a setting."""
        given_region, given, parameters = self._options()
        names = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
        keys = {name: parameters.get(name) for name in names}
        if not any(keys.values()):
            self._load_credentials()
        with self._settings_errors():
            return self._made(service, (region or given_region, endpoint_url or given, parameters), keys)

    def _made(
        self,
        service: str,
        options: tuple[str | None, str | None, dict[str, t.Any]],
        keys: dict[str, t.Any],
        of_source: t.Any = None,
    ) -> t.Any:
        """Return an interruptible client. ``of_source`` is a botocore session other than the caller's."""
        region, endpoint_url, parameters = options
        session = of_source or self._session
        with self._lock:
            client = session.create_client(
                service,
                region_name=region,
                endpoint_url=endpoint_url,
                verify=parameters.get("verify"),
                config=parameters["aws_config"],
                **keys,
            )
        profile = session.get_config_variable("profile") if self._has_credentials else None
        track_calls(client, profile, self.clock)
        make_interruptible(client, self._stop)
        return client

    @contextlib.contextmanager
    def _settings_errors(self) -> t.Iterator[None]:
        """Raise RequestError for settings that amazon.aws or botocore rejects."""
        try:
            yield
        except (AttributeError, TypeError, ValueError) as error:
            message = f"{_NOT_ACCEPTED}: {self._given.quoted(error)}"
            raise RequestError(message, "connection_settings_invalid") from error

    def _options(self) -> tuple[str | None, str | None, dict[str, t.Any]]:
        """Return the region, the endpoint URL and other parameters of a client, with this collection's defaults."""
        with self._settings_errors():
            region, endpoint_url, parameters = get_aws_connection_info(self._given)
        given: t.Any = parameters.get("aws_config") or Config()
        if self._session is None:
            self._session = botocore.session.Session(profile=parameters.get("profile_name"))
            if region is not None:
                # For the clients of providers, for example for AssumeRole.
                self._session.set_config_variable("region", region)
        if self._retries is None:
            self._retries = _retries(given.retries or {}, self._session.get_scoped_config(), self._mode)
        # A copy: botocore modifies it.
        retries: t.Any = dict(self._retries)
        config = Config(user_agent=_USER_AGENT, **self._pool).merge(given).merge(Config(retries=retries))
        return region, endpoint_url, {**parameters, "aws_config": config}


def _revealed(value: t.Any) -> t.Any:
    return value.reveal() if isinstance(value, Secret) else value


def _regions() -> set[str]:
    """Return botocore's regions. STS has an endpoint in each ("AWS STS Regions and endpoints")."""
    partitions = botocore.loaders.create_loader().load_data("partitions")["partitions"]
    return {region for partition in partitions for region in partition["regions"] if not region.endswith("-global")}


def _region_problem(region: str | None) -> str | None:
    """Return why a region has no STS endpoint for AssumeRoot, or None."""
    if region in {None, "aws-global"}:
        return _NO_REGION
    return None if region in _regions() else _UNKNOWN_REGION.format(region=region)


def _endpoint_problem(host: str) -> str | None:
    """Return why a configured AWS endpoint does not support AssumeRoot, or None."""
    is_regional_sts = host != _GLOBAL_STS and not {"sts", "sts-fips"}.isdisjoint(host.split("."))
    return None if is_regional_sts else _OTHER_ENDPOINT.format(host=host)


def _retries(given: t.Mapping[str, t.Any], profile_settings: t.Mapping[str, t.Any], mode: str) -> dict[str, t.Any]:
    """Return ``retries`` for a client's Config: the values of ``aws_config``, and defaults for the others.

    Settings from the environment or the profile are omitted, since Config would override them.
    """

    def is_set(name: str) -> bool:
        return bool(os.environ.get(f"AWS_{name.upper()}") or profile_settings.get(name))

    retries = dict(given)
    if not given.keys() & {"max_attempts", "total_max_attempts"} and not is_set("max_attempts"):
        retries["total_max_attempts"] = _ATTEMPTS
    if "mode" not in given and not is_set("retry_mode"):
        retries["mode"] = mode
    return retries
