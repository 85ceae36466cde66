"""Shapes over HTTP: as results, in pages, lists, generics and models, and as arguments, under gunicorn and uvicorn."""

from typing import Any

import pytest
from serving import Server, Start
from wire import Answer, Browser


@pytest.fixture
def reader(kind: str, store: str, start: Start) -> Browser:
    server: Server = start(kind, store)
    browser = Browser(server.port)
    browser.get("/api/mizan/session/")
    return browser


def done(answer: Answer) -> Any:
    assert answer.status == 200, answer.body
    return answer.json.get("data", answer.json)


def hired(reader: Browser, name: str = "Ada") -> int:
    return int(reader.call("press_hire", first_name=name, last_name="Lovelace").json["result"])


def article(**fields: Any) -> dict[str, Any]:
    return {"title": "news", "price": "2.50", **fields}


def wrote(reader: Browser, author: int, **fields: Any) -> dict[str, Any]:
    answer = reader.call("press_write", author_id=author, article=article(**fields))
    assert answer.status == 200, answer.body
    made: dict[str, Any] = answer.json["result"]
    return made


def sendable(read: dict[str, Any]) -> dict[str, Any]:
    """What was read, without what is only read."""
    only_read = {"comment_count", "topic_count", "loud", "author_name", "section_title"}
    return {name: value for name, value in read.items() if name not in only_read}


def test_written_and_read(reader: Browser) -> None:
    author = hired(reader)
    (topic,) = reader.call("press_topics", names=["city"]).json["result"]
    comments = [{"by": "w", "text": "first", "replies": [{"text": "second"}]}]
    made = wrote(reader, author, topics=[topic], comments=comments, status="out")
    (comment,) = made["comments"]
    assert made == {
        "id": made["id"],
        "title": "news",
        "status": "out",
        "price": "2.5",
        "version": 0,
        "editor": None,
        "section": None,
        "topics": [topic],
        "comments": [{**comments[0], "id": comment["id"], "place": 0, "replies": comment["replies"]}],
        "comment_count": 1,
        "topic_count": 1,
        "loud": "NEWS",
        "author_name": "Lovelace",
        "section_title": None,
    }
    read = done(reader.read("press_author", author_id=author))
    assert (
        read["press_author"]
        == read["press_author_async"]
        == {
            "id": author,
            "first_name": "Ada",
            "last_name": "Lovelace",
            "profile": None,
            "articles": [made],
            "full_name": "Ada Lovelace, 1",
        }
    )
    assert read["press_articles"] == {"items": [made], "total": 1, "next": None}
    assert read["press_scroll"] == {"items": [made], "next": None}
    assert read["press_found"] == {"best": made, "others": []}


def test_pages(reader: Browser) -> None:
    author = hired(reader)
    for price in range(3):
        wrote(reader, author, price=str(price))
    first = done(reader.read("press_author", author_id=author))
    assert (first["press_articles"]["next"], first["press_articles"]["total"]) == (2, 3)
    after = first["press_scroll"]["next"]
    second = done(reader.read("press_author", author_id=author, offset=2, after=after))
    for page in ("press_articles", "press_scroll"):
        assert [each["price"] for each in first[page]["items"] + second[page]["items"]] == ["2", "1", "0"]
    reader.read("press_author", author_id=author, after=after + "x").problem(422, "INVALID")
    reader.read("press_author", author_id=author, offset=-1).problem(422, "INVALID")


def test_nobody_of_that_number(reader: Browser) -> None:
    assert reader.read("press_author", author_id=10**9).problem(404, "NOT_FOUND")["member"] == "press_author"


def test_edited(reader: Browser) -> None:
    author = hired(reader)
    made = wrote(reader, author, comments=[{"by": "w", "text": "a"}])
    edit = sendable(made)
    edit["title"] = "other news"
    edit["comments"] = [{**edit["comments"][0], "text": "mended"}, {"by": "x", "text": "added", "place": 4}]
    answer = reader.call("press_edit", author_id=author, article_id=made["id"], article=edit)
    assert answer.status == 200, answer.body
    stored = answer.json["result"]
    assert (stored["title"], stored["version"]) == ("other news", 1)
    assert [each["text"] for each in stored["comments"]] == ["mended", "added"]
    assert answer.json["invalidate"] == [{"context": "press_author", "params": {"author_id": author}}]
    # The version that the client had is gone.
    again = reader.call("press_edit", author_id=author, article_id=made["id"], article=edit)
    again.problem(409, "CONFLICT")


def test_edited_on_the_loop(reader: Browser) -> None:
    author = hired(reader)
    made = wrote(reader, author)
    edit = {**sendable(made), "title": "x", "comments": [{"by": "w", "text": "y"}]}
    answer = reader.call("press_edit_async", author_id=author, article_id=made["id"], article=edit)
    assert answer.json["result"] == ["updated Article", "created Comment"], answer.body


def test_nobody_elses_rows(reader: Browser) -> None:
    ada, bob = hired(reader), hired(reader, "Bob")
    mine, his = wrote(reader, ada), wrote(reader, bob, comments=[{"by": "w", "text": "his"}])
    edit = {**sendable(mine), "comments": his["comments"]}
    faults = reader.call("press_edit", author_id=ada, article_id=mine["id"], article=edit).faults(422, "INVALID")
    assert faults == [(["args", "article", "comments", 0, "id"], "unknown")]
    reader.call("press_edit", author_id=ada, article_id=his["id"], article=sendable(mine)).problem(404, "NOT_FOUND")
    after = done(reader.read("press_author", author_id=bob))["press_author"]["articles"]
    assert after == [his]


def test_what_no_shape_declares(reader: Browser) -> None:
    author = hired(reader)
    for name in ("secret", "author_id", "comment_count", "author_name", "changed_at"):
        answer = reader.call("press_write", author_id=author, article=article(**{name: 1}))
        assert answer.faults(422, "INVALID") == [(["args", "article", name], "unknown")]


def test_what_no_shape_below_declares(reader: Browser) -> None:
    author = hired(reader)
    made = wrote(reader, author, comments=[{"by": "w", "text": "a"}])
    for name in ("article_id", "article", "writer", "__class__", "pk__in"):
        comments = [{**made["comments"][0], name: 1}]
        answer = reader.call(
            "press_edit", author_id=author, article_id=made["id"], article={**sendable(made), "comments": comments}
        )
        assert answer.faults(422, "INVALID") == [(["args", "article", "comments", 0, name], "unknown")]


def test_what_the_model_refuses(reader: Browser) -> None:
    author = hired(reader)
    answer = reader.call("press_write", author_id=author, article=article(title="x" * 81, price="-1"))
    assert answer.faults(422, "INVALID") == [
        (["args", "article", "price"], "range"),
        (["args", "article", "title"], "length"),
    ]
    assert done(reader.read("press_author", author_id=author))["press_author"]["articles"] == []
