"""A layer of a checkpoint as a kernel: a folder with the program, its numbers and a check."""

from __future__ import annotations

import json
from pathlib import Path

from quantcert import __version__
from quantcert.errors import CheckpointError, QuantizeError
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.integer.precision import ACTIVATION_BITS
from quantcert.kernels.arrays import layer_arrays, write_arrays
from quantcert.kernels.golden import GoldenVectors, golden_vectors
from quantcert.kernels.layer import KernelLayer, kernel_layer
from quantcert.kernels.targets import TARGETS
from quantcert.kernels.targets.target import Target
from quantcert.outputs import check_replaceable, staged_folder, write_marker, write_text

KIND = "quantcert kernel"
MANIFEST = "kernel.json"
"""File that says what the others are."""


def export_kernel(
    checkpoint: Path, layer: str, target: str, out: Path, activation_bits: int = 16
) -> KernelLayer:
    """Write a layer to the new folder `out`.

    Raises:
        CheckpointError: if the checkpoint cannot be read or has no such layer.
        QuantizeError: if the layer cannot be a kernel of that target.
        OutputError: if `out` is not ours to replace or cannot be written.
    """
    if target not in TARGETS:
        raise QuantizeError(f"target {target!r} is not known (one of {', '.join(TARGETS)})")
    if activation_bits not in ACTIVATION_BITS:
        raise QuantizeError(f"activations of {activation_bits} bits, must be 8 or 16")
    check_replaceable(out, checkpoint, [checkpoint])
    opened = open_quantized(checkpoint)
    _check_layer(opened, layer)
    made = kernel_layer(opened.read(layer), activation_bits)
    golden = golden_vectors(made)
    with staged_folder(out) as folder:
        write_marker(folder, checkpoint)
        arrays = write_arrays(folder, layer_arrays(made, golden))
        TARGETS[target].write(folder, made, golden)
        manifest = _manifest(made, golden, TARGETS[target]) | {"arrays": arrays}
        write_text(folder / MANIFEST, json.dumps(manifest, indent=1) + "\n")
    return made


def _check_layer(opened: QuantizedCheckpoint, layer: str) -> None:
    names = opened.matrices()
    if layer not in names:
        listed = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
        raise CheckpointError(
            f"{opened.checkpoint.path}: no quantized matrix {layer}; there are {listed}"
        )


def _manifest(layer: KernelLayer, golden: GoldenVectors, target: Target) -> dict[str, object]:
    return {
        "kind": KIND,
        "version": __version__,
        "tensor": layer.name,
        "format": layer.format,
        "target": target.name,
        "rows": layer.rows,
        "columns": layer.columns,
        "group_size": layer.group_size,
        "tables": layer.tables,
        "word_bits": layer.word_bits,
        "lanes": [[lane.divisor, lane.modulus] for lane in layer.lanes],
        "activation_bits": layer.activation_bits,
        "activation_limit": layer.activation_limit,
        "unit_of_results": f"2**-{layer.exponent} times the unit of activations",
        "largest_sum_of_a_run": layer.run_limit,
        "largest_result": layer.runs * layer.scale_limit * layer.run_limit,
        "tolerance": 0,
        "vectors": len(golden.inputs),
        "checks": [{"command": command, "shows": shows} for command, shows in target.checks],
    }
