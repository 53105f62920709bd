"""Names in unseen spellings, linked to a base of entities."""

from normalise.names.gazetteer import Gazetteer, Match, Suggestion
from normalise.schema import Entity

__all__ = ["Entity", "Gazetteer", "Match", "Suggestion"]
