"""Any text as HTML that shows it and can do nothing else: markup is escaped, what cannot be seen is named."""

from __future__ import annotations

import re

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
# Controls, lone surrogates and what turns the direction of all that follows: no reader is to be misled by them.
_UNSAFE = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb\ufffe\uffff"
# What cannot be seen, where just that may be the damage.
_UNSEEN = "\u00a0\u00ad\u061c\u180e\u2000-\u200f\u202f\u205f-\u2065\u206a-\u206f\u3000\ufe00-\ufe0f\ufeff"
_PLAIN = re.compile(f"[{_UNSAFE}&<>\"']")
_CLOSE = re.compile(f"[{_UNSAFE}{_UNSEEN}&<>\"']")
_SIGNS = re.compile(f"[{_UNSAFE}{_UNSEEN}&<>\"' \t\n]")
_GLYPHS = {" ": "␣", "\t": "⇥", "\n": "⏎", "\r": "⏎", "\xa0": "nbsp", "\u202f": "nnbsp", "\u200b": "zwsp", "\xad": "shy", "\ufeff": "bom"}
_SPOKEN = {" ": "space", "\t": "tab", "\n": "line end", "\r\n": "line end", "\xa0": "no-break space", "": "nothing"}


def escape(text: str) -> str:
    """Text for HTML, in an element or a quoted attribute.

    >>> escape("<b> \\u202e")
    '&lt;b&gt; [U+202E]'
    """
    return _PLAIN.sub(lambda m: _ESCAPES.get(m[0]) or f"[{code_point(m[0])}]", text)


def shown(text: str) -> str:
    """Running text as HTML.

    >>> shown("a\\x00</script>")
    'a<span class="u">U+0000</span>&lt;/script&gt;'
    """
    return _PLAIN.sub(_named, text)


def shown_closely(text: str, *, signs: bool = False) -> str:
    """Changed text as HTML: with names for what cannot be seen; where there are only `signs`, spaces too are shown."""
    return (_SIGNS if signs else _CLOSE).sub(_named, text)


def spoken(text: str) -> str:
    """Text for a label that is read aloud.

    >>> spoken(" "), spoken("the UAR")
    ('space', 'the UAR')
    """
    return escape(_SPOKEN.get(text) or (text if text.strip() else ", ".join(code_point(c) for c in text)))


def code_point(character: str) -> str:
    """As Unicode writes it."""
    return f"U+{ord(character):04X}"


def _named(m: re.Match[str]) -> str:
    character = m[0]
    if character in _ESCAPES:
        return _ESCAPES[character]
    look = "sp" if character.isspace() and character.isascii() else "u"
    return f'<span class="{look}">{_GLYPHS.get(character) or code_point(character)}</span>'
