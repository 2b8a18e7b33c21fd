"""Signing in and out, the Me tab, one's own settings."""
