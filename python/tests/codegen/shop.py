"""The IR of a shop, written by hand in its normalised form: what the expected files are generated from."""

from pathlib import Path
from typing import Any

from mizan.codegen import generate, write

EXPECTED = Path(__file__).parent / "expected"
SCHEMA = "1c9a5b7e0d3f2468"

Json = dict[str, Any]


def scalar(kind: str) -> Json:
    return {"type": kind}


def ref(name: str) -> Json:
    return {"type": "ref", "name": name}


def listed(item: Json) -> Json:
    return {"type": "list", "item": item}


def optional(item: Json) -> Json:
    return {"type": "optional", "item": item}


def field(name: str, of: Json, **rest: Any) -> Json:
    return {"name": name, "type": of, **rest}


def struct(name: str, *fields: Json, **rest: Any) -> Json:
    return {"kind": "struct", "name": name, "fields": list(fields), **rest}


def function(name: str, result: Json, *args: Json, **rest: Any) -> Json:
    return {"name": name, "cache": True, "affects": [], "args": list(args), "result": result, **rest}


def affects(context: str, **rest: Any) -> Json:
    return {"context": context, "all": False, **rest}


def alias(name: str, of: Json, **rest: Any) -> Json:
    return {"kind": "alias", "name": name, "type": of, **rest}


def enum(*values: str | int) -> Json:
    return {"type": "enum", "values": list(values)}


def union(*of: Json, **rest: Any) -> Json:
    return {"type": "union", "of": list(of), **rest}


def mapped(item: Json, **rest: Any) -> Json:
    return {"type": "map", "item": item, **rest}


NULL, BOOLEAN, STRING, INTEGER = scalar("null"), scalar("boolean"), scalar("string"), scalar("integer")
NUMBER, DATETIME, UUID = scalar("number"), scalar("datetime"), scalar("uuid")
BIGINT, BYTES, DECIMAL, DATE = scalar("bigint"), scalar("bytes"), scalar("decimal"), scalar("date")

PAGE = field("page", INTEGER, default=1, doc="From 1 on.")
QUERY = field("query", optional(STRING), default=None)
PRODUCT_ID = field("product_id", UUID)
CUSTOMER_ID = field("customer_id", INTEGER)

IR: Json = {
    "version": 1,
    "types": [
        struct(
            "Category",
            field("id", INTEGER),
            field("name", STRING, doc="As it stands over the shelf."),
            field("parent", optional(ref("Category")), doc="The category that it is a part of."),
            doc="A shelf of the shop.",
        ),
        struct("Customer", field("id", INTEGER), field("name", STRING), field("since", DATETIME)),
        struct(
            "LineInput",
            field("product", UUID),
            field("amount", INTEGER, default=1),
            field("note", optional(STRING), default=None, doc="For the packer."),
            doc="What a customer asks for.",
        ),
        struct("Money", field("amount", NUMBER), field("currency", STRING)),
        struct(
            "Order",
            field("id", UUID),
            field("placed_at", DATETIME),
            field("lines", listed(ref("OrderLine"))),
            field("total", ref("Money")),
        ),
        struct(
            "OrderLine", field("product", ref("Product")), field("amount", INTEGER), field("note", optional(STRING))
        ),
        struct(
            "Product",
            field("id", UUID),
            field("name", STRING),
            field("price", ref("Money")),
            field("categories", listed(ref("Category"))),
            field("in_stock", BOOLEAN),
            field("ratings", listed(optional(INTEGER)), doc="Null where a customer gave words alone."),
            doc="What is sold.\n\nA product keeps its id for good; its name and price may change.",
        ),
    ],
    "contexts": [
        {"name": "catalog", "view": ["page"], "params": [PAGE, QUERY]},
        {"name": "customer", "identity": "customer_id", "view": ["page"], "params": [CUSTOMER_ID, PAGE]},
        {"name": "product", "view": [], "params": [PRODUCT_ID]},
        {"name": "shop", "view": [], "params": []},
    ],
    "functions": [
        function(
            "catalog_products", listed(ref("Product")), PAGE, QUERY, context="catalog", doc="One page of products."
        ),
        function("catalog_size", INTEGER, QUERY, context="catalog"),
        function("clear_basket", NULL, doc="Empties the caller's basket.", auth="required"),
        function("customer_orders", listed(ref("Order")), CUSTOMER_ID, PAGE, context="customer", auth="self"),
        function("customer_profile", ref("Customer"), CUSTOMER_ID, context="customer", auth="self"),
        function(
            "place_order",
            ref("Order"),
            field("customer_id", INTEGER),
            field("gift", BOOLEAN, default=False),
            field("lines", listed(ref("LineInput"))),
            affects=[affects("customer"), affects("product", function="product_detail", all=True)],
            auth="self",
            doc="Places an order.\n\nThe stock of all its products goes down with it.",
        ),
        function("product_detail", optional(ref("Product")), PRODUCT_ID, context="product"),
        function(
            "product_related", listed(ref("Product")), PRODUCT_ID, context="product", doc="Bought together with it."
        ),
        function(
            "rename_product",
            ref("Product"),
            field("name", STRING, doc="1 to 80 characters."),
            field("product_id", UUID),
            affects=[affects("product"), affects("catalog")],
            auth="required",
            doc="Gives a product another name.",
        ),
        function("search_products", listed(ref("Product")), field("limit", INTEGER, default=20), field("text", STRING)),
        function("shop_opened_at", DATETIME, context="shop"),
    ],
}

