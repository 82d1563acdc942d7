"""Parts of a run made by hand: plans of layers, and results that Lean might have given."""

from fractions import Fraction
from pathlib import Path

from quantcert.containers import Checkpoint, open_checkpoint
from quantcert.formats import QuantizedCheckpoint, open_quantized
from quantcert.lean import Cause, ModuleResult, ModuleVerdict, TheoremRecord
from quantcert.pairing.original import Original
from quantcert.requirements import AccumulatorRequirement, LayerRequirement, Requirements
from quantcert.roles import Role
from quantcert.run.layer_plan import LayerPlan, plan_layer
from quantcert.run.layer_scan import layers
from quantcert.run.ledger import LedgerEntry
from quantcert.run.steps import ModuleStep, Step
from quantcert.statements.render import GeneratedModule
from tests.support.small_models import SmallModel

SHA = "0123456789abcdef" * 4


def need(
    error: Fraction | None = None, width: int = 32, limit: int = 1, pattern: str = "*"
) -> Requirements:
    """One rule for the layers that match: half of the trivial bound, or this error at most."""
    relative = Fraction(1, 2) if error is None else None
    rule = LayerRequirement(pattern, Fraction(limit), error, relative)
    return Requirements(
        "need.toml", False, SHA, "", AccumulatorRequirement(width, -128, 127), (rule,)
    )


def opened(model: SmallModel) -> tuple[QuantizedCheckpoint, Checkpoint]:
    """The quantized checkpoint and its original."""
    return open_quantized(model.quantized), open_checkpoint(model.original)


def plan_of(
    model: SmallModel,
    tensor: str = "wide.weight",
    requirements: Requirements | None = None,
    structure: bool = False,
) -> LayerPlan:
    """The plan of a layer; of its structure alone if that is asked for."""
    quantized, original = opened(model)
    base = None if structure else original
    roles = {tensor: (Role.LINEAR,)}
    (layer,) = (
        found
        for found in layers(quantized, None if base is None else Original(base), roles)
        if found.tensor == tensor
    )
    return plan_layer(quantized, base, layer, requirements or need())


def result_of(
    module: GeneratedModule, verdict: ModuleVerdict = ModuleVerdict.ACCEPTED, seconds: float = 1.0
) -> ModuleResult:
    """All theorems of a module confirmed, or none."""
    accepted = verdict is ModuleVerdict.ACCEPTED
    records = [TheoremRecord(t.name, True, SHA, SHA, SHA, (), "") for t in module.theorems]
    return ModuleResult(
        name=module.name,
        verdict=verdict,
        reason="" if accepted else "it is not so",
        messages=(),
        seconds=seconds,
        peak_bytes=1 << 20,
        source_sha256=SHA,
        olean_sha256=SHA,
        theorems=tuple(records) if accepted else (),
        cause=None if accepted else Cause.REFUSED,
    )


def entry_of(*steps: Step, verdict: ModuleVerdict = ModuleVerdict.ACCEPTED) -> LedgerEntry:
    """An entry of the ledger with these modules, all with the same verdict."""
    modules = [step.module for step in steps if isinstance(step, ModuleStep)]
    return LedgerEntry(modules=modules, results={m.name: result_of(m, verdict) for m in modules})


def files_in(folder: Path) -> list[Path]:
    """All files under a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]
