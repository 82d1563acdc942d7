"""What the tensors of a graph are called in the original.

Exporters rename initializers, prefix modules and lose the names of matrices that they transpose.
What is left are the names of values, of biases that are added to products, and of operations, which
PyTorch's exporter makes of the path of the module.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from quantcert.formats.onnx.graph import Graph, MatrixUse

_SUFFIXES = re.compile(
    r"(_quantized|_dequantized|_DequantizeLinear_Output|_DequantizeLinear|_q|_f|_[Qq][248]\w*"
    r"|_transposed|_output_0)+$"
)
_LAST = re.compile(r"/[^/]*$")


def candidates(values: Iterable[str], uses: Iterable[MatrixUse], graph: Graph) -> list[str]:
    """Names that a matrix may have, the likeliest first.

    Args:
        values: names of its codes and of the values that stand for it.
        uses: what it is used for.
        graph: the operations.
    """
    uses = list(uses)
    found = [_SUFFIXES.sub("", value) for value in values]
    found += [name for use in uses for name in _of_biases(use, graph)]
    found += [name for use in uses for name in _of_node(use.node.name)]
    return list(dict.fromkeys(name for name in found if name))


def _of_biases(use: MatrixUse, graph: Graph) -> Iterator[str]:
    for name in graph.addends(use.node):
        stem = _SUFFIXES.sub("", name)
        if stem.endswith(".bias"):
            yield f"{stem.removesuffix('.bias')}.weight"


def _of_node(name: str) -> Iterator[str]:
    """`/encoder/layer.0/query/MatMul` is in the module `encoder.layer.0.query`."""
    if name.startswith("/"):
        yield f"{_LAST.sub('', name).strip('/').replace('/', '.')}.weight"


def matching(names: Iterable[str], originals: Collection[str]) -> str | None:
    """The only tensor of the original that the first fitting name stands for.

    A name fits the same name, or one that differs by modules before it.
    """
    for name in names:
        if name in originals:
            return name
        found = [o for o in originals if o.endswith(f".{name}") or name.endswith(f".{o}")]
        if len(found) == 1:
            return found[0]
    return None
