"""A server that is killed again and again while people use it, and the books that must agree with what it acknowledged."""
