"""Certificates with each kind of result, for the forms of other tools."""

from dataclasses import replace
from fractions import Fraction

from quantcert.certificate import Certificate, Finding, Rule, Verdict
from quantcert.certificate.justifications import Justification
from tests.support.certificates import (
    ALL_INPUTS,
    CERTIFICATE,
    FAILED,
    NETWORK,
    PROVED,
    REGION,
    THEOREM,
    WHOLE,
)
from tests.support.prompt_evidence import OTHER, PROMPTS, SAME, prompt
from tests.support.run_evidence import OTHER as REFUSED_RUN
from tests.support.run_evidence import RUNS

JUSTIFICATION = Justification(
    layer="encoder.1.*",
    check=Rule.ROW_ERROR,
    rationale="Rows of padding & nothing else.",
    author="A. Author",
    expires="2027-06-30",
    expired=False,
    layers=(FAILED.tensor,),
)
JUSTIFIED = replace(CERTIFICATE, justifications=(JUSTIFICATION,))

NO_PROOF = Finding(Rule.NO_PROOF, "stopped after 600 s", PROVED.tensor)
UNPROVED = replace(
    CERTIFICATE,
    layers=(
        replace(
            PROVED,
            verdict=Verdict.UNPROVED,
            finding=NO_PROOF,
            theorems=(replace(THEOREM, verdict=Verdict.UNPROVED, finding=NO_PROOF),),
        ),
    ),
)

CONFIG = Finding(Rule.CONFIG_DIFFERS, "config.json: rope_theta is 1, of the original 2")
OTHER_CONFIG = replace(CERTIFICATE, findings=(CONFIG,))

MISSED = Finding(Rule.NETWORK_ERROR, "bound 9, allowed: 8")
REQUIRED = replace(
    WHOLE,
    network=replace(
        NETWORK,
        scopes=(ALL_INPUTS, replace(REGION, requirement=Fraction(8), finding=MISSED)),
    ),
)

_BLOCK = replace(
    REGION.blocks[0],
    observed_alone=Fraction(1),
    finding=Finding(Rule.OBSERVED_ABOVE, "observed 1, bound 1/2"),
)
OBSERVED_ABOVE = replace(
    WHOLE,
    network=replace(NETWORK, scopes=(replace(REGION, blocks=(_BLOCK, *REGION.blocks[1:])),)),
)

STRANGE = "a\x00b|c\ud800<&>`\n\U0001f600"
STRANGE_NAME = replace(
    CERTIFICATE,
    model=STRANGE,
    layers=(replace(FAILED, tensor=STRANGE, finding=replace(FAILED.finding, tensor=STRANGE)),),
)

SHARDS = tuple(
    replace(CERTIFICATE.files[0], file=file)
    for file in ("config.json", "model-1 of 2.safetensors", "model.safetensors.index.json")
)
SHARDED = replace(CERTIFICATE, files=SHARDS, base_files=(), level="structure")

TOKEN = Finding(Rule.PROMPT_TOKEN, "after position 1 the next token is 6, of the original 5")
BAD_PROMPT = prompt(SAME, OTHER, line=9, verdict=Verdict.FAILED, findings=(TOKEN,))
PROMPTED = replace(WHOLE, prompts=replace(PROMPTS, prompts=(*PROMPTS.prompts, BAD_PROMPT)))
NO_PROMPTS = replace(
    WHOLE,
    prompts=replace(
        PROMPTS, prompts=(), finding=Finding(Rule.PROMPT_UNSUPPORTED, "no network is known")
    ),
)

EVERY: dict[str, Certificate] = {
    "layers": CERTIFICATE,
    "network": WHOLE,
    "justified": JUSTIFIED,
    "unproved": UNPROVED,
    "other config": OTHER_CONFIG,
    "required": REQUIRED,
    "observed above": OBSERVED_ABOVE,
    "prompts": PROMPTED,
    "no prompts": NO_PROMPTS,
    "runs": replace(WHOLE, runs=replace(RUNS, runs=(*RUNS.runs, REFUSED_RUN))),
    "no runs": replace(WHOLE, runs=replace(RUNS, runs=(), finding=NO_PROMPTS.prompts.finding)),
    "strange name": STRANGE_NAME,
    "sharded": SHARDED,
}
