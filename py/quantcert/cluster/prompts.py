"""Prompts on workers: blocks of their networks and positions, for the run that judges them here.

The module of a block, and that of some positions, rests on no other, so that they are tasks. The
coordinator's own run encloses the networks, writes the literals and states the theorems as ever;
modules that workers returned take the place of kept results, which are audited against that. What
does not fit is checked here, and so are the theorems that join the blocks, and the positions.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce

from quantcert.cluster.messages import KeyedModule, PromptTask
from quantcert.cluster.opened import Opened
from quantcert.cluster.options import ClusterOptions
from quantcert.lean import Limits, ModuleVerdict, ResultStore
from quantcert.lean.check.store import Kept
from quantcert.models.net import Architecture, output_dim
from quantcert.run.open import Inputs
from quantcert.run.prompt.comparing import position_names
from quantcert.run.prompt.modules import block_name, module_names
from quantcert.run.prompt.networks import prompt_inputs
from quantcert.run.prompt.verify import PromptRun

_KEY = re.compile(r"[0-9a-f]{64}")


def prompt_tasks(inputs: Inputs, options: ClusterOptions, threads: int) -> Iterator[PromptTask]:
    """Tasks for `threads` workers: the modules of each prompt but the share that is left here.

    There are none if no theorem can be had.
    """
    opened = inputs.prompts
    if opened is None or opened.obstacle:
        return
    bits = {plan.line: plan.bits for plan in opened.plans}
    asked = {prompt.tokens: bits.get(prompt.line) for prompt in opened.file.prompts}
    left = math.ceil(options.recheck * len(asked))
    groups = -(-threads // max(1, len(asked)))
    for tokens in random.Random(options.seed).sample(sorted(asked), len(asked))[left:]:
        for modules in _tasks(opened.inputs.architecture, tokens, groups):
            yield PromptTask(tokens, inputs.options.prompt_bits, asked[tokens], modules)


def _tasks(
    architecture: Architecture, tokens: tuple[int, ...], groups: int
) -> Iterator[tuple[str, ...]]:
    """The modules of each task of a prompt.

    Tasks of positions come first, as they take longest, and are half as many as those of a network:
    each has to enclose both to the end.
    """
    names, nets = module_names(tokens), [block.net for block in architecture.blocks]
    dim = reduce(output_dim, nets, architecture.input_dim)
    yield from _groups(position_names(names.comparison, len(tokens), dim), -(-groups // 2))
    for network in (names.original, names.quantized):
        yield from _groups([block_name(network, k) for k in range(len(nets))], groups)


def _groups(names: Sequence[str], count: int) -> Iterator[tuple[str, ...]]:
    """Neighbours in at most `count` groups: whoever checks one has to enclose all before it."""
    size = -(-len(names) // min(count, len(names)))
    for start in range(0, len(names), size):
        yield tuple(names[start : start + size])


def check_prompt(
    opened: Opened, task: PromptTask, store: ResultStore, modules: Mapping[str, tuple[str, bytes]]
) -> tuple[KeyedModule, ...]:
    """The modules of the task; `modules` are those that the store has seen, with keys.

    Raises QuantCertError for what is no verdict.
    """
    base, original, layouts = opened.base, opened.original, opened.layouts
    if base is None or original is None or layouts is None:
        raise ValueError("prompts need an original")
    inputs = prompt_inputs(opened.quantized, base, original, layouts)
    limits = Limits(opened.spec.seconds, opened.spec.memory_bytes)
    run = PromptRun(opened.library, store, 1, task.bits, limits)
    return tuple(
        KeyedModule(modules[result.name][0], Kept(result, modules[result.name][1]))
        for result in run.check_some(inputs, task.tokens, task.modules, task.first_bits)
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
