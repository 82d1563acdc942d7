"""The kernel repeats runs of the integer program, and refuses one that is off by one unit."""

from dataclasses import replace

import numpy as np
import pytest

from quantcert.errors import CheckpointError
from quantcert.integer import Program, Run, build_program, greedy
from quantcert.integer.activation import FACTOR_LIMIT
from quantcert.integer.narrow import fitting_shifts
from quantcert.integer.ranges import Ranges, program_ranges
from quantcert.integer.trace import Trace, trace
from quantcert.lean import ModuleVerdict, check_modules
from quantcert.run.integer.modules import RunModules
from quantcert.run.integer.prove import RunProver
from quantcert.statements import integer_embedding, integer_head
from tests.support.networks import small_network

TOKENS = (3, 5)


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Program:
    return build_program(small_network(tmp_path_factory.mktemp("m"), "llama", "pair11").checkpoint)


def refused(library, folder, program: Program, claims: Trace) -> str:
    """The first module that is not accepted."""
    return first_refused(library, RunModules(program, program_ranges(program), claims, folder))


def first_refused(library, modules: RunModules) -> str:
    for result in check_modules(library, modules.stream(), 1):
        if result.verdict is not ModuleVerdict.ACCEPTED:
            return result.name.removeprefix(modules.name)
    return "none"


def test_the_logits_after_each_token_are_proved(library, program):
    proved = RunProver(library).prove(program, TOKENS)
    logits = Run(program).read(TOKENS)
    assert (proved.accepted, proved.reason) == (True, "")
    assert proved.logits == tuple(map(tuple, logits.tolist()))
    assert proved.next_tokens == tuple(map(greedy, logits))
    assert [name.rpartition(".")[2] for name in proved.theorems] == [
        "logits_after_1",
        "next_token_after_1",
        "logits",
        "next_token",
        "block_sums_fit",
        "blocks_fit",
        "any_order",
        "rows_fit",
        "never_overflows",
        "powers_rounded",
    ]


def test_so_are_those_with_a_shift_for_each_group_of_columns(library, tmp_path):
    model = small_network(tmp_path, "llama", "alt43")
    program = build_program(model.checkpoint, activation_bits=8)
    assert program.sizes.precision.by_block
    assert RunProver(library).prove(program, TOKENS).accepted


def test_a_head_in_several_parts_and_modules_is_read(library, program, monkeypatch):
    monkeypatch.setattr(integer_head, "PART_ROWS", 8)
    monkeypatch.setattr(integer_head, "_PARTS_TOGETHER", 2)
    proved = RunProver(library).prove(program, TOKENS)
    assert (proved.accepted, proved.reason) == (True, "")
    assert len(proved.modules) == len(program.layers) + 3
    assert min(proved.next_tokens) >= 8  # other parts come before theirs


def test_factors_that_are_shifted_are_multiplied(library, program):
    layer = program.layers[0]
    larger = replace(layer, up=replace(layer.up, exponent=layer.up.exponent - 14))
    other = replace(program, layers=(larger, *program.layers[1:]))
    claims = trace(other, TOKENS)
    assert fitting_shifts(claims.layers[0].up, FACTOR_LIMIT).max() > 0
    proved = RunProver(library).prove(other, TOKENS)
    assert (proved.accepted, proved.reason) == (True, "")


def test_biases_are_added(library, program):
    layer = program.layers[0]
    biased = replace(layer, key=replace(layer.key, bias=np.array([1, -(1 << 20), 7, 0])))
    head = replace(program.head, bias=np.arange(20) << 10)
    other = replace(program, layers=(biased, *program.layers[1:]), head=head)
    proved = RunProver(library).prove(other, TOKENS)
    assert (proved.accepted, proved.reason) == (True, "")
    assert proved.logits[-1] != tuple(trace(program, TOKENS).logits[-1].tolist())


@pytest.mark.parametrize("place", [0, 1])
def test_a_logit_off_by_one_is_refused(library, program, tmp_path, place):
    claims = trace(program, TOKENS)
    logits = claims.logits.copy()
    logits[place, -1] += 1
    assert refused(library, tmp_path, program, replace(claims, logits=logits)) == "Head0"


