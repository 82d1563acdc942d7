"""What Lean lists of whole layers is what it lists of their steps, of the numbers that NumPy has.

The lists are equal, entry by entry: which head of keys a query reads, in which order positions are
kept, what each step hands to the next.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from quantcert.integer.attention import Scores
from quantcert.integer.constants import rotation_table, score_factor
from quantcert.integer.linear import Matrix
from quantcert.integer.narrow import Narrow
from quantcert.integer.norm import Norm
from quantcert.integer.precision import Precision
from quantcert.integer.program import Layer, Program, Sizes
from quantcert.integer.rope import rotate
from quantcert.integer.trace import LayerTrace, Trace, trace
from tests.differential.test_integer_program import EQUAL, TABLE, UNIT, narrow_terms
from tests.support.kernel_cases import Case, Kernel, Property
from tests.support.lean_terms import ints

DIM, INNER, HEADS, GROUPS, HEAD = 3, 2, 4, 2, 2
TOKENS = (2, 0)
LAST = len(TOKENS) - 1
SAME = """
def same : List Formed → List Formed → Bool
  | [], [] => true
  | a :: l, b :: m => decide (a.bits = b.bits) && (decide (a.terms = b.terms) && same l m)
  | _, _ => false
"""


def random_program(bits: int) -> Program:
    """Two layers, two heads of queries to each of keys."""
    rng = np.random.default_rng(bits)
    blocks = bits == 8

    def matrix(rows: int, columns: int) -> Matrix:
        codes = rng.integers(0, 16, (rows, columns), np.uint8)
        scales, zeros = rng.integers(1, 1 << 12, (rows, 2, 1)), np.full((rows, 2, 1), 7, np.uint8)
        bias = rng.integers(-(1 << 20), 1 << 20, rows)
        size = -(-columns // 2)
        return Matrix("random", codes, scales, zeros, None, 15, size, (0,), (16,), bias)

    def layer() -> Layer:
        shapes = ((HEADS * HEAD, DIM), (GROUPS * HEAD, DIM), (GROUPS * HEAD, DIM))
        attention = (*(matrix(*shape) for shape in shapes), matrix(DIM, HEADS * HEAD))
        gated = (matrix(INNER, DIM), matrix(INNER, DIM), matrix(DIM, INNER))
        return Layer(norm(), *attention, norm(), *gated)

    def norm() -> Norm:
        return Norm(rng.integers(1 << 15, 1 << 18, DIM), 1 << 20)

    return Program(
        Sizes(Precision(UNIT, bits, blocks), 4, 4, DIM, INNER, HEADS, GROUPS, HEAD),
        replace(matrix(4, DIM), bias=None),
        (layer(), layer()),
        norm(),
        matrix(4, DIM),
        rotation_table((0.7,), 1.0, 4),
        Scores(score_factor(HEAD), TABLE),
    )


@dataclass(frozen=True)
class Written:
    """A program and its run on `TOKENS`, as Lean terms that are about the last position."""

    program: Program
    run: Trace

    @property
    def name(self) -> str:
        """The namespace of its definitions."""
        return f"Bits{self.bits}"

    @property
    def bits(self) -> int:
        """Of activations."""
        return self.program.sizes.precision.bits

    @property
    def definitions(self) -> str:
        """The program."""
        layers = "\n".join(
            f"def layer{i} : Layer (List (List Int)) := {self._layer(layer)}"
            for i, layer in enumerate(self.program.layers)
        )
        rotation = self.program.rotation
        return f"""
