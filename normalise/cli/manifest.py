"""The manifest: what was read and written, with digests; by which rules; how often each did what."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from normalise._version import __version__
from normalise.cli.outputs import Listener, Output

if TYPE_CHECKING:
    from normalise.cli.inputs import Input
    from normalise.cli.options import Options
    from normalise.pipeline.tally import Tally
    from normalise.result import RuleSetInfo

_BLOCK = 1 << 20


def write_manifest(options: Options, rules: RuleSetInfo, inputs: list[dict[str, Any]], outputs: list[dict[str, Any]], tally: Tally) -> None:
    """Write it where the options say. Raises CliError, OSError."""
    said = {
        "normalise": __version__,
        "rules": {"sets": dict(zip(rules.names, rules.versions, strict=True)), "fingerprint": rules.fingerprint},
        "mode": options.mode,
        "inputs": inputs,
        "outputs": outputs,
        "counts": tally.plain(),
    }
    output = Output(options.manifest)
    try:
        output.write(json.dumps(said, indent=2).encode() + b"\n")
        output.close(whole=True)
    finally:
        output.abandon()


class ManifestOutput(Listener):
    """The manifest of texts that are written to files."""

    def __init__(self, options: Options, rules: RuleSetInfo, tally: Tally) -> None:
        self._options = options
        self._rules = rules
        self._tally = tally
        self._inputs: list[dict[str, Any]] = []
        self._file: Input

    def begin(self, file: Input) -> None:
        """It is read from now on."""
        self._file = file

    def end(self) -> None:
        """It is read."""
        file = self._file
        self._inputs.append({"path": file.name, "bytes": file.size, "sha256": file.digest.hexdigest() if file.digest else ""})

    def close(self, *, whole: bool) -> None:
        """All is written."""
        if not whole:
            return
        paths = [said["path"] for said in self._inputs] if self._options.in_place else [self._options.output]
        write_manifest(self._options, self._rules, self._inputs, [_of_file(path) for path in paths], self._tally)


def _of_file(path: str) -> dict[str, Any]:
    digest, size = sha256(), 0
    with open(path, "rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return {"path": path, "bytes": size, "sha256": digest.hexdigest()}
