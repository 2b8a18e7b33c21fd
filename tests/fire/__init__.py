"""The ledger under fire: random days against a model, planted faults, processes that race, a server that is killed."""
