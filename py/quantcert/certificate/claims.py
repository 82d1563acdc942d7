"""What a certificate models and what it does not show, by what it holds."""

from __future__ import annotations

from collections.abc import Callable

from quantcert.certificate.model import Certificate, Evidence
from quantcert.certificate.network import ALL_INPUTS, Discharge, NetworkEvidence
from quantcert.certificate.theorem import Verdict

_Applies = Callable[[Certificate], bool]


def _evidence(*levels: Evidence) -> _Applies:
    """Whether some layer's theorems rest on one of these."""
    return lambda certificate: any(layer.evidence in levels for layer in certificate.layers)


def _composed(holds: Callable[[NetworkEvidence], bool]) -> _Applies:
    """Whether there are theorems about the whole network of which this holds."""

    def applies(certificate: Certificate) -> bool:
        network = certificate.network
        return network is not None and bool(network.scopes) and holds(network)

    return applies


def _always(network: NetworkEvidence) -> bool:
    return True


def _of_a_region(network: NetworkEvidence) -> bool:
    return any(scope.region is not None for scope in network.scopes)


def _of_other_inputs(network: NetworkEvidence) -> bool:
    return any(s.scope != ALL_INPUTS and s.region is None for s in network.scopes)


def _vacuous(network: NetworkEvidence) -> bool:
    verdicts = [scope.verdict for scope in network.scopes]
    blocks = [verdict for s in network.scopes for block in s.blocks for verdict in block.verdicts]
    return Verdict.PROVED_VACUOUS in (*verdicts, *blocks)


def _assuming(network: NetworkEvidence) -> bool:
    return any(h.discharged is Discharge.ASSUMED for h in network.hypotheses)


def _measuring(network: NetworkEvidence) -> bool:
    return any(h.discharged is Discharge.MEASURED for h in network.hypotheses)


def _observed(network: NetworkEvidence) -> bool:
    return network.observed_in is not None


def _prompted(certificate: Certificate) -> bool:
    """Whether something is proved of a prompt."""
    prompts = certificate.prompts
    return prompts is not None and any(prompt.positions for prompt in prompts.prompts)


def _run(certificate: Certificate) -> bool:
    """Whether something is proved of a run of the integer program."""
    runs = certificate.runs
    return runs is not None and any(run.next_tokens for run in runs.runs)


def _shares_measured(certificate: Certificate) -> bool:
    return _ROWS(certificate) and certificate.judges_shares


def _range_assumed(certificate: Certificate) -> bool:
    return any(layer.input_abs_max is not None for layer in certificate.layers)


def _not_composed(certificate: Certificate) -> bool:
    return not _COMPOSED(certificate)


def _exported(certificate: Certificate) -> bool:
    """Whether it is compared with what it was made from."""
    return certificate.export is not None


def _rotated(certificate: Certificate) -> bool:
    """Whether the base is proved to compute what another original does."""
    return certificate.rotation is not None and certificate.rotation.accepted


_COMPOSED = _composed(_always)
_ALL = _evidence(*Evidence)
_WEIGHTS = _evidence(Evidence.WEIGHTS)
_ROWS = _evidence(Evidence.ROWS)
_STRUCTURE = _evidence(Evidence.STRUCTURE)

_MODELLED: dict[str, _Applies] = {
    "Real arithmetic on the exact stored numbers: every float weight and scale is a dyadic "
    "rational, so original, decoded weight and error are integers at one scale 2^-p.": _ALL,
    "The integer kernel: accumulation of code and activation products in a two's-complement "
    "register of the required width, in any order and any blocking.": _ALL,
    "The kernel reads every packed code and zero-point from literals of the stored bytes and "
    "finds it in range.": _STRUCTURE,
    "The kernel establishes each decoded weight's error and each row's error sum from the "
    "literals of original weights, packed codes, scales and zero-points; no hypothesis on the "
    "error is left in the layer theorem.": _WEIGHTS,
    "Row error sums are computed exactly by Python and enter the layer theorem as a "
    "hypothesis.": _ROWS,
    "The whole network from its inputs to its output, in real arithmetic: the original and the "
    "quantized model are the same graph of operations with other matrices, and the kernel "
    "composes the error from block to block.": _COMPOSED,
    "The original that the base was made from: the kernel rotates its matrices exactly and finds "
    "those of the base; both networks compute the same.": _rotated,
    "Both networks on each prompt, from its tokens to its logits in real arithmetic, nothing being "
    "assumed of activations: the kernel computes an enclosure of every number between.": _prompted,
    "The integer program on each of its prompts, from tokens to logits: the kernel computes every "
    "number, exactly, and no number of any run of it, on any tokens, leaves its register.": _run,
}

