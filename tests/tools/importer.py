# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build the tarball and check it with Galaxy's own importer, as the server does after an upload.

The importer continues after problems, and reports them only in its log. Here each such line is a failure.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import collection_tree

BUILD = collection_tree.CHECKOUT / "build" / "importer"
# Checks that are off by default, but required for a certified collection.
STRICT = {"GALAXY_IMPORTER_CHECK_REQUIRED_TAGS": "true", "GALAXY_IMPORTER_REQUIRE_V1_OR_GREATER": "true"}
LOGGED_PROBLEM = re.compile(r"^(WARNING|ERROR|CRITICAL)\b", re.MULTILINE)


def main() -> int:
    """Print the importer's log, and fail if it has warnings."""
    shutil.rmtree(BUILD, ignore_errors=True)
    build = ("ansible-galaxy", "collection", "build", "--output-path", str(BUILD), str(collection_tree.CHECKOUT))
    subprocess.run(build, check=True)
    (tarball,) = BUILD.glob("identity-aws-*.tar.gz")
    done = subprocess.run(
        [sys.executable, "-m", "galaxy_importer.main", tarball.name],
        cwd=BUILD,
        env={**os.environ, **STRICT},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(done.stdout)
    found = len(LOGGED_PROBLEM.findall(done.stdout))
    print(f"The importer ended with exit code {done.returncode} and {found} warnings.")
    return done.returncode or (1 if found else 0)


if __name__ == "__main__":
    sys.exit(main())
