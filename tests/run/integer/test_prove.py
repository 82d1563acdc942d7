"""The kernel repeats runs of the integer program, and refuses one that is off by one unit."""

from dataclasses import replace

import numpy as np
import pytest

from quantcert.integer import Program, Run, build_program, greedy
from quantcert.integer.trace import Trace, trace
from quantcert.lean import ModuleVerdict, check_modules
from quantcert.run.integer.modules import run_module
from quantcert.run.integer.prove import RunProver
from tests.support.networks import small_network

TOKENS = (3, 5)


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Program:
    return build_program(small_network(tmp_path_factory.mktemp("m"), "llama", "pair11").checkpoint)


def verdict(library, folder, program: Program, claims: Trace) -> ModuleVerdict:
    made = run_module(program, claims, folder)
    return next(check_modules(library, [made.job], 1)).verdict


def test_the_logits_of_a_text_are_proved(library, program):
    proved = RunProver(library).prove(program, TOKENS)
    logits = Run(program).read(TOKENS)[-1]
    assert (proved.accepted, proved.reason) == (True, "")
    assert proved.logits == tuple(logits.tolist())
    assert proved.next_token == greedy(logits)
    assert [name.rpartition(".")[2] for name in proved.theorems] == [
        "logits",
        "next_token",
        "block_sums_fit",
        "rows_fit",
    ]


def test_so_are_those_with_a_shift_for_each_group_of_columns(library, tmp_path):
    model = small_network(tmp_path, "llama", "alt43")
    program = build_program(model.checkpoint, activation_bits=8)
    assert program.sizes.precision.by_block
    assert RunProver(library).prove(program, TOKENS).accepted


def test_biases_are_added(library, program):
    layer = program.layers[0]
    biased = replace(layer, key=replace(layer.key, bias=np.array([1, -(1 << 20), 7, 0])))
    other = replace(program, layers=(biased, *program.layers[1:]))
    proved = RunProver(library).prove(other, TOKENS)
    assert (proved.accepted, proved.reason) == (True, "")
    assert proved.logits != tuple(trace(program, TOKENS).logits.tolist())


def test_a_logit_off_by_one_is_refused(library, program, tmp_path):
    claims = trace(program, TOKENS)
    logits = claims.logits.copy()
    logits[-1] += 1
    wrong = replace(claims, logits=logits)
    assert verdict(library, tmp_path, program, wrong) is ModuleVerdict.REJECTED


def test_a_scale_that_is_off_is_refused(library, program, tmp_path):
    claims = trace(program, TOKENS)
    layer = program.layers[-1]
    scales = layer.down.scales + 256 * (np.arange(layer.down.scales.size) == 0).reshape(
        layer.down.scales.shape
    )
    layers = (*program.layers[:-1], replace(layer, down=replace(layer.down, scales=scales)))
    other = replace(program, layers=layers)
    assert trace(other, TOKENS).logits.tolist() != claims.logits.tolist()
    assert verdict(library, tmp_path, other, claims) is ModuleVerdict.REJECTED


def test_another_next_token_is_refused(library, program, tmp_path):
    made = run_module(program, trace(program, TOKENS), tmp_path)
    token = made.module.next_token
    source, theorems = made.job.source, made.job.theorems
    wrong = replace(
        made.job,
        source=source.replace(f"= {token} :=\n  next_of", f"= {token + 1} :=\n  next_of"),
        theorems={k: v.replace(f"= {token}", f"= {token + 1}") for k, v in theorems.items()},
    )
    assert wrong.source != source
    (result,) = check_modules(library, [wrong], 1)
    assert result.verdict is ModuleVerdict.REJECTED
