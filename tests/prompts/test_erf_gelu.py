"""GELU by the error function: its laws are true, boxes contain it, Lean accepts no smaller ones."""

from dataclasses import replace
from decimal import Context, Decimal, setcontext

import pytest

from quantcert.lean import Limits, Outcome
from quantcert.lean.process.runners import RunnerPool
from quantcert.models.net import Activate, Input
from quantcert.prompts import erf_gelu
from quantcert.prompts.boxes import Box
from quantcert.prompts.cells import Claim
from quantcert.prompts.constants import erf_gelu_constant
from quantcert.prompts.enclose import Encloser
from quantcert.prompts.network import PromptNetwork
from quantcert.statements.data_text import definition_text
from quantcert.statements.prompt_terms import PromptWriter
from quantcert.statements.render import PREAMBLE

SCALE = 40
ENTRIES = (-30.0, -7.9, -7.6, -3.25, -0.5, 0.0, 0.125, 2.0, 5.5, 7.7, 9.0, 200.0)
SQUARES = tuple(Decimal(k) / 4 for k in range(0, 400, 23))
SMALL = Decimal(10) ** -90
PI = Decimal(
    "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534"
)


@pytest.fixture(autouse=True)
def _digits():
    setcontext(Context(prec=300))


def density(square: Decimal) -> Decimal:
    return (-square / 2).exp() / (2 * PI).sqrt()


def gelu(x: Decimal) -> Decimal:
    """`x` times the normal distribution function, to some 90 digits."""
    square = x * x
    if square > 600:
        return max(x, Decimal(0))
    return x / 2 + density(square) * square * series(square, 1, int(square) + 400)


def series(square: Decimal, last: int, terms: int) -> Decimal:
    total = Decimal(last)
    for k in reversed(range(terms)):
        total = 1 + square / (2 * k + 3) * total
    return total


def value(mantissa: int, scale: int) -> Decimal:
    return Decimal(mantissa) / Decimal(1 << scale)


def box(scale: int = SCALE, radius: int = 3) -> Box:
    return Box(scale, (tuple(Claim(round(x * 2**scale), radius) for x in ENTRIES),))


def enclosed(x: Box):
    bell = erf_gelu_constant(x.scale + 8)
    known = PromptNetwork((), (0,), (), (), bell=bell)
    return known, Encloser(known, x.scale).net(Activate(len(ENTRIES), "gelu", Input()), x)


@pytest.mark.parametrize("square", SQUARES)
def test_what_is_assumed_of_the_function_is_true_of_it(square):
    """`ErfGeluLaws` in `lean/QuantCert/Spec/Activation/ErfGelu.lean`."""
    for x in (square.sqrt(), -square.sqrt()):
        for terms in range(int(square) + 1, int(square) + 60, 20):
            low, high = (density(square) * square * series(square, n, terms) for n in (1, 2))
            assert x / 2 + low - SMALL <= gelu(x) <= x / 2 + high + SMALL
        assert abs(gelu(x) - max(x, Decimal(0))) <= density(square) + SMALL


@pytest.mark.parametrize("scale", [24, 40, 64, 100])
def test_boxes_contain_the_function_at_both_ends_and_are_sharp(scale):
    x = box(scale)
    for claim, given in zip(enclosed(x)[1].out.claims[0], x.claims[0], strict=True):
        for end in (given.mid - given.rad, given.mid, given.mid + given.rad):
            error = abs(gelu(value(end, scale)) - value(claim.mid, scale))
            assert error <= value(claim.rad, scale)
        assert claim.rad <= 3 * given.rad


def test_large_arguments_have_no_series():
    threshold = erf_gelu._threshold(box())
    assert [abs(x) * 2**SCALE >= threshold for x in ENTRIES] == [x * x >= 60 for x in ENTRIES]


def test_parts_are_equal_and_not_too_large():
    assert [erf_gelu.erf_parts(dim) for dim in (3, 384, 385, 1536, 3072, 389)] == [1, 1, 5, 4, 8, 1]


