"""What a text must have for a transform to have work there: what is not needed is not run, nor even imported.

One of these literals must stand in the text or in its shape (`normalise.glance.shape`: letters as `a` and `A`, digits
as `0`), which one scan tells for all transforms together. Bytes are the first (or last) byte of a block of Unicode in
UTF-8. A transform without an entry is always run.
"""

from __future__ import annotations

CONTROLS = "".join(map(chr, [*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xFFFD]))
INVISIBLE = "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}\N{SOFT HYPHEN}"
# What the first byte of UTF-8 turns into in Western and Cyrillic encodings (“Ђ” is a second byte in the latter), and C1.
GARBLED = "ÂÃÄÅÐÑØÙâðïÎÏРСЂ\x91\x92\x93\x94\x96\x97"
DASHES = "-–—"
MARKS = "“\"’'”‘„‟«»‹›`´″′「」"  # the commonest first

# In a shape: letters and digits, and what stands for some beyond ASCII.
_WORD_STARTS = (b"a", b"A", b"0", b"_", b"\xc2", b"\xe2")
_WORD_ENDS = (b"a", b"A", b"0", b"_", *(bytes([last]) for last in sorted({*"–—’“”»£€\xa0".encode()})))

NEEDS: dict[str, tuple[str | bytes, ...]] = {
    "abbreviated-amounts": ("mln", "mlrd", "bln"),
    "addresses": ("tp :", "tps :", "tp: /", "tps: /", ":/ /", ":// ", "www .", "www. "),
    "attribution": tuple(f"{end}{gap}" for end in ',"”’»' for dash in DASHES for gap in (f" {dash}", f"{dash} ", *(f"{dash}{second} " for second in DASHES))),
    "brackets": ("( ", " )"),
    "compose": (b"\xcc", b"\xcd"),
    "controls": ("\0", *(char for char in CONTROLS if char >= "\x80")),
    "currency-signs": tuple(f"0{gap}{sign}" for gap in ("", " ") for sign in "$€£"),
    "cyrillic-units": (b"\xd0", b"\xd1"),
    "decimal-commas": ("0,0",),
    "degrees": tuple("°º˚"),
    "dotted-times": ("0.00",),
    "double-spaces": ("a  ", ",  "),
    "headings": (*(f"{dash}{end}" for dash in DASHES for end in "\n\r"), " \n", "\t\n", " \r", "\t\r"),
    "homoglyphs": (b"\xcd", b"\xce", b"\xcf", b"\xd0", b"\xd1", b"\xd2", b"\xd3", b"\xd4"),
    "html-entities": ("&a", "&A", "&0", "&#"),
    "hyphens": (*(b" -" + start for start in _WORD_STARTS), *(end + b"- " for end in _WORD_ENDS)),
    "invisible": tuple(INVISIBLE),
    "joiners": tuple(f"@{sign}@" for sign in "-–/.,:"),
    "mojibake": tuple(GARBLED),
    "number-signs": ("№",),
    "placeholders": ("<aaa>", "<AAA>", "</a>"),
    "space-after": ("aa,a", "aa,A", "aa;a", "aa;A", "aa.Aa", "aa?Aa", "aa!Aa"),
    "space-before": tuple(f" {mark}" for mark in ",.;:!?"),
    "spaced-percent": ("0 %",),
    "subwords": ("@@ ", " ##", "▁"),
}
# The same for signs of which most texts have plenty: each is looked for by itself, until one is found.
SIGNS = {"quotes": MARKS, "quote-style": MARKS}
