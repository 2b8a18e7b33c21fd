"""Many processes that want the same thing at the same moment: what was sold, paid and spent is counted exactly."""
