"""Golden results of exported kernels: the kernel of Lean evaluates their definition.

A run's columns stand together in Lean's `rowResult`, so activations are put in the order of runs.
"""

import numpy as np

from quantcert.formats import targets
from quantcert.kernels import KernelLayer, golden_vectors
from quantcert.lean import ModuleVerdict
from tests.support.kernel_cases import Case, Kernel, Property
from tests.support.kernel_layers import made_layer
from tests.support.lean_terms import ints, number

EQUAL = Property(
    imports=("QuantCert.Spec.Integer.Linear",),
    statement="List.all [{}] id = true",
    together=8,
    definitions="open QuantCert.Integer",
)


def row_case(layer: KernelLayer, row: int, x: np.ndarray, y: int) -> Case:
    blocks = layer.matrix.blocks()
    runs = [group * layer.tables + table for group, table, _ in blocks]
    groups = ", ".join(
        f"⟨{int(layer.scales[row, run])}, {int(layer.zeros[row, run])}, 0, "
        f"{ints(layer.matrix.codes[row, columns])}⟩"
        for run, (_, _, columns) in zip(runs, blocks, strict=True)
    )
    entries = ints(np.concatenate([x[columns] for _, _, columns in blocks]))
    stated = f"decide (rowResult [{groups}] {entries} = {number(y)})"
    return Case(f"{layer.format}, row {row}", stated)


def test_golden_results_of_every_format_are_those_of_the_definition(kernel: Kernel):
    cases = []
    for seed, name in enumerate(sorted(targets())):
        layer = made_layer(name, 2, 21, (8, 16)[seed % 2], seed=seed)
        golden = golden_vectors(layer)
        for vector in (1, 2, 3, 6, 7):
            row = vector % 2
            y = int(golden.outputs[vector, row])
            cases.append(row_case(layer, row, golden.inputs[vector], y))
    kernel.confirm(EQUAL, cases)


def test_another_result_is_refused(kernel: Kernel):
    layer = made_layer("alt43", 2, 21, 16)
    golden = golden_vectors(layer)
    wrong = row_case(layer, 0, golden.inputs[7], int(golden.outputs[7, 0]) + 1)
    assert kernel.verdicts(EQUAL, [wrong]) == [ModuleVerdict.REJECTED]
