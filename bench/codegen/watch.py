"""Time from the write of a Python file to the generated client, by `mizan_generate --watch` on the example shop.

Each edit adds a function to the shop's `clients.py` and ends when the client's last file holds it. The wall's time is
what a developer waits for; CPU time, of the watching process and of the one that generates, is what is judged, since
machines are shared. Prints one JSON object. Run on Linux with a Python that has Mizan with its extras `django` and
`codegen`.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
EDITS = 10
TICK = 1000 / os.sysconf("SC_CLK_TCK")


def cpu(*processes: int) -> float:
    """Milliseconds of CPU of processes."""
    fields = [Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1].split() for process in processes]
    return sum(int(each[11]) + int(each[12]) for each in fields) * TICK


def standing(watch: int) -> int:
    """The process that stands by, once it has read what there is to read and waits."""
    while True:
        child = Path(f"/proc/{watch}/task/{watch}/children").read_text().split()
        # It sleeps on its pipe, and has read more than Python itself.
        if len(child) == 1 and cpu(int(child[0])) > 200 and "pipe" in Path(f"/proc/{child[0]}/wchan").read_text():
            return int(child[0])
        time.sleep(0.05)


def edit(clients: Path, source: str, output: Path, number: int, watch: int) -> tuple[float, float]:
    """Milliseconds from the write to the last file, and of CPU."""
    stands = standing(watch)
    before = cpu(stands, watch)
    started = time.perf_counter()
    clients.write_text(f"{source}\n\n@client\ndef added_{number}() -> int:\n    return {number}\n")
    # Each file is written whole and put in its place, and this one is the last by name.
    while f'"added_{number}"' not in (output / "mizan.ts").read_text():
        time.sleep(0.001)
    # What it does to end itself is nobody's to wait for.
    return (time.perf_counter() - started) * 1000, cpu(stands, watch) - before


def main() -> None:
    with TemporaryDirectory() as name:
        shop, output = Path(name, "shop"), Path(name, "out")
        shutil.copytree(ROOT / "examples/shop", shop, ignore=shutil.ignore_patterns("frontend", "__pycache__"))
        clients = shop / "store/clients.py"
        source = clients.read_text()
        command = [sys.executable, "manage.py", "mizan_generate", "--watch", "--output", str(output)]
        paths = [str(ROOT / "python"), *filter(None, [os.environ.get("PYTHONPATH")])]
        process = subprocess.Popen(
            command,
            cwd=shop,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            stdout=subprocess.DEVNULL,
        )
        try:
            # The watch begins after the client was first written.
            standing(process.pid)
            time.sleep(1)
            took = [edit(clients, source, output, number, process.pid) for number in range(1, 1 + EDITS)]
        finally:
            process.terminate()
            process.wait()
    walls, costs = zip(*took, strict=True)
    columns = ["edits", "median, ms", "least, ms", "most, ms", "CPU ms"]
    row = [f"{EDITS}", statistics.median(walls), min(walls), max(walls), statistics.median(costs)]
    table = {"title": "An edit of the shop, watched, to its client", "columns": columns, "rows": [row]}
    sys.stdout.write(json.dumps(table) + "\n")


if __name__ == "__main__":
    main()
