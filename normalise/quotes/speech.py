"""Speech tags: “he said”, “said the general”. They tell where a quotation ends or begins, lost marks or not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

VERBS = (
    "said|says|say|saying|asked|asks|replied|replies|answered|answers|cried|cries|told|tells|added|adds|explained|explains|"
    "exclaimed|whispered|shouted|muttered|murmured|remarked|observed|continued|continues|inquired|enquired|returned|"
    "declared|declares|announced|noted|notes|emphasized|emphasised|stressed|stated|states|claimed|claims|wrote|writes|"
    "commented|argued|argues|suggested|suggests|insisted|insists|admitted|warned|warns|repeated|responded|concluded|"
    "recalled|recalls|reported|reports|quoted|quotes|thought|thinks|began|interrupted|interposed|ejaculated|gasped|growled|"
    "groaned|sighed|sneered|snapped|snarled|laughed|screamed|yelled|bawled|sobbed|stammered|faltered|pleaded|begged|"
    "demanded|ordered|urged|promised|agreed|assured|believes|believed|pointed out|confirmed|advised|protested|retorted|"
    "reads|cites|cited|comments|stresses|emphasizes|emphasises|clarified|clarifies|specified|specifies|shared|shares|summed up|"
    "complained|joked|underlined|points out|confirms|predicted|lamented|informed|informs|responds|concludes|recounted|"
    "rejoined|resumed|mused|grumbled|bellowed|roared|sung out|sings out|called|hissed|spoke|went on|goes on|put in"
)
_ONE = "he|she|I|we|they|you|who|one|it"
_DETERMINER = "[Tt]he|[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|an?|some|another|this|that|each"
# Behind a subject the verb ends it; else the subject follows. One pattern for both, since the verbs take long to compile.
_TAG = re.compile(
    rf"((?:{_ONE}|(?:{_DETERMINER})(?:\s+[\w’'-]+){{1,4}}?|(?:[A-Z][\w’'.-]*\s+){{0,3}}[A-Z][\w’'.-]*)"
    rf"\s+(?:\w+ly\s+|had\s+|has\s+)?)?(?:{VERBS})"
    rf"(?(1)\b(?!\s*:)|\s+(?:{_ONE}|{_DETERMINER}|both|several|every\w*|[A-Z]\w+)\b)"
)
_WORD = re.compile(r"(?<!\w)\w+")
_VERBS = frozenset(VERBS.split("|"))
_LAST_OF_TWO = frozenset(verb.split()[1] for verb in _VERBS if " " in verb)
_LAST_WORDS = _VERBS | _LAST_OF_TWO
_TAG_ENDS = re.compile(r"(?: [\w’-]+){0,2},$")

# Verbs of speech and nothing else, and persons: a tag beyond doubt, although no mark parts it from what was said.
_SPOKE = (
    "said|says|asked|cried|answered|replied|remarked|observed|exclaimed|gasped|added|repeated|whispered|murmured|muttered|shouted"
)
_UNMARKED_TAG = re.compile(
    r"[^.!?“”\"‘]{1,150}?[,!?—] (?!(?:I|he|she|they|we) (?:said|asked) (?:no|noth|that|to|them|him|her)\b)"
    rf"(?:(?:{_SPOKE}|continued|advised) (?:he|she|I|they|we|my|the|his|her|some|one|[A-Z][\w’]+)"
    rf"|(?:he|she|I|they|we|[A-Z][\w’]+) (?:{_SPOKE}))\b"
)


def tag_at(text: str, at: int, end: int) -> bool:
    """True if a speech tag begins at `at`.

    >>> tag_at("said the old man", 0, 16), tag_at("the old man said", 0, 16), tag_at("the old man’s hat", 0, 17)
    (True, True, False)
    """
    return _TAG.match(text, at, end) is not None


def end_of_tag(text: str, at: int, end: int) -> int:
    """Where the speech tag that begins at `at` ends; -1 if there is none.

    >>> end_of_tag("said the old man", 0, 16)
    8
    """
    match = _TAG.match(text, at, end)
    return match.end() if match else -1


def tag_before(text: str, start: int, at: int) -> bool:
    """True if a speech tag and a comma end right before `at`."""
    return any(_TAG_ENDS.match(text, end, at) for end in _verb_ends(text, max(start, at - 40), at))


def has_verb(text: str, start: int, end: int) -> bool:
    """True if there is a verb of speech in `text[start:end]`.

    >>> has_verb("it went on", 0, 10), has_verb("it went", 0, 7)
    (True, False)
    """
    return next(_verb_ends(text, start, end), -1) >= 0


def _verb_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Where the verbs of speech in `text[start:end]` end."""
    if _LAST_WORDS.isdisjoint(_WORD.findall(text, start, end)):
        return
    last = ""
    for match in _WORD.finditer(text, start, end):
        word = match[0]
        if word in _VERBS or (word in _LAST_OF_TWO and f"{last} {word}" in _VERBS and text[match.start() - 1] == " "):
            yield match.end()
        last = word


def tells_of_loss(text: str, start: int, end: int) -> bool:
    """True if what begins with a quotation runs into a speech tag in its first sentence, although nothing has closed it.

    >>> tells_of_loss("“None at all, said Holmes. “They are coiners.", 0, 43)
    True
    """
    return _UNMARKED_TAG.match(text, start + 1, end) is not None
