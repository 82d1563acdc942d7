"""Two certificates beside each other: which of two quantizations is better where."""
