"""Entities and phrases: listed forms, and unseen spellings of names, changed where the context allows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalise.casing import article_before, carry_breaks, carry_case, plural_verb_after
from normalise.document import occurrences
from normalise.edits import Edit
from normalise.kinds.base import Proposal, frame_that_matches
from normalise.kinds.bearers import initial_before, initial_fits, somebody_else
from normalise.kinds.targets import Found, Target, targets
from normalise.kinds.unseen import Unseen
from normalise.lexicon import Lexicon
from normalise.talk import is_reference, names_a_firm, speaks_of_language, speaks_of_spelling, spelled_out, stands_beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalise.document import Document
    from normalise.kinds.base import Entities, Evidence, Proposer
    from normalise.schema import Rule

# T-72, SAR-21, 5-RAA: a hyphen and a digit make a designation of what would be a word.
_DESIGNATION_AFTER = re.compile(r"[-–/]?\d|\.\w|[&@]\w|[-–][A-Z]{1,3}\b")
_DESIGNATION_BEFORE = re.compile(r"(?:[\w&@/][&@/.]|\d[-–])\Z")
# In a base of more entities than this an unlisted spelling has too many neighbours to be changed: it is suggested.
_LARGE = 1000


def compile_rules(rules: Sequence[Rule], entities: Entities) -> list[Proposer]:
    """One proposer for all entities and phrases together."""
    return [MentionProposer(rules, entities)]


def _is_written(text: str, start: int, end: int, write: str) -> bool:
    """True if what is to be written stands there, or the mention is a part of it: “Arab Republic” in “Syrian Arab Republic”."""
    surface = text[start:end]
    at = write.find(surface)
    while at >= 0:
        if text.startswith(write, max(0, start - at)) and start >= at:
            return True
        at = write.find(surface, at + 1)
    return False


def _is_plain_word(form: str, document: Document) -> bool:
    """True for a single word that the document has in lower case too: “From” is no mention of Frome, whatever a list says.

    Asked of entries of bulk files, whose forms nobody chose one by one.
    """
    low = form.lower()
    return form.isalpha() and form[1:] == low[1:] and form != low and next(occurrences(document.text, low), None) is not None


class MentionProposer:
    """All entities and phrases of one stage."""

    needs = ()

    def __init__(self, rules: Sequence[Rule], entities: Entities) -> None:
        self._lexicon: Lexicon[Target] = Lexicon()
        self._evidence = {r.full_id: entities.resolve_all(r.document_mentions, r, r.set) for r in rules}
        for rule in rules:
            for form, target in targets(rule):
                if form != target.write:
                    self._lexicon.add(form, target)
        self._languages = {r.set: entities.language(r) for r in rules}
        self._unseen = Unseen(rules)

    def propose(self, document: Document, evidence: Evidence) -> Iterator[Proposal]:
        """A proposal for each mention whose form is not the one to write."""
        found = [Found(h.start, h.end, h.form, h.payload, f"listed form “{h.form}”") for h in self._lexicon.find(document)]
        found += self._unseen.find(document.text, document.capitalised, self._lexicon)
        counts: dict[str, int] = {}
        for mention in found:
            counts[mention.target.id] = counts.get(mention.target.id, 0) + 1
        for mention in found:
            proposal = self._judge(mention, document, evidence, counts[mention.target.id])
            if proposal is not None:
                yield proposal

    def _judge(self, mention: Found, document: Document, evidence: Evidence, count: int) -> Proposal | None:
        start, end, rule = mention.start, mention.end, mention.target.rule
        text = document.text
        write = self._write(mention, text)
        if _is_written(text, start, end, write):
            return None
        if _DESIGNATION_AFTER.match(text, end) or _DESIGNATION_BEFORE.search(text, max(0, start - 2), start):
            return None
        if mention.target.entry and rule.kind == "entity" and _is_plain_word(mention.form, document):
            return None
        verdict = _Verdict(mention, document, evidence, self._evidence[rule.full_id], count)
        safety, held, said = verdict.decide()
        if mention.unseen and len(rule.bulk) > _LARGE:
            safety = "suggest"
        elif mention.unseen and safety == "safe" and not mention.target.is_one_word:
            safety = "unsafe"  # Oleksandra beside Oleksandr: what names two persons apart is but a letter of several words
        reason = f"{rule.title}: {'; '.join(said)}" if rule.title else "; ".join(said)
        return Proposal(self._edits(mention, text, write, reason, said), safety, held, self._languages[rule.set])

    def _write(self, mention: Found, text: str) -> str:
        surface = text[mention.start : mention.end]
        return carry_breaks(surface, carry_case(surface, mention.form, mention.target.write))

    def _edits(self, mention: Found, text: str, write: str, reason: str, said: tuple[str, ...]) -> tuple[Edit, ...]:
        start, end, rule = mention.start, mention.end, mention.target.rule
        surface = text[start:end]
        if "\n" in surface and "\n" not in write and text[end : end + 1] == " ":
            # The line end inside the mention has no place in the new word: it goes behind it.
            write, end = write + "\n", end + 1
        around = [article_before(text, start, surface, write)]
        if rule.agreement == "plural":
            around.append(plural_verb_after(text, end))
        agreeing = [edit for edit in around if edit is not None]
        name = mention.target.id
        group = f"{name}@{start}" if agreeing else ""
        edits = [Edit(start, end, write, name, reason, said, rule.priority, group)]
        edits += [Edit(s, e, new, name, f"agrees with “{write}”", (), rule.priority, group) for s, e, new in agreeing]
        return tuple(sorted(edits, key=lambda edit: edit.start))


class _Verdict:
    """What is to become of one mention: weighed guard by guard."""

    def __init__(self, mention: Found, document: Document, evidence: Evidence, mentions: frozenset[str], count: int) -> None:
        self._mention, self._document, self._evidence = mention, document, evidence
        self._mentions, self._count = mentions, count
        self._rule = mention.target.rule

    def decide(self) -> tuple[str, str, tuple[str, ...]]:
        """Safety, the guard that holds it back (or nothing), and the evidence. What is cheapest to ask is asked first."""
        rule = self._rule
        said: tuple[str, ...] = (self._mention.how,)
        by_source = self._by_source()
        if by_source is False:
            return rule.safety, f"the source does not hold {' or '.join(rule.source)} as often as the text has it", said
        safety, frame = (rule.safety, f"the source holds {' or '.join(rule.source)}") if by_source else self._by_frames()
        if not safety:
            return rule.safety, "no frame of the rule fits", said
        mentioned = self._evidence.mention(self._mentions, self._mention.start, self._mention.end) if self._mentions else ""
        said = (*said, *(text for text in (mentioned, frame) if text))
        if held := self._stopped():
            return safety, held, said
        if self._mentions and not mentioned and not by_source:
            return safety, "the document mentions none of " + ", ".join(sorted(self._mentions)), said
        if safety != "suggest" and not by_source and (doubt := self._doubt()):
            return "suggest", "", (*said, doubt)
        return safety, "", said

    def _doubt(self) -> str:
        """Why the mention may be another name, a quotation, or a word that is spoken of; it is only suggested then. Empty if there is no doubt."""
        document, target, start, end = self._document, self._mention.target, self._mention.start, self._mention.end
        if beside := self._beside():
            return f"in doubt, since both stand side by side (“{beside}”)"
        sentence, paragraph = document.sentence(start), document.paragraph(start)
        if word := self._evidence.once(("language", sentence), lambda: speaks_of_language(document.text, *sentence)):
            return f"in doubt, since the sentence speaks of names or words (“{word}”)"
        if self._evidence.once(("reference", paragraph), lambda: is_reference(document.text, *paragraph)):
            return "in doubt, since it stands in a reference to a book"
        kind = self._kind()
        if not kind:
            return ""
        from normalise.kinds.beside import somebody_else_named
        from normalise.kinds.longer import longer_name

        if name := longer_name(document.text, start, end, kind):
            return f"in doubt, since it is part of another name (“{name}”)"
        form = document.text[start:end]
        other = self._evidence.once(("else", form, kind), lambda: somebody_else_named(document.text, form, kind, target.native))
        return f"in doubt, since the document has “{other}”" if other else ""

    def _beside(self) -> str:
        """The words in which the form and what would be written stand side by side; of an acronym, anywhere in the document."""
        text, start, end, write = self._document.text, self._mention.start, self._mention.end, self._mention.target.write
        form = text[start:end]
        annotation = f" [{write}]"  # by which the text has what a reader of it added: of the other mentions that says nothing
        if not form.isupper() or text.startswith(annotation, end):
            return stands_beside(text, start, end, write)
        places = (m.span() for m in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)(?!{re.escape(annotation)})", text))
        return self._evidence.once(("beside", form, write), lambda: next(filter(None, (stands_beside(text, s, e, write) for s, e in places)), ""))

    def _kind(self) -> str:
        """The kind of the entity: person, place or group; empty if nothing is known of it."""
        from normalise.kinds.apposition import kind_of

        target = self._mention.target
        kind = kind_of(target.type or self._evidence.entities.type_of(target.write))
        return kind or ("group" if self._mention.form.isupper() else "")

    def _stopped(self) -> str:
        rule, start, end = self._rule, self._mention.start, self._mention.end
        if why := self._evidence.asleep(rule) or self._evidence.stopped(rule):
            return why
        stop = frame_that_matches(rule.stop.sentence, self._document, start, end)
        if stop:
            return f"stop: “{stop}” in the sentence"
        if talk := speaks_of_spelling(self._document.text, start, end, self._mention.target.write):
            return f"the text speaks of the spelling (“{talk}”)"
        form, write = self._mention.form, self._mention.target.write
        if (surface := self._document.text[start:end]).isupper():
            form = surface  # BPLA for the listed BpLA
        if form.isupper() and (firm := names_a_firm(self._document.text, end)):
            return f"part of a name (“{firm}”)"
        if words := self._evidence.once(("initials", form, write), lambda: spelled_out(self._document.text, form, write)):
            return f"the document spells it out: “{words}”"
        return self._other_bearer()

    def _other_bearer(self) -> str:
        """For a surname alone: the whole name, or an initial, must be in the document, and nobody else who bears the surname."""
        full = self._mention.target.full_names
        if not full:
            return ""
        form, start = self._mention.form, self._mention.start
        initial = initial_before(self._document.text, start)
        if initial and not initial_fits(initial, full):
            return f"“{initial}. {form}” is somebody else"
        named = bool(initial) and self._rule.guarded
        return self._evidence.once(
            ("bearer", form, full, named), lambda: somebody_else(self._evidence, self._rule, form, full, named=named)
        )

    def _by_source(self) -> bool | None:
        """True or False where the source text is at hand and the rule knows what to look for; else None."""
        if self._document.source is None or not self._rule.source:
            return None
        source, forms = self._document.source, self._rule.source
        held = self._evidence.once(
            ("source", *forms), lambda: sum(len(re.findall(rf"(?<!\w){re.escape(s)}(?!\w)", source)) for s in forms)
        )
        return held >= self._count

    def _by_frames(self) -> tuple[str, str]:
        """The safety that the frames give, and the frame that did; no safety where none fits."""
        rule, start, end = self._rule, self._mention.start, self._mention.end
        if not rule.sure and not rule.maybe:
            return rule.safety, ""
        for frames, safety in ((rule.sure, rule.safety), (rule.maybe, "suggest")):
            if frame := frame_that_matches(frames, self._document, start, end):
                return safety, f"frame “{frame}”"
        return "", ""
