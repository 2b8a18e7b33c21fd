"""How fast a roster of everyone comes in, beside the bare ceilings of the same run."""
