"""The question bank: kinds of question, how each is marked, and how questions are loaded and drawn."""
