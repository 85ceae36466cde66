"""The screen as it is while somebody works on it: Vite's own server, in front of the shop's."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FRONTEND = Path(__file__).resolve().parents[1] / "frontend"
VITE = FRONTEND.parents[2] / "node_modules/.bin/vite"
COLOURS = re.compile(r"\033\[[0-9;]*m")


@contextmanager
def development(shop: str) -> Iterator[str]:
    """`npm run dev` on a free port, with calls going to `shop`; its address."""
    server = subprocess.Popen(  # noqa: S603 -- the locked Vite, told nothing of a stranger's
        [VITE, "--port", "0", "--host", "127.0.0.1"],
        cwd=FRONTEND,
        env={**os.environ, "SHOP_SERVER": shop.rstrip("/")},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        said = ""
        for line in server.stdout or ():
            said += COLOURS.sub("", line)
            if found := re.search(r"http://127\.0\.0\.1:\d+/", said):
                yield found[0]
                return
        raise AssertionError(f"Vite does not start:\n{said}")
    finally:
        os.killpg(server.pid, 15)
        server.wait(10)
