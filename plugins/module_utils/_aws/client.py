# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients of botocore, made from the common options of amazon.aws, with the retries and handlers of this collection."""

from __future__ import annotations

import contextlib
import os
import threading
import typing as t
import urllib.parse
from dataclasses import dataclass, field

with contextlib.suppress(ImportError):  # AnsibleAWSModule reports it, before anything here is used.
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


# Attempts of one call, the first included. botocore has one number for throttling, server errors and connections.
_ATTEMPTS = 10
# The retry modes of botocore for one call at a time and for several, which share the rate that AWS allows.
_ONE_CALL, _SEVERAL_CALLS = "standard", "adaptive"
_GLOBAL_STS = "sts.amazonaws.com"
_NOT_ACCEPTED = "botocore rejects aws_config, endpoint_url, AWS_MAX_ATTEMPTS or the profile's max_attempts"
# As in amazon.aws. Its own function for clients loads the credentials without showing which provider failed.
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
# The first botocore whose models have sign-in sessions and their duration.
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
    """The attributes of a module that amazon.aws reads to connect. The parameters include secrets."""

    params: t.Mapping[str, t.Any] = field(repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def of(cls, options: t.Mapping[str, t.Any], secrets: t.Iterable[str]) -> ConnectionOptions:
        """Take the common options of amazon.aws from the options of a module, and the secrets in their URLs."""
        params = {name: _revealed(options.get(name)) for name in aws_argument_spec()}
        return cls(params, frozenset(secrets))

    def fail_json(self, msg: str, **_exception: t.Any) -> t.NoReturn:
        """Raise RequestError. amazon.aws calls this where options exclude one another, as profile and access_key do."""
        raise RequestError(msg, "connection_settings_invalid")

    def quoted(self, error: BaseException) -> str:
        """Return the message of an error about these options, or a note if it repeats a secret."""
        return NOT_SHOWN if any(repeats(str(error), secret) for secret in self.secrets) else str(error)


class Connection:
    """Makes clients. Each method raises LoginProfileError or RequestError where the common options do not make one.

    ``clock`` has the time of AWS by the replies to all of them.
    """

    def __init__(self, options: ConnectionOptions, concurrency: int = 1, stop: CancellationToken | None = None) -> None:
        """Take the options, how many calls are made at a time, and what interrupts them."""
        self.clock = AWSClock()
        self._given = options
        self._stop = stop or CancellationToken()
        self._pool: dict[str, t.Any] = {"max_pool_connections": concurrency} if concurrency > 1 else {}
        self._mode = _SEVERAL_CALLS if concurrency > 1 else _ONE_CALL
        self._retries: dict[str, t.Any] | None = None
        # One session, so that credentials are fetched once, and each service model is read once.
        self._session: t.Any = None
        self._has_credentials = False
        # A botocore session makes one client at a time, and threads need clients of several services.
        self._lock = threading.Lock()
        self._root_iam: t.Any = None

    def iam(self) -> IAMClient:
        """Return an IAM client with the caller's credentials."""
        return self._client("iam")

    @botocore_errors("connect to AWS")
    def knows_session_duration(self) -> bool:
        """Return whether botocore knows the maximum duration of sign-in sessions, as 1.44.6 does. No call is made."""
        self._options()  # makes the session
        return "MaxSigninSessionDuration" in self._session.get_service_model("iam").shape_for("LoginProfile").members

    def require_session_duration(self) -> None:
        """Raise RequestError if botocore does not know the maximum duration of sign-in sessions. No call is made."""
        if not self.knows_session_duration():
            raise RequestError(_NO_SESSION_DURATION.format(version=botocore.__version__), "library_outdated")

    def sts(self) -> STSClient:
        """Return an STS client with the caller's credentials."""
        return self._client("sts")

    def organizations(self) -> OrganizationsClient:
        """Return a client of Organizations with the caller's credentials."""
        return self._client("organizations")

    def regional_sts(self) -> STSClient:
        """Return an STS client of the region's own endpoint, as AssumeRoot needs. Raises RequestError for another."""
        client = self.sts()
        region, endpoint_url = client.meta.region_name, self._options()[1]
        host = urllib.parse.urlsplit(client.meta.endpoint_url).hostname or ""
        if not host.endswith((".amazonaws.com", ".amazonaws.com.cn")):
            return client  # an emulator, a proxy, or a partition of its own
        problem = _region_problem(region) if endpoint_url is None else _endpoint_problem(host)
        if problem is not None:
            raise RequestError(problem, "no_regional_endpoint")
        if host != _GLOBAL_STS:
            return client
        # Before 1.36 botocore took the global endpoint for the older regions, all of them in the partition "aws".
        return self._client("sts", endpoint_url=f"https://sts.{region}.amazonaws.com")

    def signin(self, region: str | None) -> t.Any:
        """Return a client of the service Signin in a region, None for that of the connection.

        Raises RequestError where there are no sign-in sessions to list: with an older botocore, without a region, and
        in partitions other than ``aws`` (shape PrincipalArn of the Signin service model).
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
        """Return a client of Secrets Manager in a region, None for that of the connection.

        Raises RequestError without a region, and for one that botocore does not know.
        """
        region = self._region(region, _NO_SECRETS_REGION)
        if region not in _regions():
            raise RequestError(_UNKNOWN_SECRETS_REGION.format(region=region), "region_required")
        return self._client("secretsmanager", region=region)

    def _region(self, region: str | None, missing: str) -> str:
        """Return the region, or for None that of the connection. Raises RequestError with ``missing`` for none."""
        given = self._options()[0]
        region = region or given or self._session.get_config_variable("region")
        if region is None or region == "aws-global":
            raise RequestError(missing, "region_required")
        return region

    def _configured_endpoint(self, client: t.Any, region: str) -> str | None:
        """Return the endpoint URL that the options, the environment or the profile have for a client, None for none."""
        _region, _given, parameters = self._options()
        # The same settings, since some of them change the default endpoint, such as use_fips_endpoint.
        ignored: dict[str, t.Any] = {"ignore_configured_endpoint_urls": True, "signature_version": UNSIGNED}
        config = parameters["aws_config"].merge(Config(**ignored))
        default = self._session.create_client("signin", region_name=region, config=config)
        url: str = client.meta.endpoint_url
        return None if url == default.meta.endpoint_url else url

    @botocore_errors("connect to AWS")
    def source_sts(self) -> STSClient | None:
        """Return an STS client with the credentials that the profile's role is assumed with, or None for no such role.

        None also where the role is not assumed by ``source_profile``: then the source is not known.
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
        """Load the credentials of the session once. A program that a profile names can hang."""
        if not self._has_credentials:
            until_interrupted(lambda: load_credentials(self._session), self._stop)
            self._has_credentials = True

    def _has_assumed_a_role(self) -> bool:
        """Return whether the credentials are those of a role of the profile. Keys in the environment precede it."""
        self._load_credentials()
        credentials = self._session.get_credentials()
        return credentials is not None and credentials.method == "assume-role"

    @botocore_errors("connect to AWS")
    def root_iam(self, credentials: CredentialsTypeDef) -> IAMClient:
        """Return an IAM client with the credentials of a root session (shape ``Credentials`` of the STS model).

        All sessions share one botocore client.
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
        """Return a client. ``module.client`` ends in a traceback if botocore does not accept a setting."""
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
        """Return an interruptible client. ``of_source`` is a botocore session other than that of the caller."""
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
        """Raise RequestError for what amazon.aws and botocore raise for settings that they do not accept."""
        try:
            yield
        except (AttributeError, TypeError, ValueError) as error:
            message = f"{_NOT_ACCEPTED}: {self._given.quoted(error)}"
            raise RequestError(message, "connection_settings_invalid") from error

    def _options(self) -> tuple[str | None, str | None, dict[str, t.Any]]:
        """Return region, endpoint URL and the other parameters of a client, with the defaults of this collection."""
        with self._settings_errors():
            region, endpoint_url, parameters = get_aws_connection_info(self._given)
        given: t.Any = parameters.get("aws_config") or Config()
        if self._session is None:
            self._session = botocore.session.Session(profile=parameters.get("profile_name"))
            if region is not None:
                # For the clients of providers, such as that of AssumeRole.
                self._session.set_config_variable("region", region)
        if self._retries is None:
            self._retries = _retries(given.retries or {}, self._session.get_scoped_config(), self._mode)
        # A copy, since botocore writes into it.
        retries: t.Any = dict(self._retries)
        config = Config(user_agent=_USER_AGENT, **self._pool).merge(given).merge(Config(retries=retries))
        return region, endpoint_url, {**parameters, "aws_config": config}


def _revealed(value: t.Any) -> t.Any:
    return value.reveal() if isinstance(value, Secret) else value


def _regions() -> set[str]:
    """Return the regions that botocore knows. STS has an endpoint in each ("AWS STS Regions and endpoints")."""
    partitions = botocore.loaders.create_loader().load_data("partitions")["partitions"]
    return {region for partition in partitions for region in partition["regions"] if not region.endswith("-global")}


def _region_problem(region: str | None) -> str | None:
    """Return why a region has no endpoint of STS that serves AssumeRoot, or None."""
    if region in {None, "aws-global"}:
        return _NO_REGION
    return None if region in _regions() else _UNKNOWN_REGION.format(region=region)


def _endpoint_problem(host: str) -> str | None:
    """Return why a configured endpoint of AWS does not serve AssumeRoot, or None."""
    is_regional_sts = host != _GLOBAL_STS and not {"sts", "sts-fips"}.isdisjoint(host.split("."))
    return None if is_regional_sts else _OTHER_ENDPOINT.format(host=host)


def _retries(given: t.Mapping[str, t.Any], profile_settings: t.Mapping[str, t.Any], mode: str) -> dict[str, t.Any]:
    """Return the key ``retries`` of a client's Config: what ``aws_config`` has, and defaults for what is not set.

    botocore prefers Config to the environment and to the profile, so a setting that is found there is omitted here.
    """

    def is_set(name: str) -> bool:
        return bool(os.environ.get(f"AWS_{name.upper()}") or profile_settings.get(name))

    retries = dict(given)
    if not given.keys() & {"max_attempts", "total_max_attempts"} and not is_set("max_attempts"):
        retries["total_max_attempts"] = _ATTEMPTS
    if "mode" not in given and not is_set("retry_mode"):
        retries["mode"] = mode
    return retries
