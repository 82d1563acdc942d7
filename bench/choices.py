"""Multiple-choice questions, answered by a model, its quantized copies and nobody better.

    python bench/choices.py [--json] [--questions N] [--formats NAME ... | --checkpoints DIR ...]

The questions are those that the package lm_eval ships as examples of MMLU's 57 subjects, five each,
of which those are taken whose target names a letter. They are asked as MMLU is: the question, four
lettered answers, "Answer:"; the letter that is most probable next is taken. The model is
SmolLM2-135M, which knows little: what is measured is whether quantization changes its answers. So
few questions separate nothing below 3 points. Checkpoints of it are asked in place of formats, each
weight of which is rounded to nearest; `bench/quality.py` keeps those of recipes.

accuracy_NAME, ..._error          share of right answers, its standard error; NAME is "original"
                                  too, or the name of a checkpoint's folder
same_answer_NAME, ..._error       share of questions that are answered as the original does
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measure import say, show
from bench.models import Packaged, fetch, smollm2
from quantcert.formats import targets
from quantcert.quantizer import quantize_checkpoint
from quantcert.run.choices import evaluate_choices

QUESTIONS = Packaged("lm_eval", "0.4.13", "lm_eval/tasks/mmlu/flan_cot_fewshot")
"""Examples with worked answers of each subject of MMLU (MIT)."""

LETTERS = "ABCD"
_CHOICES = re.compile(r"^(.*)\n\(A\) (.*) \(B\) (.*) \(C\) (.*) \(D\) (.*)$", re.DOTALL)
_ANSWER = re.compile(r"[Tt]he answer is \(([ABCD])\)")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--questions", type=int, help="only the first (by default all)")
    parser.add_argument("--formats", nargs="+", choices=list(targets()), help="by default all")
    parser.add_argument("--checkpoints", nargs="+", type=Path, help="in place of formats")
    arguments = parser.parse_args()
    formats = [] if arguments.checkpoints else arguments.formats or list(targets())
    show(measure(arguments.questions, formats, arguments.checkpoints or []), arguments.json)


def measure(
    count: int | None, formats: Sequence[str], checkpoints: Sequence[Path] = ()
) -> dict[str, float | str]:
    """All figures by name."""
    entries = questions(fetch(QUESTIONS))[:count]
    figures: dict[str, float | str] = {"questions": len(entries)}
    with tempfile.TemporaryDirectory(prefix="quantcert-choices-") as folder:
        file = Path(folder) / "questions.jsonl"
        file.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
        for small in [*(Path(folder) / name for name in formats), *checkpoints]:
            name = small.name
            say(name)
            if not small.is_dir():
                quantize_checkpoint(smollm2(), small, name, targets()[name].group_size)
            found = evaluate_choices(small, smollm2(), file, lambda *_: None).choices
            pairs = (
                ("accuracy_original", found.accuracy),
                (f"accuracy_{name}", found.quantized_accuracy),
                (f"same_answer_{name}", found.same_choice),
            )
            for key, value in pairs:
                figures |= {key: round(value.mean, 3), f"{key}_error": round(value.error, 3)}
    return figures


def questions(folder: Path) -> list[dict[str, Any]]:
    """Questions in the form that `quantcert evaluate --choices` reads, of all files of a folder."""
    yaml = import_module("yaml")
    found = []
    for file in sorted(folder.glob("mmlu_*.yaml")):
        samples = yaml.safe_load(file.read_text(encoding="utf-8"))["fewshot_config"]["samples"]
        found += [entry for sample in samples if (entry := question(**sample)) is not None]
    return found


def question(question: str, target: str) -> dict[str, Any] | None:
    """A question as MMLU asks it; None if its answers or the right one are not found."""
    parts, letters = _CHOICES.match(question.replace("\n\n", "\n")), _ANSWER.findall(target)
    if parts is None or not letters:
        return None
    text, *answers = (part.strip() for part in parts.groups())
    listed = "\n".join(
        f"{letter}. {answer}" for letter, answer in zip(LETTERS, answers, strict=True)
    )
    return {
        "question": f"{text}\n{listed}\nAnswer:",
        "choices": [f" {letter}" for letter in LETTERS],
        "answer": LETTERS.index(letters[-1]),
    }


if __name__ == "__main__":
    main()
