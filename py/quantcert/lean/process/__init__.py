"""Runs of Lean: processes, limits, messages."""
