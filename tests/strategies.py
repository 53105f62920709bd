"""Where all the text, edits and rule sets for property-based tests come from: rich in what hurts."""

from __future__ import annotations

from hypothesis import strategies as st

from normalise.align import Alignment
from normalise.edits import Edit, apply, resolve
from normalise.schema import Rule, RuleSet, Stop

MARKS = list("\"'“”‘’„«»‹›`´′″「」()[]{}<>")
SIGNS = list(".,;:!?…–—-/\\@#&%$_~|+*=^°№") + ["...", " - ", "''", "``", "--", "://", "&amp;", "&quot;", "<b>", "</b>", "`x`"]
SPACES = [" ", "  ", "\t", "\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\xa0", "\u202f", "\u2028", "\u2029", "\x85", "\x0c"]
ODD = ["\u200b", "\u200d", "\ufeff", "\u00ad", "\u0301", "\u0308", "\ud800", "\udfff", "\x00", "\u202e", "İ", "ß", "ﬁ", "é", "Å", "🙂", "👍🏽", "עברית", "حميميم", "漢字"]
WORDS = ["the", "of", "a", "an", "in", "said", "he", "don’t", "it's", "O’Neill", "’tis", "’90s", "rock ’n’ roll", "5′10″", '27"', "boys’", "и", "Сирия", "Рutin", "der", "die", "und"]
MENTIONS = [
    "UAR", "SAR", "RAA", "IG", "IS", "Syria", "Syrian Arab Republic", "Damascus", "Islamic State", "“Islamic state”", "Khmeimim", "Khemeymim", "KHMEIMIM", "Khmeimime", "Hmeimim",
    "General Suchel’s units", "Hasan Suhel", "Eric Pehon", "Erik\nPehon", "Pehon", "Rakka", "gang formations", "Gang\nformations", "coast of the Euphrates", "territory of the UAR",
    "search and rescue", "https://x.org/UAR", "`UAR`", "#UAR", "UAR-controlled", "also spelled Khmeimim", "Syrian Arab Republic (SAR)", "United Arab Republic",
]  # fmt: skip
DAMAGE = ["Putin, “Gerasimov said", "of the” Islamic Caliphate “there", ", ” he said", "“By this time", "– “Rout” –", " ,", "( only )", "don 't", "I ’ll", "<unk>", "64,2 million", "â€œ"]

hurtful_text = st.lists(st.sampled_from([*MARKS, *SIGNS, *SPACES, *ODD, *WORDS, *MENTIONS, *DAMAGE, " ", " ", " "]), max_size=40).map("".join)
prose = st.lists(st.sampled_from([*WORDS, *MENTIONS, *DAMAGE]), max_size=30).map(" ".join)
any_text = st.text(st.characters(exclude_categories=()), max_size=60)
texts = st.one_of(hurtful_text, prose, any_text)

# Words that the sound rules of nobody want: letters and ordinary signs only.
plain_words = st.sampled_from("peace talks go on slowly while people wait for bread near old bridges across town and nobody asks why".split())
plain_text = st.lists(st.lists(plain_words, min_size=3, max_size=12).map(lambda ws: " ".join(ws).capitalize() + "."), max_size=6).map(" ".join)


