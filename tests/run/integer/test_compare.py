"""The kernel compares a run with both networks in real numbers and refuses what is off by one."""

import re
from dataclasses import replace

import pytest

from quantcert.integer import build_program
from quantcert.integer.ranges import program_ranges
from quantcert.integer.trace import trace
from quantcert.lean import ModuleVerdict, check_modules
from quantcert.run.integer.compare import ORIGINAL, QUANTIZED, RealModules
from quantcert.run.integer.modules import RunModules
from quantcert.run.prompt.comparing import IncomparableError
from quantcert.run.prompt.modules import PromptModules
from quantcert.run.prompt.networks import open_prompt
from quantcert.run.prompt.verify import PromptRun
from tests.support.networks import small_network

TOKENS = (3, 5)


@pytest.fixture(scope="module")
def modules(library, tmp_path_factory) -> RealModules:
    model = small_network(tmp_path_factory.mktemp("m"), "llama", "pair11")
    inputs = open_prompt(model.quantized, model.original)
    bits, sides = PromptRun(library).sides(inputs, TOKENS)
    folder = tmp_path_factory.mktemp("data")
    program = build_program(model.checkpoint)
    run = RunModules(program, program_ranges(program), trace(program, TOKENS), folder)
    return RealModules(PromptModules(bits, sides, folder), run)


@pytest.fixture(scope="module")
def jobs(modules):
    return list(modules.stream())


def verdicts(library, jobs):
    return {result.name: result.verdict for result in check_modules(library, jobs, 2)}


def test_all_modules_are_accepted_and_bounds_are_those_of_the_logits(library, modules, jobs):
    found = verdicts(library, jobs)
    assert set(found.values()) == {ModuleVerdict.ACCEPTED}
    assert len(jobs) == len(found) == modules.count
    for network, box in zip((ORIGINAL, QUANTIZED), modules.prompt.logits, strict=True):
        stated = modules.comparisons[network]
        unit = 1 << box.scale - modules.run.program.sizes.unit
        for t, row in enumerate(modules.run.trace.logits.tolist()):
            pairs = zip(box.claims[t], row, strict=True)
            assert stated.differences[t].mantissa == max(
                abs(claim.mid - value * unit) + claim.rad for claim, value in pairs
            )
    last = jobs[-1]
    assert f"{modules.name(QUANTIZED)}.logits_differ_at_most_1" in last.theorems
    assert f"{modules.name(QUANTIZED)}.kl_at_most_1" in last.theorems


def test_a_bound_that_is_too_small_by_one_is_refused(library, modules, jobs):
    *_, positions, last = jobs
    assert positions.name in last.requires
    bound = modules.comparisons[QUANTIZED].differences[0]
    text, less = (f"⟨{m}, {bound.p}⟩" for m in (bound.mantissa, bound.mantissa - 1))
    assert text in positions.source

    def smaller(source: str) -> str:
        return re.sub(re.escape(text), less, source)

    theorems = {name: smaller(statement) for name, statement in positions.theorems.items()}
    wrong = replace(positions, source=smaller(positions.source), theorems=theorems)
    assert verdicts(library, [wrong]) == {positions.name: ModuleVerdict.REJECTED}
    assert verdicts(library, [positions]) == {positions.name: ModuleVerdict.ACCEPTED}


def test_networks_that_read_another_text_are_not_compared(modules):
    run = modules.run
    other = replace(run, trace=trace(run.program, TOKENS[::-1]))
    with pytest.raises(IncomparableError, match="another text"):
        RealModules(modules.prompt, other)


def test_a_box_with_a_logit_off_by_one_is_refused(library, modules, jobs):
    """Last, as its numbers take the place of the right ones."""
    run = modules.run
    logits = run.trace.logits.copy()
    logits[1, 7] += 1
    other = replace(run, trace=replace(run.trace, logits=logits))
    wrong = other.real(modules.prompt.logits[0].scale)
    needed = [job for job in jobs if job.name in wrong.requires]
    needed += [job for job in jobs if job.name in needed[0].requires]
    assert verdicts(library, [*needed[1:], needed[0], wrong])[wrong.name] is ModuleVerdict.REJECTED
