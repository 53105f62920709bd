"""What stands beside a name: where it says that somebody or something else is meant, nothing is changed; else all is as without it."""

from __future__ import annotations

import pytest

from normalise import Normaliser
from normalise.schema import Entity, Rule, RuleSet

PERSON = Rule(
    id="person", kind="entity", title="The person", set="own", type="person", name="Vladimir Morozhny", also=("Volodymyr Morozhnyi",), unseen=False
)
CASES = Rule(
    id="cases", kind="entity", title="Cases", set="own", unseen=False,
    bulk=(
        Entity("zubov", "Zubov", ("Zubovu", "Zubovym"), ("Зубов", "Сергей Зубов"), "politician"),
        Entity("marinsk", "Marinsk", ("Marinske",), ("Маринск",), "city"),
        Entity("rosbor", "Rosbor", ("Rosbore",), ("Росбор",), "company"),
    ),
)  # fmt: skip
ACRONYM = Rule(id="acronym", kind="phrase", title="MAGADE is IADE", set="own", for_=("MAGADE",), write="IADE")
OWN = Normaliser.of_sets([RuleSet(set="own", rules=(PERSON, CASES, ACRONYM))])

SOMEBODY_ELSE = [
    "Volodymyr Morozhnyi, a bank clerk from Leeds, smiled. Morozhnyi was glad.",
    "Volodymyr Morozhnyi, the plumber, came. Then Morozhnyi left.",
    "My neighbour, Volodymyr Morozhnyi, came.",
    "Volodymyr Morozhnyi (striker, Poltava) scored.",
    "Volodymyr Morozhnyi, 43, of Swindon, was fined.",
    "Volodymyr Morozhnyi is a dentist. Morozhnyi pulls teeth.",
    "They met a certain Zubovu there.",
    "Gheorghe Zubovu ploughs.",
    "The hamlet of Zubovu has a mill.",
    "Zubovu, a hamlet in Estonia, has a mill.",
    "State v. Zubovym was heard.",
    "Zubovym-Meyer sang.",
]
SOMETHING_ELSE = [
    "Mr Marinske called.",
    "Jane Marinske swam.",
    "St. Marinske was a hermit.",
    "The Marinske family came from Danzig.",
    "Marinske Lane was closed.",
    "Marinske & Sons sell soap.",
    "Marinske’s wife waved.",
    "Marinske, Ohio, has a bank.",
    "Marinske, a brewery in Ohio, has closed.",
    "Marinske is a mineral found there.",
    "The yacht Marinske won.",
    "A street called Marinske runs there.",
    "A brewery, Marinske, won the medal.",
    "In “Marinske” nobody dies.",
    "FC Marinske drew.",
    "Our cat Rosbore is ill.",
]
SPOKEN_OF = [
    "MAGADE; the IADE",
    "MAGADE | IADE",
    "The IADE and MAGADE met.",
    "For MAGADE read IADE.",
    "MAGADE: agency for atoms",
    "Its spelling varies: first Marinske, then Marins.",
    "Petrov, A. B. (1914). Marinske and its mines. London: Longman, pp. 1-40.",
]


@pytest.mark.parametrize("text", SOMEBODY_ELSE + SOMETHING_ELSE + SPOKEN_OF)
def test_in_doubt_it_is_suggested(text: str) -> None:
    result = OWN.apply(text)
    assert result.text == text
    assert any("in doubt, since" in s.reason for s in result.suggestions)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Mayor Volodymyr Morozhnyi, a former boxer, spoke.", "Mayor Volodymyr Morozhny, a former boxer, spoke."),
        ("Volodymyr Morozhnyi, a senator and former boxer, spoke.", "Volodymyr Morozhny, a senator and former boxer, spoke."),
        ("Volodymyr Morozhnyi, the leader of the party, spoke.", "Volodymyr Morozhny, the leader of the party, spoke."),
        ("The head of the department Volodymyr Morozhnyi spoke.", "The head of the department Volodymyr Morozhny spoke."),
        ("In Marinske, a man was killed; in Marinske, the mayor said, it rained.", "In Marinsk, a man was killed; in Marinsk, the mayor said, it rained."),
        ("Marinske, a port city, was shelled. Marinske is a symbol.", "Marinsk, a port city, was shelled. Marinsk is a symbol."),
        ("They met in the city of Marinske. Sergei Zubovym was not there.", "They met in the city of Marinsk. Sergei Zubov was not there."),
        ("He told Vera. Marinske was quiet.", "He told Vera. Marinsk was quiet."),
        ("MAGADE inspectors came, and the IADE said so.", "IADE inspectors came, and the IADE said so."),
    ],
)  # fmt: skip
def test_what_fits_the_entity_is_no_doubt(text: str, right: str) -> None:
    assert OWN.apply(text).text == right


def test_the_source_outweighs_a_doubt() -> None:
    by_source = Rule(id="acronym", kind="phrase", title="MAGADE is IADE", set="own", for_=("MAGADE",), write="IADE", source=("МАГАДЕ",))
    n = Normaliser.of_sets([RuleSet(set="own", rules=(by_source,))])
    assert n.apply("MAGADE; rain", source="МАГАДЕ; дождь").text == "IADE; rain"
    assert n.apply("MAGADE; the IADE", source="МАГАДЕ; МАГАДЕ").text == "IADE; the IADE"
