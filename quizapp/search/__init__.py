"""Full-text search over documents the slices hand in; the index can be thrown away at any time."""
