"""Protected spans: stretches of a text that are no prose, in which nothing is ever changed."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# One cheap search decides whether there is anything to look for; nearly all prose ends here.
_TRIGGER = re.compile(r"[@`<#\\/_{.$&](?:(?<![.$&])|(?<=\w\.)\w|(?<=[$&])\w)")  # one class first: it is found fast

_CODE_SIGNS = "[]{}=<>|\\_*+^~#$@"
_CODE_TRIGGERS = ("[", "{", "=", "|", ',"', '",', '":')
_CODE_SIGN = re.compile(r"[\[{=|]|,\"|\",(?=[^ \n])|\":")

# Spans of more than a token, by the sign they start with: only those whose sign is there are looked for.
_BLOCKS = {
    "`": r"""^[ ]{0,3}(?P<tick>```++)[^`\n]*+\n [\s\S]*? (?: ^[ ]{0,3}(?P=tick)`*[ \t]*$ | \Z )
             | (?P<ticks>`{1,20}) (?!`) [^\n]{0,1000}? [^`\n] (?P=ticks) (?!`)""",
    "~~~": r"^~~~++[^\n]*+\n [\s\S]*? (?: ^~~~+[ \t]*$ | \Z )",
    "<": r"""<!--[\s\S]{0,10000}?-->
             | <(?P<raw>script|style|code|pre|kbd|samp|tt|var)\b[^<>]{0,500}>[\s\S]{0,100000}?</(?P=raw)\s*>
             | </?[A-Za-z][\w:.-]*(?:\s[^<>]{0,2000})?/?>""",
    "&": r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6});",
    "${": r"\$\{[^{}\n]{1,80}\}",
    "{{": r"\{\{[^{}\n]{1,80}\}\}",
    "%(": r"%\(\w{1,40}\)[sdif]",
}

# A record of comma-separated values, of three fields at least, one in quotation marks; a member of a JSON object.
_RECORD = re.compile(r"""(?=.*(?:^|,)")(?:"(?:[^"]|"")*+"|[^",\n]*+)(?:,(?! )(?:"(?:[^"]|"")*+"|[^",\n]*+)){2,}""")
_MEMBER = re.compile(r'"\w+"\s*:\s*["\d\[{tfn-]')

# What surrounds a token in prose and does not belong to it.
_OPEN = "([{<\"'“”‘’„«»‹›"
_CLOSE = _OPEN + ")]}>.,;:!?…"

_TLD = (
    "com|org|net|edu|gov|mil|int|info|biz|io|ai|app|dev|eu|uk|us|ru|ua|by|kz|su|рф|de|fr|es|it|pl|nl|be|ch|at|se|no|fi|dk|cz|sk|hu|ro|bg|gr|tr|"
    "il|sy|iq|ir|sa|ae|qa|eg|jo|lb|ly|tn|dz|ma|cn|jp|kr|in|pk|af|uz|ge|am|az|md|lv|lt|ee|rs|hr|si|ba|mk|al|me|tv|cc|co|ca|au|nz|br|mx|ar|za"
)
_SUFFIX = (
    "txt|md|rst|pdf|docx?|xlsx?|pptx?|odt|csv|tsv|jsonl?|ya?ml|toml|xml|html?|css|js|ts|py|rb|go|rs|java|cpp?|hpp?|sh|bat|ps1|exe|dll|so|zip|gz|tar|bz2|zst|"
    "7z|rar|png|jpe?g|gif|svg|webp|bmp|tiff?|mp[34]|avi|mov|mkv|wav|ogg|flac|sql|db|log|ini|cfg|conf|lock|parquet|ipynb|tex|bib|srt|vtt"
)


@cache
def _block(sign: str) -> re.Pattern[str]:
    return re.compile(_BLOCKS[sign], re.VERBOSE | re.MULTILINE)


@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        rf"""
        [A-Za-z][\w+.-]*://\S+ | mailto:\S+ | www\.\S+                              # addresses with a scheme
      | [\w.+%-]+@[\w-]+(?:\.[\w-]+)+ | [\w.+%-]+@[\w-]+                            # e-mail
      | [@\#][\w.-]*\w[\w/-]*                                                       # handles, hashtags
      | (?:[\w-]+\.)+(?:{_TLD})(?:[/:?\#]\S*)?                                       # bare domains
      | [\w./\\-]*[\w-]\.(?:{_SUFFIX})                                              # file names
      | (?:[A-Za-z]:|\.{{0,2}}|~)?[\\/][\w.-]+(?:[\\/][\w.@-]*)*                     # paths from a root
      | [\w.-]+(?:\\[\w.-]+)+ | [\w.-]+(?:/[\w.-]+){{2,}}/?                         # other paths, of three parts at least
      | _*+[^\W_]+_\w* | _++[^\W_]\w* | \$\w+                                               # identifiers
        """,
        re.VERBOSE | re.IGNORECASE,
    )


# One of these, or a dotted word, or “,"” and its like, stands in every protected span.
_SIGNS = "@`<#\\/_{$&[=|~"
_DOTTED = re.compile(r"\.(?<=\w\.)\w")

# What stands in every protected span that has white space in it.
_STRETCHES = (*_CODE_TRIGGERS, "`", "<", "~~~")


def is_by_token(text: str) -> bool:
    """True if no protected span of `text` has white space in it: so each token can be looked at by itself.

    >>> is_by_token("See https://x.org/UAR, #UAR: the UAR."), is_by_token("Run `git log`.")
    (True, False)
    """
    return not any(map(text.__contains__, _STRETCHES))


def has_trigger(text: str, start: int, end: int) -> bool:
    """True if there may be a protected token in `text[start:end]`."""
    return _TRIGGER.search(text, start, end) is not None


def may_have_protected(text: str) -> bool:
    """True if there may be a protected span in `text`: of most prose it is False.

    >>> may_have_protected("The UAR won."), may_have_protected("See x.org.")
    (False, True)
    """
    # One sign is found much faster than two in a row, or a pattern.
    if any(map(text.__contains__, _SIGNS)) or _DOTTED.search(text):
        return True
    return '"' in text and any(map(text.__contains__, _CODE_TRIGGERS))


def protected_spans(text: str) -> list[tuple[int, int]]:
    """The spans (code points, half-open, in order, apart) that no rule may touch.

    They are addresses, e-mail, domains, file names and paths, hashtags, handles, identifiers, code in backticks,
    markup tags with what stands in `code`, `pre`, `script`, character entities, and lines that look like code, grammar
    or a table.

    >>> text = "See https://x.org/UAR, `UAR` and #UAR: the UAR."
    >>> [text[s:e] for s, e in protected_spans(text)]
    ['https://x.org/UAR', '`UAR`', '#UAR']
    """
    lines = list(_code_lines(text)) if any(map(text.__contains__, _CODE_TRIGGERS)) else []
    if not _TRIGGER.search(text):
        return lines
    spans = lines + [m.span() for sign in _BLOCKS if sign in text for m in _block(sign).finditer(text)]
    token_end = -1
    for hit in _TRIGGER.finditer(text):
        if hit.start() < token_end:
            continue
        start, end = _around(text, hit.start())
        token_end = end
        while start < end and text[start] in _OPEN:
            start += 1
        while end > start and text[end - 1] in _CLOSE:
            end -= 1
        found = _token().match(text, start, end)
        if found and found.end() > start:
            spans.append((start, end if "://" in text[start:end] else found.end()))
    return _union(spans)


def _code_lines(text: str) -> Iterator[tuple[int, int]]:
    end = -1
    for sign in _CODE_SIGN.finditer(text):
        if sign.start() > end:
            start = text.rfind("\n", 0, sign.start()) + 1
            end = text.find("\n", sign.start())
            end = len(text) if end < 0 else end
            if _is_code(text[start:end]):
                yield start, end


def _is_code(line: str) -> bool:
    """True if a line has more of the signs of code than prose ever has."""
    signs = sum(map(line.count, _CODE_SIGNS))
    if "::=" in line or (signs >= 4 and signs * 12 >= len(line) - line.count(" ")):
        return True
    bare = line.strip()
    is_json = bare.startswith(('{"', '["', '[{', '"')) and bare.rstrip(",").endswith(("}", "]", '"')) and _MEMBER.search(bare)
    return bool(is_json or _RECORD.fullmatch(bare))


def _around(text: str, at: int) -> tuple[int, int]:
    """The run of characters other than space around `at`."""
    start = end = at
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _union(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
