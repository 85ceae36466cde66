"""`python3 tasks.py serve django`: migrates, seeds and serves the reference app, and says where once it answers.

Decides how this twin is started and ended; the line that it prints is every twin's: `{"port": …, "pid": …}`, the pid
being the server's own.
"""

import argparse
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import types
from functools import partial
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parents[3]))
from listening import NoAnswerError, served  # noqa: E402  # it needs the path above

DATABASES = ("sqlite", "postgresql")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="serve.py", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="where to listen (0 is any free one)")
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--asgi", action="store_true", help="uvicorn in place of gunicorn")
    parser.add_argument("--debug", action="store_true", help="as a developer runs it: `ir/` is there")
    parser.add_argument("--broken", action="store_true", help="with declarations that it must refuse to start with")
    parser.add_argument("--shaped", action="store_true", help="with shapes, their queries counted")
    options = parser.parse_args(arguments)
    # Before anything is started: who ends us while we start it ends it too.
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    with tempfile.TemporaryDirectory(prefix="mizan-reference-") as folder:
        variables = sqlite(Path(folder)) if options.database == "sqlite" else postgresql()
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "reference.settings", **variables}
        if not options.asgi:
            environment["REFERENCE_CONN_MAX_AGE"] = "60"
        if options.debug:
            environment["REFERENCE_DEBUG"] = "1"
        if options.broken:
            environment["REFERENCE_APPS"] = "broken"
        if options.shaped:
            environment["REFERENCE_APPS"] = "shop shaped"
        # It is the server itself that must refuse what is broken.
        for command in (["migrate", "-v", "0", "--skip-checks"], *([] if options.broken else [["seed"]])):
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
    """Runs the server to its end; its exit code."""
    words = partial(command, asgi=asgi)
    try:
        with served(words, port, "api/mizan/session/", cwd=HERE, env=environment, stdout=sys.stderr) as (server, at):
            sys.stdout.write(json.dumps({"port": at, "pid": server.pid}) + "\n")
            sys.stdout.flush()
            try:
                return server.wait()
            finally:
                # Who has asked once need not ask again.
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
    except NoAnswerError as error:
        raise SystemExit(str(error)) from error


def command(listener: int, *, asgi: bool) -> list[str]:
    """What is run."""
    python = [sys.executable, "-m"]
    if asgi:
        return [
            *[*python, "uvicorn", "--log-level", "warning", "--no-access-log", "--fd"],
            str(listener),
            "reference.asgi:application",
        ]
    options = "--worker-class gthread --workers 1 --threads 8 --no-control-socket --log-level warning"
    return [*python, "gunicorn", *options.split(), "--bind", f"fd://{listener}", "reference.wsgi"]


def _end(_signal: int, _frame: types.FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
