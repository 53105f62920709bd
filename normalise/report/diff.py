"""A unified diff, made from the changes themselves as they stream by: linear in the text, three lines in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from normalise.result import Change

_CONTEXT = 3
_COLOURS = {"-": "\x1b[31m", "+": "\x1b[32m", "@": "\x1b[36m", "h": "\x1b[1m"}
_RESET = "\x1b[0m"
# These leave the colour of the line as it is: what changed in it is bold and underlined, the rule behind it faint.
_STRONG, _WEAK = "\x1b[1;4m", "\x1b[22;24m"
_FAINT, _CLEAR = "\x1b[2m", "\x1b[22m"
_NO_END = "\\ No newline at end of file\n"


class UnifiedDiff:
    r"""Takes a text piece by piece, copied or replaced, and hands the hunks of its diff to `write` as they close.

    Lines end at LF, as for `diff` and `patch`. In `colour` it is for the eye: what changed within a line stands out, with
    its note behind it.

    >>> shown: list[str] = []
    >>> diff = UnifiedDiff("a.txt", shown.append)
    >>> diff.copy("The "); diff.replace("IG", "IS"); diff.copy(" fled.\nIt is over.\n"); diff.close()
    >>> print("".join(shown), end="")
    --- a.txt
    +++ a.txt
    @@ -1,2 +1,2 @@
    -The IG fled.
    +The IS fled.
     It is over.
    """

    def __init__(self, name: str, write: Callable[[str], object], *, colour: bool = False) -> None:
        self._head = [f"--- {name}\n", f"+++ {name}\n"]
        self._write = write
        self._colour = colour
        self._old = self._new = ""  # lines begun or changed, not yet known to have ended
        self._spans: list[tuple[int, int, int, int, str]] = []  # in them: from, to in the old, in the new; note
        self._line_old = self._line_new = 1  # the numbers of the lines that come next
        self._before: list[str] = []  # the last lines that were alike
        self._hunk: list[str] = []
        self._start = (1, 1)
        self._after: list[str] = []  # lines alike behind the last change of the hunk

    def copy(self, text: str) -> None:
        """Text that stands in both."""
        if self._old or self._new:
            cut = text.find("\n") + 1 or len(text)
            self._take(text[:cut], text[:cut])
            text = text[cut:]
        end = text.rfind("\n") + 1
        self._alike(_lines(text[:end]))
        if end < len(text):
            self._old = self._new = text[end:]

    def replace(self, old: str, new: str, note: str = "") -> None:
        """Text that stands only in the old, what stands in its place, and a word on it."""
        if self._colour:
            a, b = len(self._old), len(self._new)
            self._spans.append((a, a + len(old), b, b + len(new), note))
        self._take(old, new)

    def take(self, text: str, changes: Iterable[Change]) -> None:
        """A text, and what was changed in it."""
        at = 0
        for change in changes:
            self.copy(text[at : change.start])
            self.replace(change.before, change.after, ", ".join(change.rules))
            at = change.end
        self.copy(text[at:])

    def _take(self, old: str, new: str) -> None:
        self._old += old
        self._new += new
        if self._old[-1:] in ("", "\n") and self._new[-1:] in ("", "\n"):
            self._end_lines()

    def close(self) -> None:
        """The texts end here."""
        self._end_lines()
        self._end_hunk()

    def _end_lines(self) -> None:
        old, new = _lines(self._old), _lines(self._new)
        if self._spans and old != new:
            # Where a whole line is gone, the note stands on that.
            gone = len(self._new) if self._new[-1:] in ("", "\n") else -1
            old = _lines(_stressed(self._old, [(a, b, note if c == gone else "") for a, b, c, _, note in self._spans]))
            new = _lines(_stressed(self._new, [(c, d, note if c != gone else "") for _, _, c, d, note in self._spans]))
        self._old = self._new = ""
        self._spans = []
        if old == new:
            self._alike(old)
            return
        if not self._hunk:
            self._start = (self._line_old - len(self._before), self._line_new - len(self._before))
        self._hunk += (" " + line for line in (*self._before, *self._after))
        self._before, self._after = [], []
        self._hunk += ("-" + line for line in old)
        self._hunk += ("+" + line for line in new)
        self._line_old += len(old)
        self._line_new += len(new)

    def _alike(self, lines: list[str]) -> None:
        self._line_old += len(lines)
        self._line_new += len(lines)
        if self._hunk:
            # A hunk goes on over lines that would be the context of two.
            room = 2 * _CONTEXT + 1 - len(self._after)
            self._after += lines[:room]
            lines = lines[room:]
            if len(self._after) <= 2 * _CONTEXT:
                return
            self._end_hunk()
        self._before = (self._before + lines[-_CONTEXT:])[-_CONTEXT:]

    def _end_hunk(self) -> None:
        if not self._hunk:
            return
        self._hunk += (" " + line for line in self._after[:_CONTEXT])
        for line in self._head:
            self._show("h", line)
        self._head = []
        old = sum(line[0] != "+" for line in self._hunk)
        new = sum(line[0] != "-" for line in self._hunk)
        self._show("@", f"@@ -{_range(self._start[0], old)} +{_range(self._start[1], new)} @@\n")
        for line in self._hunk:
            self._show(line[0], line)
        self._before = self._after[-_CONTEXT:]
        self._hunk, self._after = [], []

    def _show(self, kind: str, line: str) -> None:
        if self._colour and kind in _COLOURS:
            body = line.rstrip("\r\n")
            self._write(f"{_COLOURS[kind]}{body}{_RESET}{line[len(body) :]}")
        else:
            self._write(line)
        if not line.endswith("\n"):
            self._write("\n" + _NO_END)


def _stressed(text: str, spans: list[tuple[int, int, str]]) -> str:
    """The text with its spans made strong, line by line, and a note behind each."""
    parts: list[str] = []
    at = 0
    for start, end, note in spans:
        lines = text[start:end].split("\n")
        strong = [f"{_STRONG}{line}{_WEAK}" if line else "" for line in lines]
        if note:
            # Behind what it is on, not on a line where nothing of that stands.
            last = len(strong) - 1 - (len(strong) > 1 and not strong[-1])
            strong[last] += f"{_FAINT}[{note}]{_CLEAR}"
        parts += (text[at:start], "\n".join(strong))
        at = end
    return "".join([*parts, text[at:]])


def _lines(text: str) -> list[str]:
    """The lines with their ends; only LF ends one."""
    *whole, last = text.split("\n")
    return [line + "\n" for line in whole] + ([last] if last else [])


def _range(start: int, count: int) -> str:
    if count == 1:
        return str(start)
    return f"{start if count else start - 1},{count}"
