"""The theorems about a whole network: one module for each assumption about its inputs.

    theorems = model_theorems(architecture, cert, input_sha256, assumption)

`theorems.module` goes to Lean; the other attributes are the numbers that its theorems state, exact,
with the theorems' names. Matrices and vectors of `cert` are in the order of the architecture;
`matrix_cert(measure_norms(...))` and `vector_cert(pack_vector(...))` of `network.certificates` make
them. The digest of an assumption belongs into `input_sha256`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from quantcert.exact.dyadic import Dyadic, plus, rounded_up
from quantcert.models.assumption import ALL_INPUTS, Assumption
from quantcert.models.bounds import NOTHING, Bounds, exact_bounds
from quantcert.models.certificates import ModelCert
from quantcert.models.net import Architecture, Block, output_dim
from quantcert.models.plan import Plan, plan_claims
from quantcert.models.planner import make_plan
from quantcert.models.region import Region, Size
from quantcert.models.sizes import NO_SIZE
from quantcert.models.variation import LARGEST_CHANGE, exp_upper
from quantcert.statements.model_packing import is_packable, packed_claims
from quantcert.statements.model_terms import (
    bounds_term,
    certificate_facts,
    net_term,
    plan_term,
    size_term,
)
from quantcert.statements.render import (
    GeneratedModule,
    Theorem,
    render_module,
    render_text,
    render_theorem,
)

MODEL_IMPORTS = (
    "QuantCert.Cert.Model.Model",
    "QuantCert.Cert.Model.Packed",
    "QuantCert.Spec.Model.Stored",
)


@dataclass(frozen=True)
class BlockTheorems:
    """What is proved of a block.

    `alone` bounds the largest entry of the error of its output for equal inputs, None for a block
    that reads the model's input, where it would be the same; `accumulated` bounds it if the errors
    of all blocks before are carried. `trivial` is the proved range of the original output: the
    error of a block whose output is zero. `names` are the full names of the theorems.
    """

    name: str
    alone: Fraction | None
    accumulated: Fraction
    trivial: Fraction
    names: tuple[str, ...]


@dataclass(frozen=True)
class ModelTheorems:
    """The module of one assumption and what its theorems state.

    `bound` is of the error of the model's output, `trivial` of the original output's range;
    `probability_ratio` is K if no probability changes by more than K-fold, None if that is not
    stated; the output has `output_dim` entries. `names` are the full names of the theorems that are
    not about a block.
    """

    module: GeneratedModule
    assumption: Assumption
    blocks: tuple[BlockTheorems, ...]
    output_dim: int
    bound: Dyadic
    trivial: Dyadic
    probability_ratio: Dyadic | None
    names: tuple[str, ...]


@dataclass(frozen=True)
class _PlannedBlock:
    """A block with its claims: carried errors, and equal inputs if it is not the first."""

    index: int
    block: Block
    input_dim: int
    output_dim: int
    before: Bounds
    plan: Plan
    alone: Plan | None

    @property
    def before_name(self) -> str:
        """The definition of the bounds of its input."""
        return f"after_{self.index - 1}" if self.index else "start"

    def facts(self, region: Region | None) -> dict[str, object]:
        """What the templates ask for."""
        alone, others = self.alone, self._others()
        names = self._known() | {
            bounds: f"(packedBounds claims_{self.index} {i})" for i, bounds in enumerate(others)
        }
        return {
            "index": self.index,
            "name": f"Block {self.block.name}",
            "input_dim": self.input_dim,
            "output_dim": self.output_dim,
            "before": self.before_name,
            "net": net_term(self.block.net, region),
            "after": bounds_term(self.plan.claim),
            "error": self.plan.claim.error.entry,
            "claims": hex(packed_claims(others)),
            "plan": plan_term(self.plan, names),
            "alone_plan": "" if alone is None else plan_term(alone, names),
            "alone": "" if alone is None else size_term(alone.claim.error),
            "alone_error": None if alone is None else alone.claim.error.entry,
        }

    def _known(self) -> dict[Bounds, str]:
        """Bounds that have a name because theorems speak of them."""
        equal = exact_bounds(self.before.original)
        return {
            equal: f"(.exact {self.before_name}.original)",
            self.before: self.before_name,
            self.plan.claim: f"after_{self.index}",
        }

    def _others(self) -> list[Bounds]:
        """Other bounds that are claimed, each once, as far as they can be packed."""
        plans = [plan for plan in (self.plan, self.alone) if plan is not None]
        claims = dict.fromkeys(claim for plan in plans for claim in plan_claims(plan))
        known = self._known()
        return [claim for claim in claims if claim not in known and is_packable(claim)]


def model_theorems(
    architecture: Architecture,
    cert: ModelCert,
    input_sha256: Mapping[str, str],
    assumption: Assumption = ALL_INPUTS,
    input_size: Size = NO_SIZE,
) -> ModelTheorems:
    """State what follows for a network from bounds of its weights.

    Args:
        architecture: the network.
        cert: bounds of its matrices and vectors, in its order.
        input_sha256: digests of what the numbers come from, for the module's banner.
        assumption: what is assumed of the inputs.
        input_size: bounds of the vectors that the network reads, if it does not read tokens.
    """
    region = assumption.region
    name = f"Proofs.Model_{assumption.word}"
    start = exact_bounds(input_size) if architecture.input_dim else NOTHING
    planned = _plan_blocks(architecture, cert, start, region)
    last = planned[-1]
    bound, limit = last.plan.claim.error.entry, last.plan.claim.original.entry
    ratio = _ratio(architecture, bound)
    blocks = [block.facts(region) for block in planned]
    facts: dict[str, object] = {
        "certificate": certificate_facts(cert),
        "head_dim": cert.head_dim,
        "start": f".exact {size_term(input_size)}" if architecture.input_dim else ".nothing",
        "input": "X" if architecture.input_dim else "(fun _ _ => 0)",
        "input_dim": architecture.input_dim,
        "output_dim": last.output_dim,
        "output": architecture.output,
        "assumption": assumption,
        "bound": bound,
        "range": limit,
        "ratio": ratio,
        "blocks": blocks,
    }
    of_blocks = [_block_theorems(name, block, facts) for block in blocks]
    of_model = _model_theorems(name, facts)
    definitions = render_text("model.lean.j2", facts)
    module = render_module(
        name,
        f"The whole model, {assumption.name}: {architecture.family}, {len(planned)} blocks",
        input_sha256,
        MODEL_IMPORTS,
        "\n\n".join([definitions, render_text("model_plans.lean.j2", facts)]),
        [*(theorem for theorems in of_blocks for theorem in theorems), *of_model],
    )
    return ModelTheorems(
        module=replace(module, definitions=definitions),
        assumption=assumption,
        blocks=tuple(map(_summary, planned, of_blocks)),
        output_dim=last.output_dim,
        bound=bound,
        trivial=limit,
        probability_ratio=ratio,
        names=tuple(theorem.name for theorem in of_model),
    )


def _plan_blocks(
    architecture: Architecture, cert: ModelCert, start: Bounds, region: Region | None
) -> list[_PlannedBlock]:
    planned: list[_PlannedBlock] = []
    before, dim = start, architecture.input_dim
    for index, block in enumerate(architecture.blocks):
        plan = make_plan(block.net, cert, before, dim, region)
        equal = exact_bounds(before.original)
        alone = make_plan(block.net, cert, equal, dim, region) if index else None
        after = output_dim(dim, block.net)
        planned.append(_PlannedBlock(index, block, dim, after, before, plan, alone))
        before, dim = plan.claim, after
    return planned


def _block_theorems(
    namespace: str, block: Mapping[str, object], facts: Mapping[str, object]
) -> list[Theorem]:
    kinds = ["block-propagates", "block-alone"] if block["alone"] else ["block-propagates"]
    return [
        render_theorem(
            kind,
            namespace,
            {**facts, "block": block},
            f"block_{block['index']}_{kind.partition('-')[2]}",
        )
        for kind in kinds
    ]


def _model_theorems(namespace: str, facts: Mapping[str, object]) -> list[Theorem]:
    kinds = ["model-propagates", "model-error", "model-range"]
    if facts["ratio"] is not None:
        kinds.append("model-probability")
    return [render_theorem(kind, namespace, facts) for kind in kinds]


def _ratio(architecture: Architecture, bound: Dyadic) -> Dyadic | None:
    """The factor by which probabilities change at most, if the outputs are logits."""
    if architecture.output != "logits" or bound.fraction > LARGEST_CHANGE:
        return None
    return rounded_up(exp_upper(plus(bound, bound)).fraction)


def _summary(block: _PlannedBlock, theorems: Sequence[Theorem]) -> BlockTheorems:
    claim, alone = block.plan.claim, block.alone
    return BlockTheorems(
        name=block.block.name,
        alone=None if alone is None else alone.claim.error.entry.fraction,
        accumulated=claim.error.entry.fraction,
        trivial=claim.original.entry.fraction,
        names=tuple(theorem.name for theorem in theorems),
    )
