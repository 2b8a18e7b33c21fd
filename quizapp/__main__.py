"""`python -m quizapp` and the `quizapp` command."""

from quizapp.cli import main

if __name__ == "__main__":
    main(prog_name="quizapp")
