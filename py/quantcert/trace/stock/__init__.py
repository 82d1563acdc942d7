"""Tools that drive a stock Lean, given the proofs of a run as a Lake project."""
