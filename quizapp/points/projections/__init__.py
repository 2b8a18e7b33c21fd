"""Sums drawn from the ledger: moved by each entry in its own transaction, and drawn again from the first."""
