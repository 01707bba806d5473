# Copyright: (c) 2026, identity.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Let plain `pytest tests/unit` import ansible_collections.identity.aws from a checkout of any name.

Does nothing under ansible-test, which has its own collection finder.
"""

from __future__ import annotations

import sys
from typing import Any


def _has_finder() -> bool:
    return any(type(finder).__name__ == "_AnsibleCollectionFinder" for finder in sys.meta_path)


def _install_finder() -> None:
    import collection_tree  # on the path by pyproject.toml's `pythonpath`
    from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder

    finder: Any = _AnsibleCollectionFinder(paths=[str(collection_tree.linked())])
    finder._install()


if not _has_finder():
    _install_finder()
