"""`normalise expand`: every plausible spelling of a name, for people who search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalise.cli.errors import DONE, CliError
from normalise.cli.parser import Parser

if TYPE_CHECKING:
    from collections.abc import Sequence

_DESCRIPTION = """\
Print the plausible spellings in Latin letters of a NAME given in Arabic,
Cyrillic or Latin script, most likely first."""

_EXAMPLES = """\
examples:
  normalise expand Хмеймим                   one spelling a line
  normalise expand حميميم --as regex         for grep -P
  normalise expand "Deir ez-Zor" --as boolean
                                             for search engines
  normalise expand Хмеймим --as elasticsearch --field body"""


def expand(arguments: Sequence[str]) -> int:
    """Run `normalise expand`; gives the exit code. Raises CliError."""
    from normalise.names.expand import expand as spellings
    from normalise.names.expand import written

    given = _parser().parse_args(arguments)
    if given.limit < 1:
        raise CliError("--limit must be 1 or more")
    found = spellings(" ".join(given.name), limit=given.limit)
    if not found:
        raise CliError("the NAME has no letters")
    print(written(found, given.form, field=given.field))
    return DONE


def _parser() -> Parser:
    from normalise.names.expand import FORMS

    parser = Parser(prog="normalise expand", usage="normalise expand NAME [--as FORM]", description=_DESCRIPTION, epilog=_EXAMPLES)
    parser.add_argument("name", nargs="+", metavar="NAME", help="a name, of one word or several")
    parser.add_argument("--as", dest="form", choices=FORMS, default="list", help="how to print them (list)")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="no more than N spellings (50)")
    parser.add_argument("--field", default="text", metavar="NAME", help="the field that an Elasticsearch query asks for (text)")
    return parser
