"""Prompts on workers: the modules of a prompt, for the run that states and judges it here.

The theorem about a network on a prompt is one, so that a prompt is one task. The coordinator's own
run encloses the networks, writes the literals and states the theorems as ever; modules that workers
returned take the place of kept results, which are audited against that. What does not fit is
checked here.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from quantcert.cluster.messages import KeyedModule, PromptTask
from quantcert.cluster.opened import Opened
from quantcert.cluster.options import ClusterOptions
from quantcert.lean import Limits, ModuleVerdict, ResultStore
from quantcert.lean.check.store import Kept
from quantcert.run.open import Inputs
from quantcert.run.prompt.networks import prompt_inputs
from quantcert.run.prompt.verify import PromptRun

_KEY = re.compile(r"[0-9a-f]{64}")


def prompt_tasks(inputs: Inputs, options: ClusterOptions) -> Iterator[PromptTask]:
    """A task for each prompt but the share that is left to this machine's kernel.

    There are none if no theorem can be had.
    """
    opened = inputs.prompts
    if opened is None or opened.obstacle:
        return
    bits = {plan.line: plan.bits for plan in opened.plans}
    asked = {prompt.tokens: bits.get(prompt.line) for prompt in opened.file.prompts}
    left = math.ceil(options.recheck * len(asked))
    for tokens in random.Random(options.seed).sample(sorted(asked), len(asked))[left:]:
        first_bits = asked[tokens]
        yield PromptTask(tokens, inputs.options.prompt_bits, first_bits)


def check_prompt(
    opened: Opened, task: PromptTask, store: ResultStore, modules: Mapping[str, tuple[str, bytes]]
) -> tuple[KeyedModule, ...]:
    """The modules of a prompt; `modules` are those that the store has seen, with their keys.

    Raises QuantCertError for what is no verdict.
    """
    base, original, layouts = opened.base, opened.original, opened.layouts
    if base is None or original is None or layouts is None:
        raise ValueError("prompts need an original")
    inputs = prompt_inputs(opened.quantized, base, original, layouts)
    limits = Limits(opened.spec.seconds, opened.spec.memory_bytes)
    run = PromptRun(opened.library, store, 1, task.bits, limits)
    results = run.check(inputs, task.tokens, task.first_bits).modules
    return tuple(
        KeyedModule(modules[result.name][0], Kept(result, modules[result.name][1]))
        for result in results
        if result.name in modules
    )


def keep_prompt(modules: tuple[KeyedModule, ...], store: ResultStore, host: str) -> Iterator[str]:
    """Keep what a worker's kernel accepted for the run that audits it; nothing is replaced.

    Yields the keys of what is kept.
    """
    for module in modules:
        result = module.kept.result
        accepted = result.verdict is ModuleVerdict.ACCEPTED
        if accepted and _KEY.fullmatch(module.key) and store.at(module.key) is None:
            named = replace(result, host=host, reused=False, messages=())
            store.put(module.key, Kept(named, module.kept.olean))
            yield module.key
