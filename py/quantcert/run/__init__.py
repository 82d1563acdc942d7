"""The one place that knows the order of the work: read, extract, state, check, judge, write."""
