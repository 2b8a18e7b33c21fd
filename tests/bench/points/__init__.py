"""make bench-points: what an award and a board cost, beside a bare application, in a small city and in a large one."""
