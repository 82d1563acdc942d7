"""C with contracts in ACSL, which Frama-C proves (ANSI/ISO C Specification Language 1.18)."""

from __future__ import annotations

from quantcert.kernels.targets.target import Target

TARGET = Target(
    name="c",
    summary="C with ACSL contracts, proved by Frama-C",
    checks=(
        (
            "frama-c -wp -wp-rte -wp-prover cvc4,z3 -wp-timeout 30 layer.c",
            "no run-time error, sums within their bounds, results as defined: proved",
        ),
        ("cc -O2 -o check check.c layer.c && ./check", "golden vectors: compared"),
    ),
)
"""C."""
