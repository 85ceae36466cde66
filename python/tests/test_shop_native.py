"""The example's own Rust functions, `examples/native`, as Python gets them."""

import json
from decimal import Decimal
from typing import Any

import pytest
import shop_native

from mizan import _native


def call(name: str, **args: Any) -> tuple[str, Any]:
    kind, _, body = shop_native.call(name, json.dumps(args).encode(), b"null").partition(b"\n")
    return kind.decode(), json.loads(body)


def test_it_has_two_plain_functions() -> None:
    functions = json.loads(shop_native.ir())["functions"]
    assert [each["name"] for each in functions] == ["delivery_estimate", "exchange_quote"]
    arguments = [[arg["name"] for arg in each["args"]] for each in functions]
    assert arguments == [["country", "weight_grams"], ["amount_cents", "currency"]]


@pytest.mark.parametrize(
    ("country", "grams", "days", "cents"),
    [
        ("DE", 1, (1, 2), 495),
        ("DE", 1000, (1, 2), 495),
        ("DE", 1001, (1, 2), 555),
        ("FR", 2500, (2, 4), 990 + 2 * 140),
        ("NO", 30_000, (3, 6), 1_690 + 29 * 260),
    ],
)
def test_a_parcel_has_a_price_and_a_time(country: str, grams: int, days: tuple[int, int], cents: int) -> None:
    assert call("delivery_estimate", country=country, weight_grams=grams) == (
        "ok",
        {"country": country, "days_min": days[0], "days_max": days[1], "cost_cents": cents},
    )


def test_what_the_carrier_does_not_carry() -> None:
    assert call("delivery_estimate", country="XX", weight_grams=1)[1]["code"] == "NOT_FOUND"
    graph = _native.Graph(shop_native.ir())
    for country, grams, wrong in (
        ("DE", 0, ["weight_grams", "range"]),
        ("DE", 30_001, ["weight_grams", "range"]),
        ("de", 1, ["country", "pattern"]),
    ):
        args = {"country": country, "weight_grams": grams}
        with pytest.raises(_native.InvalidFault) as refused:
            graph.decode_args("delivery_estimate", json.dumps({"args": args}).encode())
        assert refused.value.faults == [(["args", wrong[0]], wrong[1])]


@pytest.mark.parametrize(
    ("cents", "currency", "amount"),
    [
        (0, "USD", 0),
        (1_000, "USD", 1_091),
        (1_999, "JPY", 326_677),
        (-1_000, "USD", -1_091),
        (5, "GBP", 4),
        (2**53 - 1, "CHF", 8_387_503_946_014_811),
    ],
)
def test_an_amount_is_rounded_half_up(cents: int, currency: str, amount: int) -> None:
    kind, quote = call("exchange_quote", amount_cents=cents, currency=currency)
    assert (kind, quote["currency"], quote["amount_cents"]) == ("ok", currency, amount)
    assert Decimal(quote["rate"]) > 0


def test_what_has_no_rate_or_no_room() -> None:
    unknown = {"code": "NOT_FOUND", "detail": "no rate for that currency"}
    assert call("exchange_quote", amount_cents=1, currency="usd") == ("error", unknown)
    assert call("exchange_quote", amount_cents=2**53 - 1, currency="JPY")[1]["code"] == "INVALID"
