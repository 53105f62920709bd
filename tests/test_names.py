"""Names: unseen spellings are linked to the right entity, and nothing else is."""

from __future__ import annotations

import pickle
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise import Entity, Gazetteer
from normalise.names.phones import keys, phones, plain, skeleton, sounded
from normalise.names.scripts import reading, renderings, spelling_cost

HMEIMIM = Entity("hmeimim", "Hmeimim", ("Humaymim",), ("Хмеймим", "حميميم"), "airbase")
RAQQA = Entity("raqqa", "Raqqa", ("al-Raqqah",), ("Ракка", "الرقة"), "city")
HOSTOMEL = Entity("hostomel", "Hostomel", (), ("Гостомель",), "town")
SULEIMANI = Entity("suleimani", "Qasem Soleimani", (), ("Касем Сулеймани",), "person")
STELLINGEN = Entity("stellingen", "Harald Stellingen", (), (), "person")
ENTITIES = [HMEIMIM, RAQQA, HOSTOMEL, SULEIMANI, STELLINGEN]

# Names made up of syllables, so that no base is like another.
syllables = st.sampled_from("kha bel mor tsi zhu rad nov gor shi lan vek dar pol min ter sha yur kov al bab".split())
names = st.lists(syllables, min_size=2, max_size=4).map(lambda parts: "".join(parts).capitalize())
bases = st.lists(names, min_size=1, max_size=8, unique_by=plain).map(lambda made: [Entity(f"e{k}", name) for k, name in enumerate(made)])
cyrillic = st.text("абвгдежзиклмнопрстуфхцчшэюя", min_size=4, max_size=9)


@pytest.fixture(scope="module")
def base() -> Gazetteer:
    return Gazetteer(ENTITIES)


