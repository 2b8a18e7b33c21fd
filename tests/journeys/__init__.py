"""A member's whole day, as its members live it: over HTTP, and in a real Chromium."""
