"""Golden logits of small models without a run of the kernel, for tests of engines."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

from quantcert.lean import Library
from quantcert.run.prompt.golden import write_golden
from quantcert.run.prompt.networks import open_prompt, prompt_networks
from quantcert.run.prompt.precision import enclose_pair
from quantcert.run.prompt.result import judged
from quantcert.scratch import scratch
from tests.support.prompt_modules import prompt_modules

_BITS = 60
_NO_LIBRARY: Library = SimpleNamespace(digest="0" * 64)  # type: ignore[assignment]


def write_golden_of(file: Path, quantized: Path, original: Path, tokens: Sequence[int]) -> None:
    """The logits that would be certified; the kernel is taken to accept what is claimed."""
    inputs = open_prompt(quantized, original)
    pair = enclose_pair(prompt_networks(inputs, tokens), inputs.architecture, _BITS)
    assert pair is not None
    with scratch() as folder:
        result = judged(prompt_modules(pair, folder), ())
    write_golden(file, inputs, _NO_LIBRARY, result)
