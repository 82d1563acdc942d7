"""Positions are checked apart from the networks, and any of them alone."""

from dataclasses import replace

import pytest

from quantcert.lean import ModuleVerdict, ResultStore, check_modules
from quantcert.run.prompt.comparing import position_names
from quantcert.run.prompt.modules import PromptModules, block_name
from quantcert.run.prompt.networks import open_prompt, prompt_networks
from quantcert.run.prompt.precision import enclose_pair
from quantcert.statements import prompt_positions
from tests.support.networks import small_network
from tests.support.prompt_modules import prompt_modules

TOKENS = (3, 5, 1)
BITS = 40


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    model = small_network(tmp_path_factory.mktemp("model"), "llama", "alt43")
    inputs = open_prompt(model.quantized, model.original)
    found = enclose_pair(prompt_networks(inputs, TOKENS), inputs.architecture, BITS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prompt_positions, "_MOST_POSITIONS", 2)
        yield found


def test_some_modules_are_those_of_all(pair, tmp_path):
    whole = {job.name: job for job in prompt_modules(pair, tmp_path / "a").jobs}
    modules = PromptModules(pair.bits, pair.sides, tmp_path / "b")
    _, second = position_names(modules.names.comparison, 3, 20)
    wanted = [second, block_name(modules.names.quantized, 2)]
    found = {job.name: job for job in modules.some(wanted)}
    assert sorted(found) == sorted(wanted)
    for name, job in found.items():
        assert (job.source, job.theorems) == (whole[name].source, whole[name].theorems)
        assert [d.literals for d in job.data] == [d.literals for d in whole[name].data]


def test_a_position_is_checked_without_the_networks_and_kept(pair, library, tmp_path):
    modules, store = prompt_modules(pair, tmp_path / "data"), ResultStore(library, tmp_path / "r")
    names = position_names(modules.names.comparison, 3, 20)
    jobs = [job for job in modules.jobs if job.name in names]
    assert [(job.name, job.requires) for job in jobs] == [(name, ()) for name in names]
    assert set(names) < set(modules.jobs[-1].requires)
    for reused in (False, True):
        results = list(check_modules(library, jobs, 1, store=store))
        verdicts = [(result.verdict, result.reused) for result in results]
        assert verdicts == [(ModuleVerdict.ACCEPTED, reused)] * 2
    spoilt = replace(jobs[1], source=jobs[1].source.replace("checkLeads 20", "checkLeads 19"))
    (result,) = check_modules(library, [spoilt], 1)
    assert result.verdict is not ModuleVerdict.ACCEPTED
