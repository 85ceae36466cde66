"""Jobs over HTTP beside a bare view of the same host: instructions, and CPU µs.

Instructions are those of one worker process that answers real requests from its socket (`worker.py`), with
`startproject`'s middleware where it is Django's, under callgrind: 2,000 units less 1,000, since bounds are within 15 %
of 1. The server's own code is in both sides, as it is in what a project pays; the client is in another process. The
kernel's part is not in them: it is in the CPU µs, of `bench.py`'s peers in rounds next to each other, which only stand
beside.

`calls.py [--units N] [--rounds N] [NAME …]` measures these peers alone. Needs `valgrind`; peers that are not installed
(`setup.sh`) are left out, and `wrk` is needed for CPU µs.
"""

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))

import bench  # noqa: E402 (its folder is no package)
from judge import ratio  # noqa: E402


@dataclass(frozen=True)
class Pair:
    """Like beside like: under uvicorn async functions beside async views, and sync ones beside sync views."""

    server: str
    ours: str
    floor: str
    peers: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ("J1",)


PAIRS = {
    "gunicorn": Pair("gunicorn", "mizan-gunicorn", "django-json", ("ninja-gunicorn", "izana"), ("J1", "J2")),
    "uvicorn": Pair("uvicorn", "mizan-uvicorn", "django-json-uvicorn", ("ninja-uvicorn",)),
    "uvicorn sync": Pair("uvicorn", "mizan-uvicorn-sync", "django-json-uvicorn-sync"),
    "starlette": Pair("asgi", "mizan-fastapi", "starlette", jobs=("J1", "J2")),
    "fastapi": Pair("asgi", "mizan-fastapi", "fastapi"),
    "fastapi, asked who calls": Pair("asgi", "mizan-fastapi-identity", "fastapi-identity"),
}
PYTHON = next(str(path) for path in (bench.BIN / "python", Path(sys.executable)) if path.exists())
PATIENCE = 300.0
"""Seconds that an answer under callgrind may take on a busy machine."""


def environment(peer: bench.Peer) -> dict[str, str]:
    paths = [ROOT / "python", peer.app, HERE.parent / "peers" / "_shared"]
    added = {"PYTHONPATH": ":".join(map(str, paths)), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    return os.environ | added | peer.env


def instructions(peer: bench.Peer, server: str, job: str, units: int, keep: Path) -> int:
    """Those of a worker from its start to its end, with so many units of the job between."""
    requests = [request for step in peer.jobs[job] for request in step]
    count, out = units * len(requests), keep / f"{peer.name}-{job}-{units}"
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", PYTHON, str(HERE / "worker.py")]
    # It listens before there is a worker, and no longer than the worker: the first request waits, the last cannot.
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening, Path(f"{out}.log").open("wb") as log:
        port = listening.getsockname()[1]
        worker = subprocess.Popen(
            [*command, server, str(listening.fileno()), str(count)],
            cwd=peer.app,
            env=environment(peer),
            pass_fds=[listening.fileno()],
            stdout=log,
            stderr=log,
        )
    try:
        client = bench.Connection(port)
        for at in range(count):
            if client.sock is None:
                client.sock = socket.create_connection(("127.0.0.1", port), PATIENCE)
            client.send(requests[at % len(requests)])
            status, body, _ = client.receive()
            if status != 200:
                raise SystemExit(f"{peer.name} answered {status}: {body[:300]!r}")
        client.close()
        worker.wait(PATIENCE)
    except (ConnectionError, RuntimeError) as error:
        raise SystemExit(f"the worker ended: {Path(f'{out}.log').read_text(errors='replace')[-2000:]}") from error
    finally:
        worker.kill()
        worker.wait()
    found = re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.M)
    assert found, out
    return int(found[1])


def installed(peer: bench.Peer, server: str) -> bool:
    """Whether its application can be set up here."""
    django = "import bench_wsgi; from django.urls import get_resolver; get_resolver().url_patterns"
    code = "import app" if server == "asgi" else django
    done = subprocess.run([PYTHON, "-c", code], cwd=peer.app, env=environment(peer), capture_output=True, check=False)
    return done.returncode == 0


def cpu(peers: list[bench.Peer], jobs: tuple[str, ...], rounds: int) -> dict[tuple[str, str], list[float]]:
    """CPU µs of a unit of each job, in rounds that visit every peer, in an order that turns around."""
    found: dict[tuple[str, str], list[float]] = {}
    for peer in peers:
        peer.env |= {"PYTHONPATH": environment(peer)["PYTHONPATH"]}
        peer.start_command = re.sub(r"^\{bin\}/(\S+)", rf"{PYTHON} -m \1", peer.start_command)
    try:
        for peer in peers:
            peer.start()
            for job in jobs:
                bench.wrk(peer, peer.jobs[job], 1, 8)
        for at in range(rounds):
            for job in jobs:
                for peer in peers if at % 2 else reversed(peers):
                    row = bench.wrk(peer, peer.jobs[job], 1, 8)
                    found.setdefault((peer.name, job), []).append(row["cpu_us_per_unit"])
            progress(f"CPU time: round {at + 1} of {rounds}")
    finally:
        for peer in peers:
            peer.stop()
    return found


def progress(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--units", type=int, default=1000, help="counted, and as many before them")
    parser.add_argument("--rounds", type=int, default=15, help="of CPU time; 0 for none")
    args = parser.parse_args()
    rows = []
    for name, pair in PAIRS.items():
        names = [pair.ours, pair.floor, *pair.peers]
        peers = [peer for peer in bench.find_peers(names) if not args.names or peer.name in args.names]
        peers = [
            peer for peer in sorted(peers, key=lambda peer: names.index(peer.name)) if installed(peer, pair.server)
        ]
        times = cpu(peers, pair.jobs, args.rounds) if args.rounds and peers and shutil.which("wrk") else {}
        for job in pair.jobs:
            counted: dict[str, float] = {}
            for peer in peers:
                with tempfile.TemporaryDirectory() as keep:
                    more, fewer = (
                        instructions(peer, pair.server, job, units, Path(keep))
                        for units in (2 * args.units, args.units)
                    )
                counted[peer.name] = (more - fewer) / args.units
                progress(f"{name} {job} {peer.name}: {counted[peer.name]:,.0f} instructions")
            floor = counted.get(pair.floor)
            floor_times = times.get((pair.floor, job))
            for peer in peers:
                ours = times.get((peer.name, job))
                rows.append(
                    [
                        f"{name}, {job}: {peer.name}",
                        counted[peer.name],
                        counted[peer.name] / floor if floor else "",
                        sorted(ours)[len(ours) // 2] if ours else "",
                        str(ratio(ours, floor_times)) if ours and floor_times else "",
                    ]
                )
    print(
        json.dumps(
            {
                "title": "over HTTP beside a bare view of the same host",
                "columns": ["server, job: peer", "instructions", "over the floor", "CPU µs", "ratio of CPU µs"],
                "rows": rows,
            }
        )
    )


if __name__ == "__main__":
    main()
