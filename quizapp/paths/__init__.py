"""Where articles and quizzes meet: the Learn tab and module pages with progress."""
