"""Each kind of theorem as one sentence: numbers rounded outward, words in the right number."""

from dataclasses import replace
from fractions import Fraction

import pytest

from quantcert._resources import specs_dir
from quantcert.certificate import Verdict
from quantcert.report.sentences import SENTENCES, Subject, sentence
from quantcert.report.sentences.network import ACCUMULATED, ALONE
from quantcert.run.layer_plan import LayerPlan
from quantcert.run.row_checks import RowChecks
from quantcert.run.steps import ModuleStep
from tests.support.certificates import THEOREM
from tests.support.runs import need, plan_of
from tests.support.small_models import SmallModel

W = Subject("w", numbers={"row floor": Fraction(1, 3), ALONE: Fraction(1, 3)})
TWO = "(originalMatrix P.chunks) (decodedMatrix P.chunks)"
ONE = "(originalMatrix P.chunks)"
THIRD = "(Dyadic.value R ⟨5461, 14⟩)"  # 0.33331...
FOUR = "(Dyadic.value R ⟨4, 0⟩)"
KNOWN = "(text : Text) (W What : Nat → Matrix R) (known : certificate.Meets θ text W What)"
THIS = "(gelu_laws : GeluLaws gelu) (text : Text) (length : text.length ≤ 512)"
OUT = "∀ t, t < text.length → Within 20"
FACTOR = "softmax 20 p i ≤ Dyadic.value R ⟨13, 2⟩ * softmax 20 q i ∧ …"
CERTIFIED = "if matrices and vectors have the sizes that the certificate states"
GELU = "For every text of at most 512 tokens, with any GELU function that has the assumed laws"
SIZES = "⟨⟨9, 3⟩, ⟨9, 3⟩, ⟨9, 3⟩, ⟨9, 3⟩, ⟨9, 3⟩⟩"
ERRORS = "⟨⟨1, 3⟩, ⟨3, 3⟩, ⟨1, 2⟩, ⟨5, 3⟩, ⟨5461, 14⟩⟩"
PART = "Part 2 of w: the kernel "
ZEROS = "The bound says something: with zeros in place of w, some "

