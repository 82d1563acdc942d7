"""The arithmetic of bounds against the Lean library: the same numbers."""

from pathlib import Path

import numpy as np
import pytest

from quantcert.exact.dyadic import Dyadic
from quantcert.lean import Library, Limits, Outcome
from quantcert.lean.process.runners import RunnerPool
from quantcert.models import bounds as steps
from quantcert.models.bounds import Bounds
from quantcert.models.certificates import MatrixCert, MatrixNorms
from quantcert.models.net import Scoring
from quantcert.models.region import Size
from quantcert.models.sizes import (
    add_sizes,
    larger_size,
    multiply_sizes,
    norm_size,
    scale_size,
    size_implies,
    smaller_size,
)
from quantcert.models.variation import check_scores, check_weights, exp_upper, total_variation
from quantcert.statements.model_terms import matrix_term, scoring_term

SAMPLES = 6


class Draw:
    """Random numbers, small enough that coincidences occur."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def dyadic(self) -> Dyadic:
        return Dyadic(int(self.rng.integers(0, 40)), int(self.rng.integers(0, 4)))

    def size(self) -> Size:
        return Size(self.dyadic(), self.dyadic(), self.dyadic())

    def bounds(self) -> Bounds:
        return Bounds(self.size(), self.size(), self.size())

    def matrix(self) -> MatrixCert:
        norms = [MatrixNorms(*(self.dyadic() for _ in range(5))) for _ in range(3)]
        return MatrixCert(3, 4, *norms)


def size(s: Size) -> str:
    return f"(⟨{s.entry}, {s.head}, {s.norm}⟩ : Size)"


def bounds(s: Bounds) -> str:
    return f"(⟨{size(s.original)}, {size(s.quantized)}, {size(s.error)}⟩ : Bounds)"


def equations(draw: Draw) -> dict[str, tuple[str, str]]:
    """Both sides of an equation for each function: Lean's, and the value computed here."""
    s, t, u, v = draw.bounds(), draw.bounds(), draw.size(), draw.size()
    c, m, known = draw.dyadic(), draw.matrix(), bool(draw.rng.integers(2))
    scoring = Scoring(4, Dyadic(50, 0) if known else None)
    cert, flag = f"(⟨3, 4, {matrix_term(m)[7:]} : MatrixCert)", str(known).lower()
    first, second, one, other = bounds(s), bounds(t), size(u), size(v)
    return {
        "Size.min": (f"Size.min {one} {other}", size(smaller_size(u, v))),
        "Size.max": (f"Size.max {one} {other}", size(larger_size(u, v))),
        "Size.add": (f"Size.add {one} {other}", size(add_sizes(u, v))),
        "Size.scale": (f"Size.scale {c} {one}", size(scale_size(c, u))),
        "Size.mul": (f"Size.mul {one} {other}", size(multiply_sizes(u, v))),
        "Size.ofNorm": (f"Size.ofNorm {c}", size(norm_size(c))),
        "implies": (f"Size.implies 2 4 {one} {other}", str(size_implies(2, 4, u, v)).lower()),
        "odd": (f"Size.implies 2 5 {one} {other}", str(size_implies(2, 5, u, v)).lower()),
        "tighten": (f"Bounds.tighten {first}", bounds(steps.tighten(s))),
        "accepts": (
            f"Bounds.implies 2 6 (Bounds.tighten {first}) {second}",
            str(steps.accepts(2, 6, s, t)).lower(),
        ),
        "lookup": (f"Bounds.lookupStep {cert}", bounds(steps.lookup_step(m))),
        "linear": (f"Bounds.linearStep {cert} {first}", bounds(steps.linear_step(m, s))),
        "bias": (f"Bounds.biasStep {one} {first}", bounds(steps.bias_step(u, s))),
        "norm": (f"Bounds.normStep {one} {other} {c} {first}", bounds(steps.norm_step(u, v, c, s))),
        "activate": (f"Bounds.activateStep {c} {first}", bounds(steps.activate_step(c, s))),
        "add": (f"Bounds.addStep {first} {second}", bounds(steps.add_step(s, t))),
        "mul": (f"Bounds.mulStep {first} {second}", bounds(steps.mul_step(s, t))),
        "rope": (f"Bounds.ropeStep {first}", bounds(steps.rope_step(s))),
        "score": (f"Bounds.scoreError {first} {second}", f"({steps.score_error(s, t)} : Dyadic)"),
        "average": (
            f"Bounds.averageStep {c} {flag} {first}",
            bounds(steps.average_step(c, known, s)),
        ),
        "attention": (
            f"Bounds.attentionStep 3 {c} {flag} {first}",
            bounds(steps.attention_step(3, c, known, s)),
        ),
        "region": (f"Bounds.regionStep {one} {first}", bounds(steps.region_step(u, s))),
        "norm-heads": (
            f"Bounds.normHeadsStep 3 {c} {c} {first}",
            bounds(steps.norm_heads_step(3, c, c, s)),
        ),
        "scale": (f"Bounds.scaleStep {c} {first}", bounds(steps.scale_step(c, s))),
        "soft-cap": (f"Bounds.softCapStep {c} {first}", bounds(steps.soft_cap_step(c, s))),
        "scores": (
            f"checkScores {scoring_term(scoring)} {c} {first} {second}",
            str(check_scores(scoring, c, s, t)).lower(),
        ),
        **exponentials(c),
    }


def exponentials(c: Dyadic) -> dict[str, tuple[str, str]]:
    tv = total_variation(c) or Dyadic(1, 0)
    less = Dyadic(max(0, tv.mantissa - 1), tv.p)
    return {
        "exp": (f"expUpper 64 16 {c}", f"({exp_upper(c)} : Dyadic)"),
        "weights": (f"checkWeights {c} {tv}", str(check_weights(c, tv)).lower()),
        "less": (f"checkWeights {c} {less}", str(check_weights(c, less)).lower()),
    }


def compiled(library: Library, tmp_path: Path, lines: list[str]) -> Outcome:
    file = tmp_path / "Same.lean"
    text = ["prelude", "import QuantCert.Cert.Model.Check", "namespace QuantCert", *lines]
    file.write_text("\n".join([*text, "end QuantCert", ""]))
    with RunnerPool(library.toolchain, 1) as pool:
        run = pool.compile(
            file, tmp_path / "s.olean", tmp_path, [library.path], Limits(seconds=120.0)
        )
    return run.outcome


def example(lean: str, here: str) -> str:
    proof = "by decide +kernel" if here in ("true", "false") else "rfl"
    return f"example : {lean} = {here} := {proof}"


def test_the_same_numbers_as_the_library(library: Library, tmp_path: Path) -> None:
    pairs = [pair for seed in range(SAMPLES) for pair in equations(Draw(seed)).values()]
    lines = [example(lean, here) for lean, here in pairs]
    assert compiled(library, tmp_path, lines) is Outcome.OK


@pytest.mark.parametrize("function", ["linear", "mul", "attention", "tighten", "exp"])
def test_another_number_is_refused(library: Library, tmp_path: Path, function: str) -> None:
    lean, here = equations(Draw(1))[function]
    mantissa, rest = here.split("⟨")[-1].split(",", 1)
    other = here[: here.rindex("⟨") + 1] + f"{int(mantissa) + 1},{rest}"
    assert compiled(library, tmp_path, [example(lean, other)]) is Outcome.REJECTED
