"""What a study administrator sees: the figures of the organisations in their reach, and who has not yet come along."""
