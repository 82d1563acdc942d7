"""Questions with several answers, the most probable of which is taken: as the field asks them.

A file of questions has a JSON object in each line:

    {"question": "The capital of France is", "choices": [" Paris", " Rome"], "answer": 0}

An answer's score is the logarithm of its probability after the question: the sum over its tokens.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quantcert.errors import CalibrationError
from quantcert.forward.compare import Window
from quantcert.forward.evaluate import evaluate
from quantcert.forward.functions import Array, log_softmax
from quantcert.forward.quality import Estimate, estimate
from quantcert.forward.text import tokens_of
from quantcert.forward.weights import BlockWeights, Weights
from quantcert.models.net import Architecture, Block

Progress = Callable[[int, int], None]
"""Called with the windows done in all blocks, and how many there are to do."""

LEAST_POINTS = 3
"""Differences of an accuracy below that many hundredths are never called one."""

_BATCH_TOKENS = 16384  # read at a time, so that states of few windows are in memory
_KEYS = {"question", "choices", "answer"}


@dataclass(frozen=True)
class Question:
    """A text, the answers that may follow it, and which of them is right."""

    text: str
    choices: tuple[str, ...]
    answer: int


@dataclass(frozen=True)
class ChoiceQuality:
    """Answers of two networks.

    Attributes:
        questions: how many.
        chance: the share of right answers of one who guesses.
        accuracy: of the original.
        quantized_accuracy: of the quantized network.
        difference: quantized less original, of the same questions.
        same_choice: share of questions that both answer alike.
    """

    questions: int
    chance: float
    accuracy: Estimate
    quantized_accuracy: Estimate
    difference: Estimate
    same_choice: Estimate

    @property
    def caution(self) -> str:
        """What so few questions do not tell."""
        points = max(LEAST_POINTS, math.ceil(100 * self.accuracy.error))
        return f"{self.questions} questions separate nothing below {points} points"


def read_questions(path: Path) -> list[Question]:
    """The questions of a file.

    Raises:
        CalibrationError: if it cannot be read, or a line is no question.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CalibrationError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CalibrationError(f"{path}: not UTF-8 text: {error}") from error
    found = [
        _question(f"{path}: line {n}", line) for n, line in enumerate(lines, 1) if line.strip()
    ]
    if not found:
        raise CalibrationError(f"{path}: holds no question")
    return found


def _question(where: str, line: str) -> Question:
    try:
        entry: Any = json.loads(line)
    except ValueError as error:
        raise CalibrationError(f"{where}: not JSON: {error}") from error
    if not isinstance(entry, dict) or set(entry) != _KEYS:
        raise CalibrationError(f"{where}: must be an object of {', '.join(sorted(_KEYS))}")
    text, choices, answer = entry["question"], entry["choices"], entry["answer"]
    texts = isinstance(choices, list) and all(isinstance(c, str) and c for c in choices)
    if not isinstance(text, str) or not texts or len(choices) < 2:
        raise CalibrationError(f"{where}: question must be a text, choices two texts or more")
    if type(answer) is not int or not 0 <= answer < len(choices):
        raise CalibrationError(f"{where}: answer {answer!r} is not in 0..{len(choices) - 1}")
    return Question(text, tuple(choices), answer)


@dataclass(frozen=True)
class Asked:
    """What the networks read for some questions.

    Attributes:
        questions: the questions.
        windows: each once, though several answers may need it.
        places: for each answer of each question its window, the first of its positions there, and
            the tokens that must follow.
    """

    questions: tuple[Question, ...]
    windows: tuple[Window, ...]
    places: tuple[tuple[tuple[int, int, tuple[int, ...]], ...], ...]


