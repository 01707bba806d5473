# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One emulator for the whole session, reset before each test, and its botocore clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from client import Emulator, start


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """One emulator, with a backend that is started on demand."""
    with start("ministack", tmp_path_factory.mktemp("emulator")) as emulator:
        yield emulator


@pytest.fixture
def emulator(running: Emulator) -> Emulator:
    """A reset emulator."""
    running.reset()
    return running


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    """One boto3 session: it reads the service models once."""
    return boto3.Session()


@pytest.fixture
def client(emulator: Emulator, session: Any) -> Callable[..., Any]:
    """Return a client of a service, with an access key. By default it makes one attempt per call."""
    loopback = urlsplit(emulator.endpoint_url)

    def redirect(request: Any, **_more: Any) -> None:
        """Replace the host that botocore's rules have for AWS Sign-In, whatever endpoint_url is."""
        request.url = urlsplit(request.url)._replace(scheme=loopback.scheme, netloc=loopback.netloc).geturl()

    def made(
        service: str = "iam", *, key: str = "test", token: str | None = None, region: str = "us-east-1", **config: Any
    ) -> Any:
        attempts: Any = {"total_max_attempts": config.pop("attempts", 1), "mode": "standard"}
        # AWS, not botocore, is to reject invalid parameters.
        settings = Config(retries=attempts, parameter_validation=False, proxies={}, **config)
        access = {"aws_access_key_id": key, "aws_secret_access_key": "secret", "aws_session_token": token}
        made = session.client(service, region, endpoint_url=emulator.endpoint_url, config=settings, **access)
        made.meta.events.register("before-sign.signin", redirect)
        return made

    return made


@pytest.fixture
def root(client: Callable[..., Any]) -> Callable[..., Any]:
    """Return a client in a new root session, of an account and for a task."""

    def made(account: str, task: str, *, service: str = "iam") -> Any:
        policy = {"arn": f"arn:aws:iam::aws:policy/root-task/{task}"}
        given = client("sts").assume_root(TargetPrincipal=account, TaskPolicyArn=policy)["Credentials"]
        return client(service, key=given["AccessKeyId"], token=given["SessionToken"])

    return made


@pytest.fixture
def alice(client: Callable[..., Any]) -> Any:
    """A client of IAM with credentials of no IAM user, in an account with a user alice."""
    iam = client()
    iam.create_user(UserName="alice")
    return iam


@pytest.fixture(scope="session")
def error_of() -> Callable[..., tuple[str, int, str]]:
    """Return the code, HTTP status and message of the error of a call."""

    def raised(call: Callable[..., Any], **parameters: Any) -> tuple[str, int, str]:
        with pytest.raises(ClientError) as caught:
            call(**parameters)
        response: Any = caught.value.response
        error = response["Error"]
        return error["Code"], response["ResponseMetadata"]["HTTPStatusCode"], error.get("Message", "")

    return raised