@pytest.mark.parametrize(
    ("mention", "id"),
    [
        ("Hmeimim", "hmeimim"), ("HMEIMIM", "hmeimim"), ("Humaymim", "hmeimim"), ("Khmeimim", "hmeimim"), ("Khmeimime", "hmeimim"), ("Hmeymeem", "hmeimim"), ("Khemeymim", "hmeimim"),
        ("Rakka", "raqqa"), ("ar-Raqqa", "raqqa"), ("Gostomel", "hostomel"), ("Gostomele", "hostomel"), ("Kasem Suleimani", "suleimani"), ("Soleimani Qasem", "suleimani"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_are_linked(base: Gazetteer, mention: str, id: str) -> None:
    match = base.link(mention)
    assert match is not None
    assert match.entity.id == id
    assert (match.start, match.end) == (0, len(mention))


@pytest.mark.parametrize("mention", ["Khmer", "Hamim", "Hama", "Hotels", "Rocket", "Hostel", "Him", "", "—", "حميميم"[:0], "Harald Stelzer"])
def test_other_names_are_not(base: Gazetteer, mention: str) -> None:
    assert base.link(mention) is None


def test_how_a_link_was_made(base: Gazetteer) -> None:
    made = {m: base.link(m) for m in ("Hmeimim", "Humaymim", "Khmeymim", "Hmeymeem")}
    assert {m: match and match.how for m, match in made.items()} == {"Hmeimim": "exact", "Humaymim": "alias", "Khmeymim": "rendering", "Hmeymeem": "fuzzy"}
    assert all(match and match.evidence for match in made.values())


@pytest.mark.parametrize(
    ("name", "mention"),
    [("4th Division", "7th Division"), ("Voyager-1", "Voyager-2"), ("Krasny-2", "Krasny"), ("Karl Stellingen XII", "Karl Stellingen XIII"), ("Karl Stellingen II", "Karl Stellingen"), ("Bakhmut", "Bakhmut-3")],
)
def test_another_number_is_another_name(name: str, mention: str) -> None:
    base = Gazetteer([Entity("e", name, type="person")])
    assert base.link(mention) is None
    assert base.find(f"They saw {mention} there.") == []


def test_the_same_number_is_no_obstacle() -> None:
    base = Gazetteer([Entity("e", "Krasnogorivka-2"), Entity("k", "Karl Stellingen XII", ("Karl Stellingen",), type="person")])
    assert [base.link(m).entity.id for m in ("Krasnohorivka-2", "Karl Stelingen XII", "Karl Stelingen", "KARL STELINGEN XII")] == [*"ekkk"]  # type: ignore[union-attr]
    assert [(m.start, m.end) for m in base.find("They saw Krasnohorivka-2 there.")] == [(9, 24)]


@pytest.mark.parametrize(
    ("name", "mention", "same"),
    [
        ("Daniel Ortega", "Daniela Ortega", False), ("Angela Merkel", "Angelo Merckel", False), ("Mario Draghi", "Maria Draghi", False), ("Oleksandr Syrskyi", "Oleksandra Syrska", False),
        ("Oleksandr Syrskyi", "Oleksandra Syrskoho", True), ("Olena Zelenska", "Olena Zelenskaya", True), ("Alexandra Ivanenko", "Alexander Ivanenko", False),
        ("Viktor Stellingen", "Viktora Stellingena", True), ("Abdalla Hamdok", "Abdallah Hamdoq", True), ("Hamza Stellingen", "Hamzeh Stelingen", True), ("Gabriel Boric", "Ghabriel Boric", True),
    ],
)  # fmt: skip
def test_a_man_is_no_woman_of_his_surname(name: str, mention: str, same: bool) -> None:
    base = Gazetteer([Entity("e", name, type="person")])
    assert (base.link(mention) is not None) == same
    assert bool(base.find(f"They saw {mention} there.")) == same


@pytest.mark.parametrize("mention", ["Dmitry Peskin", "Dmitri Peskina", "Dmitry Peskovich", "Dmitry Peskovsky", "Dmitri Peskenov", "Dmitry Piskunov"])
def test_the_ending_tells_one_family_from_another(base: Gazetteer, mention: str) -> None:
    base = Gazetteer([Entity("p", "Dmitry Peskov", type="person")])
    assert base.link(mention) is None


@pytest.mark.parametrize("mention", ["Dmitri Peskoff", "Dmitrij Peskow", "Dmitriy Peskovym", "Dmitri Peskova", "Dmitry Peskovas", "Peskov Dmitri", "PESKOV DMITRIY"])
def test_the_endings_of_one_family_are_many(mention: str) -> None:
    base = Gazetteer([Entity("p", "Dmitry Peskov", type="person"), Entity("y", "Yousef Munayyer", type="person")])
    assert base.link(mention).entity.id == "p"  # type: ignore[union-attr]
    assert base.link("Yusuf Munayer").entity.id == "y"  # type: ignore[union-attr]


@pytest.mark.parametrize("title", ["Mr. ", "Mr ", "Dr.\n", "Professor "])
def test_who_is_addressed_is_no_place(title: str) -> None:
    base = Gazetteer([Entity("n", "Najaf", type="city"), Entity("s", "Soleimani", type="person")])
    assert [m.entity.id for m in base.find(f"They met {title}Najjaf, {title}Suleymani and the mayor of Najjaf.")] == ["s", "n"]


def test_a_known_given_name_makes_a_word_part_of_a_longer_name() -> None:
    base = Gazetteer([Entity("l", "Lyman", native=("Лиман",), type="town")])
    assert base.find("They met Robert Liman and Doug Liman there.") == []
    assert [m.entity.id for m in base.find("They met Robert in Liman.")] == ["l"]


def test_who_lives_in_an_arab_place_is_not_the_place() -> None:
    base = Gazetteer([Entity("i", "Idlib", native=("Идлиб", "إدلب")), Entity("h", "Zhytomyr", native=("Житомир",))])
    assert base.find("Two Idlibis and an Idlibi elder came.") == []
    assert [m.entity.id for m in base.find("They met in Idlibe and in Zhytomyri.")] == ["i", "h"]


def test_never_wins() -> None:
    assert Gazetteer([HMEIMIM], never=["Khmeimime"]).link("Khmeimime") is None


def test_two_names_as_near_are_refused() -> None:
    base = Gazetteer([Entity("a", "Barkanovo"), Entity("b", "Barkanova")])
    assert base.link("Barkanovo").entity.id == "a"  # type: ignore[union-attr]
    assert base.link("Barkanovy") is None


def test_find_gives_the_spans_and_skips_protected_ones(base: Gazetteer) -> None:
    text = "Jets left Khmeimim's runway; see https://x.org/Khmeimim or `Khmeimim`. From Rakka they came."
    assert [(text[m.start : m.end], m.entity.id) for m in base.find(text)] == [("Khmeimim", "hmeimim"), ("Rakka", "raqqa")]


def test_find_takes_a_full_name_whole_even_over_a_line_end(base: Gazetteer) -> None:
    text = "He met Kasem\nSuleimani there. Kasem Suleimani left."
    assert [text[m.start : m.end] for m in base.find(text)] == ["Kasem\nSuleimani", "Kasem Suleimani"]


def test_a_surname_alone_needs_the_full_name_before_it(base: Gazetteer) -> None:
    assert [m.entity.id for m in base.find("Qasem Soleimani came. Soleimani left.")] == ["suleimani", "suleimani"]
    assert base.find("Soleimani left.") == []
    assert len(base.find("Qasem Soleimani came. But then Hashem Soleimani left.")) == 1


@pytest.mark.parametrize("text", ["And I saw the hotels.", "A Charge was made.", "Prague and Břeclav are Czech.", "", "IT IS ALL IN CAPITALS HERE."])
def test_find_leaves_sound_text_alone(text: str) -> None:
    assert Gazetteer([*ENTITIES, Entity("andi", "Andi"), Entity("kharjah", "Al Khārjah"), Entity("bratslav", "Bratslav")]).find(text) == []


@pytest.mark.parametrize("mention", ["Suleimani", "Soleymani", "Stellingen", "Shtellingen"])
def test_a_surname_alone_is_linked_on_request_in_a_base_that_is_not_large(base: Gazetteer, mention: str) -> None:
    match = base.link(mention)
    assert match is not None
    assert match.entity in (SULEIMANI, STELLINGEN)
    assert match.evidence.startswith("the surname of")
    assert base.link(mention, strict=True) is None


def test_a_surname_of_two_bearers_or_another_known_surname_is_not_linked() -> None:
    base = Gazetteer([STELLINGEN, Entity("other", "Otto Stellingen", type="person"), Entity("mattis", "Jim Mattis", type="person")])
    assert base.link("Stellingen") is None
    assert base.link("Mathis") is None


def test_entities_may_share_an_id() -> None:
    base = Gazetteer([Entity("a", "Harald Stellingen", type="person"), Entity("a", "Otto Zweig", type="person")])
    assert base.link("Stelingen").entity.name == "Harald Stellingen"  # type: ignore[union-attr]


def test_in_a_large_base_the_context_must_name_the_person() -> None:
    crowd = (Entity(f"e{a}{b}{c}", f"{a}or{b}an{c}un") for a in "bdgklmnprt" for b in "bdfgklmnprstvz" for c in "bdfgklmnprstvz")
    base = Gazetteer([*ENTITIES, *crowd, Entity("more", "Zhuravlyovka"), *(Entity(f"m{k}", f"Mo{'la' * k}") for k in range(1, 60))])
    assert len(base) > 2000
    assert base.link("Suleimani") is None
    assert base.link("Suleimani", "He met Qasem Soleimani there.").entity == SULEIMANI  # type: ignore[union-attr]
    assert base.link("Suleimani", "He met Harald Stellingen there.") is None


@given(st.permutations(["Hotels", "Raqqa", "Charge", "Rakka", "Khmer", "Leverage", "Stella"] * 10))
def test_words_of_english_are_refused_alike_whatever_was_asked_before(mentions: list[str]) -> None:
    base = Gazetteer(ENTITIES)
    assert {m for m in mentions if base.link(m, strict=True)} == {"Raqqa", "Rakka"}


def test_suggest_says_what_speaks_for_and_against(base: Gazetteer) -> None:
    first = base.suggest("Khemeymime")[0]
    assert first.entity == HMEIMIM
    assert 0 < first.score < 1
    assert min(first.speaks.values()) < 0 < max(first.speaks.values())


def test_saved_pickled_and_shared(base: Gazetteer, tmp_path) -> None:
    mentions = ["Khmeimim", "Rakka", "Khmer", "Gostomel", "Hmeimim"]
    expected = [base.link(m) for m in mentions]
    base.save(tmp_path / "base")
    for other in (Gazetteer.load(tmp_path / "base"), pickle.loads(pickle.dumps(base))):
        assert [other.link(m) for m in mentions] == expected
    fresh = Gazetteer(ENTITIES)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(fresh.link, mentions * 20)) == expected * 20


@pytest.mark.parametrize("damage", [lambda b: b[:-3], lambda b: b[:30] + b"?" + b[31:], lambda b: b"", lambda b: b"something else entirely" * 9, lambda b: bytes(255 - byte for byte in b), lambda b: b.replace(b"hama", b"homs")])
def test_a_damaged_file_is_refused(tmp_path, damage) -> None:
    path = tmp_path / "base"
    Gazetteer(ENTITIES, never=["Hama"]).save(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match="gazetteer"):
        Gazetteer.load(path)


@pytest.mark.parametrize(
    ("entities", "said"),
    [
        (["Hmeimim"], "not 'Hmeimim'"),
        ([{"id": "h"}], "not {'id': 'h'}"),
        (HMEIMIM, "takes entities"),
        ([Entity("h", "Hmeimim", "Khmeimim")], "not one text"),  # type: ignore[arg-type]
        ([Entity("h", "Hmeimim", native="Хмеймим")], "not one text"),  # type: ignore[arg-type]
        ([Entity(7, "Hmeimim")], "id=7"),  # type: ignore[arg-type]
        ([Entity("h", None)], "name=None"),  # type: ignore[arg-type]
        ([Entity("h", "Hmeimim", (None,))], "None"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_entity_is_told(entities: list[Entity], said: str) -> None:
    with pytest.raises(TypeError, match=re.escape(said)):
        Gazetteer(entities)
    with pytest.raises(TypeError, match="never"):
        Gazetteer([], never="Khmer")


def test_lists_do_as_well_as_tuples() -> None:
    twice = [Entity("h", "Hmeimim", ["Khmeimim"]), Entity("h", "Hmeimim", ("Khmeimim",))]  # type: ignore[arg-type]
    assert Gazetteer(twice).link("Hmeimim").entity == twice[1]  # type: ignore[union-attr]


HOSTILE = ["", " ", "’’", "Ab\0cd", "Ab\ud800cd", "Ab\x1ecd", "Ab\x1fcd", "\x1b", "Nizhny\nNovgorod", "Hme\u0301imim", "\u202eHmeimim", "Хмеймим", "حميميم", "北京", "12345", "😀", "Ａb", "A" * 10_000]


@pytest.mark.parametrize("odd", HOSTILE)
def test_whatever_an_entity_is_named_it_comes_back_as_it_was(odd: str, tmp_path) -> None:
    entities = [Entity("a", "Brovary", (odd,), (odd, "Бровары"), odd), Entity("b" + odd, odd), Entity("c", "Zaporizhzhia", (), ("Запорожье",))]
    base = Gazetteer(entities, never=[odd + "Hama"])
    base.save(tmp_path / "base")
    for one in (base, Gazetteer.load(tmp_path / "base"), pickle.loads(pickle.dumps(base))):
        linked = [one.link(mention) for mention in ("Brovary", "Brovari", "Zaporizhjia", *([odd] if odd.strip(" ’") else ()))]
        assert [m and m.entity for m in linked] == [entities[0], entities[0], entities[2], *([entities[1]] if odd.strip(" ’") else ())]
        assert [s.entity for s in one.suggest("Brovary")] == [entities[0]]
        assert [m.entity for m in one.find(f"In {odd} and Zaporizhjia there")][-1:] == [entities[2]]


def test_an_empty_base_links_nothing() -> None:
    assert Gazetteer([]).link("Hmeimim") is None
    assert Gazetteer([]).find("Hmeimim") == []


@given(bases)
def test_a_name_links_to_itself(entities: list[Entity]) -> None:
    base = Gazetteer(entities)
    for entity in entities:
        assert base.link(entity.name).entity == entity  # type: ignore[union-attr]


@given(bases, names)
def test_order_does_not_matter(entities: list[Entity], mention: str) -> None:
    assert Gazetteer(entities).link(mention) == Gazetteer(reversed(entities)).link(mention)


@given(bases, names)
def test_another_entity_never_changes_an_exact_link(entities: list[Entity], other: str) -> None:
    if plain(other) not in {plain(e.name) for e in entities}:
        grown = Gazetteer([*entities, Entity("other", other)])
        assert [grown.link(e.name).entity for e in entities] == entities  # type: ignore[union-attr]


@given(st.lists(cyrillic, min_size=1, max_size=4, unique=True), st.integers(0, 30))
def test_a_rendering_links_to_its_entity_or_an_exact_owner_or_none(natives: list[str], k: int) -> None:
    entities = [Entity(f"e{i}", reading(native).capitalize(), (), (native,)) for i, native in enumerate(natives)]
    spelled = [r for r, _ in renderings(natives[0], limit=31)]
    mention = spelled[k % len(spelled)]
    match = Gazetteer(entities).link(mention)
    if match is not None and match.entity.id != "e0":
        own = spelling_cost(natives[0], plain(mention))
        assert match.how in ("exact", "alias") or own is not None  # a rendering of both


@given(bases, st.lists(names, max_size=5))
def test_find_agrees_with_link(entities: list[Entity], words: list[str]) -> None:
    base = Gazetteer(entities)
    text = " and ".join(words)
    found = base.find(text)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    for match in found:
        linked = base.link(text[match.start : match.end])
        assert linked is not None
        assert linked.entity == match.entity


@given(st.text(max_size=12))
def test_any_text_has_keys_or_none(text: str) -> None:
    words, _ = sounded(text)
    assert all(word.isascii() and word for word in words)
    if words:
        assert skeleton("".join(words)) in keys(words, skeleton("".join(words)))


@pytest.mark.parametrize(("a", "b"), [("sh", "sch"), ("dzh", "dj"), ("tch", "ch"), ("w", "v"), ("ou", "u"), ("iy", "y"), ("sz", "sh")])
def test_conventions_sound_alike(a: str, b: str) -> None:
    assert phones(f"ka{a}an") == phones(f"ka{b}an")


@pytest.mark.parametrize("before", [0, 110, 125])
def test_of_equally_near_entities_the_first_are_taken(before: int) -> None:
    others = [Entity(f"a{k:03}", f"Tsur{k}") for k in range(before)]
    alike = [Entity(f"b{k:02}", "Zhulpdomrata") for k in range(30)]
    assert [s.entity.id for s in Gazetteer([*others, *alike]).suggest("Zhulpdomrate", 4)] == ["b00", "b01", "b02", "b03"]


def test_what_was_asked_before_changes_no_answer() -> None:
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    filler = [Entity(f"f{i}", (syllables[i % 70] + syllables[i // 70 % 70] + syllables[(i * 37) % 70] + "n").capitalize()) for i in range(2100)]
    pairs = {"Yablonovets": "Jablonovec", "Kharkhorin": "Charchorin", "Yuryevets": "Jurjevec", "Budyonovets": "Budjonovec", "Kovalitsa": "Kovalica"}
    base = [*filler, *(Entity(name, name) for name in pairs)]
    asked, fresh = Gazetteer(base), Gazetteer(base)
    assert sum(asked.link(mention) is not None for mention in pairs.values()) >= 4
    for mention in (*pairs, *pairs.values()):
        assert asked.link(mention, strict=True) == fresh.link(mention, strict=True), mention
        assert asked.link(mention) == fresh.link(mention), mention
