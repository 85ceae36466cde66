"""The memory of an idle server: a process that has answered once, and again after 100 requests; in MiB.

It is what the kernel says is resident, code that is shared with others included, of the one process that answers: what
a pool of workers takes is less than so many times as much. Those of Python run as in `django/calls.py`, those on axum
as in `axum/calls.py`. Decides nothing; `figures.py` prints it beside what is judged.

`memory.py`. Needs `cargo`, and what the servers are (`setup.sh`).
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import bench  # noqa: E402 (its folder is no package)

REQUESTS = 100
PATIENCE = 60.0
PYTHONS = {
    "mizan-gunicorn": "gunicorn",
    "django-json": "gunicorn",
    "mizan-uvicorn": "uvicorn",
    "django-json-uvicorn": "uvicorn",
    "mizan-fastapi": "asgi",
    "fastapi": "asgi",
    "starlette": "asgi",
}


def script(path: str) -> ModuleType:
    """Of two folders, whose scripts have one name."""
    spec = spec_from_file_location(path.replace("/", "_"), HERE / f"{path}.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


django, axum = script("django/calls"), script("axum/calls")


def resident(process: subprocess.Popen[bytes]) -> float:
    found = re.search(r"^VmRSS:\s+(\d+) kB$", Path(f"/proc/{process.pid}/status").read_text(), re.M)
    assert found, "it has ended"
    return round(int(found[1]) / 1024, 1)


def measured(process: subprocess.Popen[bytes], port: int, request: bytes) -> tuple[float, float]:
    connection, sizes = bench.Connection(port), []
    for count in (1, REQUESTS - 1):
        for _ in range(count):
            if connection.sock is None:
                connection.sock = connected(port)
            connection.send(request)
            status, body, _ = connection.receive()
            if status != 200:
                raise SystemExit(f"it answered {status}: {body[:300]!r}")
        sizes.append(resident(process))
    connection.close()
    return sizes[0], sizes[1]


def connected(port: int) -> socket.socket:
    """Raises `ConnectionRefusedError` where nobody listens for a minute."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), PATIENCE)
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def python(name: str, server: str) -> tuple[float, float]:
    peer = bench.Peer(HERE / "peers" / name, 0)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        port, number = listening.getsockname()[1], listening.fileno()
        worker = subprocess.Popen(
            [django.PYTHON, str(HERE / "django/worker.py"), server, str(number), str(10 * REQUESTS)],
            cwd=peer.app,
            env=django.environment(peer),
            pass_fds=[number],
            stderr=subprocess.DEVNULL,
        )
    with ended(worker):
        return measured(worker, port, peer.jobs["J1"][0][0])


def rust(side: str) -> tuple[float, float]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with ended(subprocess.Popen([str(axum.PROGRAM), side, str(port)])) as process:
        return measured(process, port, axum.JOBS["J1", side])


def main() -> None:
    build = ["cargo", "build", "-q", "--release", "--locked", "-p", "mizan-bench-axum"]
    subprocess.run(build, cwd=HERE.parent, check=True, env=os.environ)
    rows = [[name, *python(name, server)] for name, server in PYTHONS.items()]
    rows += [[name, *rust(side)] for name, side in (("mizan-axum", "mizan"), ("axum", "floor"))]
    table = {
        "title": "Memory of an idle server, J1",
        "columns": ["server", "MiB after the first answer", f"MiB after {REQUESTS}"],
        "rows": rows,
    }
    print(json.dumps(table))


if __name__ == "__main__":
    main()
