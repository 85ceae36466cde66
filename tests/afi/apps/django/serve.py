"""`python3 tasks.py serve django`: migrates, seeds and serves the reference app, and says where once it answers.

Decides how this twin is started and ended; the line that it prints is every twin's: `{"port": …, "pid": …}`, the pid
being the server's own.
"""

import argparse
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import types
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATABASES = ("sqlite", "postgresql")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="serve.py", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="where to listen (0 is any free one)")
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--asgi", action="store_true", help="uvicorn in place of gunicorn")
    options = parser.parse_args(arguments)
    # Before anything is started: who ends us while we start it ends it too.
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    with tempfile.TemporaryDirectory(prefix="mizan-reference-") as folder:
        variables = sqlite(Path(folder)) if options.database == "sqlite" else postgresql()
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "reference.settings", **variables}
        if not options.asgi:
            environment["REFERENCE_CONN_MAX_AGE"] = "60"
        for command in (["migrate", "-v", "0"], ["seed"]):
            subprocess.run([sys.executable, HERE / "manage.py", *command], env=environment, check=True)
        return serve(options.port, environment, asgi=options.asgi)


def sqlite(folder: Path) -> dict[str, str]:
    """A database of its own, gone with the server."""
    return {"REFERENCE_DATABASE": str(folder / "db.sqlite3")}


def postgresql() -> dict[str, str]:
    """The database that libpq's variables name; without them one of its own, gone with the server."""
    chosen = {"REFERENCE_DATABASE": "postgresql"}
    if "PGHOST" in os.environ:
        return chosen
    # The tests know where PostgreSQL is, and how one is started and ended.
    sys.path.append(str(HERE.parents[3] / "python/tests"))
    module = importlib.import_module("postgresql")
    server, name = module.shared(), "reference"
    server.create(name)
    given = server.settings(name)
    return {
        **chosen,
        "PGHOST": given["HOST"],
        "PGPORT": str(given["PORT"]),
        "PGUSER": given["USER"],
        "PGDATABASE": given["NAME"],
    }


def serve(port: int, environment: dict[str, str], *, asgi: bool) -> int:
    """Runs the server to its end; its exit code. The socket is made here, so that port 0 is no race."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(1024)
        port = listener.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", *command(listener.fileno(), asgi=asgi)],
            cwd=HERE,
            env=environment,
            stdout=sys.stderr,
            pass_fds=[listener.fileno()],
        )
    try:
        await_answer(f"http://127.0.0.1:{port}/api/mizan/session/", server)
        sys.stdout.write(json.dumps({"port": port, "pid": server.pid}) + "\n")
        sys.stdout.flush()
        return server.wait()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        server.terminate()
        server.wait(30)


def command(listener: int, *, asgi: bool) -> list[str]:
    """The words after `python -m`."""
    if asgi:
        return [
            *["uvicorn", "--log-level", "warning", "--no-access-log", "--fd"],
            str(listener),
            "reference.asgi:application",
        ]
    options = "--worker-class gthread --workers 1 --threads 8 --no-control-socket --log-level warning"
    return ["gunicorn", *options.split(), "--bind", f"fd://{listener}", "reference.wsgi"]


def await_answer(url: str, server: subprocess.Popen[bytes]) -> None:
    """Raises `SystemExit` if the server ends instead, or says nothing for a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError as error:
            raise SystemExit(f"the server answers {error.code}") from error
        except OSError:
            threading.Event().wait(0.05)
    raise SystemExit("the server does not start")


def _end(_signal: int, _frame: types.FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
