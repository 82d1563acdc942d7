"""The commands: arguments in, exit code out (see `quantcert.errors.ExitCode`)."""