_NOT_SHOWN: dict[str, _Applies] = {
    "Task accuracy of the quantized model, or of the original.": _ALL,
    "That the original model is fit for any purpose.": _ALL,
    "Rounding of activations and of floating-point kernels (bounds are in real arithmetic).": _ALL,
    "The decoding of file bytes to integers (tested Python, bound to the files by SHA-256).": _ALL,
    "Hardware, compilers, and the runtime that loads the checkpoint.": _ALL,
    "Composition over the network: each theorem speaks of one matrix.": _not_composed,
    "Composition of what a machine computes: the theorems about the whole model are about real "
    "arithmetic, not about a forward pass in floating point or with rounded activations.": (
        _COMPOSED
    ),
    "That the graph of operations is the one that a runtime executes: it is built from config.json "
    "by tested Python.": _COMPOSED,
    "The hypotheses marked as assumed in the table of the whole model.": _composed(_assuming),
    "Anything outside the region: its theorems speak only of texts on which the original "
    "activations stay in the assumed ranges, and that another text does is not shown.": _composed(
        _of_a_region
    ),
    "Anything about other inputs than those of a scope: what its theorems assume of them is in the "
    "table of hypotheses, and that an input is so is not shown.": _composed(_of_other_inputs),
    "Anything useful by a bound that is PROVED-VACUOUS: it is true, but an output of zeros would "
    "meet it as well.": _composed(_vacuous),
    "That an output of zeros exceeds a bound of a block, of the whole model or of a layer after a "
    "norm that is PROVED: the bound is compared with a proved range of the original's output, "
    "which no input need reach; that zeros fail is no theorem.": _COMPOSED,
    "The hypotheses marked as measured in the table of the whole model: Python computes them, the "
    "kernel does not.": _composed(_measuring),
    "That an observed error is the largest one: it is measured on one text, in float64.": _composed(
        _observed
    ),
    "Anything about the difference from the original model: none was given.": _STRUCTURE,
    "That the row error sums in the hypotheses are the checkpoint's own: they are measured "
    "by Python, not checked by the kernel.": _ROWS,
    "That each row (or column) errs by no more than the allowed share of its own weights: Python "
    "compares the measured sums, and no theorem speaks of shares.": _shares_measured,
    "Anything about texts other than the prompts.": _prompted,
    "That the numbers which the kernel computes a prompt with are the stored ones: tested Python "
    "makes them of the tensors; what else the theorems about prompts take from outside the kernel "
    "is listed with them.": _prompted,
    "That the numbers which the kernel runs the integer program with are the stored ones: tested "
    "Python makes them of the tensors; what else its theorems take from outside the kernel is "
    "listed with them.": _run,
    "That the literals of rotated matrices are the stored numbers, and those of the layers' "
    "theorems in another order: tested Python makes them of the same tensors.": _rotated,
    "That an export was rounded by no more than is stated: every weight is compared in exact "
    "arithmetic by Python; the theorems are about the export itself.": _exported,
    "That inputs stay within the assumed range |x_i| <= input_abs_max.": _range_assumed,
}


def modelled(certificate: Certificate) -> list[str]:
    """What the theorems of the certificate speak of."""
    return [text for text, applies in _MODELLED.items() if applies(certificate)]


def not_shown(certificate: Certificate) -> list[str]:
    """What the certificate does not show."""
    return [text for text, applies in _NOT_SHOWN.items() if applies(certificate)]