namespace {self.name}
def sizes : Sizes :=
  ⟨{UNIT}, {self.bits}, {HEADS}, {GROUPS}, {HEAD}, {score_factor(HEAD)}, powers⟩
{layers}
def angles : Angles := ⟨{ints(rotation.cosines[LAST])}, {ints(rotation.sines[LAST])}⟩
end {self.name}
"""

    def equalities(self) -> Iterator[tuple[str, str]]:
        """A list of Lean's, and what it should be."""
        found, _ = self.run.layers
        queries, kept = self.queries(0), f"({self.kept(found)} : Kept)"
        sizes, layers = f"{self.name}.sizes", f"{self.name}.layer0, {self.name}.layer1"
        call = f"formAttend {sizes} {HEADS // GROUPS}"
        yield f"{call} [{queries}] {kept}.keys {kept}.values", self.attention()
        call = f"Layer.formHeads id {sizes} {self.name}.layer0 {self.name}.angles"
        yield f"{call} {ints(found.normed[LAST])}", self.heads()
        if not self.program.sizes.precision.by_block:
            before = ", ".join(self.kept(found, LAST) for found in self.run.layers)
            call = f"Program.formLayers id {sizes} {self.name}.angles [{layers}] [{before}]"
            yield f"{call} {ints(found.stream[LAST])}", self.layers()

    def sums(self) -> Iterator[str]:
        """The sums of `formSums` are the streams that NumPy has after them."""
        for x in self.run.layers:
            for a, b, after in ((x.stream, x.output, x.middle), (x.middle, x.down, x.after)):
                term = f"formSums {ints(a[LAST])} {ints(b[LAST])}"
                yield f"decide (({term}).map (fun f => f.terms.sum) = {ints(after[LAST])})"

    def attention(self, shared: int = HEADS // GROUPS) -> str:
        """Of `formAttend`: head after head, `shared` of which read the same keys."""
        found = self.run.layers[0]
        return _joined(
            f"formNarrow {self.bits} {ints(query)} ++ formHead powers {UNIT} {HEAD} "
            f"{score_factor(HEAD)} (narrow {self.bits} {ints(query)}) "
            f"{_past(found.keys, head // shared % GROUPS)} "
            f"{_past(found.values, head // shared % GROUPS)}"
            for head, query in enumerate(self.turned(found.query))
        )

    def heads(self) -> str:
        """Of `Layer.formHeads`."""
        found, turn = self.run.layers[0], f"formRotate {self.name}.angles"
        keys = zip(_heads(found.key), self.turned(found.key), strict=True)
        return _joined(
            (
                *(self.linear(0, name, found.normed) for name in "qkv"),
                *(f"{turn} {ints(head)}" for head in _heads(found.query)),
                *(
                    f"{turn} {ints(key)} ++ formNarrow {self.bits} {ints(turned)}"
                    for key, turned in keys
                ),
                *(f"formNarrow {self.bits} {ints(head)}" for head in _heads(found.value)),
            )
        )

    def layers(self) -> str:
        """Of `Program.formLayers`: the first as it is listed, the second step by step."""
        first, found = self.run.layers
        sizes, angles, name = (f"{self.name}.{x}" for x in ("sizes", "angles", "layer1"))
        kept = f"({self.kept(found)} : Kept)"
        stream = ints(first.stream[LAST])
        return _joined(
            (
                f"Layer.form id {sizes} {self.name}.layer0 {angles} {self.kept(first)} {stream}",
                f"formNorm {UNIT} {name}.attentionNorm {ints(found.stream[LAST])}",
                f"Layer.formHeads id {sizes} {name} {angles} {ints(found.normed[LAST])}",
                f"formAttend {sizes} {HEADS // GROUPS} [{self.queries(1)}] {kept}.keys "
                f"{kept}.values",
                self.linear(1, "o", found.mixed),
                f"formSums {ints(found.stream[LAST])} {ints(found.output[LAST])}",
                f"formNorm {UNIT} {name}.feedForwardNorm {ints(found.middle[LAST])}",
                self.linear(1, "gate", found.second),
                self.linear(1, "up", found.second),
                f"formGate powers {UNIT} {ints(found.gate[LAST])} {ints(found.up[LAST])}",
                self.linear(1, "down", found.hidden),
                f"formSums {ints(found.middle[LAST])} {ints(found.down[LAST])}",
            )
        )

    def turned(self, heads: np.ndarray) -> np.ndarray:
        """Heads after their rotation."""
        return rotate(self.program.rotation, _heads(heads)[None], LAST)[0]

    def queries(self, number: int) -> str:
        """The turned queries of a layer."""
        return ", ".join(map(ints, self.turned(self.run.layers[number].query)))

    def kept(self, found: LayerTrace, count: int = LAST + 1) -> str:
        """What a layer keeps of the first positions."""
        pasts = (
            ", ".join(_past(narrows, group, count) for group in range(GROUPS))
            for narrows in (found.keys, found.values)
        )
        return f"⟨{', '.join(f'[{past}]' for past in pasts)}⟩"

    def linear(self, number: int, name: str, x: np.ndarray) -> str:
        """Of a matrix of a layer."""
        return f"formLinear id {self.bits} {self.name}.layer{number}.{name} {ints(x[LAST])}"

    def _layer(self, layer: Layer) -> str:
        q, k, v, o, gate, up, down = map(self._linear, layer.matrices())
        first, second = _norm(layer.attention_norm), _norm(layer.mlp_norm)
        return f"⟨{first}, {q}, {k}, {v}, {o}, {second}, {gate}, {up}, {down}⟩"

    def _linear(self, matrix: Matrix) -> str:
        group = matrix.group_size if self.program.sizes.precision.by_block else 0
        rows = ", ".join(map(ints, matrix.decoded()))
        assert matrix.bias is not None
        return f"⟨[{rows}], {matrix.exponent}, {ints(matrix.bias)}, {group}⟩"


def _norm(norm: Norm) -> str:
    return f"⟨{ints(norm.factors)}, {norm.epsilon}⟩"


def _heads(wide: np.ndarray) -> np.ndarray:
    """Those of the last position."""
    return wide[LAST].reshape(-1, HEAD)


def _past(narrows: Narrow, group: int, count: int = LAST + 1) -> str:
    """The first positions of a head of keys or values, the last of them first."""
    codes, shifts = (x[:count, group][::-1] for x in (narrows.codes, narrows.shifts))
    return narrow_terms(Narrow(codes, shifts))


def _joined(terms: Iterable[str]) -> str:
    return f"({' ++ '.join(f'({term})' for term in terms)})"


def test_whole_layers_form_what_their_steps_do(kernel: Kernel):
    programs = [random_program(bits) for bits in (16, 8)]
    found = [Written(program, trace(program, TOKENS)) for program in programs]
    lists = [each for written in found for each in written.equalities()]
    cases = [Case(a, f"same ({a}) {b}") for a, b in lists]
    cases += [Case(term, term) for term in found[0].sums()]
    other = found[0].attention(shared=1)
    cases.append(Case("heads in another order", f"!(same ({lists[0][0]}) {other})"))
    definitions = "".join((EQUAL.definitions, SAME, *(each.definitions for each in found)))
    formed = ("QuantCert.Spec.Integer.FormedRun",)
    kernel.confirm(Property(formed, EQUAL.statement, together=4, definitions=definitions), cases)
