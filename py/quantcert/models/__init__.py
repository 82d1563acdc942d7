"""Networks as graphs: from config.json to blocks, from bounds of weights to bounds of activations.

The package mirrors `lean/QuantCert/{Spec,Cert}/Model`: `net` the operations, `bounds` the
arithmetic of bounds, `plan` the claims that the kernel checks.
"""
