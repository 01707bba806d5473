# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What moto gets wrong about login profiles, put right. Pure: a call or a reply in, a better one out.

moto keeps the password as an attribute of the user. So it drops PasswordResetRequired at create, gives the user's
creation date, takes an update without Password as "no password" (which deletes the profile), and forgets the flag at
an update of the password alone. In the botocore model each member of UpdateLoginProfile but UserName is optional, and
CreateDate is "the date when the password for the user was created" (shape LoginProfile).
"""

from __future__ import annotations

from memory import Profile
from query import Call, Reply, result_reply
from replies import login_profile


def corrected_call(call: Call, known: Profile | None) -> Call:
    """Send the present password along with an update of the flag alone."""
    if call.action != "UpdateLoginProfile" or "Password" in call.parameters or known is None:
        return call
    return call.with_parameters({**call.parameters, "Password": known.password})


def corrected_reply(call: Call, reply: Reply, known: Profile | None) -> Reply:
    """Answer Create and Get with the flag and the date that belong to the password."""
    if call.action not in {"CreateLoginProfile", "GetLoginProfile"} or known is None or reply.status != 200:
        return reply
    return result_reply(call.action, login_profile(known))
