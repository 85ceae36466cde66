"""Says in a header of each answer how many queries of the shop's tables it took. For `serve --shaped` alone."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


def counted(get_response: Answer) -> Answer:
    """The middleware. Sessions and users are looked up by the host: they are not counted."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        queries: list[str] = []

        def execute(perform: Callable[..., Any], sql: str, *more: Any) -> Any:
            if '"shop_' in sql:
                queries.append(sql)
            return perform(sql, *more)

        with connection.execute_wrapper(execute):
            response = get_response(request)
        response.headers["X-Shop-Queries"] = str(len(queries))
        return response

    return answer
