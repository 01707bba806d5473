# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hypothesis strategies for the audit: accounts as the info module returns them, and hostile strings."""

from __future__ import annotations

import typing as t

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.test.iam_user_name import iam_user_name
from ansible_collections.identity.aws.tests.unit.plugins.module_utils.strategies import user_names
from ansible_collections.identity.aws.tests.unit.plugins.plugin_utils._audit.cases import (
    FEATURES,
    MEMBER,
    OTHER_MEMBER,
    OWN,
    Json,
    access,
    ago,
    audit,
    by_report,
    member_root,
    members,
    own_root,
    row,
    saved,
    session,
    without_report,
)

# Strings with a meaning in a format, spreadsheet, template or terminal, or that some formats cannot contain.
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe66", "\ufe62", "\ufe63", "\ufe6b", "\u2212")
_HARM = (
    *(f"{before}{first}1" for first in FORMULA for before in ("", " ", "\t", "\r", "\n", ";", ",", "|", ';"', ', "')),
    *('"', "'", "\\", "\\|", "`", "*", "_", "[x](y)", "![x](y)", "<script>", "</td>", "<!--", "]]>", "&lt;", "&", "<"),
    *("@octocat", "https://example.com", "www.example.com", "#1", "\r\n", "\n\n## x", "\n| a | b |", "~~~", "$x$", ">"),
    *("\x00", "\x1b[31m", "\x0b", "\x85", "\xa0", "\u2028", "\u202e", "\u2066", "\u200b", "\ufeff", "\ufffe", "\ud800"),
    *("\U0001f600", "{{ 7 * 7 }}", "{% raw %}", "' }}", "\U000e0001", "\u0661", "1e3", "null", "- a: b"),
)
hostile = st.lists(st.sampled_from(_HARM) | st.text(st.characters(exclude_categories=()), max_size=3), max_size=6).map(
    "".join
)
# Any value of JSON.
json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)

# For tests of whole reports: fewer examples, and without a time limit.
some = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(some, max_examples=100)
flags = st.none() | st.booleans()
_SOMETHING = st.just("x")
ages = st.sampled_from([0, 1, 7, 8, 30, 44, 45, 46, 90, 91, 200, 365, 366, 900])
moments = st.none() | ages.map(ago) | st.integers(-3, 900).map(ago)
policies: st.SearchStrategy[Json] = st.just({}) | st.fixed_dictionaries(
    {
        "minimum_password_length": st.none() | st.integers(6, 128),
        "max_password_age": st.none() | st.integers(1, 1095),
        "password_reuse_prevention": st.none() | st.integers(1, 24),
        **dict.fromkeys(("require_symbols", "require_numbers", "require_uppercase_characters"), flags),
        **dict.fromkeys(("require_lowercase_characters", "allow_users_to_change_password"), flags),
        **dict.fromkeys(("expire_passwords", "hard_expiry"), flags),
    }
)