def test_a_scale_that_is_off_is_refused(library, program, tmp_path):
    claims = trace(program, TOKENS)
    layer = program.layers[-1]
    scales = layer.down.scales + 256 * (np.arange(layer.down.scales.size) == 0).reshape(
        layer.down.scales.shape
    )
    layers = (*program.layers[:-1], replace(layer, down=replace(layer.down, scales=scales)))
    other = replace(program, layers=layers)
    assert trace(other, TOKENS).logits.tolist() != claims.logits.tolist()
    assert refused(library, tmp_path, other, claims) == f"Layer{len(layers) - 1}"


def test_layers_that_do_not_follow_each_other_are_refused(library, program, tmp_path):
    claims, others = trace(program, TOKENS[:1]), trace(program, TOKENS[1:])
    mixed = replace(others, tokens=claims.tokens, layers=(claims.layers[0], *others.layers[1:]))
    assert refused(library, tmp_path, program, mixed) == ""


def test_an_embedding_that_is_not_the_head_is_held_by_itself(
    library, program, tmp_path, monkeypatch
):
    monkeypatch.setattr(integer_embedding, "PART_ROWS", 8)
    monkeypatch.setattr(integer_embedding, "_PARTS_TOGETHER", 2)
    doubled = replace(program.embedding, scales=2 * program.embedding.scales)
    other = replace(program, embedding=doubled, layers=program.layers[:1])
    ranges, claims = program_ranges(other), trace(other, TOKENS[:1])
    modules = RunModules(other, ranges, claims, tmp_path)
    assert first_refused(library, modules) == "none"
    assert len(modules.jobs) == modules.count == 1 + 4
    smaller = replace(ranges, weight=ranges.weight - 1)
    parts = RunModules(other, smaller, claims, tmp_path)
    tables = [job for job in parts.stream() if "Embedding" in job.name]
    verdicts = [result.verdict for result in check_modules(library, iter(tables), 1)]
    assert verdicts.count(ModuleVerdict.REJECTED) == 1


def claimed(ranges: Ranges, part: str, field: str) -> Ranges:
    """The same ranges, but for a claim about the head or the first layer that is one smaller."""
    first, *others = ranges.sizes.layers
    old = ranges.sizes.head if part == "head" else getattr(first, part)
    new = replace(old, **{field: getattr(old, field) - 1})
    if part == "head":
        return replace(ranges, sizes=replace(ranges.sizes, head=new))
    layers = (replace(first, **{part: new}), *others)
    return replace(ranges, sizes=replace(ranges.sizes, layers=layers))


@pytest.mark.parametrize(
    ("part", "field", "module"),
    [
        ("gate", "norm", "Layer0"),
        ("head", "norm", "Head0"),
    ],
)
def test_a_claim_about_sizes_that_is_too_small_is_refused(
    library, program, tmp_path, part, field, module
):
    ranges = claimed(program_ranges(program), part, field)
    modules = RunModules(program, ranges, trace(program, TOKENS[:1]), tmp_path)
    assert first_refused(library, modules) == module


@pytest.mark.parametrize(("field", "module"), [("weight", "Head0"), ("entry", ""), ("angle", "")])
def test_a_claim_about_a_table_that_is_too_small_is_refused(
    library, program, tmp_path, field, module
):
    shallow = replace(program, layers=program.layers[:1])
    ranges = program_ranges(shallow)
    smaller = replace(ranges, **{field: getattr(ranges, field) - 1})
    modules = RunModules(shallow, smaller, trace(shallow, TOKENS[:1]), tmp_path)
    assert first_refused(library, modules) == module


def test_scales_that_may_overflow_are_refused(library, program):
    layer = program.layers[0]
    wide = replace(layer, down=replace(layer.down, scales=layer.down.scales << 38))
    with pytest.raises(CheckpointError, match=r"down_proj.weight: an intermediate may reach"):
        RunProver(library).prove(replace(program, layers=(wide, *program.layers[1:])), TOKENS)


def test_another_next_token_is_refused(library, program, tmp_path):
    claims = trace(program, TOKENS)
    modules = RunModules(program, program_ranges(program), claims, tmp_path)
    token = greedy(claims.logits[-1])
    *parts, whole = modules.stream()
    wrong = replace(
        whole,
        source=whole.source.replace(f"= {token} :=\n  argmax_of", f"= {token + 1} :=\n  argmax_of"),
        theorems={k: v.replace(f"= {token}", f"= {token + 1}") for k, v in whole.theorems.items()},
    )
    assert wrong.source != whole.source
    *_, result = check_modules(library, [*parts, wrong], 1)
    assert result.verdict is ModuleVerdict.REJECTED
