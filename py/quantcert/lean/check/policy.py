"""Words that a generated module may not contain.

A generated module states data and one-line proofs. Whatever could reach around the kernel (an
option that switches it off, code that runs while the module is compiled) has no place in it. The
words are refused in comments and strings too: nothing then depends on telling these apart.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[#@]?[A-Za-z_][\w.!?']*")
_OPTION = re.compile(r"\bset_option\s+(\S+)")

FORBIDDEN_WORDS = frozenset(
    {
        "#eval",
        "#exit",
        "axiom",
        "builtin_initialize",
        "csimp",
        "elab",
        "elab_rules",
        "export_name",
        "extern",
        "implemented_by",
        "initialize",
        "native_decide",
        "ofReduceBool",
        "opaque",
        "run_cmd",
        "run_elab",
        "run_meta",
        "run_tac",
        "sorry",
        "sorryAx",
        "unsafe",
    }
)
ALLOWED_OPTIONS = frozenset(
    {"autoImplicit", "exponentiation.threshold", "maxHeartbeats", "maxRecDepth"}
)


def source_problem(source: str) -> str:
    """What in the text of a generated module is refused, or "" if nothing is."""
    words = {match[0] for match in _WORD.finditer(source)}
    found = sorted(words & FORBIDDEN_WORDS)
    if found:
        return f"the generated module contains `{found[0]}`"
    for match in _OPTION.finditer(source):
        if match[1] not in ALLOWED_OPTIONS:
            return f"the generated module sets the option `{match[1]}`"
    return ""
