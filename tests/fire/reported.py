"""The reports of the long forms: one file for each, what either database came to beside the other."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.conftest import BACKEND


def keep(report: Path, figures: Mapping[str, Any], *, finished: bool, backend: str = BACKEND) -> None:
    """Put a database's figures in the place of its earlier ones; those of the other stay.

    Called after each part, so that a run that is ended early leaves what it came to, and says that it was not all.
    """
    report.parent.mkdir(exist_ok=True)
    both = json.loads(report.read_text("utf8")) if report.exists() else {}
    both[backend] = {"finished": finished, "cpus": os.cpu_count(), **figures}
    # Renamed when it is whole: a run may be ended while it writes.
    draft = report.with_suffix(".draft")
    draft.write_text(json.dumps(both, indent=2, ensure_ascii=False) + "\n", "utf8")
    draft.replace(report)
