"""What a client meant to do and what it was told: written down outside the system, on the disk before anything is sent."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class Recorder:
    """One client's own log, a line each: intents and acknowledgements."""

    def __init__(self, file: Path) -> None:
        self.file = file.open("a", encoding="utf8")

    def intent(self, op: str, **told: object) -> None:
        """Before the first sending; sending again is the same intent."""
        self._write({"intent": op, **told})

    def ack(self, op: str, status: int, location: str = "") -> None:
        self._write({"ack": op, "status": status, "location": location})

    def _write(self, line: dict[str, object]) -> None:
        self.file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.file.flush()
        os.fsync(self.file.fileno())

    def close(self) -> None:
        self.file.close()


@dataclass
class Told:
    """All logs together: what was meant, by op, and which ops were acknowledged."""

    intents: dict[str, dict[str, Any]] = field(default_factory=dict)
    acks: dict[str, str] = field(default_factory=dict)  # where each was sent on to

    def acked(self, kind: str) -> list[dict[str, Any]]:
        """What was meant and answered, with where the answer led."""
        return [
            told | {"location": self.acks[op]}
            for op, told in self.intents.items()
            if told["kind"] == kind and op in self.acks
        ]

    def meant(self, kind: str) -> list[dict[str, Any]]:
        return [told for told in self.intents.values() if told["kind"] == kind]


def read(folder: Path) -> Told:
    """What the logs in a folder say."""
    told = Told()
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text("utf8").splitlines():
            said = json.loads(line)
            if "intent" in said:
                told.intents.setdefault(said["intent"], said)
            else:
                told.acks[said["ack"]] = said["location"]
    return told
