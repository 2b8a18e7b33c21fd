"""Organisations, members, grants and sign-ins: who someone is, and whose data they may reach."""