@st.composite
def edits_of(draw: st.DrawFn, length: int) -> tuple[Edit, ...]:
    """Resolved edits of a text of that length."""
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    proposed = [Edit(a, b, draw(st.text("ab", max_size=3))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    return resolve(proposed).accepted


@st.composite
def proposed_edits(draw: st.DrawFn, length: int = 20) -> list[Edit]:
    """Any edits at all of a text of that length: overlapping, grouped, of many rules."""
    made = []
    for _ in range(draw(st.integers(0, 10))):
        start = draw(st.integers(0, length))
        end = draw(st.integers(start, length))
        made.append(
            Edit(start, end, draw(st.text("xy", max_size=2)), draw(st.sampled_from(["a.a", "b.b"])), priority=draw(st.integers(0, 1)), group=draw(st.sampled_from(["", "", "g", "h"])))
        )
    return made


@st.composite
def chains(draw: st.DrawFn, steps: int = 3) -> tuple[list[str], list[Alignment]]:
    """Texts, each made of the one before by edits, and the alignments between them."""
    text = "".join(draw(st.lists(st.sampled_from("pqrs"), max_size=12)))
    all_texts, alignments = [text], []
    for _ in range(steps):
        edits = draw(edits_of(len(text)))
        alignments.append(Alignment.of_edits(len(text), edits))
        text = apply(text, edits)
        all_texts.append(text)
    return all_texts, alignments


_forms = st.sampled_from(["alpha", "beta", "Gamma", "Delta city", "IG", "x", "Gamma Gamma", "a", "Beta", "gamma"])


@st.composite
def rules(draw: st.DrawFn, number: int) -> Rule:
    """A phrase rule over few words, so that rules meet: cascades, cycles, growth."""
    frames = st.lists(st.sampled_from(["the ~", "~ of", "(in|at) ~", "~ … x"]), max_size=1).map(tuple)
    stop = Stop(document=draw(st.sampled_from([(), (), ("delta",)])))
    return Rule(
        id=f"r{number}", set="random", kind="phrase", for_=(draw(_forms),), write=draw(st.one_of(_forms, st.sampled_from(["", "alpha alpha", "a b"]))),
        sure=draw(frames), maybe=draw(frames), stop=stop, priority=draw(st.integers(0, 2)), safety=draw(st.sampled_from(["safe", "safe", "unsafe", "suggest"])),
    )  # fmt: skip


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    """A set of such rules."""
    count = draw(st.integers(1, 5))
    return RuleSet(schema="1", set="random", language="", rules=tuple(draw(rules(i)) for i in range(count)))


rule_text = st.lists(st.sampled_from(["alpha", "beta", "Gamma", "Delta", "city", "IG", "x", "a", "the", "of", "in", "Beta", "gamma", "\n", "-", "’s", "an"]), max_size=14).map(" ".join)

# Names from syllables that romanisations write in more than one way, and documents in which some of them stand.
_SYLLABLES = [
    "kha", "ha", "cha", "zhu", "shche", "sche", "tsi", "tzi", "iu", "yu", "ou", "u", "ya", "ia", "ye", "ie", "e", "ss", "s", "v", "w", "bes", "vor", "pol", "mir", "lin", "tch", "ch", "kov", "kow",
    "sky", "skiy", "ny", "nogo", "nomu", "u", "om", "ym", "a", "q", "k", "ks", "x",
]  # fmt: skip
slavic_names = st.lists(st.sampled_from(_SYLLABLES), min_size=2, max_size=5).map(lambda parts: "".join(parts).capitalize())


@st.composite
def documents_with_spellings(draw: st.DrawFn) -> str:
    """Sentences about a few names, each in spellings that may be of one name, with and without given names and damage."""
    stems = draw(st.lists(slavic_names, min_size=1, max_size=3))
    forms = [stem + draw(st.sampled_from(["", "ov", "ow", "sky", "skiy", "ny", "nogo", "u", "om", "e"])) for stem in stems for _ in range(2)]
    forms += [form.replace(a, b) for form in forms for a, b in (("kh", "h"), ("ch", "tch"), ("ya", "ia"), ("s", "ss"), ("v", "w")) if a in form]
    frames = ["The men of {} slept.", "{} came.", "In {} it rained.", "Ivan {} sang, and {}’s dog too.", "A. {} and {} met.", "https://x.org/{} `{}`", "Then Oleg {} left,"]
    said = draw(st.lists(st.sampled_from(frames), min_size=1, max_size=8))
    return draw(st.sampled_from([" ", "\n\n", "\n"])).join(frame.format(*draw(st.lists(st.sampled_from(forms), min_size=2, max_size=2))) for frame in said)



# Records: texts that the rule of `uar_rules` changes among all that hurts, in JSON and in cells as people write them.
record_texts = st.lists(st.sampled_from(["UAR", " UAR ", '"', "\\", "\n", "\t", ",", "\r", "“", "é", "🙂", "\ud800", "\x00", "\u2028", "[x]", "a", " "]), max_size=8).map("".join)
json_values = st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), record_texts), lambda v: st.one_of(st.lists(v, max_size=3), st.dictionaries(record_texts, v, max_size=3)), max_leaves=6)
json_records = st.fixed_dictionaries(
    {"text": st.one_of(record_texts, st.none()), "parts": st.lists(st.fixed_dictionaries({"t": record_texts}), max_size=3)}, optional={"more": json_values, "text ": json_values}
)
cells = st.lists(st.sampled_from(["UAR", " UAR", '"', ",", "\n", "\r\n", "é", "“", "a", " ", "\\", "'"]), max_size=6).map("".join)
