"""How far a long piece of upkeep has come, in a line for whoever waits for it. Pure."""

MINUTE_S = 60
MILLION = 1_000_000


def line(*, done: int, whole: int, of: str, entries: int, elapsed_s: float) -> str:
    """As "412,000 of 570,000 members, 9.1 M entries, 3 min left"."""
    told = [f"{done:,} of {whole:,} {of}"]
    if entries:
        told.append(f"{_count(entries)} entries")
    if 0 < done < whole and elapsed_s > 0:
        told.append(f"{_time(elapsed_s * (whole - done) / done)} left")
    return ", ".join(told)


def _count(entries: int) -> str:
    return f"{entries / MILLION:.1f} M" if entries >= MILLION else f"{entries:,}"


def _time(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 1.5 * MINUTE_S else f"{round(seconds / MINUTE_S)} min"
