"""How config.json and the tensors of a family of models make a network."""