def strings(value: t.Any) -> t.Iterator[str]:
    """Return every string in a value, including keys."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield value


@st.composite
def sessions(draw: st.DrawFn, contents: t.Any) -> list[Json] | None:
    """Return the sign-in sessions of a user, active or not; None if unknown."""
    return draw(
        st.none()
        | st.lists(
            st.builds(
                session,
                st.integers(1, 3),
                hours=st.integers(-3, 30),
                status=st.sampled_from(["ACTIVE", "REVOKED", None]),
                client_type=st.none() | contents,
            ),
            max_size=3,
        )
    )


@st.composite
def users(draw: st.DrawFn, names: st.SearchStrategy[str] = user_names, messages: t.Any = _SOMETHING) -> Json:
    """Return a row about an IAM user, live and with a report."""
    enabled, name = draw(flags), draw(names)
    found = row(
        name,
        arn=draw(st.none() | messages.map(lambda path: f"arn:aws:iam::{OWN}:user/{path}/{name}")),
        created=draw(ages.map(ago)),
        reset=draw(st.booleans()),
        password_enabled=enabled,
        password_last_used=draw(moments),
        password_last_changed=draw(moments),
        mfa_active=draw(flags),
        limit=draw(st.none() | st.sampled_from([3600, 43200, 43201, 7_776_000])),
        sessions=draw(sessions(messages)),
        user_exists=True if enabled is not False else draw(st.booleans()),
    )
    if enabled is None:
        return {**found, "login_profile": None, "msg": draw(messages)}
    return found if enabled else {**found, "login_profile": {}, "password_last_changed": None}


def _lists(of: st.SearchStrategy[Json]) -> st.SearchStrategy[list[Json]]:
    # Names that differ only by case are one name in IAM.
    return st.lists(of, max_size=5, unique_by=lambda user: user["user_name"].lower())


@st.composite
def entries(draw: st.DrawFn, names: st.SearchStrategy[str] = user_names, contents: t.Any = _SOMETHING) -> Json:
    """Return an account as the role passes it on: read with or without a report, or not read."""
    name = draw(st.none() | contents)
    if draw(st.integers(0, 9)) == 0:
        return {"name": name, "msg": draw(contents) or "Denied."}
    source = draw(st.sampled_from([lambda user: user, by_report, without_report]))
    found = [source(user) for user in draw(_lists(users(names, contents)))]
    more: Json = {"account_password_policy": draw(st.none() | policies)}
    is_requested = draw(st.booleans())
    if source is without_report:
        more |= {"root_users": [], "credential_report": None}
    else:
        more["root_users"] = [own_root(password_enabled=draw(flags), mfa_active=draw(flags))]
        more["credential_report"] = {"generated_time": ago(hours=draw(st.integers(-1, 9)))}
    passwords = draw(st.lists(flags, max_size=2))
    more["max_signin_session_duration_known"] = draw(flags)
    roots = [
        member_root(account_id, password=password, msg="Denied." if password is None else None)
        for account_id, password in zip((MEMBER, OTHER_MEMBER), passwords, strict=False)
    ]
    # A roster with another name is an error.
    known = st.sampled_from([user["user_name"] for user in found if iam_user_name(user["user_name"])] or ["x"])
    profiles = st.fixed_dictionaries(
        {"user_name": known | known.map(str.swapcase) | user_names},
        optional={"state": st.sampled_from(["absent", "present"]), "valid_until": st.integers(-30, 30).map(ago)},
    ) | st.just({"root_account_id": MEMBER})
    audited = access(*found, **more)
    if not is_requested:
        del audited["account_password_policy"]
    features = draw(st.none() | st.lists(st.sampled_from(FEATURES), unique=True))
    of_members = members(*roots, organization_features=features)
    whole = {
        "name": name,
        "access": audited,
        "roots": draw(st.sampled_from([None, of_members, {"msg": "Denied.", "failed": True}])),
        "roster": draw(st.none() | st.lists(profiles, max_size=4)),
    }
    return t.cast("Json", saved(whole)) if draw(st.integers(0, 4)) == 0 else whole


@st.composite
def reports(
    draw: st.DrawFn, names: st.SearchStrategy[str] = user_names, contents: t.Any = _SOMETHING, at_most: int = 3
) -> Json:
    """Return a report on some accounts, some findings of which may be accepted."""
    audited = draw(st.lists(entries(names, contents), min_size=1, max_size=at_most))
    accepted: list[Json] = [{"reason": draw(contents) or "Known.", "checks": ["password_unused", "no_password_policy"]}]
    hours: Json = draw(st.sampled_from([{}, {"max_signin_session_hours": 12}]))
    return audit(*audited, accepted=draw(st.sampled_from([[], accepted])), title=draw(contents), **hours)


# Names that IAM allows can be formulas in a spreadsheet.
_ODD_NAMES = st.text("a,=+-@", min_size=1, max_size=8)
hostile_reports = reports(hostile.filter(bool) | _ODD_NAMES, hostile)
any_reports = reports() | hostile_reports
