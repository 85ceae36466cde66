"""Random forms with files, of which most nearly fit the function that they are for. Page: `ir/protocol/uploads.md`."""

from collections.abc import Mapping
from random import Random
from typing import Any

from .values import Names, members

_NAMES = [
    "a.png",
    "",
    "..",
    "../../etc/passwd",
    "C:\\x\\y.jpg",
    "\u202egnp.exe",
    "é\u0301",
    "a\x7f\t",
    "%00%2e",
    "x" * 400,
]
_TYPES = [
    "image/png",
    "IMAGE/JPEG; q=1",
    "image/svg+xml",
    "text/html",
    "",
    "image/*",
    "multipart/form-data; boundary=b",
]
_FIELDS = [
    "Content-Transfer-Encoding: binary",
    "Content-Transfer-Encoding: base64",
    "X: " + "y" * 5000,
    "no field",
    "é: é",
]
_BYTES = [b"", b"\r\n", b"--", b"--b", b"\r\n--b\r\n", b"\xff\x00", b"\n", b'"', b"a" * 100]
_BOUNDARY = b"b-4Wk"


def form(random: Random, args: list[Mapping[str, Any]], names: Names) -> tuple[bytes, str]:
    """The body, and its content type."""
    wrong = random.choice([0.0, 0.0, 0.05, 0.3])
    rest, parts = [], []
    for arg in args:
        file, is_list = _file(arg["type"])
        if file is None:
            rest.append(arg)
            continue
        count = random.randint(0, 3) if is_list else int("default" not in arg or random.random() < 0.5)
        if random.random() < wrong:
            count = random.choice([0, 2, 101])
        parts += [_part(random, str(arg["name"]), file, wrong) for _ in range(count)]
    sent = members(random, rest, names, wrong)
    for _ in range(0 if random.random() < wrong else 1 + (random.random() < wrong * 0.3)):
        parts.append(b'Content-Disposition: form-data; name="args"\r\n\r\n' + sent.encode("utf-8", "surrogatepass"))
    if random.random() < wrong:
        parts.append(_part(random, random.choice(["zz", "", "args", "__proto__", "é", "n" * 70]), {}, wrong))
    random.shuffle(parts)
    body = b"".join(b"--%b\r\n%b\r\n" % (_BOUNDARY, part) for part in parts) + b"--%b--\r\n" % _BOUNDARY
    if random.random() < wrong:
        at = random.randrange(len(body) + 1)
        body = body[:at] + random.choice(_BYTES) + body[at + random.choice([0, 1, 5, 200]) :]
    said = f"multipart/form-data; boundary={_BOUNDARY.decode()}"
    if random.random() < wrong * 0.3:
        said = random.choice(
            [said[:19], said + "; charset=utf-8", said.upper(), said.replace("b-", "c-"), "text/plain"]
        )
    return body, said


def _file(kind: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, bool]:
    """What a file must be, and whether there may be several; `None` for what is no file."""
    is_list = False
    while kind["type"] in ("optional", "list"):
        is_list = is_list or kind["type"] == "list"
        kind = kind["item"]
    return (kind if kind["type"] == "file" else None), is_list


def _part(random: Random, name: str, file: Mapping[str, Any], wrong: float) -> bytes:
    filename = random.choice(_NAMES).replace("\\", "\\\\") if random.random() < 0.5 else "a.png"
    head = [f'Content-Disposition: form-data; name="{name}"' + f'; filename="{filename}"' * (random.random() >= wrong)]
    content_type = random.choice(_TYPES) if random.random() < wrong else random.choice(file.get("accept", _TYPES))
    if content_type:
        head.append(f"Content-Type: {content_type}")
    if random.random() < wrong:
        head.append(random.choice(_FIELDS))
    size = random.randint(0, 50)
    if random.random() < max(0.02, wrong * 0.3):
        size = file.get("max_size", 1000) + random.choice([-1, 0, 1])
    return "\r\n".join(head).encode() + b"\r\n\r\n" + random.choice(_BYTES[:2]) + random.randbytes(size)
