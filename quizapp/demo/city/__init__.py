"""A fictional city, drawn from a seed: its tree, its people, and some days of what they did. Pure; nothing here writes."""
