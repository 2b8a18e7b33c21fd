"""Words everyone speaks: time, verdicts, messages, text, ranking, Markdown, tokens. Imports nothing of ours."""
