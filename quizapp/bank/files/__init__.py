"""Reading a folder of questions: every sound question with its file and line, and a complaint for everything else."""
