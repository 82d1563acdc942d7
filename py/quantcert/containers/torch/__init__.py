"""PyTorch's zip files, read without executing their pickles."""
