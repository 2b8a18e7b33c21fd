"""The points ledger: what earns, what was paid, and every sum drawn from it."""
