"""What the integer program of a checkpoint computes of a text, proved."""
