# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWS Sign-In: the sessions that ``aws login`` opens with a console password, listed and revoked.

Service model of botocore (signin, 2023-01-01). An expired session is still ACTIVE: only a revocation changes the
status. Deleting the login profile or the user does not end a session. Nothing is recorded from AWS yet. Assumed here,
since the model does not define it:

- A session is listed and revoked in the region where it was opened (``_is_meant``).
- The principal of a user with a path has none: the pattern of principalArn permits no path.
- Without maxResults a page has 100 sessions, in the order of opening.
- The sessions of another account: AccessDeniedException.
- The code of a session that BatchRevokeSessions does not find: ResourceNotFoundException, as for a whole request. The
shape of that code is not OAuth2ErrorCode, which the member ``error`` has.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .errors import AWSError
from .request import Handler, Reply, Request
from .state import SignInSession

if TYPE_CHECKING:
    from .aws import AWS

_MOST = 100
_LIFETIME = timedelta(hours=12).total_seconds()
"""AWS CLI User Guide, ``aws login``: the credentials are refreshed "for up to 12 hours"."""
_CLIENTS = {"CLI": "arn:aws:signin:::devtools/same-device", "MCP": "arn:aws:signin:{region}::external-client/dcr/{id}"}
"""By ClientType. API reference of AWS Sign-In, CreateOAuth2Token, client_id."""
_ERROR_OF = {
    "AccessDeniedException": "INSUFFICIENT_PERMISSIONS",
    "InternalServerException": "server_error",
    "ResourceNotFoundException": "RESOURCE_NOT_FOUND",
    "TooManyRequestsError": "rate_exceeded",
    "ValidationException": "INVALID_REQUEST",
}
"""The member ``error``, which each declared error requires."""
_USER = re.compile(r"arn:aws:iam::[0-9]{12}:user/([^/]+)")


def members_of(code: str) -> Mapping[str, str]:
    """Return the additional members of an error."""
    return {"error": _ERROR_OF[code]} if code in _ERROR_OF else {}


def failure(code: str, message: str) -> AWSError:
    """Return a declared error with HTTP status 400."""
    return AWSError(400, code, message, **members_of(code))


def invalid(message: str) -> AWSError:
    return failure("ValidationException", message)


def user_of(principal: str) -> str | None:
    """Return the user name in a principalArn, or None for other principals."""
    found = _USER.fullmatch(principal)
    return found and found.group(1)


def open_session(
    aws: AWS,
    user_name: str | None,
    *,
    account: str | None = None,
    region: str = "us-east-1",
    client_type: str = "CLI",
    age: float = 0.0,
    lifetime: float | None = None,
    revoke_error: str | None = None,
) -> SignInSession:
    """Open a session like ``aws login``, ``age`` seconds ago. The user None is the root user.

    It lasts for ``lifetime`` seconds, by default as in the login profile, or 12 hours. If ``revoke_error`` is given,
    revoking it fails with this code. Raise ValueError for a user without a password.
    """
    owner = aws.account(account)
    if client_type not in _CLIENTS:
        raise ValueError(f"No such type of client: {client_type}. Use one of {', '.join(_CLIENTS)}.")
    longest, principal = None, f"arn:aws:iam::{owner.number}:root"
    if user_name is not None:
        longest = owner.user(user_name).existing_profile().max_session_seconds
        principal = _user_principal(owner.number, user_name)
    elif owner.root_profile is None:
        raise ValueError(f"The root user of {owner.number} has no password to sign in with.")
    issued = aws.now().replace(microsecond=0) - timedelta(seconds=age)
    seconds = lifetime if lifetime is not None else longest or _LIFETIME
    session = SignInSession(
        arn=f"arn:aws:signin:{region}:{owner.number}:session/{aws.uuid()}",
        principal=principal,
        region=region,
        client_type=client_type,
        client_id=_CLIENTS[client_type].format(region=region, id=aws.uuid()),
        issued=issued,
        expires=issued + timedelta(seconds=seconds),
        revoke_error=revoke_error,
    )
    owner.sign_in_sessions.append(session)
    return session


def list_sessions(request: Request) -> Reply:
    """Return one page. The token is a position among all sessions, so a revocation between pages shifts no session."""
    given, sessions, principal = request.parameters, request.account.sign_in_sessions, _principal(request)
    most, start = given.get("maxResults", _MOST), _place(given.get("nextToken", ""))
    places = [
        place
        for place, session in enumerate(sessions)
        if place >= start and _is_meant(session, request, principal) and _passes(session, given)
    ]
    token = {"nextToken": base64.b64encode(str(places[most]).encode()).decode()} if most < len(places) else {}
    return {"items": [_shown(sessions[place]) for place in places[:most]], **token}


def batch_revoke_sessions(request: Request) -> Reply:
    """Revoke each session, or return why not. Revoking a revoked session succeeds."""
    given, principal = request.parameters, _principal(request)
    found = {each.arn: each for each in request.account.sign_in_sessions if _is_meant(each, request, principal)}
    revoked, errors = [], []
    for arn in given["sessionArns"]:
        code = found[arn].revoke_error if arn in found else "ResourceNotFoundException"
        if code:
            errors.append({"sessionArn": arn, "code": code, "message": f"The session {arn} could not be revoked."})
        else:
            found[arn].revoke(given.get("reason"))
            revoked.append({"sessionArn": arn})
    return {"revokedSessions": revoked, "errors": errors}


def _principal(request: Request) -> str | None:
    """Return the principal of a call, by default the caller. None: all principals of the account."""
    caller, wanted = request.caller, request.parameters.get("principalArn")
    if wanted is None:
        return _user_principal(caller.account, caller.user.name) if caller.user else caller.arn
    if wanted.split(":")[4] != caller.account:
        action = f"signin:{request.call.action}"
        message = f"User: {caller.arn} is not authorized to perform: {action} on resource: {wanted}"
        raise failure("AccessDeniedException", message)
    return None if wanted.endswith(":*") else str(wanted)


def _user_principal(account: str, user_name: str) -> str:
    return f"arn:aws:iam::{account}:user/{user_name}"


def _is_meant(session: SignInSession, request: Request, principal: str | None) -> bool:
    return session.region == request.call.region and principal in {None, session.principal}


def _passes(session: SignInSession, given: Mapping[str, Any]) -> bool:
    """Filters "are combined with a logical AND": created "at or after" issuedAfter, and "before" issuedBefore."""
    issued = session.issued.timestamp()
    facts = {"status": session.status, "clientId": session.client_id}
    in_time = given.get("issuedAfter", issued) <= issued < given.get("issuedBefore", issued + 1)
    return in_time and all(given.get(name, fact) == fact for name, fact in facts.items())


def _place(token: str) -> int:
    try:
        return int(base64.b64decode(token, validate=True) or "0")
    except ValueError:
        raise invalid("Invalid nextToken.") from None


def _shown(session: SignInSession) -> Reply:
    """Shape Session. The role is of a session whose principal is a role, and no resource is bound."""
    return {
        "sessionArn": session.arn,
        "principalArn": session.principal,
        "status": session.status,
        "issuedAt": int(session.issued.timestamp()),
        "expiresAt": int(session.expires.timestamp()),
        "clientId": session.client_id,
        "clientType": session.client_type,
    }


ACTIONS: Mapping[str, Handler] = {
    "ListSessions": list_sessions,
    "BatchRevokeSessions": batch_revoke_sessions,
}
