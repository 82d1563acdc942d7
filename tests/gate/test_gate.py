"""The gate of this repository is green, and red for each reason that it is there for.

Runs, compiled definitions and audited proofs are real; what a certificate would then say of them is
put into the certificate of the gate's own model.
"""

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from typer.testing import CliRunner, Result

from quantcert._resources import lean_dir
from quantcert.certificate import Certificate, TheoremEvidence, Verdict
from quantcert.certificate.decode import open_certificate
from quantcert.certificate.encode import to_document, to_json
from quantcert.cli.main import app
from quantcert.lean import CheckJob, Library, build_library, check_modules, find_toolchain
from quantcert.run.layer_judge import theorem_evidence
from quantcert.statements.render import GeneratedModule, Theorem
from tests.support.checkpoints import edit_tensor

GATE = Path(__file__).parent
HEAD = "lm_head.weight"
KIND = "accumulator-safe"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def verified(quantized: Path, out: Path) -> Path:
    """The certificate of a copy of the gate's model, which is accepted."""
    found = run("verify", quantized, "--base", GATE / "model" / "original", "--out", out, "-q")
    assert found.exit_code == 0, found.output
    return out / "certificate.json"


def gate(certificate: Path) -> tuple[int, dict[str, list[str]]]:
    """The gate's exit code, and the places of what is weaker, by rule."""
    found = run("regress", certificate, "--baseline", GATE / "baseline.json", "-v")
    told = [line.split("  ", 1) for line in found.stdout.splitlines() if line.startswith("QC-")]
    return found.exit_code, dict(told)


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate of the gate's model, proved here."""
    return verified(GATE / "model" / "quantized", tmp_path_factory.mktemp("gate") / "out")


@pytest.fixture
def quantized(tmp_path: Path) -> Path:
    """A copy of the quantized model that a test may change."""
    shutil.copytree(GATE / "model" / "quantized", tmp_path / "quantized")
    return tmp_path / "quantized"


def written(folder: Path, certificate: Certificate) -> Path:
    file = folder / "certificate.json"
    file.write_text(to_json(to_document(certificate)))
    return file


def with_theorems(
    certificate: Certificate, change: Callable[[TheoremEvidence], TheoremEvidence]
) -> Certificate:
    """The certificate with other theorems about accumulators in every layer."""
    return replace(
        certificate,
        layers=tuple(
            replace(
                layer,
                theorems=tuple(change(t) if t.kind == KIND else t for t in layer.theorems),
            )
            for layer in certificate.layers
        ),
    )


def test_the_gate_is_green(certified: Path) -> None:
    assert gate(certified) == (0, {})


