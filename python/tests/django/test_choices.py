"""Django's choices are enums like any other."""

import json

from django.db.models import IntegerChoices, TextChoices

from mizan import client, registry


class Suit(TextChoices):
    """What a card is of."""

    HEARTS = "H", "Hearts"
    SPADES = "S", "Spades"


class Place(IntegerChoices):
    FIRST = 1
    SECOND = 2

    __empty__ = "none"


def test_choices_are_enums() -> None:
    with registry.scoped() as scoped:

        @client
        def deal(suit: Suit, place: Place = Place.SECOND) -> list[Suit]: ...

        endpoint = scoped.freeze().functions["deal"]
    ir = json.loads(endpoint.graph.ir())
    assert {each["name"]: each["type"] for each in ir["types"]} == {
        "Suit": {"type": "enum", "values": ["H", "S"]},
        "Place": {"type": "enum", "values": [1, 2]},
    }
    assert {each["name"]: each.get("doc") for each in ir["types"]} == {"Suit": "What a card is of.", "Place": None}
    made = endpoint.build(endpoint.decode(b'{"args": {"suit": "S"}}'), ("args",))
    assert made == {"suit": Suit.SPADES, "place": Place.SECOND}
    assert type(made["suit"]) is Suit
    assert endpoint.graph.encode_result("deal", [Suit.HEARTS]) == b'["H"]'
