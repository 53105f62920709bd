"""One self-contained page that shows what was done to texts, and lets a person decide on it: `--report`.

It loads nothing and sends nothing: its policy forbids it, and names the one script and the one style sheet by their
digests, so that nothing in a text can ever run. Without JavaScript it can be read; with it, the decisions are saved as
a rule file (`decisions:`), which `--rules` takes.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from normalise._version import __version__
from normalise.report.page import parts
from normalise.report.page.review import Groups, Item, Mark, count, marks
from normalise.report.page.show import escape
from normalise.report.page.text import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from normalise.normaliser import Normaliser
    from normalise.report.page.review import Group
    from normalise.result import Change, Result

# A page with more marks than this is no longer pleasant to use.
MOST_MARKS = 50_000
# Of records, so many that hold a spelling are shown, and so many characters in all.
ENOUGH = 50
MOST_CHARACTERS = 10_000_000


class Page:
    r"""Takes texts with their results, and gives the page.

    >>> from normalise import Normaliser
    >>> n = Normaliser()
    >>> page = Page(n)
    >>> text = "Militants attacked the army of the UAR near Damascus."
    >>> page.begin("a.txt"); page.unit(text, n.apply(text)); page.end()
    >>> "<del>UAR</del><ins>Syrian Arab Republic</ins>" in page.html()
    True
    """

    def __init__(self, normaliser: Normaliser) -> None:
        self._decisions = normaliser.decisions
        self._groups = Groups({rule.full_id: rule for rule in normaliser.rules})
        self._sets = {name: number for number, name in enumerate(normaliser.ruleset.names)}
        self._marks: list[tuple[Mark, int, str]] = []  # with file and place in it
        self._files: list[str] = []
        self._body: list[str] = []
        self._rows = Rows(0)
        self._counts: Counter[str] = Counter()  # of the file, by state
        self._left_out = self._characters = 0
        self._records_left_out = 0
        self._passed: Counter[str] = Counter()  # items left out of records, by state
        self._room = MOST_CHARACTERS
        self._places: list[int] = []  # where the marks are, in characters from the start of the first text

    def begin(self, name: str) -> None:
        """A file of that name comes."""
        self._files.append(name)
        self._rows = Rows(len(self._marks), self._rows.room)
        self._counts = Counter()

    def unit(self, text: str, result: Result, separator: str = "") -> None:
        """One unit of the file with its result, and what stands after it."""
        found = marks(result)
        self._show(text + separator, result, found, self._groups.heads(result) if found else {})

    def record(self, place: str, text: str, result: Result) -> None:
        """A text of a record, with its place in the file; left out, and counted, if all of its spellings were shown often."""
        found = marks(result)
        heads = self._groups.heads(result)
        if self._is_news(found, heads):
            self._room -= len(text)
            self._rows.head(place)
            self._show(text, result, found, heads, f"{place}, ")
            return
        self.nothing(len(text))
        self._left_out += len(found)
        self._records_left_out += 1
        for mark in found:
            self._groups.pass_over(mark, heads)
            self._passed.update(count(mark.items))
            self._counts.update(count(mark.items))

    def nothing(self, characters: int) -> None:
        """So many characters of records in which nothing was found, or that are left out."""
        self._characters += characters

    def _is_news(self, found: list[Mark], heads: Mapping[str, Change]) -> bool:
        full = self._room <= 0 or len(self._marks) + len(found) > MOST_MARKS
        return not full and any(self._groups.often_shown(mark, heads) < ENOUGH for mark in found)

    def _show(self, text: str, result: Result, found: list[Mark], heads: Mapping[str, Change], place: str = "") -> None:
        at = 0
        for mark in found:
            if len(self._marks) >= MOST_MARKS:
                self._left_out += 1
                continue
            self._rows.copy(text[at : mark.start])
            at = mark.end
            number = len(self._marks)
            self._marks.append((mark, len(self._files) - 1, f"{place}line {self._rows.line}"))
            self._groups.take(mark, number, heads)
            self._counts.update(count(mark.items))
            self._places.append(self._characters + mark.start)
            self._rows.mark(mark, f"{mark.items[0].state} {parts.colour(self._set(mark.items[0]))}")
        self._rows.copy(text[at:])
        self._characters += len(text)
        if result.unsettled:
            self._rows.note(f"Left as it was: it did not settle under {', '.join(result.unsettled)}")

    def end(self) -> None:
        """The file is done."""
        name, number = escape(self._files[-1]), len(self._files) - 1
        self._body.append(f'<section class="file" aria-labelledby="f{number}"><h2 id="f{number}">{name} <small>{parts.told(self._counts)}</small></h2>')
        self._body += self._rows.close()
        self._body.append("</section>")

    def html(self) -> str:
        """The page. What stands in it as text is escaped; a lone surrogate is named, so that it can be encoded."""
        import re

        made = self._parts()
        return re.sub(r"\{\{(\w+)\}\}", lambda m: made[m[1]], asset("page.html"))

    def _set(self, item: Item) -> int:
        return self._sets.get(next(iter(item.change.rules), "").partition(".")[0], 0)

    def _parts(self) -> dict[str, str]:
        items = [item for mark, _, _ in self._marks for item in mark.items]
        by_rule = Counter(rule.partition("/")[0] for item in items for rule in item.change.rules)
        by_kind = Counter(self._groups.kind(rule) for item in items for rule in item.change.rules[:1])
        titles = {group.rule: self._groups.title(group.rule) for group in self._groups.all}
        places = zip(self._far(), (self._set(mark.items[0]) for mark, _, _ in self._marks), strict=True)
        script, style = asset("page.js"), asset("page.css")
        return {
            "policy": f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; base-uri 'none'; form-action 'none'",
            "title": escape(self._files[0] if len(self._files) == 1 else parts.counted(len(self._files), "text")),
            "summary": self._summary(items),
            "strip": parts.strip(places),
            "legend": parts.legend(Counter(rule.partition(".")[0] for item in items for rule in item.change.rules), self._sets),
            "states": parts.state_filter(count(items)),
            "kinds": parts.kind_filter(by_kind),
            "rules": "".join(parts.rule_filter(by_rule, self._sets)),
            "texts": "\n".join(self._body),
            "spellings": "\n".join(parts.spellings(enumerate(self._groups.all), titles, self._sets)),
            "data": _script_data(self._data()),
            "style": style,
            "script": script,
        }

    def _far(self) -> Iterator[float]:
        """How far through all the texts each mark is, from 0 to 1."""
        return (at / max(1, self._characters) for at in self._places)

    def _summary(self, items: list[Item]) -> str:
        said = f"{parts.told(self._passed + Counter(count(items)))} in {parts.counted(self._characters, 'character')}."
        if self._records_left_out:
            of = f"{ENOUGH} of each spelling are" if self._room > 0 else f"{len(self._marks):,} are"
            said += f" Not all is on this page: {of}; {parts.counted(self._left_out, 'more place')} in {parts.counted(self._records_left_out, 'text')} are not."
        elif self._left_out:
            said += f" The page shows the first {MOST_MARKS:,} places; {self._left_out:,} more are not on it."
        return said

    def _data(self) -> dict[str, Any]:
        """All that the script needs and the text does not say; texts that come often stand once, in `words`."""
        words: dict[str, int] = {}
        prior = {pair: i for i, pair in enumerate(self._decisions)}

        def word(text: str) -> int:
            return words.setdefault(text, len(words))

        def group(one: Group) -> list[Any]:
            decided = self._decisions.on(one.rule, one.form, one.write)
            kind = self._groups.kind(one.rule)
            counts = list(one.counts.values())
            return [one.form, one.write, word(one.rule), word(kind), word(self._groups.title(one.rule)), counts, one.marks, prior[decided] if decided else -1, one.more]

        made = {
            "version": __version__,
            "files": self._files,
            "sets": list(self._sets),
            "groups": [group(one) for one in self._groups.all],
            "marks": [
                [file, place, round(far, 4), [_item(item, word) for item in mark.items]]
                for (mark, file, place), far in zip(self._marks, self._far(), strict=True)
            ],
            "decided": [[d.form, d.rule, d.verdict, d.write, d.note, rule_set] for d, rule_set in prior],
        }
        return {**made, "words": list(words)}


def _item(item: Item, word: Any) -> list[Any]:
    c = item.change
    return [item.state, c.before, c.after, [word(r) for r in c.rules], word(c.reason), [word(e) for e in c.evidence], word(c.safety), word(item.why), item.groups]


def _script_data(data: Any) -> str:
    """JSON that ends no script element, whatever stands in it."""
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")


def _digest(text: str) -> str:
    from hashlib import sha256

    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=8)
def asset(name: str) -> str:
    """A file that goes into the page: template, style sheet, script."""
    from importlib.resources import files

    return files(__package__).joinpath(name).read_text(encoding="utf-8")
