"""datatrove: a formatter for pipelines, with statistics of what each rule did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise import Normaliser
from normalise.integrations import edits_of, extra

with extra("datatrove"):
    from datatrove.pipeline.formatters.base import BaseFormatter
    from datatrove.utils.typeshelper import StatHints

if TYPE_CHECKING:
    from datatrove.data import Document, DocumentsPipeline

    from normalise import Result


class Normalise(BaseFormatter):
    """Normalises the text of each document.

    `source` names the metadata where the text it was translated from stands; `edits` the metadata to put the
    changes into; `single` says that each text is one line of a longer one. The
    statistics count documents changed and unsettled, and changes by rule. Raises ValueError for a document that has
    metadata of the name of `edits` already.

    >>> from datatrove.data import Document
    >>> documents = [Document("Russia left the airspace of the UAR over Damascus.", id="1")]
    >>> [d.text for d in Normalise()(documents)]
    ['Russia left the airspace of the Syrian Arab Republic over Damascus.']
    """

    name = "🩹 Normalise"

    def __init__(self, normaliser: Normaliser | None = None, *, source: str | None = None, edits: str | None = None, single: bool = False) -> None:
        super().__init__()
        self.normaliser = normaliser or Normaliser()
        self.source = source
        self.edits = edits
        self.single = single

    def format(self, text: str) -> str:
        """A text alone, normalised."""
        return self.normaliser.apply(text, single=self.single).text

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """The documents, in order, as they are asked for."""
        for document in data:
            if self.edits is not None and self.edits in document.metadata:
                raise ValueError(f"document {document.id} has metadata {self.edits!r} already; give the edits another name")
            with self.track_time():
                result = self._apply(document)
            self._count(result)
            document.text = result.text
            if self.edits is not None:
                document.metadata[self.edits] = edits_of(result)
            yield document

    def _apply(self, document: Document) -> Result:
        source = None if self.source is None else document.metadata.get(self.source)
        return self.normaliser.apply(document.text, source=source, single=self.single)

    def _count(self, result: Result) -> None:
        self.stat_update(StatHints.total)
        if result.changes:
            self.stat_update("changed")
        if result.unsettled:
            self.stat_update("unsettled")
        for change in result.changes:
            self.stat_update(*change.rules, unit="change")
