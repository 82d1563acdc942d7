"""What theorems rest on: lemmas, definitions and axioms, and the goals of proofs that failed."""
