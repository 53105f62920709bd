"""Settings files: `normalise.toml`, or `[tool.normalise]` of `pyproject.toml`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from normalise.cli.errors import CliError, os_reason

if TYPE_CHECKING:
    from collections.abc import Mapping

_OWN, _SHARED = "normalise.toml", "pyproject.toml"
KEYS = ("rules", "select", "ignore", "safety", "unit", "separator", "encoding", "errors", "meta", "color", "stats", "strict", "backup", "mode", "format", "field", "source_field", "edits_field")
"""The options that may be settings; the others are of one run."""


class Settings(NamedTuple):
    """What one settings file says, as it says it."""

    path: str
    values: Mapping[str, Any]

    def arguments(self) -> list[str]:
        """The settings as arguments of the command line. Raises CliError for an unknown key or an unfit value.

        >>> Settings("x/normalise.toml", {"rules": ["core", "mine.yaml"], "strict": True}).arguments()
        ['--rules=core', '--rules=x/mine.yaml', '--strict']
        """
        made: list[str] = []
        for key, value in self.values.items():
            if key not in KEYS:
                raise CliError(f"{self.path}: unknown setting `{key}`{_hint(key)}")
            made += self._arguments(key, value)
        return made

    def _arguments(self, key: str, value: Any) -> list[str]:
        if key in ("stats", "strict"):
            if not isinstance(value, bool):
                raise CliError(f"{self.path}: `{key}` is true or false, not {value!r}")
            return [f"--{key}"] if value else []
        if key == "meta" and isinstance(value, dict):
            return [f"--meta={name}={text}" for name, text in value.items()]
        values = value if isinstance(value, list) and key in ("rules", "select", "ignore", "field", "source_field") else [value]
        if not all(isinstance(text, str) for text in values):
            shape = {"rules": "a text or a list of them", "meta": 'a table such as {topic = "syria"}'}
            raise CliError(f"{self.path}: `{key}` takes {shape.get(key, 'a text')}, not {value!r}")
        if key == "rules":
            values = [part.strip() for text in values for part in text.split(",")]
            values = [self._beside(text) for text in values]
        return [f"--{key.replace('_', '-')}={text}" for text in values]

    def _beside(self, rules: str) -> str:
        """Paths of rule files are meant from the settings file, wherever it is read from."""
        is_path = "/" in rules or os.sep in rules or rules.endswith((".yaml", ".yml"))
        return os.path.join(os.path.dirname(self.path), rules) if is_path else rules


def find(folder: str) -> Settings | None:
    """The settings that hold in `folder`: its own, or the nearest above it within the same repository."""
    for here in _up_to_root(folder):
        for name in (_OWN, _SHARED):
            path = os.path.join(here, name)
            if os.path.isfile(path) and (settings := _read(path)):
                return settings
    return None


def _up_to_root(folder: str) -> list[str]:
    """The folder and those above it up to the root of its repository; in none, the folder alone."""
    passed = [folder]
    while not os.path.exists(os.path.join(passed[-1], ".git")):
        above = os.path.dirname(passed[-1])
        if above == passed[-1]:
            return [folder]
        passed.append(above)
    return passed


def read(path: str) -> Settings:
    """The settings of a file that is named. Raises CliError if it cannot be read or says nothing of us."""
    settings = _read(path)
    if settings is None:
        raise CliError(f"{path} has no [tool.normalise]")
    return settings


def _read(path: str) -> Settings | None:
    """None if the file is shared with other tools and has no part for us."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise CliError(f"{path}: settings cannot be read: {os_reason(error)}") from None
    shared = os.path.basename(path) == _SHARED
    if shared and b"tool.normalise" not in data:
        return None
    import tomllib

    try:
        values = tomllib.loads(data.decode())
    except ValueError as error:
        raise CliError(f"{path}: not TOML: {error}") from None
    if shared:
        tools = values.get("tool", {})
        if not isinstance(tools, dict) or "normalise" not in tools:
            return None
        values = tools["normalise"]
    if not isinstance(values, dict):
        raise CliError(f"{path}: [tool.normalise] is a table of settings")
    return Settings(path, values)


def _hint(key: str) -> str:
    from difflib import get_close_matches

    if key.replace("_", "-") in ("output", "in-place", "diff", "check", "edits", "report", "source", "config", "no-config", "files"):
        return ": it is said for each run, on the command line"
    near = get_close_matches(key, KEYS, 1)
    return f" (did you mean `{near[0]}`?)" if near else f"; there are {', '.join(KEYS)}"
