"""What each theorem about a prompt says, in a plain sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

from quantcert.certificate import PositionEvidence, PromptEvidence, TheoremEvidence
from quantcert.report.decimals import at_least, at_most
from quantcert.report.tokens import TokenNames

_POSITION = re.compile(r"_(\d+)$")
_AT = dict[str, Callable[[PositionEvidence, TokenNames], str]]


def theorem_sentence(theorem: TheoremEvidence, prompt: PromptEvidence, names: TokenNames) -> str:
    """The sentence for a theorem of a prompt about which something is proved, else its name."""
    place = _POSITION.search(theorem.name)
    if not prompt.positions:
        return theorem.name
    if place is None:
        return _of_all(theorem, prompt)
    position = prompt.positions[int(place[1])]
    told = _OF_ONE.get(theorem.kind)
    if theorem.kind == "prompt-outputs-differ-at-most":
        return _vector(position, names)
    after = f"After {names.named(position.token)} at position {position.position}"
    return theorem.name if told is None else f"{after} {told(position, names)}."


def _of_all(theorem: TheoremEvidence, prompt: PromptEvidence) -> str:
    count = len(prompt.tokens)
    grows = prompt.perplexity_ratio, prompt.inverse_perplexity_ratio
    match theorem.kind:
        case "prompt-contained":
            which = "original" if theorem.name.endswith("Original.contained") else "quantized"
            return (
                f"What the {which} network computes on this prompt lies in the intervals that the "
                "kernel has computed."
            )
        case "prompt-same-next-token":
            return f"After each of the {count} tokens both networks choose the same next token."
        case "prompt-logits-differ-at-most":
            bound = at_most(prompt.logit_error)
            return f"No score of any token, after any token of the prompt, differs by over {bound}."
        case "prompt-outputs-differ-at-most":
            bound = at_most(prompt.output_error)
            return f"No entry of the vector of any token of the prompt differs by over {bound}."
        case "prompt-cosine-at-least":
            return (
                "The cosine of the angle between both networks' embeddings of this text is at "
                f"least {at_least(prompt.cosine)}."
            )
        case "prompt-perplexity-ratio-quantized":
            return (
                "The quantized network's perplexity of this text is at most "
                f"{at_most(grows[0])} times the original's."
            )
        case "prompt-perplexity-ratio-original":
            return (
                f"The original's perplexity of this text is at most {at_most(grows[1])} times the "
                "quantized network's."
            )
        case _:
            return theorem.name


def _next_tokens(position: PositionEvidence, names: TokenNames) -> str:
    chosen = [names.named(t) for t in (position.original, position.quantized) if t is not None]
    if position.original == position.quantized:
        return f"both networks choose {chosen[0]}"
    return f"the original chooses {chosen[0]}, the quantized network {chosen[-1]}"


def _original_leads(position: PositionEvidence, names: TokenNames) -> str:
    lead = at_least(position.original_lead)
    return f"the chosen token is ahead of all others by more than {lead} in the original"


def _quantized_leads(position: PositionEvidence, names: TokenNames) -> str:
    lead = at_least(position.quantized_lead)
    return f"the chosen token is ahead of all others by more than {lead} in the quantized network"


def _logits(position: PositionEvidence, names: TokenNames) -> str:
    return f"no score differs by more than {at_most(position.logit_error)}"


def _vector(position: PositionEvidence, names: TokenNames) -> str:
    return (
        f"No entry of the vector of {names.named(position.token)} at position {position.position} "
        f"differs by more than {at_most(position.output_error)}."
    )


def _divergence(position: PositionEvidence, names: TokenNames) -> str:
    return (
        "the quantized network's probabilities of the next token are within "
        f"{at_most(position.divergence)} nats of the original's (KL divergence)"
    )


def _checked(position: PositionEvidence, names: TokenNames) -> str:
    return "what is stated below holds of all values in the intervals of both networks"


_OF_ONE: _AT = {
    "prompt-checked": _checked,
    "prompt-next-tokens": _next_tokens,
    "prompt-original-leads": _original_leads,
    "prompt-quantized-leads": _quantized_leads,
    "prompt-logits-differ-at-most": _logits,
    "prompt-kl-at-most": _divergence,
}
