"""What a golden's decoded tensors are called."""

EXPECTED = "expected.safetensors"
"""Name of their file, beside the checkpoint's own."""
