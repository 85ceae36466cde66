"""Random addresses for a view's route, most of which lead to it, and what a browser or a program may send there.

Decides what is worth asking; which addresses there are is the host's to say. Page: `ir/protocol/dispatch.md`, views.
"""

import re
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from .queries import MARKS
from .spellings import mutated, text

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
_VALUES = {
    "string": ["hall", "a-b_C", "0", "-", "x" * 300, "None", "__proto__"],
    "integer": ["1", "2", "3", "0", "007", "9007199254740991", "9007199254740992", "9" * 40],
}
_WRONG = ["", ".", "..", "-1", "1.0", "%", "%2F", "%00", "%0A", "%ff", "%E2%80%AE", "a b", "é", "<script>", "x" * 900]
_FORMS = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "multipart/form-data", "text/plain"]


def address(random: Random, view: dict[str, Any]) -> str:
    """A path at the root, and perhaps a query."""
    types = {arg["name"]: arg["type"]["type"] for arg in view["args"]}
    wrong = random.choice([0.0, 0.0, 0.1, 0.4])

    def converted(match: re.Match[str]) -> str:
        return random.choice(_WRONG if random.random() < wrong else _VALUES[types[match[1]]])

    path = "/" + re.sub(r"\{(\w+)\}", converted, view["route"])
    if random.random() < wrong:
        path = random.choice([path[:-1], path + "/", "/" + path, path.upper(), mutated(random, path, MARKS)])
    if random.random() < 0.3:
        query = [(text(random), text(random)) for _ in range(random.randint(0, 3))]
        path += "?" + (mutated(random, urlencode(query), MARKS) if random.random() < wrong else urlencode(query))
    # What no client can send as a target is another layer's to refuse.
    return "/" + quote(path[1:], safe="%&=+;:@!$'()*,/?~-._")


def body(random: Random, field: str, words: list[str]) -> tuple[bytes, str]:
    """What a page's form may send, with one of the words where its text stands, or what is none; its content type."""
    word = random.choice(words) if random.random() < 0.5 else text(random, most=90)
    pairs = [(field, word)] * random.choice([0, 1, 1, 1, 1, 2])
    if random.random() < 0.05:
        pairs += [("more", "")] * random.choice([10, 2000])
    sent = urlencode(pairs, errors="surrogatepass").encode()
    if random.random() < 0.2:
        sent = random.choice([b"", b"\xff", b"%", b"--b\r\n", b"--b--", b"{}", b"&&=&", word.encode() * 100])
    return sent, _FORMS[0] if random.random() < 0.8 else random.choice(_FORMS)
