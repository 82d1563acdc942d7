"""The rules: every reason for a verdict, with an id that never changes.

Tools that read certificates tell reasons apart by these ids, not by messages. A rule is listed in
`docs/rules.md` in the same words; an id is never used again for something else.
"""

from __future__ import annotations

from enum import StrEnum


class Rule(StrEnum):
    """The id of a rule; `meaning` says what was found, `remedy` what to do about it."""

    meaning: str
    remedy: str

    def __new__(cls, identifier: str, meaning: str, remedy: str) -> Rule:
        """The rule of this id."""
        rule = str.__new__(cls, identifier)
        rule._value_ = identifier
        rule.meaning = meaning
        rule.remedy = remedy
        return rule

    ROW_ERROR = (
        "QC-ROW-ERROR",
        "The proved bound of a layer's output error is above the requirement, and some input "
        "reaches the bound.",
        "Quantize with a smaller group size or a format with more bits, or allow more in the "
        "requirement file: max_row_error or max_relative_error, a smaller input_abs_max.",
    )
    LINE_SHARE = (
        "QC-LINE-SHARE",
        "In some rows (or columns, where these make the outputs) the errors add up to more than "
        "the allowed share of the row's own weights.",
        "Look at the worst row that is named: it may be zeroed, negated or scaled. Quantize with a "
        "smaller group size or a format with more bits, or allow a larger max_relative_error.",
    )
    VACUOUS = (
        "QC-VACUOUS",
        "The proved bound of a layer is so large that a layer of zeros meets it as well.",
        "Quantize with a smaller group size or a format with more bits: a bound that zeros meet "
        "is no pass, whatever the requirement allows.",
    )
    ACCUMULATOR = (
        "QC-ACCUMULATOR",
        "Sums of products of codes and activations can leave the required accumulator.",
        "Require a wider accumulator (accumulator.width_bits) or a smaller range of activations "
        "(activation_min, activation_max).",
    )
    WEIGHT_ERROR = (
        "QC-WEIGHT-ERROR",
        "The kernel refuses a part of a matrix, and this weight differs from its original by more "
        "than is stated.",
        "Run again: the statement is made from the same tensors. If it happens twice, report it.",
    )
    ROW_SUM = (
        "QC-ROW-SUM",
        "The kernel refuses a part of a matrix, and the errors of this row add up to more than is "
        "stated.",
        "Run again: the statement is made from the same tensors. If it happens twice, report it.",
    )
    LITERAL = (
        "QC-LITERAL",
        "A number that was written for the kernel is not the one that the tensor holds.",
        "Run again, on another disk if it happens twice: what was written was altered.",
    )
    KERNEL_REFUSED = (
        "QC-KERNEL-REFUSED",
        "Lean or its kernel refuses a generated module: a claim in it is false or a proof is no "
        "proof.",
        "Look at the reason and at the generated file under Proofs/; for unchanged checkpoints it "
        "is a defect of the tool.",
    )
    AUDIT = (
        "QC-AUDIT",
        "A module compiles, but a theorem in it is missing, says something else than was asked, or "
        "rests on an axiom or a definition that is not allowed.",
        "Do not use the result: the generated module, or the library beside it, was tampered with.",
    )
    SOURCE = (
        "QC-SOURCE",
        "The text of a generated module contains a word or an option that could reach around the "
        "kernel.",
        "Do not use the result: no module of the tool contains such a word.",
    )
    ALTERED = (
        "QC-ALTERED",
        "A compiled module or a file of literals is not what was written, or changed during the "
        "check.",
        "Run again where no other program writes to the temporary folder.",
    )
    NO_PROOF = (
        "QC-NO-PROOF",
        "No proof was obtained: Lean was stopped by a limit of time or memory, or crashed.",
        "Run again with fewer jobs (--jobs) or on a machine with more memory.",
    )
    REQUIRED = (
        "QC-REQUIRED",
        "A module rests on another one that was not accepted.",
        "Look at the finding of the module that is named.",
    )
    NETWORK_VACUOUS = (
        "QC-NETWORK-VACUOUS",
        "The proved bound of a block or of the whole model is not below the proved range of the "
        "original's output, so an output of zeros would be as near to it.",
        "Nothing follows from such a bound and it rejects only where a requirement asks for one; "
        "give a --region, try --gram, or quantize with more bits.",
    )
    NETWORK_ERROR = (
        "QC-NETWORK-ERROR",
        "The proved bound of the whole model's output error is above the requirement.",
        "Give a --region or try --gram for sharper bounds, quantize with more bits, or allow more "
        "(max_output_error in the requirement file).",
    )
    NETWORK_UNSUPPORTED = (
        "QC-NETWORK-UNSUPPORTED",
        "No theorem speaks of the whole model.",
        "The layers decide; of models of an architecture that is not supported nothing more can be "
        "had.",
    )
    CONFIG_DIFFERS = (
        "QC-CONFIG-DIFFERS",
        "The config.json of the checkpoint describes another network than the original's: a key "
        "on which outputs depend differs, after defaults.",
        "Copy the key from the original's config.json, or quantize again from the original that "
        "the checkpoint's config.json describes.",
    )
    TENSOR_DIFFERS = (
        "QC-TENSOR-DIFFERS",
        "A tensor of the checkpoint has another shape than the original's, is stored unquantized "
        "with other numbers, or is an expert that is stored in another way than those beside it.",
        "Look whether the base is the very model that the checkpoint was made from; if it is, "
        "quantize again and leave the tensor as it is.",
    )
    TENSOR_MISSING = (
        "QC-TENSOR-MISSING",
        "A tensor of the original, or a part of one, is nowhere in the checkpoint, though outputs "
        "may depend on it.",
        "Look whether the base is the very model that the checkpoint was made from; if it is, "
        "quantize again with all of its tensors.",
    )
    TENSOR_SURPLUS = (
        "QC-TENSOR-SURPLUS",
        "A tensor of the checkpoint is nowhere in the original, though outputs may depend on it.",
        "Look whether the base is the very model that the checkpoint was made from; if it is, take "
        "the tensor out of the checkpoint.",
    )
    STORED_VALUE = (
        "QC-STORED-VALUE",
        "The checkpoint holds a NaN, an infinity, or a code, scale or zero-point outside its "
        "range or that engines read in different ways; or a matrix is quantized though the "
        "settings say that it is not, or the other way round.",
        "Quantize again, or copy the checkpoint again if it was whole elsewhere.",
    )
    MISREAD = (
        "QC-MISREAD",
        "The errors of a layer are larger than steps of its own grid, be they allowed or not, and "
        "a known misreading of the stored numbers explains them.",
        "Look whether the settings state the version and the layout that the tensors were written "
        "in; state the right one, or quantize again.",
    )
    JUSTIFICATION_EXPIRED = (
        "QC-JUSTIFICATION-EXPIRED",
        "A justification in the requirement file counts no longer.",
        "Mend the layer, or have the rationale looked at again and state a new date and author.",
    )
    JUSTIFICATION_UNUSED = (
        "QC-JUSTIFICATION-UNUSED",
        "No layer fails the check that a justification in the requirement file is for.",
        "Take it out of the requirement file: what is not needed must not wait for a failure.",
    )
    OBSERVED_ABOVE = (
        "QC-OBSERVED-ABOVE",
        "An observed error is above its bound: the text is outside the region, or rounding in "
        "float64 made it larger.",
        "Measure the region again on this very checkpoint (calibrate-model).",
    )
    ROTATION = (
        "QC-ROTATION",
        "A number of the base is not what the original that it was made from has there, rotated.",
        "Rotate the original again (quantcert rotate), quantize that and take it as the base.",
    )
    EXPORT = (
        "QC-EXPORT",
        "The record of an export states another rounding of a matrix than is found beside the "
        "checkpoint that it was made from.",
        "Export the checkpoint again (quantcert export): the export or its record was altered.",
    )
    PROMPT_TOKEN = (
        "QC-PROMPT-TOKEN",
        "After a token of a prompt the quantized network chooses another next token than the "
        "original, which is proved.",
        "Quantize with a smaller group size or a format with more bits, or allow it "
        "(prompts.min_agreeing_share in the requirement file).",
    )
    PROMPT_EXPECTED = (
        "QC-PROMPT-EXPECTED",
        "After a prompt the quantized network chooses another token than the expected one, which "
        "is proved.",
        "Look whether the original chooses the expected one; if it does, quantize with a smaller "
        "group size or a format with more bits.",
    )
    PROMPT_BOUND = (
        "QC-PROMPT-BOUND",
        "Logits, distributions of next tokens, perplexities or vectors of both networks differ by "
        "more on a prompt than is allowed.",
        "Quantize with a smaller group size or a format with more bits, or allow more "
        "(max_logit_error, max_kl, max_perplexity_ratio, max_output_error, min_cosine in the "
        "requirement file).",
    )
    RUN_EXPECTED = (
        "QC-RUN-EXPECTED",
        "After a prompt the integer program chooses another token than the expected one, which is "
        "proved.",
        "Look whether the quantized network in real numbers chooses the expected one; if it does, "
        "run with activations of 16 bits, else quantize with more bits.",
    )
    PROMPT_UNDECIDED = (
        "QC-PROMPT-UNDECIDED",
        "The enclosures of both networks are too wide to decide what is required of a prompt.",
        "Run with as many bits as the message names; no number of bits tells equal logits apart.",
    )
    PROMPT_UNSUPPORTED = (
        "QC-PROMPT-UNSUPPORTED",
        "No theorem can be had about prompts: the networks are not the same graph of operations, "
        "or weights of them cannot be read.",
        "Look at the other findings first.",
    )
