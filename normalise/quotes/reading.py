"""What one mark can be, and what it costs to take it for that.

Costs are negative log-likelihoods in spirit: 0 for a mark that stands as it should, about 2 for one thing out of
order, and so on. Parity is not in here: it is what the search makes of the costs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from normalise.quotes.ayn import begins_with_ayn
from normalise.quotes.marks import DOUBLE, FOREIGN, SINGLE, Mark
from normalise.quotes.speech import tag_at, tag_before

if TYPE_CHECKING:
    from normalise.quotes.style import Style

OPEN, CLOSE, PLAIN, LONE, DROP = "open", "close", "plain", "lone", "drop"
CLOSE_EARLIER = "close earlier"  # closes what was opened before the text began

TURN = 2.0  # the glyph points the other way
GAP = 2.0  # a space on the inner side
GLUE = 2.0  # no space on the outer side
SIDE = 3.0  # both: the space has changed sides
SWAP = 1.2  # … and the glyph with it, which then is one damage, not two
MIRRORED = 2.5  # … and the partner's too: so much less for the pair
ALIEN = 0.5  # another script; any reading as quotation mark costs it
LONELY = 6.0  # a mark without its partner
PIECE = 4.0  # … in a text that is only a piece: the partner may stand outside
EARLIER = 2.5  # … and does, for this mark is damaged in a way that tells
DOUBLED = 2.0  # one mark too many beside another
ODD = 4.0  # before a closing sign, behind an opening one, a good apostrophe turned: hardly ever
TELLING = 4.0  # a speech tag follows an opening mark
FIRMLY = 8.0  # a quotation would end in “the”
DOUBT = 2.0  # … in “of”; or the words near by speak against it in some other way
NEVER = 9.0

# As an apostrophe
GOOD = 0.15  # less than this: beyond doubt
WORD_END, AFTER_S, ELIDED = 0.2, 0.05, 0.05  # goin’, boys’, ’tis
STRANGE = 1.0  # in front of a word that loses nothing as far as we know; as the letter in ‘Umar
UNLIKELY = 1.5  # … behind a comma. From here on it is no sound reading
CAPITAL = 2.5  # … at the start of the paragraph, and the word has a capital
TAGGED = 6.0  # … in front of “he said”, with a comma before
INCHES = 0.4  # a double mark behind a figure

_OPENING = frozenset("([{<")
_CLOSING = frozenset(",;:!?)]}")
_SIGNS_ALONE = re.compile(r"[,;:!?)\]}]{1,3}[\"”’'](?!\w)")  # the signs "?" and ")"
_OPENING_MARKS = frozenset("\"“‘'")
_ARTICLES = frozenset(("al-", "el-", "ul-"))  # al-‘As
_DASHES = frozenset("—–-―‒/|*_")  # and signs of emphasis: *"so"*
_ELISION = re.compile(
    r"(?:tis|twas|twere|twill|twould|twixt|tain|tisn|twasn|em|til|till|cause|cuz|coz|bouts?|round|neath|nother|nuff|fraid|"
    r"gainst|mongst|pon|fore|ere|bove|cept|spect|scuse|magine|kay|sides|night|morning|mornin|evening|appen|ome|ouse|ope|"
    r"er|im|is|as|ad|ave|alf|ard|ead|ear|eart|ell|elp|igh|it|ow|ot|un|n|d|s|ll|re|ve|m|ud|t|y|ye|ee|a|o|na|st|nd)(?![^\W_])",
    re.IGNORECASE,
)
# Those that are words of their own, and may begin a sentence.
_WHOLE = re.compile(
    r"(?:(?:tis|twas|twere|twill|twould|tain|tisn|twasn|em|cause|cos|bout|til|till|nough|nuff|fraid|ello|ere)(?![^\W_])|\d)",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"s(?![\w'’])")  # the “if”s and “but”s
_NOTE = re.compile(r"(?:[¹²³⁰⁴-⁹]+|\d{1,3}(?:[,–-]\d{1,3})*)(?![^\W_])")  # “so.”12
_POSSESSIVE = re.compile(r"s(?![^\W_])")  # the U.S.’s
# Words that no quotation ends with, unless it ends in mid-air, and behind which one may well begin.
_FIRM = frozenset(("the", "a", "an", "its", "their", "his", "our", "my", "your"))
_LEANING = _FIRM | {"of", "to", "and", "or", "with", "for", "from", "by", "as", "at", "into", "called", "named", "so-called"}


@dataclass(slots=True, eq=False)
class Reading:
    """A role for a mark with its cost; `sound` if nothing at all has to be done to the mark for it."""

    role: str
    cost: float
    sound: bool


_LONE, _PIECE, _LONELY = Reading(LONE, LONELY, False), Reading(LONE, PIECE, False), Reading(LONE, LONELY + DOUBT, False)


class Judge:
    """Judges by itself each mark of the paragraph `text[start:end]`; `adrift`: the text is only a piece."""

    __slots__ = ("adrift", "end", "start", "style", "text")

    def __init__(self, text: str, start: int, end: int, style: Style, *, adrift: bool) -> None:
        self.text, self.start, self.end, self.style, self.adrift = text, start, end, style, adrift

    def readings(self, mark: Mark) -> list[Reading]:
        """What `mark` may be, but for roles that are out of the question."""
        plain = self.plain(mark)
        if mark.script in FOREIGN and self._is_at_home(mark):
            return [Reading(PLAIN, plain, True)]
        quoting = [reading for role in (OPEN, CLOSE) if (reading := self.quoting(mark, role, plain))]
        out = [Reading(PLAIN, plain, plain < UNLIKELY), *quoting] if plain < NEVER else quoting
        if self.adrift and mark.family == self.style.outer and _closes_earlier(mark, self.text, self.end):
            cost = _close_cost(mark, self.text, self.end) + EARLIER + (ALIEN if mark.alien else 0.0)
            out += [Reading(CLOSE_EARLIER, cost, False), _PIECE if mark.final else _LONELY]
        elif (mark.turn < 0 and mark.before.isalpha()) or not any(reading.sound for reading in quoting):
            out.append(_LONELY)
        else:
            out.append(_PIECE if self.adrift else _LONE)
        return out

    def plain(self, mark: Mark) -> float:
        """What it costs to take `mark` for an apostrophe, a prime, a sign for inches; `NEVER` if it is none."""
        if mark.script in FOREIGN and self._is_at_home(mark):
            return 0.0
        return _plain_cost(mark, self.text, self.end, lettered=self.style.lettered)

    def quoting(self, mark: Mark, role: str, plain: float) -> Reading | None:
        """`mark` as an opening or closing one, if it can be that; `plain` is what it costs to take it for neither."""
        if not plain and ((mark.family == SINGLE and mark.turn > 0) or (mark.script in FOREIGN and self._is_at_home(mark))):
            return None
        cost = _open_cost(mark, self.text, self.end) if role == OPEN else _close_cost(mark, self.text, self.end)
        if cost >= NEVER:
            return None
        sound = not cost and not mark.alien
        if self.adrift and role == OPEN and cost and _ends_sentence(mark):
            cost += ODD
        if cost and plain < GOOD:
            cost += ODD  # a good apostrophe is no bad quotation mark
        cost += (ALIEN if mark.alien else 0.0) + _against(role, mark, self.text, self.start, self.end)
        return Reading(role, cost, sound)

    def _is_at_home(self, mark: Mark) -> bool:
        """True of a foreign mark beside text of its own script; and of wiki markup, seconds of arc: what closes only where
        its like opens."""
        return not mark.alien or (mark.glyph == "''" and "``" not in self.text)


def _ends_sentence(mark: Mark) -> bool:
    """True of `late?” Then`: in a piece, it may well close what was opened before the text began."""
    return mark.before != "" and mark.before in ".!?…" and mark.after.isupper() and mark.space_after and not mark.space_before


def _closes_earlier(mark: Mark, text: str, end: int) -> bool:
    """True of a turned or foreign mark that closes something whatever comes before: in `late, “she said`, `late?»`."""
    if mark.final:
        return mark.script in FOREIGN and mark.alien
    if not mark.before or mark.before not in ",.!?…" or not mark.space_before or mark.space_after:
        return False
    return tag_at(text, mark.end, end)


def _open_cost(mark: Mark, text: str, end: int) -> float:
    """As an opening mark: what is wrong with its glyph and the spaces beside it."""
    before, after = mark.before, mark.after
    glued = bool(before) and not mark.space_before and before not in _OPENING and before not in _DASHES
    if mark.final:
        return NEVER
    spaced = mark.space_after
    cost = SIDE if glued and spaced else GLUE if glued else GAP if spaced else 0.0
    if glued and not spaced and before.isalpha() and mark.script == "straight":
        cost = ODD  # un"quoted"
    if spaced and mark.glyph == "`":
        return NEVER
    if after in _CLOSING and (cost or not _SIGNS_ALONE.match(text, mark.end, end)):
        cost += ODD
    if mark.turn < 0:
        cost += SWAP if glued and spaced else TURN
    return cost


def _close_cost(mark: Mark, text: str, end: int) -> float:
    """As a closing mark."""
    before, after = mark.before, mark.after
    if mark.first:
        return NEVER
    spaced = mark.space_before
    glued = after.isalnum() and not mark.space_after and before != "-" and not is_suffixed(mark, text, end)
    cost = SIDE if glued and spaced else GLUE if glued else GAP if spaced else 0.0
    if before in _OPENING and (cost or text[mark.start - 2 : mark.start - 1] not in _OPENING_MARKS):
        cost += ODD
    if mark.turn > 0:
        cost += SWAP if glued and spaced else TURN
    return cost


def is_suffixed(mark: Mark, text: str, end: int) -> bool:
    """True if what is glued to a closing mark belongs there: the plural of what it closes, or the number of a note."""
    if _PLURAL.match(text, mark.end, end):
        return True
    return mark.turn <= 0 and not mark.space_before and _NOTE.match(text, mark.end, end) is not None


def _plain_cost(mark: Mark, text: str, end: int, *, lettered: bool) -> float:
    """As an apostrophe, a prime, a sign for inches, a letter: anything but a quotation mark."""
    left = text[mark.start - 1 : mark.start]
    right = text[mark.end : mark.end + 1]
    if mark.family == DOUBLE:
        if not left.isdigit():
            is_gershayim = "\u0590" <= left <= "\u05ff" and "\u0590" <= right <= "\u05ff"
            return 0.0 if is_gershayim else NEVER
        apart = not right.isalnum() or _PLURAL.match(text, mark.end, end)  # 18"s
        inches = apart and not text[mark.start - 4 : mark.start].isdigit()
        return INCHES if inches and mark.glyph in "\"”''" else NEVER
    if left.isalnum() and right.isalnum():
        return 0.0  # Ba‘ath, Hawai‘i
    if left.isdigit():
        return ELIDED
    if mark.glyph == "‘" and _may_be_letter(mark, left, right, text, end, lettered=lettered):
        return STRANGE
    if left.isalpha():
        return NEVER if mark.turn > 0 else AFTER_S if left in "sSnNoO" else WORD_END
    return _elision_cost(mark, left, right, text, end) if right.isalnum() else NEVER


def _may_be_letter(mark: Mark, left: str, right: str, text: str, end: int, *, lettered: bool) -> bool:
    """True if the mark ‘ may be ‘ayn or its like, at one end of a word."""
    if right.isalpha() and not left.isalpha() and not mark.joined:
        behind_article = left == "-" and text[mark.start - 3 : mark.start].lower() in _ARTICLES
        if behind_article or begins_with_ayn(text, mark.end, end):
            return True
    return lettered and left.isalpha() != right.isalpha()


def _elision_cost(mark: Mark, left: str, right: str, text: str, end: int) -> float:
    """As an apostrophe in front of a word."""
    whole = _WHOLE.match(text, mark.end, end)
    if mark.turn > 0:
        return STRANGE if whole and not mark.joined else NEVER
    if left and left in ",.;:!?":
        return ELIDED if _POSSESSIVE.match(text, mark.end, end) else NEVER
    if mark.before and mark.before in ",.!?—…" and tag_at(text, mark.end, end):
        return TAGGED
    if right.isupper() and not whole and (mark.first or mark.before in ".!?…"):
        return CAPITAL if mark.first else STRANGE
    if whole or right.isdigit() or _ELISION.match(text, mark.end, end):
        return ELIDED
    return UNLIKELY if mark.before and mark.before in ",.!?" else STRANGE


def _against(role: str, mark: Mark, text: str, start: int, end: int) -> float:
    """What the words say against a reading; less than nothing if they are for it."""
    before = mark.before
    if role == OPEN and before and before in ",.!?—…-" and mark.after.isalpha() and tag_at(text, mark.gap_end, end):
        return TELLING
    if role == CLOSE and before == "," and mark.after.isalnum() and tag_before(text, start, mark.gap):
        return DOUBT
    if before.isalpha() and mark.family == DOUBLE:
        *rest, word = text[max(start, mark.gap - 12) : mark.gap].lower().split()
        if word not in _LEANING or not (rest or mark.gap == len(word)):
            return 0.0
        if role == CLOSE:
            return FIRMLY if word in _FIRM else DOUBT
        if mark.space_after and not mark.space_before:
            return -DOUBT
    return 0.0
