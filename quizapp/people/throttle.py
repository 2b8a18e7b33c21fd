"""How long someone waits after wrong passwords: a delay that doubles, never a lock-out."""

from datetime import timedelta

FREE_TRIES = 5
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=12)
NETWORK_FREE_TRIES = 60  # a whole unit may sit behind one address


def wait_after(failures: int, *, free: int = FREE_TRIES) -> timedelta:
    """The wait after the given number of failures in a row: none for the first few, then 2, 4, 8 … seconds."""
    if failures < free:
        return timedelta(0)
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(failures - free + 1, 12)))