def test_the_baseline_is_what_the_certificate_gives(certified: Path, tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    run("regress", certified, "--baseline", file, "--update")
    assert file.read_bytes() == (GATE / "baseline.json").read_bytes()


def test_a_wider_bound_turns_it_red(quantized: Path, tmp_path: Path) -> None:
    """Scales are larger by a sixteenth; every requirement is still met."""

    def enlarge(scales: np.ndarray) -> None:
        scales *= np.float16(1.0625)

    edit_tensor(quantized / "model.safetensors", f"{HEAD}_scale", enlarge, np.float16)
    code, weaker = gate(verified(quantized, tmp_path / "out"))
    assert code == 1
    assert set(weaker) == {"QC-REGRESS-BOUND"}


def test_a_layer_that_is_not_quantized_any_more_turns_it_red(
    quantized: Path, tmp_path: Path
) -> None:
    config = json.loads((quantized / "config.json").read_text())
    del config["quantization_config"]["tensors"][HEAD]
    (quantized / "config.json").write_text(json.dumps(config))
    tensors = load_file(quantized / "model.safetensors")
    tensors = {name: value for name, value in tensors.items() if not name.startswith(HEAD)}
    tensors[HEAD] = load_file(GATE / "model" / "original" / "model.safetensors")[HEAD]
    save_file(tensors, quantized / "model.safetensors")
    code, weaker = gate(verified(quantized, tmp_path / "out"))
    assert code == 1
    assert weaker["QC-REGRESS-COVERAGE"].startswith(f"layers/{HEAD}, ")
    assert ": is no longer there: " in weaker["QC-REGRESS-COVERAGE"]


@pytest.fixture(scope="module")
def other_definition(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The digest of what `Accumulator.Safe` rests on: today, and if it promised half as much."""
    module, constant = "QuantCert.Spec.Accumulator.Dot", "QuantCert.Accumulator.Safe"
    changed = tmp_path_factory.mktemp("lean") / "lean"
    shutil.copytree(lean_dir(), changed)
    file = changed / "QuantCert" / "Spec" / "Accumulator" / "Dot.lean"
    text, count = re.subn(r" ∧ t\.wrapped bits = \(products cs xs\)\.sum\n", "\n", file.read_text())
    assert count == 1
    file.write_text(text)

    def digest(sources: Path) -> str:
        library = build_library(find_toolchain(), 2, sources=sources, root_module=module)
        return library.foundation.meaning_digest(frozenset({constant}))

    return digest(lean_dir()), digest(changed)


def test_another_definition_in_spec_turns_it_red(
    certified: Path, tmp_path: Path, other_definition: tuple[str, str]
) -> None:
    before, after = other_definition
    certificate, _ = open_certificate(certified)
    kept = with_theorems(certificate, lambda theorem: replace(theorem, library_sha256=before))
    assert gate(written(tmp_path, kept)) == (0, {})
    other = with_theorems(certificate, lambda theorem: replace(theorem, library_sha256=after))
    code, weaker = gate(written(tmp_path, other))
    assert code == 1
    assert set(weaker) == {"QC-REGRESS-DEFINITION"}
    assert f"definitions of {KIND}" in weaker["QC-REGRESS-DEFINITION"]


PROOFS = {
    "none": ("theorem Gen.claim : 2 + 2 = 4 := rfl", ()),
    "an allowed one": (
        "theorem Gen.claim : 2 + 2 = 4 :=\n"
        "  (fun _ : True = True => rfl) (propext (Iff.intro (fun h => h) (fun h => h)))",
        ("propext",),
    ),
    "one of its own": (
        "axiom Gen.mine : 2 + 2 = 4\ntheorem Gen.claim : 2 + 2 = 4 := Gen.mine",
        (),
    ),
}


def audited(library: Library, proof: str) -> TheoremEvidence:
    """What Lean and the audit say of a proof of 2 + 2 = 4."""
    core, statement = "QuantCert.Core", ": 2 + 2 = 4"
    source = f"prelude\nimport {core}\n{proof}\n"
    job = CheckJob("Gen.M", source, {"Gen.claim": statement}, "", (core,))
    (result,) = check_modules(library, [job], 1)
    claim = Theorem("Gen.claim", KIND, "", statement, "")
    module = GeneratedModule("Gen.M", source, "", (core,), (claim,))
    (evidence,) = theorem_evidence(module, result)
    return evidence


@pytest.mark.parametrize(
    ("axioms", "rule"),
    [
        ("none", None),
        ("an allowed one", "QC-REGRESS-AXIOM"),
        ("one of its own", "QC-REGRESS-STATEMENT"),
    ],
)
def test_a_further_axiom_turns_it_red(
    certified: Path, tmp_path: Path, library: Library, axioms: str, rule: str | None
) -> None:
    """An allowed axiom is noticed; with one of its own there is no proved theorem at all."""
    proof, expected = PROOFS[axioms]
    evidence = audited(library, proof)
    assert evidence.axioms == expected
    assert (evidence.verdict is Verdict.PROVED) == (axioms != "one of its own")
    certificate, _ = open_certificate(certified)
    plain = audited(library, PROOFS["none"][0])
    baseline = tmp_path / "baseline.json"
    before = written(tmp_path, with_theorems(certificate, lambda _: plain))
    run("regress", before, "--baseline", baseline, "--update")
    after = written(tmp_path, with_theorems(certificate, lambda _: evidence))
    found = run("regress", after, "--baseline", baseline)
    assert found.exit_code == (rule is not None)
    assert (rule or "NO REGRESSION") in found.stdout