def ask(tokenizer: Path, questions: Sequence[Question], most: int, vocabulary: int) -> Asked:
    """Questions as tokens; answers of one token share a window.

    Args:
        tokenizer: the file tokenizer.json.
        questions: at least one.
        most: tokens that the network reads.
        vocabulary: its size.

    Raises:
        CalibrationError: for one that is too long, a tokenizer of another model, or an answer that
            adds no token.
    """
    windows: dict[tuple[int, ...], int] = {}
    places = []
    encode = tokens_of(tokenizer, most)
    for question in questions:
        before = encode(question.text)
        own = []
        for choice in question.choices:
            tokens = encode(question.text + choice)
            start = _common(before, tokens)
            if not 0 < start < len(tokens):
                raise CalibrationError(f"{question.text!r:.60}: {choice!r} adds no token to it")
            if max(tokens) >= vocabulary:
                raise CalibrationError(f"{tokenizer}: this is the tokenizer of another model")
            number = windows.setdefault(tokens[:-1], len(windows))
            own.append((number, start - 1, tokens[start:]))
        places.append(tuple(own))
    return Asked(tuple(questions), tuple(map(_window, windows)), tuple(places))


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many first tokens are the same."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _window(tokens: tuple[int, ...]) -> Window:
    return Window(np.array(tokens, dtype=np.int64), np.zeros((len(tokens), 0)))


def measure_choices(
    architecture: Architecture,
    original: Weights,
    quantized: Weights,
    asked: Asked,
    progress: Progress,
) -> ChoiceQuality:
    """Let both networks answer.

    Raises:
        CheckpointError: if a tensor cannot be read, or an activation overflows.
    """
    count = len(asked.windows)
    first = _scores(architecture, original, asked, lambda done: progress(done, 2 * count))
    second = _scores(architecture, quantized, asked, lambda done: progress(count + done, 2 * count))
    return _quality(asked.questions, first, second)


def _scores(
    architecture: Architecture, weights: Weights, asked: Asked, done: Callable[[int], None]
) -> list[Array]:
    """The score of each answer of each question."""
    wanted: dict[int, list[tuple[int, int, int, tuple[int, ...]]]] = {}
    for number, answers in enumerate(asked.places):
        for choice, (window, first, tokens) in enumerate(answers):
            wanted.setdefault(window, []).append((number, choice, first, tokens))
    scores = [np.zeros(len(answers)) for answers in asked.places]
    for batch in _batches(asked.windows):
        outputs = _outputs(architecture, weights, [asked.windows[place] for place in batch])
        for place, logits in zip(batch, outputs, strict=True):
            for number, choice, first, tokens in wanted[place]:
                rows = log_softmax(logits[first : first + len(tokens)])
                scores[number][choice] = rows[np.arange(len(tokens)), list(tokens)].sum()
        done(batch[-1] + 1)
    return scores


def _batches(windows: Sequence[Window]) -> list[list[int]]:
    """Numbers of windows in order, few enough tokens at a time."""
    batches: list[list[int]] = [[]]
    tokens = 0
    for number, window in enumerate(windows):
        tokens += len(window.tokens)
        if batches[-1] and tokens > _BATCH_TOKENS:
            batches.append([])
            tokens = len(window.tokens)
        batches[-1].append(number)
    return batches


def _outputs(
    architecture: Architecture, weights: Weights, windows: Sequence[Window]
) -> Iterator[Array]:
    """The logits of each window in turn: those of one are many."""
    states: Iterable[Array] = [window.x for window in windows]
    for block in architecture.blocks:
        states = _through(architecture, block, weights, windows, states)
        if block is not architecture.blocks[-1]:
            states = list(states)
    yield from states


def _through(
    architecture: Architecture,
    block: Block,
    weights: Weights,
    windows: Sequence[Window],
    states: Iterable[Array],
) -> Iterator[Array]:
    own = BlockWeights(weights)
    for window, state in zip(windows, states, strict=True):
        yield evaluate(architecture, block.net, window.tokens, own, state)


def _quality(
    questions: Sequence[Question], original: Sequence[Array], quantized: Sequence[Array]
) -> ChoiceQuality:
    first, second = (np.array([int(s.argmax()) for s in side]) for side in (original, quantized))
    answers: NDArray[np.int64] = np.array([question.answer for question in questions])
    right, also_right = (side == answers for side in (first, second))
    return ChoiceQuality(
        questions=len(questions),
        chance=float(np.mean([1 / len(question.choices) for question in questions])),
        accuracy=estimate(right.astype(np.float64)),
        quantized_accuracy=estimate(also_right.astype(np.float64)),
        difference=estimate(also_right.astype(np.float64) - right),
        same_choice=estimate((first == second).astype(np.float64)),
    )
