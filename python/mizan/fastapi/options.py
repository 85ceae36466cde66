"""What `mizan_router` is told: read once, and every mistake in it named at once.

Decides what each option takes; an option that would do nothing is Python's to refuse. Twin:
`mizan.django.configuration`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from mizan.envelope import Policy
from mizan.records import record
from mizan.registry import Registry

# Of a key of HMAC-SHA256: half of what it takes in, and what guessing never ends with.
_SHORTEST_SECRET = 16


@record()
class Options:
    """The options, checked."""

    policy: Policy
    identity: Callable[..., Any] | None
    modules: Sequence[str]
    native: Sequence[str]
    body_timeout: float
    registry: Registry


def options(
    *,
    identity: object,
    modules: object,
    native: object,
    origins: object,
    max_body: object,
    max_upload: object,
    body_timeout: object,
    secret: str | bytes | None,
    shows_ir: object,
    registry: Registry,
) -> Options:
    """Raises `ValueError` with every mistake."""
    wrong: list[str] = []

    def check(option: str, fits: bool, takes: str) -> None:
        if not fits:
            wrong.append(f"`{option}` takes {takes}")

    check("identity", identity is None or callable(identity), "a dependency that answers a `Caller` or `None`")
    check("modules", _are_texts(modules), 'names of modules, such as `["shop.clients"]`')
    check("native", _are_texts(native), 'names of modules, such as `["shop_native"]`')
    check("origins", _are_texts(origins), 'other origins, such as `["https://shop.example"]`')
    for name, size in (("max_body", max_body), ("max_upload", max_upload)):
        check(name, _is_number(size, int) and size >= 2, "a number of bytes, 2 or more")  # type: ignore[operator] # one
    timed = _is_number(body_timeout, (int, float)) and body_timeout > 0  # type: ignore[operator] # it is a number
    check("body_timeout", timed, "a number of seconds above 0")
    key = secret.encode() if isinstance(secret, str) else secret
    least = f"bytes or text of {_SHORTEST_SECRET} bytes or more, such as `secrets.token_hex()` gives"
    check("secret", key is None or (isinstance(key, bytes) and len(key) >= _SHORTEST_SECRET), least)
    check("shows_ir", isinstance(shows_ir, bool), "`True` or `False`")
    policy = Policy()
    if not wrong:
        given: dict[str, Any] = {"limit": max_body, "upload_limit": max_upload, "shows_ir": shows_ir}
        try:
            policy = Policy(origins=_texts(origins), secret=key or b"", **given)
        except ValueError as error:
            wrong.append(f"`origins`: {error}")
    if wrong:
        raise ValueError("`mizan_router` cannot be made:\n" + "\n".join(f"- {each}" for each in wrong))
    found: Any = identity
    seconds: Any = body_timeout
    return Options(policy, found, _texts(modules), _texts(native), seconds, registry)


def _are_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else ()


def _is_number(value: object, kind: type | tuple[type, ...]) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)
