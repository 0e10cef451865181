"""The `age` program, an independent reader of the wrapped keys: found, or installed from Debian's packages.

`make test` runs this file first, as it does `chromium.py`; the tests find the program with `find()`.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import chromium

PACKAGES = ("age",)

MISSING = """\
密钥测试需要 age 程序，这台机器上没有，也不能自动安装。
  办法: Debian、Ubuntu 等：以管理员身份运行 apt-get install age；其他系统见 https://age-encryption.org 的说明。
The tests of keys need the program age; this machine has none and it cannot be installed by itself.
  fix: on Debian and the like, as root: apt-get install age; elsewhere see https://age-encryption.org."""


def find() -> Path | None:
    found = shutil.which("age")
    return Path(found) if found else None


def main() -> int:
    if find() is None and (before := chromium.administrator()) is not None:
        print("正在安装测试用的 age / installing age for the tests …", file=sys.stderr)
        chromium.install(before, PACKAGES)
    if find() is None:
        print(MISSING, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
