"""Every administrative act, written once and never changed."""
