"""A base of entities as a few flat arrays: small in memory, and read from a file as fast as the disk gives it.

A *form* is one spelling of an entity (its name, an alias, the reading of a native spelling). Forms of whatever entity
that sound the same share their *sounds*, which are numbered. The index is a sorted array of numbers: 32 bits for a key's
checksum and 8 for the length of the sounds filed under it, so that those of a key and of about a length are one stretch.
In the same order stand the numbers of the sounds and, as one string, the sounds themselves: what a search compares it
reads from one place. Checksums are spread evenly, so a table of where those with the same leading bits begin saves most
of each search. Under `=` and the `label` of its name an entity is filed by its own number, with no sounds.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING
from zlib import crc32

from normalise.names.phones import keys, label, skeleton, sounded
from normalise.names.scripts import reading, script
from normalise.schema import Entity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MAGIC = b"normalise names 4\n"
# A record is fields, two of them lists, in which a sign closes each item; such signs in a name are escaped.
_FIELD, _ITEM, _ESCAPE = "\x1e", "\x1f", "\x1b"
_ESCAPED = {ord(_FIELD): _ESCAPE + "0", ord(_ITEM): _ESCAPE + "1", ord(_ESCAPE): _ESCAPE + "2"}
# The bits of a checksum, a length and the number of sounds or an entity, in one number.
_CODE, _LENGTH, _NUMBER = 32, 8, 24
_LONGEST = (1 << _LENGTH) - 1
# Leading bits of a checksum by which the index is divided, at most.
_LEADING = 18
# Marks the sounds of a form that has no short vowels (Arabic script): only its skeleton can be compared.
BARE = "~"
# The parts of a saved base: three of bytes, then arrays of numbers of these types.
_BYTES = 3
_ARRAYS = "IIIIIQII"


class Store:
    """The entities, their forms and the index. Not changed after it is built."""

    __slots__ = ("_arrays", "_bearers", "_begins", "_filed", "_first", "_first_bearer", "_forms", "_from", "_index", "_record_ends", "_records", "_shift", "_sounds", "_spoken", "size")

    def __init__(self, records: bytes, sounds: list[str], spoken: str, *arrays: array[int]) -> None:
        self._records, self._sounds, self._spoken = records, sounds, spoken
        self._record_ends, self._first, self._forms, self._first_bearer, self._bearers, self._index, self._filed, self._from = self._arrays = arrays
        self.size = len(self._record_ends) - 1  # asked for each mention
        leading = min(_LEADING, len(self._index).bit_length() + 2)
        self._shift = _CODE + _LENGTH - leading
        self._begins = _begins(self._index, self._shift, 1 << leading)

    @classmethod
    def build(cls, entities: Iterable[Entity]) -> Store:
        """The base of these entities; their order does not matter."""
        records, record_ends, first, forms = bytearray(), array("I", [0]), array("I", [0]), array("I")
        numbers: dict[str, int] = {}
        buckets = [array("Q") for _ in range(256)]
        bearing = array("Q")

        def file(key: str, length: int, number: int) -> None:
            code = crc32(key.encode())
            buckets[code >> _CODE - 8].append((code << _LENGTH | length) << _NUMBER | number)

        for number, entity in enumerate(sorted(entities)):
            records += _record(entity).encode("utf-8", "surrogatepass")
            record_ends.append(len(records))
            for heard, exact, filed_under in _forms(entity):
                if exact:
                    file(exact, 0, number)
                if heard not in numbers:
                    numbers[heard] = len(numbers)
                    for key in filed_under:
                        file(key, min(len(heard), _LONGEST), numbers[heard])
                forms.append(numbers[heard])
                bearing.append(numbers[heard] << 32 | number)
            first.append(len(forms))
        if max(len(numbers), len(first)) >> _NUMBER:
            raise ValueError(f"more than {1 << _NUMBER} entities or forms in one base")
        sounds = list(numbers)
        first_bearer, bearers = _parted(bearing, len(sounds))
        index, filed, spoken, begins = _in_order(buckets, sounds)
        return cls(bytes(records), sounds, spoken, record_ends, first, forms, first_bearer, bearers, index, filed, begins)

    def entity(self, number: int) -> Entity:
        """The entity of that number."""
        text = self._records[self._record_ends[number] : self._record_ends[number + 1]].decode("utf-8", "surrogatepass")
        id_, name, type_, aliases, native = text.split(_FIELD)
        made = Entity(id_, name, tuple(aliases.split(_ITEM)[:-1]) if aliases else (), tuple(native.split(_ITEM)[:-1]) if native else (), type_)
        return made if _ESCAPE not in text else _unescaped(made)

    def forms(self, number: int) -> list[str]:
        """The sounds of all forms of an entity: its name, its aliases, its native spellings."""
        sounds = self._sounds
        return [sounds[form] for form in self._forms[self._first[number] : self._first[number + 1]]]

    def bearers(self, sounds: int) -> array[int]:
        """The numbers of the entities with a form of those sounds."""
        return self._bearers[self._first_bearer[sounds] : self._first_bearer[sounds + 1]]

    def near(self, keys: Iterable[str], shortest: int, longest: int) -> tuple[list[str], array[int]]:
        """The sounds of such a length filed under each of the keys (and, rarely, some that only share its checksum), and the numbers of them.

        Sounds filed under several of the keys are there several times. Keys of two words are not bound by the length: a
        name has more words in one place and fewer in another.
        """
        found, numbers = list[str](), array("I")
        spoken, filed, from_ = self._spoken, self._filed, self._from
        for start, end in self._stretches(keys, shortest if shortest > 0 else 1, min(_LONGEST, longest)):
            if end == start + 1:
                found.append(spoken[from_[start] : from_[end] - 1])
                numbers.append(filed[start])
            else:
                found += spoken[from_[start] : from_[end] - 1].split("\n")
                numbers += filed[start:end]
        return found, numbers

    def owners_of(self, name: str) -> list[int]:
        """The entities of which a name or alias has that `label`, in order of their ids."""
        return [number for start, end in self._stretches((f"={name}",), 0, 0) for number in self._filed[start:end]]

    def _stretches(self, keys: Iterable[str], shortest: int, longest: int) -> list[tuple[int, int]]:
        """From where to where in the index each key has sounds of such a length, if it has any."""
        index, begins, shift = self._index, self._begins, self._shift
        found = []
        for key in keys:
            code = crc32(key.encode()) << _LENGTH
            place = code >> shift
            start, end = begins[place], begins[place + 1]
            if start == end:
                continue
            least, most = (code | 1, code | _LONGEST) if " " in key and longest else (code | shortest, code | longest)
            if end - start == 1:
                if least <= index[start] <= most:
                    found.append((start, end))
                continue
            start = bisect_left(index, least, start, end)
            if start < end and index[start] <= most:
                found.append((start, bisect_right(index, most, start, end)))
        return found

    def dump(self) -> bytes:
        """The base as bytes, for `restore`."""
        parts = [self._records, "\n".join(self._sounds).encode(), self._spoken.encode()]
        for numbers in self._arrays:
            if sys.byteorder == "big":
                numbers = array(numbers.typecode, numbers)
                numbers.byteswap()
            parts.append(numbers.tobytes())
        head = b"".join(len(part).to_bytes(8, "little") for part in parts)
        return b"".join((_MAGIC, crc32(b"".join(parts)).to_bytes(4, "little"), head, *parts))

    @classmethod
    def restore(cls, data: bytes) -> Store:
        """The base that `dump` made bytes of. ValueError if they are something else, or damaged."""
        view = memoryview(data)
        at, count = len(_MAGIC) + 4, _BYTES + len(_ARRAYS)
        start = at + 8 * count
        if data[: len(_MAGIC)] != _MAGIC or len(data) < start:
            raise ValueError("not a saved gazetteer of this version")
        sizes = [int.from_bytes(view[at + 8 * k : at + 8 * k + 8], "little") for k in range(count)]
        if len(data) != start + sum(sizes) or crc32(view[start:]) != int.from_bytes(view[at - 4 : at], "little"):
            raise ValueError("a saved gazetteer that is damaged")
        parts = []
        for size in sizes:
            parts.append(view[start : start + size])
            start += size
        arrays = [array(code) for code in _ARRAYS]
        for values, part in zip(arrays, parts[_BYTES:], strict=True):
            values.frombytes(part)
            if sys.byteorder == "big":
                values.byteswap()
        records, sounds, spoken = map(bytes, parts[:_BYTES])
        return cls(records, sounds.decode().split("\n"), spoken.decode(), *arrays)


def _in_order(buckets: list[array[int]], sounds: list[str]) -> tuple[array[int], array[int], str, array[int]]:
    """The index in order; the number that each of its entries is filed with; their sounds, and where each begins. The buckets are emptied."""
    index, filed, begins = array("Q"), array("I"), array("I", [0])
    spoken = []
    for k, bucket in enumerate(buckets):
        entries = sorted(set(bucket))
        buckets[k] = array("Q")
        index.extend([entry >> _NUMBER for entry in entries])
        numbers = [entry & (1 << _NUMBER) - 1 for entry in entries]
        filed.extend(numbers)
        heard = [sounds[number] if entry >> _NUMBER & _LONGEST else "" for entry, number in zip(entries, numbers, strict=True)]
        spoken.append("\n".join([*heard, ""]))
        begins.extend(accumulate(map(len, heard), lambda at, length: at + length + 1, initial=begins.pop()))
    return index, filed, "".join(spoken), begins


def _begins(index: array[int], shift: int, places: int) -> array[int]:
    """Where the entries of the index with each of so many leading bits begin, and where the last of them end."""
    counts = array("I", bytes(4 * (places + 1)))
    for code in index:
        counts[(code >> shift) + 1] += 1
    return array("I", accumulate(counts))


def _parted(bearing: array[int], count: int) -> tuple[array[int], array[int]]:
    """For each of so many sounds where its bearers begin, and the bearers: each entity once."""
    pairs = sorted(set(bearing))
    bearers = array("I", [pair & 0xFFFFFFFF for pair in pairs])
    first = array("I", (bisect_left(pairs, sounds << 32) for sounds in range(count)))
    first.append(len(pairs))
    return first, bearers


def _record(entity: Entity) -> str:
    aliases, native = ("".join([_escaped(item) + _ITEM for item in items]) for items in (entity.aliases, entity.native))
    return _FIELD.join((_escaped(entity.id), _escaped(entity.name), _escaped(entity.type), aliases, native))


def _escaped(text: str) -> str:
    return text if text.isprintable() else text.translate(_ESCAPED)


def _unescaped(entity: Entity) -> Entity:
    def one(text: str) -> str:
        for sign, escaped in _ESCAPED.items():
            text = text.replace(escaped, chr(sign))
        return text

    return Entity(one(entity.id), one(entity.name), tuple(map(one, entity.aliases)), tuple(map(one, entity.native)), one(entity.type))


def _forms(entity: Entity) -> Iterator[tuple[str, str, Iterable[str]]]:
    """The sounds of each form of an entity, the key of its `label` if it is a name or alias, and those of its sounds."""
    for name in (entity.name, *entity.aliases):
        words, _ = sounded(name)
        yield " ".join(words), "=" + label(name), _keys(words)
    for native in entity.native:
        read = reading(native)
        words, _ = sounded(read)
        if script(native) == "arabic":
            bones = skeleton("".join(words))
            yield BARE + bones, "", [k for k in keys([bones], bones) if not k.startswith(BARE)] if len(bones) > 2 else ()
        else:
            yield " ".join(words), "", _keys(words)


def _keys(words: list[str]) -> list[str]:
    return keys(words, skeleton("".join(words))) if words else []


def filed(entity: Entity) -> Iterator[tuple[str, str]]:
    """The sounds of each form of an entity with each key under which it is filed."""
    for sounds, exact, filed_under in _forms(entity):
        for key in (*filed_under, exact) if exact else filed_under:
            yield sounds, key
