"""Models of a call's arguments: what their validators do holds up nobody else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from serving import Server
from test_http_hanging_up import until
from wire import Browser


def test_model_that_takes_its_time_holds_up_nobody_else(server: Server, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as others:
        answer = others.submit(Browser(server.port).call, "wait_in_a_model", waiting={"folder": str(tmp_path)})
        try:
            until((tmp_path / "started").exists)
            assert Browser(server.port).call("echo_async", text="x").status == 200
            assert not answer.done()
        finally:
            (tmp_path / "go").touch()
        assert answer.result(20).json["result"] == str(tmp_path)
