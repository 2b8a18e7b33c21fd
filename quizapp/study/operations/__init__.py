"""What can be done in the library: load it from files, credit reading, and sum it up."""

from quizapp.study.operations.crediting import Paid, Told, beat, finish
from quizapp.study.operations.loading import Loaded, load
from quizapp.study.operations.summing import sum_up_reading

__all__ = ["Loaded", "Paid", "Told", "beat", "finish", "load", "sum_up_reading"]
