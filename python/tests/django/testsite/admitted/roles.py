"""The roles of a project that has its own idea of them."""

from collections.abc import Iterable
from typing import Any


def roles_of(user: Any) -> Iterable[str]:
    """Everybody is a reader, ada is an editor; and no function can make somebody staff."""
    return ["readers", "staff", *(["editors"] if user.get_username() == "ada" else [])]
