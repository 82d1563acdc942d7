"""The check of generated modules, and the audit of what became of them."""
