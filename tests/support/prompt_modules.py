"""The modules about a prompt without a run of the kernel."""

from pathlib import Path

from quantcert.run.prompt.modules import PromptModules
from quantcert.run.prompt.precision import EnclosedPair


def prompt_modules(pair: EnclosedPair, folder: Path) -> PromptModules:
    """All modules about two networks that have been enclosed. Raises as `PromptModules.stream`."""
    modules = PromptModules(pair.bits, pair.sides, folder, pair.encodes)
    for _ in modules.stream():
        pass
    return modules
