"""What a certificate models and what it does not show, by the kind of evidence it holds."""

from __future__ import annotations

from quantcert.certificate.model import Evidence

_ALL = frozenset(Evidence)
_WITH_ORIGINAL = frozenset({Evidence.WEIGHTS, Evidence.ROWS})

MODELLED: dict[str, frozenset[Evidence]] = {
    "Real arithmetic on the exact stored numbers: every float weight and scale is a dyadic "
    "rational, so original, decoded weight and error are integers at one scale 2^-p.": _ALL,
    "The integer kernel: accumulation of code and activation products in a two's-complement "
    "register of the required width, in any order and any blocking.": _ALL,
    "The kernel reads every packed code and zero-point from literals of the stored bytes and "
    "finds it in range.": frozenset({Evidence.STRUCTURE}),
    "The kernel establishes each decoded weight's error and each row's error sum from the "
    "literals of original weights, packed codes, scales and zero-points; no hypothesis on the "
    "error is left in the layer theorem.": frozenset({Evidence.WEIGHTS}),
    "Row error sums are computed exactly by Python and enter the layer theorem as a "
    "hypothesis.": frozenset({Evidence.ROWS}),
}

NOT_SHOWN: dict[str, frozenset[Evidence]] = {
    "Task accuracy of the quantized model, or of the original.": _ALL,
    "That the original model is fit for any purpose.": _ALL,
    "Rounding of activations and of floating-point kernels (bounds are in real arithmetic).": _ALL,
    "The decoding of file bytes to integers (tested Python, bound to the files by SHA-256).": _ALL,
    "Hardware, compilers, and the runtime that loads the checkpoint.": _ALL,
    "Composition over the network: each theorem speaks of one matrix.": _ALL,
    "Anything about the difference from the original model: none was given.": frozenset(
        {Evidence.STRUCTURE}
    ),
    "That the row error sums in the hypotheses are the checkpoint's own: they are measured "
    "by Python, not checked by the kernel.": frozenset({Evidence.ROWS}),
    "That inputs stay within the assumed range |x_i| <= input_abs_max.": _WITH_ORIGINAL,
}
