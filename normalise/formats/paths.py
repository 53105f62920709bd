r"""Where texts sit in nested records: `text`, `meta.title`, `paragraphs[].text`.

A path is keys parted by dots, each of which may be followed by `[]`, every item of a list; `\.` is a dot in a key, and
a leading `[]` says that the record is a list itself. A name that the record has as it stands (`meta.title` as one key)
is taken as it stands. What a record does not have, or has as null, is no error: there is no text there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Where = tuple[str | int, ...]
"""Keys and places in lists, from the outside in."""

EACH = None
"""The step of a path into every item of a list."""


class PathError(ValueError):
    """A path that cannot be read, or that leads to something that is no text."""


class Path(NamedTuple):
    """A path as it was written, and its steps: keys, and `EACH`."""

    said: str
    steps: tuple[str | None, ...]


def read_path(said: str) -> Path:
    r"""Raises PathError.

    >>> read_path(r"body.parts[].text").steps, read_path(r"a\.b").steps
    (('body', 'parts', None, 'text'), ('a.b',))
    """
    steps: list[str | None] = []
    for number, part in enumerate(said.replace("\\.", "\0").split(".")):
        key = part.rstrip("[]")
        brackets = part[len(key) :]
        if brackets.replace("[]", "") or "[" in key or "]" in key or (not key and (number or not brackets)):
            raise PathError(f"`{said}` is no path to a field; one looks like text, meta.title or paragraphs[].text")
        if key:
            steps.append(key.replace("\0", "."))
        steps += [EACH] * (len(brackets) // 2)
    return Path(said, tuple(steps))


def texts_at(record: Any, path: Path) -> Iterator[tuple[Where, str]]:
    """The texts of a record at a path, in its order. Raises PathError where there is something else.

    >>> list(texts_at({"p": [{"t": "a"}, {"t": None}, {"t": "b"}]}, read_path("p[].t")))
    [(('p', 0, 't'), 'a'), (('p', 2, 't'), 'b')]
    """
    if isinstance(record, dict) and path.said in record:
        return _texts(record[path.said], (), (path.said,), path)
    return _texts(record, path.steps, (), path)


def _texts(value: Any, steps: tuple[str | None, ...], where: Where, path: Path) -> Iterator[tuple[Where, str]]:
    if value is None:
        return
    if not steps:
        if not isinstance(value, str):
            raise PathError(f"{shown(where) or 'the record'} is {_kind(value)}, not a text{_hint(value, where)}")
        yield where, value
    elif steps[0] is EACH:
        if not isinstance(value, list):
            raise PathError(f"{shown(where) or 'the record'} is {_kind(value)}, and `{path.said}` asks for a list")
        for place, item in enumerate(value):
            yield from _texts(item, steps[1:], (*where, place), path)
    elif not isinstance(value, dict):
        raise PathError(f"{shown(where) or 'the record'} is {_kind(value)}, and `{path.said}` asks for its field `{steps[0]}`")
    elif steps[0] in value:
        yield from _texts(value[steps[0]], steps[1:], (*where, steps[0]), path)


def leads(record: Any, path: Path) -> bool:
    """Whether a record has what the path names, if only as null.

    >>> leads({"p": [{"t": None}]}, read_path("p[].t")), leads({"p": [{}]}, read_path("p[].t"))
    (True, False)
    """
    if isinstance(record, dict) and path.said in record:
        return True
    values = [record]
    for step in path.steps:
        if step is EACH:
            values = [item for value in values if isinstance(value, list) for item in value]
        else:
            values = [value[step] for value in values if isinstance(value, dict) and step in value]
    return bool(values)


def shown(where: Where) -> str:
    """A place, for people.

    >>> shown(("p", 0, "t"))
    'p[0].t'
    """
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where).removeprefix(".")


def _kind(value: Any) -> str:
    if isinstance(value, (dict, str)):
        return "an object" if isinstance(value, dict) else "a text"
    return "a list" if isinstance(value, list) else "true or false" if isinstance(value, bool) else "a number"


def _hint(value: Any, where: Where) -> str:
    return f"; its items are `{shown(where)}[]`" if isinstance(value, list) else ""
