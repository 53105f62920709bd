"""Build hook: puts the precompiled form of the bundled rules beside them, so that the filter starts fast."""

from __future__ import annotations

import pathlib
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs for wheels and editable installs; a stale file does no harm, since it carries the digests of its sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        try:
            from normalise.load import COMPILED, precompile

            rules = pathlib.Path(self.root, "rules")
            (rules / COMPILED).write_text(precompile(str(rules)), encoding="utf-8")
        finally:
            sys.path.remove(self.root)