TOLD = {
    "weights-error": (
        f"LayerErrorAtMost R 14 4 6 {TWO} {FOUR} {THIRD}",
        "For every input with entries between -4 and 4, no output of w changes by more than "
        "0.3334.",
    ),
    "weights-transposed-error": (
        f"TransposedErrorAtMost R 14 4 6 {TWO} {FOUR} {THIRD}",
        "For every input with entries between -4 and 4, no output of x·W, W being w, changes by "
        "more than 0.3334.",
    ),
    "weights-lookup-error": (
        f"LookupErrorAtMost R 14 4 6 {TWO} {THIRD}",
        "No entry of a row that is looked up in w changes by more than 0.3334.",
    ),
    "wide-error": (
        f"LayerErrorAtMost R 14 4 6 (wideOriginal P.chunks) (wideDecoded P.chunks) {FOUR} {THIRD}",
        "For every input with entries between -4 and 4, no output of w changes by more than "
        "0.3334.",
    ),
    "row-error": (
        "(measured : ∀ j, j < 4 → rowL1 6 (rowDiff W What j) ≤ 7) : LayerErrorAtMost R 3 4 6 W "
        f"What {FOUR} {THIRD}",
        "For every input with entries between -4 and 4, no output of w changes by more than "
        "0.3334, if no row's errors add up to more than the measured 0.875.",
    ),
    "transposed-error": (
        "(measured : ∀ i, i < 6 → rowL1 4 (fun j => rowDiff W What j i) ≤ 7) : "
        f"TransposedErrorAtMost R 3 4 6 W What {FOUR} {THIRD}",
        "For every input with entries between -4 and 4, no output of x·W, W being w, changes by "
        "more than 0.3334, if no column's errors add up to more than the measured 0.875.",
    ),
    "lookup-error": (
        "(measured : ∀ j, j < 4 → ∀ i, i < 6 → (W j i - What j i).natAbs ≤ 7) : "
        f"LookupErrorAtMost R 3 4 6 W What {THIRD}",
        "No entry of a row that is looked up in w changes by more than 0.3334, if no entry errs by "
        "more than the measured 0.875.",
    ),
    "weights-not-vacuous": (
        f"NotVacuous R 14 4 6 {ONE} {FOUR} {THIRD}",
        f"{ZEROS}output would change by more than 0.3333 for an input with entries between -4 and "
        "4.",
    ),
    "wide-not-vacuous": (
        f"NotVacuous R 14 4 6 (wideOriginal P.chunks) {FOUR} {THIRD}",
        f"{ZEROS}output would change by more than 0.3333 for an input with entries between -4 and "
        "4.",
    ),
    "weights-transposed-not-vacuous": (
        f"TransposedNotVacuous R 14 4 6 {ONE} {FOUR} {THIRD}",
        f"{ZEROS}output would change by more than 0.3333 for an input with entries between -4 and "
        "4.",
    ),
    "weights-lookup-not-vacuous": (
        f"LookupNotVacuous R 14 4 6 {ONE} {THIRD}",
        f"{ZEROS}entry would change by more than 0.3333.",
    ),
    "not-vacuous": (
        f"(measured : 9 ≤ rowL1 6 (W 2)) : NotVacuous R 14 4 6 W {FOUR} {THIRD}",
        f"{ZEROS}output would change by more than 0.3333 for an input with entries between -4 and "
        "4, if the original's weights are as measured.",
    ),
    "transposed-not-vacuous": (
        f"(measured : …) : TransposedNotVacuous R 14 4 6 W {FOUR} {THIRD}",
        f"{ZEROS}output would change by more than 0.3333 for an input with entries between -4 and "
        "4, if the original's weights are as measured.",
    ),
    "lookup-not-vacuous": (
        f"(measured : …) : LookupNotVacuous R 14 4 6 W {THIRD}",
        f"{ZEROS}entry would change by more than 0.3333, if the original's weights are as "
        "measured.",
    ),
    "weights-row-share": (
        f": RowShareAtMost ⟨3, 4, 48⟩ 4 6 {TWO}",
        "In every row of w the absolute errors add up to at most 3/4 of the row's own absolute "
        "weights, plus 0.3334.",
    ),
    "wide-row-share": (
        f": RowShareAtMost ⟨3, 4, 48⟩ 4 6 {TWO}",
        "In every row of w the absolute errors add up to at most 3/4 of the row's own absolute "
        "weights, plus 0.3334.",
    ),
    "weights-column-share": (
        f": ColumnShareAtMost ⟨3, 4, 0⟩ 4 6 {TWO}",
        "In every column of w the absolute errors add up to at most 3/4 of the column's own "
        "absolute weights.",
    ),
    "chunk-checked": (
        ": checkChunk P.chunk1 = true",
        f"{PART}computed every weight's error and every row's sum of errors from the stored "
        "numbers, and they are within what is stated.",
    ),
    "chunk-share": (
        ": checkRowShares ⟨3, 4, 48⟩ 20 16 P.chunk1 = true",
        f"{PART}found the errors of each row within the row's own share.",
    ),
    "chunk-size": (
        "P.chunk1.checkRow 200 47 0 = true",
        f"{PART}added up the absolute weights, and the sum is not below what is stated.",
    ),
    "chunk-columns": (
        ": checkColumns ⟨26, 29, 20⟩ P.chunk1 P.chunk1_columns = true",
        f"{PART}added up the columns of weights and of errors, and the sums are within what is "
        "stated.",
    ),
    "chunk-norms": (
        ": checkChunkNorms P.chunk1 P.chunk1_claim = true",
        f"{PART}computed the sizes of rows and entries, and they are within what is stated.",
    ),
    "chunk-error-gram": (
        ": checkErrorGram P.chunk1 P.chunk1_grams.errors = true",
        f"{PART}computed the Gram matrices of the errors, and their row sums are within what is "
        "stated.",
    ),
    "chunk-weight-gram": (
        ": checkWeightGram P.chunk1 P.chunk1_grams.weights = true",
        f"{PART}computed the Gram matrices of the weights, and their row sums are within what is "
        "stated.",
    ),
    "accumulator-safe": (
        ": Accumulator.Safe 32 1536 (-10) 10 (-128) 127",
        "No sum of 1,536 products of centred codes from -10 to 10 and activations from -128 to 127 "
        "leaves a 32-bit accumulator, in whatever order it is added up.",
    ),
    "packed-length": (
        ": PackedLength 1 4 1",
        "The packed codes of w, 1 row of 4 weights, take exactly 1 byte.",
    ),
    "zero-point-length": (
        ": ZeroPointLength 512 1 2 1024",
        "The zero-points of w, 512 rows of 1 group in 2 lanes, take exactly 1,024 bytes.",
    ),
    "packed-pairs": (
        ": PackedPairs pair11 4 6 P.words",
        "In 4 rows of w, every stored word is a pair of valid codes, and the padding is zero.",
    ),
    "zero-points-valid": (
        ": ZeroPointsValid 2 16 8 4 3 P.zeros",
        "In 4 rows of w, every zero-point is a valid code, and the padding is zero.",
    ),
    "weights-norms": (
        f"MatrixCert.Holds d ⟨4, 6, {SIZES}, {SIZES}, {ERRORS}⟩ (storedMatrix (R := R) 46 m)",
        "The error of w has no entry larger than 0.125, no row whose absolute values add up to "
        "more than 0.375 or whose Euclidean norm is above 0.25, and lengthens no vector of length "
        "1 to more than 0.3334.",
    ),
    "checkpoint-error": (
        f"{THIS} : {OUT} {THIRD}",
        f"{GELU}, no entry of the output changes by more than 0.3334, at any position.",
    ),
    "checkpoint-probability": (
        f"{THIS} : {FACTOR}",
        f"{GELU}, no probability of a next token grows or shrinks by more than a factor of 3.25, "
        "at any position.",
    ),
    "checkpoint-meets": (
        f"{THIS} : P.certificate.Meets (parameters gelu) text originals quantized",
        "The sizes of matrices and vectors on which the theorems about the whole model rest are "
        "those of this very checkpoint and its original.",
    ),
    "model-error": (
        f"{KNOWN} : {OUT} {THIRD}",
        "For every text, no entry of the output changes by more than 0.3334, at any position, "
        f"{CERTIFIED}.",
    ),
    "model-probability": (
        f"{KNOWN} : {FACTOR}",
        "For every text, no probability of a next token grows or shrinks by more than a factor of "
        f"3.25, at any position, {CERTIFIED}.",
    ),
    "model-range": (
        f"{KNOWN} : ∀ t, t < text.length → InRange 20 {THIRD} (evalAll θ text W blocks x t)",
        "For every text, no entry of the original's output is larger than 0.3334, "
        f"{CERTIFIED}: a model that outputs zeros errs by at most as much.",
    ),
    "model-propagates": (
        f"{KNOWN} : after_12.Holds 32 384 text p q",
        f"For every text, the bounds after the last block hold of the output, {CERTIFIED}.",
    ),
    "block-alone": (
        f"{KNOWN} (before : …) : ∀ t, t < text.length → alone_1.Holds 32 384 (fun i => …)",
        "w, with the same input in both versions: for every text, no entry of its output changes "
        "by more than 0.3334.",
    ),
    "block-propagates": (
        f"{KNOWN} (before : after_11.Holds 32 384 text X Xhat) : after_12.Holds 32 384 text p q",
        "w, with the errors of all blocks before it: for every text, the errors of its output stay "
        "within the stated bounds.",
    ),
    "after-norm": (
        f"(x : Vec R) : Within 384 {THIRD} (matVec 384 (originals 3) (layerNorm 384 … x))",
        "Whatever the norm before it reads, no output of w changes by more than 0.3334.",
    ),
    "blocks-turned": (
        ": BlocksTurned original rotated (some ⟨26, 81, Data.RotationFactors.vector3⟩) 0 9",
        "The original's matrix, rotated, is w, number by number.",
    ),
    "rotated-network": (
        f"{KNOWN} : evalAll (rotatedParameters folds θ) text (rotatedMatrices pairs W) blocks X = "
        "evalAll (originalParameters folds θ) text (originalMatrices pairs W) blocks X",
        "For every text, the rotated network computes exactly what the original does, whatever the "
        "matrices and vectors are that are not rotated.",
    ),
    "vector-size": (
        "VectorCert.Holds d ⟨384, ⟨⟨1, 3⟩, ⟨9, 0⟩, ⟨5461, 14⟩⟩⟩ "
        "(packedVector 26 64 Data.Vectors.v7)",
        "Vector 7 of the original has no entry larger than 0.125, and its Euclidean norm is at "
        "most 0.3334.",
    ),
}


