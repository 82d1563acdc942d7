"""Numbers to Lean statements: what is claimed of a checkpoint, as text. No Lean process here."""