def statement(known: PromptNetwork, trace, x: Box, out: Box) -> str:
    """A module that states that `out` is accepted."""
    writer = PromptWriter(known)
    names = [writer.table(trace.table), *map(writer.box, (known.bell, x, out))]
    literals = {key: definition_text(value) for key, value in writer.literals.items()}
    numbers = [f"noncomputable def {k} : {t} := {v}" for k, (t, v) in literals.items()]
    other = [f"noncomputable def {d.name} : {d.kind} := {d.term}" for d in writer.definitions]
    table, bell, given, claimed = names
    each = f"(fun n => checkErfGelu {table} {trace.number} 1 n {bell})"
    check = f"byParts (erfParts {trace.number}) {len(ENTRIES)} {each} {given} {claimed}"
    return "\n".join(
        [
            "prelude\nimport QuantCert.Cert.Prompt.ErfGelu\nimport QuantCert.Cert.Prompt.Parts",
            *PREAMBLE,
            *numbers,
            *other,
            f"theorem accepted : {check} = true := by decide +kernel",
        ]
    )


@pytest.fixture(scope="module")
def outcome(library, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lean")
    limits = Limits(seconds=120.0)
    with RunnerPool(library.toolchain, 1) as pool:

        def run(text: str) -> Outcome:
            file = folder / "Gelu.lean"
            file.write_text(text)
            return pool.compile(file, folder / "Gelu.olean", folder, [library.path], limits).outcome

        yield run


def smaller(out: Box, place: int) -> Box:
    """The box with one radius less by one unit."""
    row = list(out.claims[0])
    row[place] = row[place]._replace(rad=row[place].rad - 1)
    return Box(out.scale, (tuple(row),))


def test_lean_accepts_the_least_radii_and_none_that_is_smaller(outcome):
    x = box()
    known, trace = enclosed(x)
    assert outcome(statement(known, trace, x, trace.out)) is Outcome.OK
    for place in (0, 3, 5, 9, len(ENTRIES) - 1):
        text = statement(known, trace, x, smaller(trace.out, place))
        assert outcome(text) is not Outcome.OK, ENTRIES[place]


@pytest.mark.parametrize("change", ["threshold", "parts", "width", "blocks"])
def test_lean_refuses_other_numbers_that_do_not_do(outcome, change):
    x = box()
    known, trace = enclosed(x)
    _, numbers = erf_gelu.erf_gelu(1, len(ENTRIES), trace.table, known.bell, x, SCALE)
    assert numbers.packed == trace.number
    smaller = {"threshold": 1, "parts": 1, "width": numbers.width * 3 // 4, "blocks": 1}[change]
    fewer = replace(numbers, small=None, **{change: getattr(numbers, change) - smaller})
    changed = replace(trace, number=fewer.packed)
    assert outcome(statement(known, changed, x, trace.out)) is not Outcome.OK


def test_a_position_of_small_arguments_has_a_shorter_series_that_does_for_no_other(outcome):
    large = box()
    little = tuple(Claim(claim.mid >> 8, claim.rad) for claim in large.claims[0])
    x = Box(SCALE, (*large.claims, little))
    bell = erf_gelu_constant(SCALE + 8)
    known = PromptNetwork((), (0, 0), (), (), bell=bell)
    trace = Encloser(known, SCALE).net(Activate(len(ENTRIES), "gelu", Input()), x)
    _, numbers = erf_gelu.erf_gelu(2, len(ENTRIES), trace.table, bell, x, SCALE)
    assert numbers.packed == trace.number
    assert numbers.small.blocks < numbers.blocks
    assert numbers.small.width < numbers.width
    alone = replace(numbers.small, small=None).packed
    for t, accepted in ((0, False), (1, True)):
        given, claimed = (Box(each.scale, (each.claims[t],)) for each in (x, trace.out))
        assert outcome(statement(known, trace, given, claimed)) is Outcome.OK
        text = statement(known, replace(trace, number=alone), given, claimed)
        assert (outcome(text) is Outcome.OK) is accepted


def test_lean_refuses_a_constant_above_one(outcome):
    x = box()
    known, _ = enclosed(x)
    bell = known.bell.claims[0][0]
    wide = Box(known.bell.scale, ((bell._replace(rad=1 << known.bell.scale),),))
    tail = Box(x.scale, ((x.claims[0][0],) * len(ENTRIES),))
    for constant, expected in ((known.bell, True), (wide, False)):
        changed = PromptNetwork((), (0,), (), (), bell=constant)
        net = Activate(len(ENTRIES), "gelu", Input())
        found = Encloser(changed, SCALE).net(net, tail)
        assert (outcome(statement(changed, found, tail, found.out)) is Outcome.OK) is expected
