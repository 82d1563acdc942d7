"""Is a certificate as strong as a baseline? Where it is weaker, and what else differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from quantcert.numbers import lower, upper
from quantcert.regression.baseline import Baseline
from quantcert.regression.forms import kind_of
from quantcert.regression.measures import SECTIONS, Fact, Facts, Measure, Weaker
from quantcert.regression.rules import RegressionRule as Rule

_NOTHING: Mapping[str, Facts] = {}
_ADDED = {
    "layers": "a layer",
    "scopes": "a scope",
    "blocks": "a block",
    "after_norms": "a layer after a norm",
    "prompts": "a prompt",
}
_FORM_FACTS = ("statement", "definitions", "axioms")


@dataclass(frozen=True)
class Change:
    """Something that differs: weaker by `rule`, or, where that is None, a note.

    `places` are `SECTION/NAME` of all things that it concerns; `before` and `after` are None where
    a thing was not or is no longer there.
    """

    rule: Rule | None
    places: tuple[str, ...]
    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Factors:
    """The largest allowed multiples of the baseline's time and memory; None is not asked."""

    time: Fraction | None = None
    memory: Fraction | None = None


def changes(before: Baseline, after: Baseline, factors: Factors = Factors()) -> list[Change]:
    """All differences, those that are weaker first."""
    found = [
        change
        for name in SECTIONS
        if name != "theorems"
        for change in _section(name, before, after)
    ]
    found = [*_merged(found), *_costs(before, after, factors)]
    if before.model != after.model:
        found.append(Change(None, ("checkpoint/all",), "model", before.model, after.model))
    return sorted(found, key=lambda change: change.rule is None)


def _section(name: str, before: Baseline, after: Baseline) -> Iterator[Change]:
    """Differences of the things of a section."""
    old, new = before.sections.get(name, _NOTHING), after.sections.get(name, _NOTHING)
    section = SECTIONS[name]
    for thing in old:
        if thing not in new:
            what = "is no longer there" if section.gone else "is no longer needed"
            yield Change(section.gone, (f"{name}/{thing}",), what, "there", None)
    for thing, facts in new.items():
        place = f"{name}/{thing}"
        if thing in old:
            yield from _Thing(name, place, before, after).changes(old[thing], facts)
        elif section.new:
            yield Change(section.new, (place,), "is new", None, "there")
        else:
            yield Change(None, (place,), f"{_ADDED.get(name, 'a fact')} was added", None, "there")


@dataclass(frozen=True)
class _Thing:
    """A thing that both have."""

    section: str
    place: str
    before: Baseline
    after: Baseline

    def changes(self, old: Facts, new: Facts) -> Iterator[Change]:
        """Differences of its facts."""
        found = [
            change
            for key in (*old, *(key for key in new if key not in old))
            for change in self._fact(key, old.get(key), new.get(key))
        ]
        yield from found
        same_subject = "subject" in old and old["subject"] == new.get("subject")
        if same_subject and not found and old["claims"] != new.get("claims"):
            yield Change(
                Rule.STATEMENT,
                (self.place,),
                "other numbers are stated of the same tensors and requirements",
                str(old["claims"]),
                str(new.get("claims")),
            )

    def _fact(self, key: str, old: Fact | None, new: Fact | None) -> Iterator[Change]:
        measure = SECTIONS[self.section].measure(key)
        told = key.replace(key.partition(" of ")[0], measure.told, 1)
        if measure.weaker is Weaker.BY_FORM:
            yield from self._forms(_names(old), _names(new))
        elif old != new and measure.weaker is not Weaker.NEVER:
            rule = measure.rule if self._weaker(measure, old, new) else None
            yield Change(rule, (self.place,), told, *_shown(measure, old, new))

    def _weaker(self, measure: Measure, old: Fact | None, new: Fact | None) -> bool:
        if measure.weaker is Weaker.NOTED:
            return False
        if old is None or new is None:
            return new is None
        if isinstance(old, Fraction) and isinstance(new, Fraction):
            if measure.weaker is Weaker.IF_SMALLER:
                return new < old
            bounds = measure.rule is Rule.BOUND
            allowed = abs(old) * self.before.tolerance(self.place) if bounds else 0
            return new > old + allowed
        if measure.weaker is Weaker.IF_LATER:
            return _rank(measure, new) > _rank(measure, old)
        return measure.weaker is Weaker.IF_OTHER

    def _forms(self, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Change]:
        """Kinds of theorems that are gone, and what differs in those of a kind that both have."""
        earlier, later = _by_kind(old), _by_kind(new)
        for kind, names in earlier.items():
            if kind not in later:
                what = f"no proved theorem of the kind {kind}"
                yield Change(Rule.STATEMENT, (self.place,), what, "there", None)
                continue
            for key in _FORM_FACTS:
                yield from self._form(kind, key, names, later[kind])
        for kind in later.keys() - earlier.keys():
            yield Change(
                None, (self.place,), f"theorem of the kind {kind} was added", None, "there"
            )

    def _form(self, kind: str, key: str, old: list[str], new: list[str]) -> Iterator[Change]:
        """Whether theorems of a kind state something else, rest on more, or mean something else."""
        measure = SECTIONS["theorems"].measure(key)
        earlier, later = _parts(self.before, old, key), _parts(self.after, new, key)
        if earlier != later:
            weaker = measure.weaker is Weaker.IF_OTHER or bool(later - earlier)
            rule = measure.rule if weaker else None
            what = f"{measure.told} of {kind}"
            yield Change(rule, (self.place,), what, _list(earlier), _list(later))


