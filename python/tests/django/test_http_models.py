"""Models of a call's arguments: what their validators do holds up nobody else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from serving import Server, until
from wire import Answer, Browser


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


def test_classes_with_code_of_their_own_are_made_and_what_they_refuse_has_its_path(server: Server) -> None:
    browser = Browser(server.port)

    def answer(**args: object) -> Answer:
        return browser.call("name_the_classes", **args)

    price = {"a": {"cents": 100}}
    assert answer(priced=price).json["result"] == ["Price", "tuple"]
    assert answer(priced={"name": "n"}, letters=["b"]).json["result"] == ["str", "list"]
    # The first branch that fits whole is it, even if the class then refuses the value.
    mixed = answer(priced=price, letters=["a"], counts=[{"count": 1}, 2])
    assert mixed.json["result"] == ["Price", "tuple", "Positive", "int"]
    refused = answer(priced={"a": {"cents": 1}}, counts=[{"count": 0}, {"count": 1}])
    assert refused.faults(422, "INVALID") == [
        (["args", "counts", 0], "format"),
        (["args", "priced", "a", "cents"], "format"),
    ]
    assert b"hunter2" not in refused.body
