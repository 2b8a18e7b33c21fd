"""Schema changes, numbered; each goes up and down on both databases."""
