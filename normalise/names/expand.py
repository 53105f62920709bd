"""The way back: every plausible spelling of a name, for people who search."""

from __future__ import annotations

import json
import re

from normalise.names.scripts import renderings

FORMS = ("list", "regex", "boolean", "elasticsearch")
_ARTICLES = ("al-", "el-", "")
_ARABIC_ARTICLE = re.compile(r"^(?:ال|[ae]l[- ])(?=\w{2})", re.IGNORECASE)
# What one more word of a name may cost; spellings of names are made of the likeliest of each word.
_PER_WORD = 12


def expand(name: str, *, limit: int = 50) -> list[str]:
    """Up to `limit` plausible Latin spellings of a name given in Arabic, Cyrillic or Latin letters, likeliest first.

    >>> expand("Хмеймим", limit=3)
    ['Khmeymim', 'Hmeymim', 'Khmeimim']
    >>> expand("الرقة", limit=3)
    ['al-Raqa', 'el-Raqa', 'Raqa']
    """
    words = name.split()
    if not words:
        return []
    each = limit if len(words) == 1 else _PER_WORD
    spelled: list[tuple[float, str]] = [(0.0, "")]
    for word in words:
        grown = [(cost + more, f"{start} {new}" if start else new) for cost, start in spelled for more, new in _word(word, each)]
        spelled = sorted(grown)[: limit * 2]
    return list(dict.fromkeys(text for _, text in spelled))[:limit]


def _word(word: str, limit: int) -> list[tuple[float, str]]:
    bare = _ARABIC_ARTICLE.sub("", word)
    articles = _ARTICLES if bare != word else ("",)
    found = [
        (cost + 0.3 * k, article + (text[:1].upper() + text[1:]))
        for text, cost in renderings(bare, limit=limit)
        for k, article in enumerate(articles)
        if text
    ]
    return sorted(found)[:limit]


def written(spellings: list[str], form: str, *, field: str = "text") -> str:
    """The spellings as a list (one a line), a regular expression, a boolean query or an Elasticsearch query on `field`.

    >>> written(["Khmeimim", "Hmeimim"], "boolean")
    '"Khmeimim" OR "Hmeimim"'
    >>> written(["al-Raqa"], "regex")
    '\\\\b(?:al\\\\-Raqa)\\\\b'
    """
    if form == "regex":
        return rf"\b(?:{'|'.join(map(re.escape, sorted(spellings, key=len, reverse=True)))})\b"
    if form == "boolean":
        return " OR ".join(f'"{s}"' for s in spellings)
    if form == "elasticsearch":
        should = [{"match_phrase": {field: s}} for s in spellings]
        return json.dumps({"query": {"bool": {"should": should, "minimum_should_match": 1}}}, ensure_ascii=False, indent=2)
    return "\n".join(spellings)
