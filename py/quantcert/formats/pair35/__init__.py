"""The package's own 3.5-bit formats, `alt43` and `pair11`: two codes in a word of 7 bits."""
