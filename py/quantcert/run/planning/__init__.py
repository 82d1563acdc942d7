"""What a run will take on a machine: measured on some rows, extrapolated by shapes."""
