"""Attempts at quizzes: starting, answering, marking and paying."""
