"""The texts of the page: rows of HTML, a line each, in which what was weighed is marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalise.report.page.review import CHANGED, HELD
from normalise.report.page.show import escape, shown, shown_closely, spoken

if TYPE_CHECKING:
    from normalise.report.page.review import Item, Mark

_LINE_END = re.compile(r"\r\n|\r|\n")
# A line is cut into rows of about so many characters: a browser lays out only the rows it shows.
_LONG = 3000
# So many characters without a mark are shown on one page, and after that only the row before a mark.
_MOST_UNMARKED = 3_000_000


class Rows:
    """The rows of one file. Marks are numbered from `first`.

    >>> rows = Rows(0)
    >>> rows.copy("one\\ntwo")
    >>> rows.close()
    ['<div class="row" data-n="1">one</div>', '<div class="row" data-n="2">two</div>']
    """

    def __init__(self, first: int, room: int | None = None) -> None:
        self.room = _MOST_UNMARKED if room is None else room
        self.line = 1
        self._number = first
        self._rows: list[str] = []
        self._row: list[str] = []
        self._length = 0  # of the row so far, in characters of the text
        self._at = 1  # the line it starts on
        self._marked = self._begun = self._blank = False
        self._waiting = ""  # the last row for which there is no room, unless a mark comes after it
        self._waits = False  # it is a line, not the rest of one
        self._left_out = 0

    def copy(self, text: str) -> None:
        """Text in which nothing was found."""
        at = 0
        for end in _LINE_END.finditer(text):
            self._put(text[at : end.start()])
            self._end_line()
            at = end.end()
        self._put(text[at:])

    def mark(self, mark: Mark, classes: str) -> None:
        """A place where something was found."""
        first = mark.items[0]
        before, after = first.change.before, first.change.after
        self._add(
            f'<a class="m {classes}" id="m{self._number}" href="#g{first.groups[0] if first.groups else ""}" aria-label="{_label(first)}">{_inside(first)}</a>',
            max(len(before), len(after)) + 1,
        )
        self._number += 1
        self._marked = True
        self.line += len(_LINE_END.findall(before))

    def note(self, text: str) -> None:
        """A word of ours, between the rows."""
        self._end_row()
        self._flush()
        self._rows.append(f'<p class="note">{escape(text)}</p>')

    def head(self, title: str) -> None:
        """A text of its own begins, with a title and with lines from 1."""
        self._end_row()
        self._flush()
        self._begun = self._blank = False
        self.line = 1
        self._rows.append(f"<h3>{escape(title)}</h3>")

    def close(self) -> list[str]:
        """The rows of the file."""
        self._end_row()
        self._flush()
        return self._rows

    def _put(self, text: str) -> None:
        while self._length + len(text) > _LONG:
            cut = text.rfind(" ", 0, max(0, _LONG - self._length)) + 1 or (0 if self._length else _LONG)
            self._add(shown(text[:cut]), cut)
            text = text[cut:]
            self._end_row()
            self._begun = True
        if text:
            self._add(shown(text), len(text))

    def _add(self, html: str, length: int) -> None:
        if not self._row:
            self._at = self.line
        self._row.append(html)
        self._length += length

    def _end_line(self) -> None:
        if not self._row and not self._begun:
            self._blank = True
        self._end_row()
        self._begun = False
        self.line += 1

    def _end_row(self) -> None:
        if not self._row:
            return
        html = "".join(self._row)
        more = " gap" if self._blank else " on" if self._begun else ""
        number = "" if self._begun else f' data-n="{self._at}"'
        row = f'<div class="row{more}"{number}>{html}</div>'
        if self._marked:
            self._flush(context=True)
            self._rows.append(row)
        elif self.room > 0:
            self.room -= self._length
            self._rows.append(row)
        else:
            self._left_out += self._waits
            self._waiting, self._waits = row, not self._begun
        self._row, self._length, self._marked, self._blank = [], 0, False, False

    def _flush(self, *, context: bool = False) -> None:
        if left := self._left_out + (self._waits and not context):
            self._rows.append(f'<p class="note">{left:,} lines without findings are not shown</p>')
        if context and self._waiting:
            self._rows.append(self._waiting)
        self._waiting, self._waits, self._left_out = "", False, 0


def _inside(item: Item) -> str:
    before, after = item.change.before, item.change.after
    signs = not any(map(str.isalnum, before + after))
    old, new = (shown_closely(text, signs=signs) for text in (before, after))
    if item.state == HELD:
        return f"<span>{old}</span>"
    return (f"<del>{old}</del>" if old else "") + (f"<ins>{new}</ins>" if new else "")


def _label(item: Item) -> str:
    before, after = spoken(item.change.before), spoken(item.change.after)
    if item.state == CHANGED:
        return f"{before} becomes {after}"
    return f"{before}: {after} is {'held back' if item.state == HELD else 'suggested'}"


