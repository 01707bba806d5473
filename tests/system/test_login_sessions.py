# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks with credentials of `aws login`, from the cache of the AWS CLI. test_failures.py has them without awscrt."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from playbook_runner import task

from ansible_collections.identity.aws.tests.unit.plugins.module_utils.login_cache import (
    NEEDS_CRT,
    SESSION,
    cache_file,
    refreshed,
    store,
    token,
)

if TYPE_CHECKING:
    from accounts import Account
    from playbook_runner import PlaybookRunner

HOST = "eu-central-1.signin.aws.amazon.com:443"


@contextmanager
def signin() -> Iterator[tuple[str, list[str]]]:
    """Refresh every token, and reject requests to a proxy. Returns the URL, and the requests so far."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            requests.append(f"{self.command} {self.path}")
            body = refreshed().encode() if self.command == "POST" else b""
            self.send_response_only(200 if body else 403)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_CONNECT = do_POST  # noqa: N815

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", requests
        finally:
            server.shutdown()


@NEEDS_CRT
def test_a_cached_login_session_gives_the_credentials(account: Account, runner: PlaybookRunner) -> None:
    """Fails when other credentials sign, a valid session is refreshed, an expired one is not, or a host is contacted.

    The proxy rejects every host but loopback, and its log has all requests for other hosts.
    """
    account.add("cached", "refreshed", "refused")
    account.emulator.clear_calls()
    runner.folder.joinpath("config").write_text(f"[profile dev]\nlogin_session = {SESSION}\n", encoding="utf-8")
    caches = {"cached": token(60), "refreshed": token(-1), "refused": token(-1)}
    for name, content in caches.items():
        store(runner.folder / name, content)
    with signin() as (url, requests):
        endpoints = {
            "refreshed": {"AWS_ENDPOINT_URL_SIGNIN": url},
            "refused": {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
        }
        tasks: list[dict[str, Any]] = [
            {
                **task(
                    user_name=name,
                    password="A-Passw0rd-1",
                    profile="dev",
                    endpoint_url=account.emulator.endpoint_url,
                ),
                "environment": {"AWS_LOGIN_CACHE_DIRECTORY": str(runner.folder / name), **endpoints.get(name, {})},
            }
            for name in caches
        ]
        run = runner.play(
            tasks,
            AWS_CONFIG_FILE=str(runner.folder / "config"),
            AWS_ACCESS_KEY_ID="",
            AWS_SECRET_ACCESS_KEY="",
            HTTPS_PROXY=url,
            NO_PROXY="127.0.0.1",
        )
    cached, again, refused = run.results
    assert cached["changed"], run.output
    assert again["changed"], run.output
    assert {call["access_key"] for call in account.emulator.calls()} == {"CACHED", "REFRESHED"}
    assert set(account.passwords()) == {"cached", "refreshed"}
    assert json.loads(cache_file(runner.folder / "refreshed").read_text())["refreshToken"] == "second"
    assert refused["failed"]
    assert refused["error"]["code"] == "credentials_unavailable"
    assert f"(profile 'dev', aws login): the proxy ({url}) cannot be reached." in refused["msg"]
    assert requests[0] == "POST /v1/token"
    assert set(requests[1:]) == {f"CONNECT {HOST}"}
