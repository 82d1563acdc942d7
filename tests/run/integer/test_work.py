"""Which prompts are run, and which are compared with both networks."""

from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest

from quantcert.certificate import Rule, Verdict
from quantcert.errors import StoredValueError
from quantcert.run.integer.opening import open_runs
from quantcert.run.integer.work import RunWork
from quantcert.run.options import Progress, silent
from quantcert.run.prompt.asked import AskedPrompt, PromptFile
from tests.run.integer.test_evidence import RUN
from tests.support.networks import SmallNetwork, small_network


@dataclass(frozen=True)
class Prover:
    """Proves the same of all texts of three tokens, and keeps what it was asked for."""

    asked: list
    progress: Progress = silent

    def prove(self, program, tokens):
        self.asked.append(("alone", tokens, None))
        return replace(RUN, tokens=tokens, beside=())

    def prove_beside(self, inputs, program, tokens, bits):
        self.asked.append(("beside", tokens, bits))
        return replace(RUN, tokens=tokens)


@pytest.fixture(scope="module")
def llama(tmp_path_factory) -> SmallNetwork:
    return small_network(tmp_path_factory.mktemp("llama"), "llama", "pair11")


@pytest.fixture
def took() -> list:
    return []


@pytest.fixture
def work(llama, tmp_path, took, monkeypatch) -> RunWork:
    file = tmp_path / "prompts.jsonl"
    again = '{"tokens": [3, 5, 7], "expected": 1}\n'
    file.write_text(f'{{"tokens": [3, 5, 7]}}\n{{"tokens": [7, 5, 3]}}\n{again}')
    opened = open_runs(llama.checkpoint, file, (llama.quantized,), 16, 10_000)
    networks = SimpleNamespace(
        inputs="both", file=PromptFile("p", "", (AskedPrompt(1, None, (3, 5, 7), None),))
    )
    monkeypatch.setattr("quantcert.run.integer.work.run_rests_on", lambda inputs: [str(inputs)])
    return RunWork(opened, networks, Prover([]), 40, None, lambda run: took.append(run.tokens))


def test_what_both_files_have_is_compared_and_nothing_is_proved_twice(work, took):
    found = work.evidence()
    assert work.prover.asked == [("beside", (3, 5, 7), 40), ("alone", (7, 5, 3), None)]
    assert took == [(3, 5, 7), (7, 5, 3)]
    assert [bool(run.distances) for run in found.runs] == [True, False, True]
    assert [run.verdict for run in found.runs] == [*[Verdict.PROVED] * 2, Verdict.FAILED]
    assert found.rests_on == ("both",)


def test_without_networks_nothing_is_compared(work):
    found = replace(work, networks=None).evidence()
    assert {how for how, _, _ in work.prover.asked} == {"alone"}
    assert found.rests_on == ("None",)
    assert set(found.vocabulary) == {"0", "1", "2", "3", "5", "7"}


def test_a_number_that_cannot_be_read_is_told(work, monkeypatch):
    told = replace(work, opened=replace(work.opened, obstacle="a scale is not finite")).evidence()
    assert (told.finding.rule, told.runs) == (Rule.PROMPT_UNSUPPORTED, ())
    assert told.finding.message == "a scale is not finite"

    def spoiled(*_):
        raise StoredValueError("file", "tensor", "a code is out of range")

    monkeypatch.setattr("quantcert.run.integer.opening.build_program", spoiled)
    assert "a code is out of range" in work.evidence().finding.message
