"""Which tensor of an original a tensor of a quantized checkpoint stands for."""
