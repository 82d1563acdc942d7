"""Scores of answers, against those of separate passes; files of questions."""

import json
from pathlib import Path

import numpy as np
import pytest

from quantcert.errors import CalibrationError
from quantcert.forward import BlockWeights, OriginalWeights, QuantizedWeights, evaluate
from quantcert.forward import choices as module
from quantcert.forward.choices import Question, ask, measure_choices, read_questions
from quantcert.forward.functions import log_softmax
from tests.support.networks import SmallNetwork, small_network

WORDS = (" a", " b c", " c", " d a")


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> SmallNetwork:
    return small_network(tmp_path_factory.mktemp("network"), "llama", "alt43")


def words(network: SmallNetwork) -> list[str]:
    return network.text.read_text().split()


def asked_of(network: SmallNetwork, count: int = 6) -> list[Question]:
    """Questions of three words; answers of one word and of two."""
    text = words(network)
    return [
        Question(
            " ".join(text[3 * n : 3 * n + 3]),
            tuple(f" {' '.join(text[n + k : n + k + 1 + k % 2])}" for k in range(3)),
            n % 3,
        )
        for n in range(count)
    ]


def score(network: SmallNetwork, weights: object, text: str, answer: str) -> float:
    """In one pass of the whole text, in plain loops."""
    from quantcert.forward.text import text_tokens

    tokenizer = network.original / "tokenizer.json"
    tokens = text_tokens(tokenizer, text + answer, 100)
    start = len(text_tokens(tokenizer, text, 100))
    x, kept = np.zeros((len(tokens), 0)), BlockWeights(weights)
    for block in network.architecture.blocks:
        x = evaluate(network.architecture, block.net, np.array(tokens), kept, x)
    logs = log_softmax(x)
    return sum(logs[place - 1, tokens[place]] for place in range(start, len(tokens)))


def test_figures_are_those_of_separate_passes(
    network: SmallNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BATCH_TOKENS", 10)
    questions = asked_of(network)
    tokenizer = network.original / "tokenizer.json"
    asked = ask(tokenizer, questions, 40, network.architecture.vocabulary)
    pair = OriginalWeights(network.base), QuantizedWeights(network.checkpoint)
    steps: list[tuple[int, int]] = []
    found = measure_choices(network.architecture, *pair, asked, lambda *step: steps.append(step))
    assert steps[-1] == (2 * len(asked.windows),) * 2
    chosen = [
        [
            int(np.argmax([score(network, weights, q.text, answer) for answer in q.choices]))
            for q in questions
        ]
        for weights in pair
    ]
    right = [[c == q.answer for c, q in zip(side, questions, strict=True)] for side in chosen]
    assert found.accuracy.mean == pytest.approx(np.mean(right[0]))
    assert found.quantized_accuracy.mean == pytest.approx(np.mean(right[1]))
    assert found.same_choice.mean == pytest.approx(np.mean(np.array(chosen[0]) == chosen[1]))
    assert found.chance == pytest.approx(1 / 3)
    differences = np.array(right[1], dtype=float) - right[0]
    assert found.difference.error == pytest.approx(differences.std(ddof=1) / np.sqrt(6))


def test_answers_of_one_token_share_a_window(network: SmallNetwork) -> None:
    first, second, *_ = words(network)
    question = Question(first, (f" {first}", f" {second}"), 0)
    tokenizer = network.original / "tokenizer.json"
    asked = ask(tokenizer, [question], 40, network.architecture.vocabulary)
    assert len(asked.windows) == 1


def test_few_questions_are_said_to_be_few() -> None:
    ones = [np.array([1.0, 0.0])] * 20
    found = module._quality([Question("q", ("a", "b"), n % 2) for n in range(20)], ones, ones)
    assert found.caution == "20 questions separate nothing below 12 points"
    many = module._quality([Question("q", ("a", "b"), 0)] * 5000, ones * 250, ones * 250)
    assert many.caution == "5000 questions separate nothing below 3 points"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: not JSON"),
        ('{"question": "q"}', "line 2: must be an object of answer, choices, question"),
        ('{"question": "q", "choices": ["a"], "answer": 0}', "choices two texts or more"),
        ('{"question": "q", "choices": ["a", ""], "answer": 0}', "choices two texts or more"),
        ('{"question": "q", "choices": ["a", "b"], "answer": 2}', r"answer 2 is not in 0\.\.1"),
    ],
)
def test_what_is_no_question_is_refused(tmp_path: Path, line: str, message: str) -> None:
    good = json.dumps({"question": "q", "choices": ["a", "b"], "answer": 1})
    file = tmp_path / "questions.jsonl"
    file.write_text(f"{good}\n{line}\n")
    with pytest.raises(CalibrationError, match=message):
        read_questions(file)
    file.write_text(f"\n{good}\n")
    assert read_questions(file) == [Question("q", ("a", "b"), 1)]


@pytest.mark.parametrize(("most", "vocabulary"), [(2, 99), (40, 1)])
def test_what_the_network_cannot_read_is_refused(
    network: SmallNetwork, most: int, vocabulary: int
) -> None:
    with pytest.raises(CalibrationError, match=r"more than 2 tokens|tokenizer of another model"):
        ask(network.original / "tokenizer.json", asked_of(network), most, vocabulary)
