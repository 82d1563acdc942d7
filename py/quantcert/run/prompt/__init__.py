"""A run about one prompt: both networks enclosed, the claims checked, the verdicts."""
