# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compile the packages of the running environment to byte code.

uv installs source only, and many machines set PYTHONDONTWRITEBYTECODE. Without byte code, each module process of each
test compiles boto3 and botocore again, which takes longer than the module's work. UV_COMPILE_BYTECODE=1 would also
compile all collections in the `ansible` package, which takes twice as long. The tests need only amazon.aws.
"""

from __future__ import annotations

import compileall
import re
import sys
import sysconfig

NOT_NEEDED = re.compile(r"/ansible_collections/(?!amazon/aws/)")


def main() -> int:
    # Some packages have files for other Python versions in their tests and templates, so errors are not reported.
    compileall.compile_dir(sysconfig.get_path("purelib"), quiet=2, workers=0, rx=NOT_NEEDED)
    return 0


if __name__ == "__main__":
    sys.exit(main())
