"""Sentences of the theorems about one stored matrix."""

from __future__ import annotations

from dataclasses import replace

from quantcert.report.decimals import at_most
from quantcert.report.sentences.words import Kind, Told, counted, interval, kind

_VALUE = r"\(Dyadic\.value R @\)"
_INPUTS = "For every input with entries {}"


def _met(told: Told, sentence: str) -> str:
    if told.short_name.endswith("meets_requirement"):
        return f"The requirement is met: {sentence[0].lower()}{sentence[1:]}"
    return sentence


def _error(told: Told) -> str:
    entries = _INPUTS.format(interval(told.lower(0)))
    change = f"{entries}, no output of {told.subject.name} changes by more than {told.upper(2)}."
    return _met(told, change)


def _transposed(told: Told) -> str:
    entries = _INPUTS.format(interval(told.lower(0)))
    name = told.subject.name
    change = f"{entries}, no output of x·W, W being {name}, changes by more than {told.upper(2)}."
    return _met(told, change)


def _lookup(told: Told) -> str:
    return _met(
        told,
        f"No entry of a row that is looked up in {told.subject.name} changes by more than "
        f"{told.upper(0)}.",
    )


def _measured_error(told: Told) -> str:
    """Numbers: the measured sum, p, then those of `_error`."""
    sums = told.units(told.integer(0), told.integer(1))
    after = replace(told, numbers=told.numbers[2:])
    line = "column" if "transposed" in told.short_name else "row"
    told_error = _transposed(after) if line == "column" else _error(after)
    return f"{told_error[:-1]}, if no {line}'s errors add up to more than the measured {sums}."


def _measured_lookup(told: Told) -> str:
    largest = told.units(told.integer(0), told.integer(1))
    after = replace(told, numbers=told.numbers[2:])
    return f"{_lookup(after)[:-1]}, if no entry errs by more than the measured {largest}."


def _not_vacuous(told: Told) -> str:
    return (
        f"The bound says something: with zeros in place of {told.subject.name}, some output would "
        f"change by more than {told.lower(2)} for an input with entries {interval(told.upper(0))}."
    )


def _lookup_not_vacuous(told: Told) -> str:
    return (
        f"The bound says something: with zeros in place of {told.subject.name}, some entry would "
        f"change by more than {told.lower(0)}."
    )


def _if_measured(words: str) -> str:
    return f"{words[:-1]}, if the original's weights are as measured."


def _share(told: Told, line: str) -> str:
    share = f"{told.integer(0)}/{told.integer(1)}"
    floor = told.subject.numbers.get(f"{line} floor")
    more = f", plus {at_most(floor)}" if floor else ""
    return (
        f"In every {line} of {told.subject.name} the absolute errors add up to at most {share} of "
        f"the {line}'s own absolute weights{more}."
    )


def _part(words: str) -> Kind:
    def told_part(told: Told) -> str:
        part = f"part {told.integer(0) + 1} of {told.subject.name}"
        return words.format(part=part, Part=part[0].upper() + part[1:])

    return kind(r"chunk#(?:\b|_)", told_part)


def _accumulator(told: Told) -> str:
    width, length = told.integer(0), counted(told.integer(1), "product")
    low, high, least, most = told.numbers[2:6]
    return (
        f"No sum of {length} of centred codes from {low} to {high} and activations from {least} to "
        f"{most} leaves a {width}-bit accumulator, in whatever order it is added up."
    )


def _packed(told: Told) -> str:
    rows, weights = counted(told.integer(0), "row"), counted(told.integer(1), "weight")
    size = counted(told.integer(2), "byte")
    return f"The packed codes of {told.subject.name}, {rows} of {weights}, take exactly {size}."


def _zero_points(told: Told) -> str:
    rows, groups = counted(told.integer(0), "row"), counted(told.integer(1), "group")
    lanes, size = counted(told.integer(2), "lane"), counted(told.integer(3), "byte")
    return (
        f"The zero-points of {told.subject.name}, {rows} of {groups} in {lanes}, take exactly "
        f"{size}."
    )


def _pairs(told: Told) -> str:
    rows = counted(told.integer(0), "row")
    return (
        f"In {rows} of {told.subject.name}, every stored word is a pair of valid codes, and the "
        "padding is zero."
    )


def _valid_zero_points(told: Told) -> str:
    rows = counted(told.integer(0), "row")
    return (
        f"In {rows} of {told.subject.name}, every zero-point is a valid code, and the padding is "
        "zero."
    )


