"""One worker process of a peer that ends by itself after so many requests, to be run within callgrind.

`worker.py gunicorn | uvicorn | asgi FD COUNT`, with a socket that listens already, and the peer's folder and settings
in the environment, as `calls.py` gives them. All of the server's own code for a request is run: gunicorn's sync worker
takes connections from its socket, parses, and writes answers; nothing is left away but the parent process that starts
workers anew.
"""

import os
import socket
import sys


def gunicorn(listening: int, count: int) -> None:
    from gunicorn.app.base import BaseApplication
    from gunicorn.glogging import Logger
    from gunicorn.sock import TCPSocket
    from gunicorn.workers.sync import SyncWorker

    class Application(BaseApplication):
        def load_config(self) -> None:
            self.cfg.set("max_requests", count)

        def load(self):
            from bench_wsgi import application

            return application

    app = Application()
    logger = Logger(app.cfg)
    listener = TCPSocket(("127.0.0.1", 0), app.cfg, logger, fd=listening)
    SyncWorker(0, os.getppid(), [listener], app, 30, app.cfg, logger).init_process()


def uvicorn(listening: int, count: int, application: str = "bench_asgi:application") -> None:
    from uvicorn import Config, Server

    config = Config(
        application,
        access_log=False,
        # Django has none, and uvicorn would ask it all the same.
        lifespan="off" if application == "bench_asgi:application" else "on",
        log_level="warning",
        limit_max_requests=count,
    )
    Server(config).run([socket.socket(fileno=listening)])


def asgi(listening: int, count: int) -> None:
    uvicorn(listening, count, "app:app")


if __name__ == "__main__":
    {"gunicorn": gunicorn, "uvicorn": uvicorn, "asgi": asgi}[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]))
