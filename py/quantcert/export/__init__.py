"""What a run hands to other tools."""