def _parts(baseline: Baseline, names: list[str], key: str) -> frozenset[str]:
    """The facts under a key of some forms; names of axioms one by one."""
    found: set[str] = set()
    for name in names:
        fact = baseline.sections["theorems"][name][key]
        found |= set(fact) if isinstance(fact, tuple) else {str(fact)}
    return frozenset(found)


def _by_kind(names: tuple[str, ...]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for name in names:
        kinds.setdefault(kind_of(name), []).append(name)
    return kinds


def _names(fact: Fact | None) -> tuple[str, ...]:
    return fact if isinstance(fact, tuple) else ()


def _rank(measure: Measure, fact: Fact) -> int:
    """The place of a word, the last for one that is not known."""
    known = str(fact) in measure.order
    return measure.order.index(str(fact)) if known else len(measure.order)


def _merged(found: list[Change]) -> list[Change]:
    """Changes that are the same in many places as one."""
    places: dict[tuple[Rule | None, str, str | None, str | None], list[str]] = {}
    for change in found:
        key = (change.rule, change.what, change.before, change.after)
        places.setdefault(key, []).extend(change.places)
    return [Change(key[0], tuple(where), *key[1:]) for key, where in places.items()]


def _shown(measure: Measure, old: Fact | None, new: Fact | None) -> tuple[str | None, str | None]:
    """Both facts as text: enough digits of numbers to see which is larger."""
    if isinstance(old, Fraction) and isinstance(new, Fraction):
        down = measure.weaker is Weaker.IF_SMALLER
        for digits in (4, 8, 16):
            texts = [(lower if down else upper)(value, digits) for value in (old, new)]
            if texts[0] != texts[1]:
                return texts[0], texts[1]
    return _text(old), _text(new)


def _text(fact: Fact | None) -> str | None:
    if fact is None:
        return None
    return _list(fact) if isinstance(fact, tuple) else str(fact)


def _list(names: frozenset[str] | tuple[str, ...]) -> str:
    return ", ".join(sorted(names)) or "none"


def _costs(before: Baseline, after: Baseline, factors: Factors) -> Iterator[Change]:
    """What the run cost, where it is more than is allowed."""
    if before.cost is None or after.cost is None:
        return
    yield from _cost(Rule.TIME, "seconds", before.cost.seconds, after.cost.seconds, factors.time)
    yield from _cost(
        Rule.MEMORY, "MiB of memory", before.cost.peak_mib, after.cost.peak_mib, factors.memory
    )


def _cost(
    rule: Rule, told: str, old: float, new: float, factor: Fraction | None
) -> Iterator[Change]:
    if factor is not None and Fraction(new) > factor * Fraction(old):
        what = f"{told}, allowed: {upper(factor)} times as many"
        yield Change(rule, ("checkpoint/all",), what, str(old), str(new))
