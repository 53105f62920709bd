"""A base of entities as a few flat arrays: small in memory, and read from a file as fast as the disk gives it.

A *form* is one spelling of an entity (its name, an alias, the reading of a native spelling). Forms are numbered through
the base, those of one entity side by side. The index is one sorted array of numbers: 32 bits for a key's checksum, 8 for
the length of a form's sounds and 24 for the form, so that forms of a key and of about a length stand side by side.
Checksums are spread evenly, so a table of where those with the same leading bits begin saves most of each search.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING
from zlib import crc32

from normalise.names.phones import keys, plain, skeleton, sounded
from normalise.names.scripts import reading, script
from normalise.schema import Entity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MAGIC = b"normalise names 2\n"
# The parts of a saved base: records, sounds, and three arrays of numbers.
_PARTS = 5
_FIELD, _ITEM = "\x1e", "\x1f"
_FORM = 0xFFFFFF
_LENGTH = 24
_LONGEST = 255
# Marks the sounds of a form that has no short vowels (Arabic script): only its skeleton can be compared.
BARE = "~"


class Store:
    """The entities, their forms and the index. Not changed after it is built."""

    __slots__ = ("_begins", "_first", "_index", "_record_ends", "_records", "_shift", "_sounds")

    def __init__(self, records: bytes, sounds: list[str], record_ends: array[int], first: array[int], index: array[int]) -> None:
        self._records, self._record_ends = records, record_ends
        self._sounds, self._first, self._index = sounds, first, index
        leading = min(16, max(1, len(index).bit_length() - 2))
        self._shift = 64 - leading
        self._begins = array("I", (bisect_left(index, place << self._shift) for place in range(1 << leading)))
        self._begins.append(len(index))

    @classmethod
    def build(cls, entities: Iterable[Entity]) -> Store:
        """The base of these entities; their order does not matter."""
        records, sounds = bytearray(), list[str]()
        record_ends, first = array("I", [0]), array("I", [0])
        buckets = [array("Q") for _ in range(256)]
        for entity in sorted(entities):
            records += _record(entity).encode()
            record_ends.append(len(records))
            for heard, filed in _forms(entity):
                place = min(len(heard), _LONGEST) << _LENGTH | len(sounds)
                sounds.append(heard)
                for key in filed:
                    code = crc32(key.encode())
                    buckets[code >> 24].append(code << 32 | place)
            first.append(len(sounds))
        if len(sounds) > _FORM:
            raise ValueError(f"more than {_FORM} forms in one base")
        index = array("Q")
        for k, bucket in enumerate(buckets):
            index.extend(sorted(bucket))
            buckets[k] = array("Q")
        return cls(bytes(records), sounds, record_ends, first, index)

    def __len__(self) -> int:
        return len(self._record_ends) - 1

    def entity(self, number: int) -> Entity:
        """The entity of that number."""
        text = self._records[self._record_ends[number] : self._record_ends[number + 1]].decode()
        id_, name, type_, aliases, native = text.split(_FIELD)
        return Entity(id_, name, tuple(aliases.split(_ITEM)) if aliases else (), tuple(native.split(_ITEM)) if native else (), type_)

    def forms(self, number: int) -> list[str]:
        """The sounds of all forms of an entity: its name, its aliases, its native spellings."""
        return self._sounds[self._first[number] : self._first[number + 1]]

    def owners(self, forms: Iterable[int]) -> set[int]:
        """The numbers of the entities that the forms belong to."""
        first = self._first
        return {bisect_right(first, form) - 1 for form in forms}

    def heard(self, forms: Iterable[int]) -> list[str]:
        """The sounds of each of these forms, the words of one parted by spaces."""
        sounds = self._sounds
        return [sounds[form] for form in forms]

    def filed(self, keys: Iterable[str], shortest: int = 0, longest: int = _LONGEST) -> set[int]:
        """The forms of such a length filed under one of the keys (and, rarely, one that only shares its checksum).

        Keys of two words are not bound by the length: a name has more words in one place and fewer in another.
        """
        index, begins, shift = self._index, self._begins, self._shift
        from_, to = shortest << _LENGTH, longest << _LENGTH | _FORM
        found: set[int] = set()
        for key in keys:
            code = crc32(key.encode()) << 32
            least, last = (code, code | 0xFFFFFFFF) if " " in key else (code | from_, code | to)
            place = code >> shift
            end = begins[place + 1]
            at = bisect_left(index, least, begins[place], end)
            while at < end and (entry := index[at]) <= last:
                found.add(entry & _FORM)
                at += 1
        return found

    def near(self, words: list[str], bones: str, *, spread: int) -> set[int]:
        """The forms that share a key with a name of these sounds, and are not longer or shorter by more than `spread`."""
        length = len(words) - 1 + sum(map(len, words))
        return self.filed(keys(words, bones), min(_LONGEST, max(0, length - spread)), min(_LONGEST, length + spread))

    def owners_of(self, name: str) -> list[int]:
        """The entities one of whose Latin forms is that plain name, in order of their ids."""
        found = self.filed((f"={name}",))
        return sorted(self.owners(found)) if found else []

    def dump(self) -> bytes:
        """The base as bytes, for `restore`."""
        parts = [self._records, "\n".join(self._sounds).encode("ascii")]
        for numbers in (self._record_ends, self._first, self._index):
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
        at = len(_MAGIC) + 4
        start = at + 8 * _PARTS
        if data[: len(_MAGIC)] != _MAGIC or len(data) < start:
            raise ValueError("not a saved gazetteer of this version")
        sizes = [int.from_bytes(view[at + 8 * k : at + 8 * k + 8], "little") for k in range(_PARTS)]
        if len(data) != start + sum(sizes) or crc32(view[start:]) != int.from_bytes(view[at - 4 : at], "little"):
            raise ValueError("a saved gazetteer that is damaged")
        parts = []
        for size in sizes:
            parts.append(view[start : start + size])
            start += size
        numbers = [array(code) for code in "IIQ"]
        for values, part in zip(numbers, parts[2:], strict=True):
            values.frombytes(part)
            if sys.byteorder == "big":
                values.byteswap()
        record_ends, first, index = numbers
        return cls(bytes(parts[0]), str(parts[1], "ascii").split("\n") if first[-1] else [], record_ends, first, index)


def _record(entity: Entity) -> str:
    return _FIELD.join((entity.id, entity.name, entity.type, _ITEM.join(entity.aliases), _ITEM.join(entity.native)))


def _forms(entity: Entity) -> Iterator[tuple[str, Iterable[str]]]:
    """The sounds and keys of each form of an entity."""
    for name in (entity.name, *entity.aliases):
        words, _ = sounded(name)
        yield " ".join(words), [*_keys(words), "=" + plain(name)]
    for native in entity.native:
        read = reading(native)
        words, _ = sounded(read)
        if script(native) == "arabic":
            bones = skeleton("".join(words))
            yield BARE + bones, [k for k in keys([bones], bones) if not k.startswith(BARE)] if len(bones) > 2 else ()
        else:
            yield " ".join(words), _keys(words)


def _keys(words: list[str]) -> list[str]:
    return keys(words, skeleton("".join(words))) if words else []


def filed(entity: Entity) -> Iterator[tuple[str, str]]:
    """The sounds of each form of an entity with each key under which it is filed."""
    for sounds, filed_under in _forms(entity):
        for key in filed_under:
            yield sounds, key
