"""The Lean library: sources, compilation, what is known of its constants."""
