"""Axum's jobs over HTTP beside a handler of axum and serde alone: instructions, and CPU µs.

Instructions are those of one process on one thread that answers real requests from its socket (`src/main.rs`), under
callgrind: so many units less half of them. The client is in another process, and the kernel's part is not in them.
Valgrind has no SHA instructions, which nearly every machine has: of J2, whose answer bears a hash, the CPU time without
it (user and system, in rounds next to each other) says more.

`calls.py [--units N] [--rounds N]`. Needs `valgrind` and `cargo`.
"""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))

import bench  # noqa: E402 (its folder is no package)
from judge import ratio  # noqa: E402

PROGRAM = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/mizan-bench-axum"
PATIENCE = 60.0
SIDES = ("mizan", "floor")


def encoded(method: str, path: str, body: str = "") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n{body}".encode()


JOBS = {
    ("J1", "mizan"): encoded("POST", "/api/mizan/call/add/", '{"args":{"a":19,"b":23,"note":"hello world"}}'),
    ("J1", "floor"): encoded("POST", "/rpc/add", '{"a":19,"b":23,"note":"hello world"}'),
    ("J2", "mizan"): encoded("GET", "/api/mizan/ctx/user/?user_id=5"),
    ("J2", "floor"): encoded("GET", "/bundle?user_id=5"),
}


def served(side: str, job: str, units: int, tool: list[str]) -> float:
    """CPU seconds of a process with so many units of the job between its start and its end."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    process = subprocess.Popen([*tool, str(PROGRAM), side, str(port)], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE
        connection = bench.Connection(port)
        while connection.sock is None:
            try:
                connection.sock = socket.create_connection(("127.0.0.1", port), PATIENCE)
            except ConnectionRefusedError:
                if time.monotonic() > deadline:
                    raise
        for _ in range(units):
            connection.send(JOBS[job, side])
            status, body, _ = connection.receive()
            if status != 200:
                raise SystemExit(f"{side} answered {status}: {body[:300]!r}")
        connection.send(encoded("GET", "/quit"))
        _, _, usage = os.wait4(process.pid, 0)
        return usage.ru_utime + usage.ru_stime
    finally:
        process.kill()


def instructions(side: str, job: str, units: int, keep: Path) -> int:
    out = keep / f"{side}-{job}-{units}"
    served(side, job, units, ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"])
    found = re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.M)
    assert found, out
    return int(found[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    build = ["cargo", "build", "-q", "--release", "--locked", "-p", "mizan-bench-axum"]
    subprocess.run(build, cwd=ROOT, check=True)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for job in ("J1", "J2"):
            half = options.units // 2
            counted = {}
            for side in SIDES:
                costs = [instructions(side, job, units, Path(folder)) for units in (options.units, half)]
                counted[side] = (costs[0] - costs[1]) / (options.units - half)
            seconds: dict[str, list[float]] = {side: [] for side in SIDES}
            for number in range(options.rounds):
                # What it takes to start is in neither.
                for side in SIDES if number % 2 else SIDES[::-1]:
                    seconds[side].append(served(side, job, 4000, []) - served(side, job, 0, []))
            time_over = ratio(seconds["mizan"], seconds["floor"])
            over = counted["mizan"] / counted["floor"]
            row = [job, round(counted["mizan"]), round(counted["floor"]), round(over, 3), str(time_over)]
            rows.append([*row, round(time_over.median, 3)])
    table = {
        "title": "Axum, over axum and serde alone",
        "columns": ["job", "instructions", "floor's", "ratio", "CPU time's ratio", "over the floor"],
        "rows": rows,
    }
    print(json.dumps(table))


if __name__ == "__main__":
    main()
