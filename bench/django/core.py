"""What Mizan costs Django beside requests: a call among many functions, a tag, targets, and the import.

Instructions of a call are those of the WSGI application with 10 and with 3,000 registered functions, 2,000 calls less
1,000 under callgrind; the rest is CPU time: of short batches the best, of imports the median of rounds next to each
other. Needs `valgrind`.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PYTHON = next(str(path) for path in (ROOT / "bench/.venv/bin/python", Path(sys.executable)) if path.exists())
sys.path.insert(0, str(ROOT / "python"))

CALL = b'{"args":{"a":19,"b":23,"note":"hello world"}}'
ROUNDS = 15


def environment() -> dict[str, str]:
    paths = [ROOT / "python", ROOT / "bench/peers/mizan-gunicorn", ROOT / "bench/peers/_shared"]
    return os.environ | {
        "PYTHONPATH": ":".join(map(str, paths)),
        "PYTHONHASHSEED": "0",
        "DJANGO_SETTINGS_MODULE": "bench_settings",
        "BENCH_APPS": "mizan.django app",
        "BENCH_URLS": "app.urls",
    }


def serve(functions: int, calls: int) -> None:
    """Answers so many calls of the same function, with so many functions registered in all."""
    from mizan import client

    def declared(number: int) -> None:
        def function(a: int, b: int, note: str) -> str:
            return note

        function.__name__ = function.__qualname__ = f"function_{number}"
        client(function)

    # The application has four of its own, and registers them when it is set up.
    for number in range(functions - 4):
        declared(number)
    from bench_wsgi import application

    environ = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/call/add/",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "HTTP_HOST": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(CALL)),
        "wsgi.url_scheme": "http",
    }
    statuses = set()
    for _ in range(calls):
        answer = application(environ | {"wsgi.input": BytesIO(CALL)}, lambda status, headers: statuses.add(status))
        answer.close()
    assert statuses == {"200 OK"}, statuses


def instructions(functions: int) -> float:
    counted = []
    with tempfile.TemporaryDirectory() as folder:
        for calls in (2000, 1000):
            out = Path(folder) / str(calls)
            run = [PYTHON, __file__, "--serve", str(functions), str(calls)]
            command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *run]
            subprocess.run(command, check=True, capture_output=True, env=environment())
            found = re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.M)
            assert found, out
            counted.append(int(found[1]))
    return (counted[0] - counted[1]) / 1000


def best(run: Callable[[], Any]) -> float:
    """CPU µs of a run in the best of many short batches."""
    took = []
    for _ in range(300):
        begun = time.thread_time_ns()
        for _ in range(100):
            run()
        took.append(time.thread_time_ns() - begun)
    return min(took) / 100 / 1e3


def core() -> list[list[object]]:
    """Tags and targets of the benchmark's own application, by the graph that Django uses."""
    # Which sets Django up.
    import_module("bench_wsgi")
    from mizan.django.apps import installed

    frozen = installed().graph
    secret = b"0123456789abcdef0123456789abcdef"
    frozen.graph.entry_tags("user", "profile", {"user_id": 5}, secret)
    dropped = [("rename_user", {"user_id": 5, "name": "Ada"})]
    return [
        ["a tag for one param", best(lambda: frozen.graph.entry_tags("user", "profile", {"user_id": 5}, secret))],
        ["targets of a call", best(lambda: frozen.graph.invalidation(dropped, "7"))],
    ]


def imports() -> tuple[float, float, float]:
    """CPU ms of `django` set up with the four apps of the benchmark; the same with `mizan.django`; what that adds, by
    the median of the rounds' differences."""
    setup = "import time, django; from django.urls import get_resolver; django.setup(); "
    # What every project imports for its addresses and models is Django's own part.
    own = setup + "import django.contrib.auth.middleware, django.core.handlers.wsgi, django.contrib.auth.models; "
    report = "print(time.process_time())"
    ways = {"django": own + report, "mizan": own + "import mizan.django.urls; " + report}
    took: dict[str, list[float]] = {way: [] for way in ways}
    with tempfile.TemporaryDirectory() as folder:
        # As installed packages are: compiled, whatever this environment says of writing that down.
        compiled = {"BENCH_URLS": "django.urls", "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        for at in range(ROUNDS + 1):
            for way in sorted(ways, reverse=bool(at % 2)):
                env = environment() | compiled | {"BENCH_APPS": "mizan.django" if way == "mizan" else ""}
                code = ways[way]
                done = subprocess.run([PYTHON, "-c", code], env=env, capture_output=True, text=True, check=False)
                assert not done.returncode, done.stderr
                # The first time compiles.
                if at:
                    took[way].append(float(done.stdout) * 1e3)
    added = statistics.median(one - other for one, other in zip(took["mizan"], took["django"], strict=True))
    return statistics.median(took["django"]), statistics.median(took["mizan"]), added


def main() -> None:
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]), int(sys.argv[3]))
        return
    if sys.argv[1:2] == ["--core"]:
        print(json.dumps(core()))
        return
    rows: list[list[object]] = []
    done = subprocess.run([PYTHON, __file__, "--core"], env=environment(), stdout=subprocess.PIPE, check=True)
    rows += [[what, value, "µs"] for what, value in json.loads(done.stdout)]
    sys.stderr.write("imports …\n")
    django, mizan, added = imports()
    rows += [["import of Django alone", django, "ms"], ["import with mizan.django", mizan, "ms"]]
    rows.append(["import of mizan.django over Django's", added, "ms"])
    sys.stderr.write("10 and 3,000 functions …\n")
    few, many = instructions(10), instructions(3000)
    rows += [["a call among 10 functions", few, "instructions"], ["a call among 3,000 functions", many, "instructions"]]
    rows.append(["3,000 functions over 10", (many / few - 1) * 100, "%"])
    print(json.dumps({"title": "Django beside requests", "columns": ["what", "measured", "unit"], "rows": rows}))


if __name__ == "__main__":
    main()