def told(kind: str, statement: str, subject: Subject = W, name: str = "P.name") -> str:
    theorem = replace(THEOREM, kind=kind, statement=statement, name=name)
    found = sentence(theorem, subject)
    assert found is not None
    return found.text


def test_every_kind_has_a_sentence_here_and_in_the_package() -> None:
    kinds = {path.stem for path in (specs_dir() / "lean" / "theorems").glob("*.j2")}
    assert set(TOLD) == kinds
    assert set(SENTENCES) == kinds


@pytest.mark.parametrize("kind", TOLD)
def test_it_says(kind: str) -> None:
    statement, words = TOLD[kind]
    name = "P.transposed_error" if kind == "transposed-error" else "P.name"
    assert told(kind, statement, name=name) == words


def test_the_requirement_is_named_where_it_is_met() -> None:
    words = told("weights-error", TOLD["weights-error"][0], name="P.weights_meets_requirement")
    assert words.startswith("The requirement is met: for every input with entries between -4")


def test_vectors_to_which_one_is_added() -> None:
    statement = TOLD["vector-size"][0].replace("(packed", "(onePlus (packed")
    assert told("vector-size", statement).startswith("One plus vector 7 of the original has")


def test_a_region_is_told_with_the_length_of_texts() -> None:
    region = Subject("w", condition="on which it rains", output="logits")
    assert told("checkpoint-error", TOLD["checkpoint-error"][0], region).startswith(
        "For every text of at most 512 tokens on which it rains, with any GELU function that has "
        "the assumed laws, no entry of the logits changes"
    )
    alone = Subject(
        "layer 0 mlp", condition="on which it rains", numbers={ACCUMULATED: Fraction(7)}
    )
    assert told("block-propagates", TOLD["block-propagates"][0], alone) == (
        "layer 0 mlp, with the errors of all blocks before it: for every text on which it rains, "
        "no entry of its output changes by more than 7."
    )


