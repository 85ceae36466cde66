"""`python3 tasks.py serve fastapi`: seeds and serves the reference app, and says where once it answers.

Decides how this twin is started and ended; the line that it prints is every twin's: `{"port": …, "pid": …}`, the pid
being the server's own.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import types
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parents[3]))
from listening import NoAnswerError, served  # noqa: E402  # it needs the path above


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="serve.py", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="where to listen (0 is any free one)")
    parser.add_argument("--debug", action="store_true", help="as a developer runs it: `ir/` is there")
    parser.add_argument("--broken", action="store_true", help="with declarations that it must refuse to start with")
    options = parser.parse_args(arguments)
    # Before anything is started: who ends us while we start it ends it too.
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    with tempfile.TemporaryDirectory(prefix="mizan-reference-") as folder:
        environment = {**os.environ, "REFERENCE_DATABASE": str(Path(folder) / "db.sqlite3")}
        if options.debug:
            environment["REFERENCE_DEBUG"] = "1"
        if options.broken:
            environment["REFERENCE_APPS"] = "broken"
        subprocess.run([sys.executable, "-m", "reference.seed"], cwd=HERE, env=environment, check=True)
        return serve(options.port, environment)


def serve(port: int, environment: dict[str, str]) -> int:
    """Runs the server to its end; its exit code."""
    try:
        with served(command, port, "api/mizan/session/", cwd=HERE, env=environment, stdout=sys.stderr) as (server, at):
            sys.stdout.write(json.dumps({"port": at, "pid": server.pid}) + "\n")
            sys.stdout.flush()
            try:
                return server.wait()
            finally:
                # Who has asked once need not ask again.
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
    except NoAnswerError as error:
        raise SystemExit(str(error)) from error


def command(listener: int) -> list[str]:
    """What is run."""
    options = ["--log-level", "warning", "--no-access-log", "--fd", str(listener)]
    return [sys.executable, "-m", "uvicorn", *options, "reference.main:app"]


def _end(_signal: int, _frame: types.FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
