"""The transforms of spacing, dashes, numbers and residue: what they do, what they leave, what holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.document import Document
from normalise.transforms import find_transform

NAMES = [
    "abbreviated-amounts", "addresses", "attribution", "brackets", "cyrillic-units", "decimal-commas", "degrees", "dotted-times",
    "double-spaces", "headings", "hyphens", "joiners", "number-signs", "placeholders", "repetitions", "space-after", "space-before",
    "spaced-percent", "subwords",
]  # fmt: skip

pieces = [
    " ", "  ", ",", ".", ";", ":", "!", "?", "(", ")", '"', "“", "”", "’", "-", "–", "—", "%", "°", "№", "@-@", "@@ ", "▁", "<unk>", "</s>",
    "\n", "\n\n", "said", "the", "The", "mayor", "of the city", "house", "a", "I", "C", "С", "13.00", "at", "from", "to", "2,5", "64,2", "0,75",
    "million", "mln", "грн", "км", "г.", "2005", "1", "30", "year", "old", "non", "http", "https", ":", "/", "//", "www", "example.org", "##",
    "T", "72", "hours", "\ud800", "\t", "and", "in", "é", "...", "[", "]",
]  # fmt: skip
damaged = st.lists(st.sampled_from(pieces), max_size=30).flatmap(
    lambda words: st.lists(st.sampled_from(["", " "]), min_size=len(words), max_size=len(words)).map(
        lambda gaps: "".join(w + g for w, g in zip(words, gaps, strict=True))
    )
)


def repairs(name: str, text: str, *, sure: bool | None = None):
    return [r for r in find_transform(name)(Document(text), {}) if sure is None or r.sure == sure]


def apply(name: str, text: str) -> str:
    edits: list[tuple[int, int, str]] = []
    for r in repairs(name, text, sure=True):
        if not any((s < end and start < e) or (s, e) == (start, end) for s, e, _ in r.edits for start, end, _ in edits):
            edits += r.edits
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def settle(name: str, text: str) -> str:
    for _ in range(8):
        before, text = text, apply(name, text)
        if text == before:
            return text
    raise AssertionError(f"{name} does not settle")


@pytest.mark.parametrize("name", NAMES)
@given(text=damaged | st.text(st.characters(), max_size=30))
def test_any_text_is_repaired_in_order_and_settles(name, text):
    for r in repairs(name, text):
        assert r.edits
        assert all(0 <= start <= end <= len(text) for start, end, _ in r.edits)
        assert all(a[1] <= b[0] for a, b in zip(r.edits, r.edits[1:], strict=False))
        assert any(text[start:end] != new for start, end, new in r.edits)
    settle(name, text)


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("space-before", "The road , the bridge and the pier were built .", "The road, the bridge and the pier were built."),
        ("space-before", "Who did that ?!", "Who did that?!"),
        ("space-before", 'It was late ," he said.', 'It was late," he said.'),
        ("space-before", "He left ,she stayed and they met again.", "He left, she stayed and they met again."),
        ("space-before", "The man left .The woman stayed.", "The man left. The woman stayed."),
        ("space-before", "In the army (in 2016) , he drove a tank.", "In the army (in 2016), he drove a tank."),
        ("space-after", "He came in the morning,and she left in the evening.", "He came in the morning, and she left in the evening."),
        ("space-after", "Did they come?The mayor did not know that.", "Did they come? The mayor did not know that."),
        ("brackets", "The club ( founded in 1946) and the pier (new )", "The club (founded in 1946) and the pier (new)"),
        ("double-spaces", "All of them went  back to the town by the sea.", "All of them went back to the town by the sea."),
        ("attribution", "“It is late”, — said the old man.", "“It is late,” said the old man."),
        ("attribution", "It will rain, – the forecast says.", "It will rain, the forecast says."),
        ("attribution", '"It is late," - Ivan Petrov told the paper.', '"It is late," Ivan Petrov told the paper.'),
        ("attribution", '"Late", he said. "Very", - added she. "Oh", he said.', '"Late", he said. "Very", added she. "Oh", he said.'),
        ("headings", "— “A rout” —\n\nText follows.", "“A rout”\n\nText follows."),
        ("decimal-commas", "from 1,5 to 2,5 million, 0,75 of it", "from 1.5 to 2.5 million, 0.75 of it"),
        ("decimal-commas", "It was -3,5 °C and 2,5-3 m deep.", "It was -3.5 °C and 2.5-3 m deep."),
        ("dotted-times", "between 14.00 and 16.30 at the gate", "between 14:00 and 16:30 at the gate"),
        ("abbreviated-amounts", "about 3 mln. The rest", "about 3 million. The rest"),
        ("cyrillic-units", "a field of 3 га and a rope of 5 м", "a field of 3 ha and a rope of 5 m"),
        ("cyrillic-units", "It was built in 1987 г. and sold.", "It was built in 1987 and sold."),
        ("degrees", "between 5 ° C and 7 ° F", "between 5 °C and 7 °F"),
        ("number-signs", "school №5, lot №АБ12", "school No. 5, lot No. АБ12"),
        ("placeholders", "<unk> He came, <unk>, and left.", "He came, and left."),
        ("joiners", "state @-@ of @-@ the @-@ art", "state-of-the-art"),
        ("subwords", "an ar@@ m@@ y and a play ##er", "an army and a player"),
        ("subwords", "a play ##er of the game", "a player of the game"),
        ("addresses", "www. example.org and http: / /example.com/a", "www.example.org and http://example.com/a"),
        ("hyphens", "first- hand, two -day, the south- east", "first-hand, two-day, the south-east"),
        ("hyphens", "an anti- tank gun, a Moscow- backed man, a T -90M", "an anti-tank gun, a Moscow-backed man, a T-90M"),
        ("repetitions", "They sow wheat, sow annual fodder crops, sow annual fodder crops.", "They sow wheat, sow annual fodder crops."),
        ("repetitions", "He is head of the board of the bank of the board of the bank.", "He is head of the board of the bank."),
    ],
)
def test_repaired(name, wrong, right):
    assert settle(name, wrong) == right


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("space-before", "Wait ... what .. and . . . then"),
        ("space-before", "Use .NET, .gitignore and .5 of it :) ;-) :D"),
        ("space-before", "x ? y : z, a != b, 3 : 2, a , b"),
        ("space-before", "He did n't go , and she , too , stayed ."),
        ("space-before", "| a , | b . |"),
        ("space-before", "They called it ,the thing' in those days."),
        ("space-after", "12:30, 3,5, 1,000, 2,4-D, e.g.this, U.S.A,and"),
        ("space-after", "en,de,fr and Gazeta.Ru, Node.js, Yahoo!Answers, f(ab,cd), x.The"),
        ("space-after", "The keys are name,rank and age,unit or town,street and so,on"),
        ("brackets", "f( x ), ( a + b ), (( so )), :( no ), ( ) ( x ) and )"),
        ("double-spaces", "The end.  The beginning of the next sentence is two spaces off, as typists like it."),
        ("double-spaces", "the name  of it\nand that  of this"),
        ("double-spaces", "text  set to  an even  margin has  gaps all  over the  line and  they stay"),
        ("attribution", "The mayor - said to be ill - and his wife stayed."),
        ("attribution", "The two — he said so — were brothers, and—said he—friends."),
        ("attribution", "- said\n- told\n- asked"),
        ("headings", "- one\n- two -\n– 7 –\n– III –\n--- a ---\n— No! —"),
        ("headings", "– He came.\n– He left – at last –"),
        ("decimal-commas", "64,200 people, 2,626 million, pages 2,3 and 12,5; (0,10); 1,2,3 km"),
        ("dotted-times", "at 6.30 p.m. and 13.00"),
        ("dotted-times", "shares traded at 13.40, by 12.10, the 14.05 train, at 13.405, Python at 3.12"),
        ("abbreviated-amounts", "$5 mln, €3 mln and mln"),
        ("cyrillic-units", "сто грн, 5 км от дома, Т-72, 5кг-ов, 10 гектаров"),
        ("degrees", "100° C. and 5 °C and 5°C and 90 ° of arc"),
        ("number-signs", "№ is a sign, № x"),
        ("placeholders", "the <unk> token, `<unk>`, <b>bold</b>, <s>x</s>"),
        ("joiners", "me@-home @- -@ a@b.org"),
        ("subwords", "@@ -1 +1 @@, ▁▂▃, # a, ## b, C## c, a@@b"),
        ("addresses", "https://example.org and http and www"),
        ("hyphens", "pre- and post-war, 5 -10, 20 - 30, a man - led by none, self- or other, two- to three-year"),
        ("repetitions", "They knit two, purl two, knit two, purl two; green, white, yellow, white, yellow, and so on."),
        ("repetitions", "very, very good; day after day, day after day; over and over, over and over"),
        ("repetitions", "“Go to the old bridge, go to the old bridge!” he cried."),
        ("repetitions", "I have told you so before, I have told you so before."),
        ("spaced-percent", "5 %d, 5 % of it, 6 % of that and 7% of the rest"),
    ],
)
def test_left_alone(name, text):
    assert settle(name, text) == text


def test_sound_prose_has_no_repairs():
    text = "The “commander” (a colonel) said that 64.2% of the town’s 12,500 houses — at last — stood again; at 6:30 he left. " * 300
    assert {name: repairs(name, text, sure=True) for name in NAMES} == {name: [] for name in NAMES}
