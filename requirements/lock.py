"""Write the two lock files from pyproject.toml: every package pinned with hashes, no download address."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"runtime": ("build",), "dev": ("build", "dev")}


def main() -> int:
    for name, groups in LOCKS.items():
        command = [
            sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
            "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header",
            *(word for group in groups for word in ("--group", group)),
            "--output-file", str(ROOT / "requirements" / f"{name}.lock"), str(ROOT / "pyproject.toml"),
        ]  # fmt: skip
        subprocess.run(command, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
