"""Study Star (学习之星): a learning and quiz platform for organisations whose members study together."""
