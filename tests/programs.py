"""Programs that the tests need as independent witnesses: found, or installed from Debian's packages.

`make test` runs this file first, as it does `chromium.py`; the tests find a program with `find()`.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import chromium

PACKAGES = {
    "age": "age",
    "ssh-keygen": "openssh-client",
    "soffice": "libreoffice-writer-nogui libreoffice-calc-nogui",
}
"""The wrapped keys are opened by age; commits are signed by ssh-keygen; LibreOffice opens documents."""


def find(program: str) -> Path:
    """Raises FileNotFoundError with what to do."""
    found = shutil.which(program)
    if found is None:
        raise FileNotFoundError(missing([program]))
    return Path(found)


def missing(programs: list[str]) -> str:
    names, packages = " ".join(programs), " ".join(PACKAGES[program] for program in programs)
    return f"""\
测试需要这些程序，这台机器上没有，也不能自动安装：{names}。
  办法: Debian、Ubuntu 等：以管理员身份运行 apt-get install {packages}；
        其他系统见 age-encryption.org、openssh.com 和 libreoffice.org 的说明。
The tests need programs that this machine lacks and that cannot be installed by themselves: {names}.
  fix: on Debian and the like, as root: apt-get install {packages};
       elsewhere see age-encryption.org, openssh.com and libreoffice.org."""


def absent() -> list[str]:
    return [program for program in PACKAGES if shutil.which(program) is None]


def main() -> int:
    if (needed := absent()) and (before := chromium.administrator()) is not None:
        print(f"正在安装测试用的程序 / installing for the tests: {' '.join(needed)} …", file=sys.stderr)
        chromium.install(before, tuple(" ".join(PACKAGES[program] for program in needed).split()))
    if needed := absent():
        print(missing(needed), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