# What a shop rarely has all at once: every other type, errors, and values that travel as others.
DEPOT: Json = {
    "version": 1,
    "types": [
        alias("Colour", enum("red", "green"), doc="What it may be painted in."),
        alias("Parcel", union(ref("Box"), ref("Pallet"), tag="kind"), doc="It narrows by its `kind`."),
        alias("Price", {"type": "decimal", "minimum": "0", "decimal_places": 2}),
        alias("Shelves", mapped(ref("Shelves")), doc="Shelves stand on shelves."),
        struct(
            "Box",
            field("kind", enum("box")),
            field("barcode", BIGINT),
            field("colour", ref("Colour")),
            field("photo", optional({"type": "bytes", "max_length": 65536})),
            field("inner-width", {"type": "integer", "minimum": 1, "maximum": 9, "multiple_of": 2}, doc="In inches."),
        ),
        struct(
            "Pallet",
            field("kind", enum("pallet")),
            field("boxes", {**listed(ref("Parcel")), "min_length": 1}),
            field("moved", {"type": "tuple", "items": [DATETIME, scalar("duration")]}, omittable=True),
        ),
        struct(
            "Receipt",
            field("number", union(BIGINT, STRING), doc="Old ones have letters."),
            field("on", DATE),
            field("at", scalar("time")),
            field("sums", mapped(ref("Price"), key=scalar("uuid"))),
            field("size", enum(1, 2, -4)),
            field("raw", scalar("json")),
        ),
        struct("StockLeft", field("pieces", BIGINT)),
    ],
    "errors": [
        {"code": "OUT_OF_STOCK", "status": 409, "data": ref("StockLeft"), "doc": "Fewer are left than were asked for."},
        {"code": "SOLD_OUT", "status": 410},
    ],
    "contexts": [{"name": "depot", "view": [], "params": [field("code", BIGINT), field("day", DATETIME)]}],
    "functions": [
        function("depot_parcels", listed(ref("Parcel")), field("code", BIGINT), context="depot", raises=["SOLD_OUT"]),
        function("depot_shelves", ref("Shelves"), field("day", DATETIME), context="depot"),
        function("label", BYTES, field("of", ref("Colour")), field("text", {"type": "string", "pattern": "^[*]/$"})),
        function(
            "send",
            ref("Receipt"),
            field("parcel", ref("Parcel")),
            field("note", {"type": "string", "max_length": 80}, default='it\'s "here"'),
            affects=[affects("depot")],
            raises=["OUT_OF_STOCK", "SOLD_OUT"],
            doc="Sends a parcel.",
        ),
    ],
}
PICTURE = {"type": "file", "max_size": 2_000_000, "accept": ["image/*"]}
GALLERY: Json = {
    "version": 1,
    "types": [struct("Picture", field("id", BIGINT), field("name", STRING))],
    "functions": [
        function(
            "add_picture",
            ref("Picture"),
            field("album_id", BIGINT),
            field("picture", PICTURE, doc="As the camera made it."),
            field("thumb", optional(PICTURE), default=None),
            affects=[],
            doc="Adds a picture to an album.",
        ),
        function("import_all", scalar("null"), field("archives", {**listed({"type": "file"}), "max_length": 5})),
    ],
}
VARIANTS: dict[str, Json] = {"": {}, "date": {"dates": "date"}, "temporal": {"dates": "temporal"}}


def expected() -> dict[str, str]:
    """All expected files: the shop's, the depot's with each form of dates, those of a gallery with uploads."""
    files = generate(IR, schema=SCHEMA)
    for name, options in VARIANTS.items():
        made = generate(DEPOT, ["typescript"], schema=SCHEMA, schemas=True, **options)
        folder = "/".join(filter(None, ("depot", name)))
        files |= {f"{folder}/{file}": text for file, text in made.items()}
    gallery = generate(GALLERY, schema=SCHEMA, schemas=True)
    files |= {f"gallery/{file}": text for file, text in gallery.items()}
    doubles = {f"depot/date/{file}": text for file, text in generate(DEPOT, ["testing"], dates="date").items()}
    doubles |= {f"gallery/{file}": text for file, text in generate(GALLERY, ["testing"]).items()}
    doubles |= generate(IR, ["devtools", "testing"], schema=SCHEMA)
    return files | {name: doubles[name] for name in doubles if name not in files}


if __name__ == "__main__":
    write(expected(), EXPECTED)
