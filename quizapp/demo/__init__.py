"""The fictional work unit that shows the product with some weeks of history."""
