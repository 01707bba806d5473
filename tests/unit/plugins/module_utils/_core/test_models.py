# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be read in an ARN."""

from __future__ import annotations

from ansible_collections.identity.aws.plugins.module_utils._core.models import path_in, user_name_in


def test_the_name_and_the_path_in_an_arn() -> None:
    """Fails when a part of the path becomes a part of the name, or the other way round."""
    arn = "arn:aws:iam::111122223333:user/staff/ana"
    assert (user_name_in(arn), path_in(arn)) == ("ana", "/staff/")
    assert (user_name_in("arn:aws:iam::1:user/x:y/ana"), path_in("arn:aws:iam::1:user/x:y/ana")) == ("ana", "/x:y/")
    assert path_in("arn:aws:iam::111122223333:user/ana") == "/"