def test_the_exact_numbers_stand_behind_decimals_that_are_rounded() -> None:
    statement = f"LayerErrorAtMost R 14 4 6 {TWO} (Dyadic.value R ⟨3, 1⟩) {THIRD}"
    found = sentence(replace(THEOREM, kind="weights-error", statement=statement), W)
    assert found is not None
    assert [(exact.shown, exact.stated) for exact in found.exact] == [
        ("1.5", "3/2"),
        ("0.3334", "5461/16384"),
    ]
    long = statement.replace("⟨5461, 14⟩", "⟨89757539579105, 44⟩")
    found = sentence(replace(THEOREM, kind="weights-error", statement=long), W)
    assert found is not None
    assert found.exact[1].stated == "89757539579105·2^-44"


def test_what_is_not_proved_is_only_claimed() -> None:
    refused = replace(THEOREM, kind="packed-length", statement=": PackedLength 1 4 1")
    found = sentence(replace(refused, verdict=Verdict.UNPROVED), W)
    assert found is not None
    assert found.text.startswith("Claimed, not proved: The packed codes")


def test_nothing_is_said_of_what_is_not_known() -> None:
    assert sentence(replace(THEOREM, kind="new"), W) is None
    assert sentence(replace(THEOREM, kind="packed-length", statement="∀ x, x = x"), W) is None


def every_plan(model: SmallModel) -> list[LayerPlan]:
    return [plan_of(model, tensor, need()) for tensor in ("wide.weight", "tall.weight")]


def test_statements_of_a_run_are_known(model: SmallModel) -> None:
    theorems = [
        theorem
        for plan in every_plan(model)
        for step in RowChecks(plan).steps()
        if isinstance(step, ModuleStep)
        for theorem in step.module.theorems
    ]
    assert len(theorems) > 8
    for theorem in theorems:
        assert told(theorem.kind, theorem.statement, name=theorem.name)
