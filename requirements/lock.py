"""Write the two lock files from pyproject.toml: every package pinned with hashes, no download address.

The runtime lock takes its versions from the development lock, so that one environment serves both.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCKS = {"dev": ("build", "dev"), "runtime": ("build",)}


def main() -> int:
    for name, groups in LOCKS.items():
        command = [
            sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
            "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header",
            *(word for group in groups for word in ("--group", group)),
            *(("--constraint", str(HERE / "dev.lock")) if name != "dev" else ()),
            "--output-file", str(HERE / f"{name}.lock"), str(HERE.parent / "pyproject.toml"),
        ]  # fmt: skip
        subprocess.run(command, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
