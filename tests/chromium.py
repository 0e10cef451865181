"""A Chromium for the browser tests: found by its path, or installed from Debian's packages where that is allowed.

`make test` runs this file first; it takes a moment if a browser is there. The tests find the browser with `find()`.
Nothing is downloaded but Debian's own packages, and those only as root or with a sudo that asks for no password.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VARIABLE = "TALENTCARD_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")

MISSING = f"""\
浏览器测试需要 Chromium，这台机器上没有，也不能自动安装。
  办法: Debian、Ubuntu 等：以管理员身份运行 apt-get install {" ".join(PACKAGES)}；
        其他系统：装好 Chromium 或 Chrome，再用环境变量 {VARIABLE} 写明它的路径。
The browser tests need Chromium; this machine has none and it cannot be installed by itself.
  fix: on Debian and the like, as root: apt-get install {" ".join(PACKAGES)};
       elsewhere install Chromium or Chrome and name its path in the environment variable {VARIABLE}."""


def find() -> Path | None:
    """The browser to test with: the one named in the environment, else the first usual name that works."""
    named = os.environ.get(VARIABLE)
    paths = [named] if named else [shutil.which(name) for name in NAMES]
    return next((Path(path) for path in paths if path and works(path)), None)


def works(path: str) -> bool:
    """Does it tell its version? Some systems have a stub in the browser's place."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and "Chrom" in done.stdout


def has_chinese_font() -> bool:
    """Only asked where fonts are Debian's to install; other systems bring their own."""
    if shutil.which("fc-list") is None:
        return True
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False).stdout.strip())


def administrator() -> list[str] | None:
    """What to put before a command that installs; None where nothing may be installed."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0:
        return sudo
    return None


def install(before: list[str], packages: tuple[str, ...] = PACKAGES) -> None:
    """Install from Debian's packages; its own messages go to the error stream."""
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run([*before, *quiet, *words], stdout=sys.stderr, check=False)


def main() -> int:
    if find() and has_chinese_font():
        return 0
    before = administrator()
    if before is not None:
        print("正在安装浏览器测试用的 Chromium / installing Chromium for the browser tests …", file=sys.stderr)
        install(before)
    if find() is None:
        print(MISSING, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
