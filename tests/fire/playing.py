"""Playing many random histories on one stage, and stopping at the first that goes wrong."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fire.exchange import Exchange
from tests.fire.stage import Stage


def play(stage: Stage, *, examples: int, steps: int, seed: int | None = None, shrink: bool = False) -> int:
    """Play so many histories of so many steps; gives how many. AssertionError for the first that goes wrong."""
    machine = type("Exchange", (Exchange,), {"stage": stage, "_hypothesis_internal_use_seed": seed})
    before = stage.admitted
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
            report_multiple_bugs=False,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return (stage.admitted - before) // 2