def _norms(told: Told) -> str:
    entry, row, norm, operator = (told.upper(place) for place in (0, 2, 4, 8))
    return (
        f"The error of {told.subject.name} has no entry larger than {entry}, no row whose absolute "
        f"values add up to more than {row} or whose Euclidean norm is above {norm}, and lengthens "
        f"no vector of length 1 to more than {operator}."
    )


_SIZES = r"⟨@, @, @, @, @⟩"

LAYER_KINDS = {
    "weights-error": kind(rf"LayerErrorAtMost .*?{_VALUE} {_VALUE}$", _error),
    "weights-transposed-error": kind(rf"TransposedErrorAtMost .*?{_VALUE} {_VALUE}$", _transposed),
    "weights-lookup-error": kind(rf"LookupErrorAtMost .*?{_VALUE}$", _lookup),
    "wide-error": kind(rf"LayerErrorAtMost .*?{_VALUE} {_VALUE}$", _error),
    "row-error": kind(rf"≤ #\) : LayerErrorAtMost R # .*?{_VALUE} {_VALUE}$", _measured_error),
    "transposed-error": kind(
        rf"≤ #\) : TransposedErrorAtMost R # .*?{_VALUE} {_VALUE}$", _measured_error
    ),
    "lookup-error": kind(rf"≤ #\) : LookupErrorAtMost R # .*?{_VALUE}$", _measured_lookup),
    "weights-not-vacuous": kind(rf"NotVacuous .*?{_VALUE} {_VALUE}$", _not_vacuous),
    "weights-transposed-not-vacuous": kind(rf"NotVacuous .*?{_VALUE} {_VALUE}$", _not_vacuous),
    "weights-lookup-not-vacuous": kind(rf"NotVacuous .*?{_VALUE}$", _lookup_not_vacuous),
    "wide-not-vacuous": kind(rf"NotVacuous .*?{_VALUE} {_VALUE}$", _not_vacuous),
    "not-vacuous": kind(
        rf"NotVacuous .*?{_VALUE} {_VALUE}$", lambda told: _if_measured(_not_vacuous(told))
    ),
    "transposed-not-vacuous": kind(
        rf"NotVacuous .*?{_VALUE} {_VALUE}$", lambda told: _if_measured(_not_vacuous(told))
    ),
    "lookup-not-vacuous": kind(
        rf"NotVacuous .*?{_VALUE}$", lambda told: _if_measured(_lookup_not_vacuous(told))
    ),
    "weights-row-share": kind("RowShareAtMost ⟨#, #, #⟩", lambda told: _share(told, "row")),
    "wide-row-share": kind("RowShareAtMost ⟨#, #, #⟩", lambda told: _share(told, "row")),
    "weights-column-share": kind(
        "ColumnShareAtMost ⟨#, #, #⟩", lambda told: _share(told, "column")
    ),
    "chunk-checked": _part(
        "{Part}: the kernel computed every weight's error and every row's sum of errors from the "
        "stored numbers, and they are within what is stated."
    ),
    "chunk-share": _part(
        "{Part}: the kernel found the errors of each row within the row's own share."
    ),
    "chunk-size": _part(
        "{Part}: the kernel added up the absolute weights, and the sum is not below what is stated."
    ),
    "chunk-columns": _part(
        "{Part}: the kernel added up the columns of weights and of errors, and the sums are within "
        "what is stated."
    ),
    "chunk-norms": _part(
        "{Part}: the kernel computed the sizes of rows and entries, and they are within what is "
        "stated."
    ),
    "chunk-error-gram": _part(
        "{Part}: the kernel computed the Gram matrices of the errors, and their row sums are "
        "within what is stated."
    ),
    "chunk-weight-gram": _part(
        "{Part}: the kernel computed the Gram matrices of the weights, and their row sums are "
        "within what is stated."
    ),
    "accumulator-safe": kind(
        r"Accumulator\.Safe # # \((-?\d+)\) (-?\d+) \((-?\d+)\) (-?\d+)", _accumulator
    ),
    "packed-length": kind("PackedLength # # #", _packed),
    "zero-point-length": kind("ZeroPointLength # # # #", _zero_points),
    "packed-pairs": kind(r"PackedPairs (?:⟨.*?⟩|\(.*?\)|\S+) # #", _pairs),
    "zero-points-valid": kind(r"ZeroPointsValid (?:\d+ ){3}# #", _valid_zero_points),
    "weights-norms": kind(rf", {_SIZES}⟩ \(storedMatrix", _norms),
}
"""How each kind of theorem about a matrix is told."""
