"""The `quizapp` command, run the way a person runs it."""
