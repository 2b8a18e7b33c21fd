"""How fast we are, beside a bare application on the same server in the same run."""
