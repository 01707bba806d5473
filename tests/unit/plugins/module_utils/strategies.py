# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hypothesis strategies for the input of the pure part."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from ansible_collections.identity.aws.plugins.module_utils._core.models import (
    CurrentState,
    LoginProfile,
    Principal,
    Request,
    Version,
)
from ansible_collections.identity.aws.plugins.module_utils._core.password_policy import (
    CHARACTER_CLASSES,
    PasswordPolicy,
)
from ansible_collections.identity.aws.plugins.module_utils._secrets.store import GENERATED, GIVEN

user_names = st.text(string.ascii_letters + string.digits + "_+=,.@-", min_size=1, max_size=64)
principals = st.builds(Principal, st.none() | user_names)
flags = st.none() | st.booleans()
passwords = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF), min_size=1, max_size=128)

requests = st.builds(
    Request,
    principal=principals,
    state=st.sampled_from(["present", "absent"]),
    password=st.none() | st.sampled_from([GIVEN, GENERATED]),
    password_reset_required=flags,
    update_password=st.sampled_from(["on_create", "always"]),
    version=st.none() | st.builds(Version, st.just("version"), st.sampled_from(["1", "2"])),
    max_signin_session_duration=st.sampled_from([None, 0, 3600, 7200]),
)
login_profiles = st.builds(
    LoginProfile,
    user_name=user_names,
    create_date=st.just("2026-11-22T09:30:00+00:00"),
    password_reset_required=st.booleans(),
    max_signin_session_duration=st.sampled_from([None, 3600, 7200]),
)
observations = st.builds(
    CurrentState,
    login_profile=st.none() | login_profiles,
    principal_exists=st.none() | st.booleans(),
    version=st.none() | st.sampled_from(["1", "2"]),
    tags=st.sampled_from([0, 49, 50]),
)
policies = st.builds(
    PasswordPolicy,
    minimum_length=st.integers(6, 128),
    required_classes=st.lists(st.sampled_from(list(CHARACTER_CLASSES)), unique=True).map(tuple),
    minimum_classes=st.integers(0, 4),
)
