"""What a user's day can do to a run: kills, full disks, many layers, many runs at once."""
