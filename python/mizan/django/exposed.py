"""What a project exposes, as data: every function with its address, its guard, what it drops and where it stands.

Decides nothing: it is the IR, what the core says of targets, and Django's addresses, put together for people to read.
Page: `ir/protocol/registry.md`. No twin.
"""

import json
from typing import Any

from django.urls import NoReverseMatch, get_resolver, get_script_prefix, reverse

from mizan import registry
from mizan.django.apps import MizanConfig

Exposed = dict[str, Any]


def exposed(app: MizanConfig) -> Exposed:
    """`base` (`None` where the addresses are not included), `routes` (the same of views), `schema`, `databases`, and
    `functions`, `contexts` with their `members`, `views` and `private`, each in the order of names.

    A function has `name`, `path` (or `None`), `auth`, `args`, `raises`, `drops` and `place` (`None` of a native one);
    of what it drops each has `context`, `member` or `None`, `tier`, and `params`: param → argument, or `None` for the
    caller's id. Raises `ImproperlyConfigured` where the graph is broken.
    """
    frozen = app.graph
    ir = json.loads(frozen.graph.ir())
    places = {each.declaration.name: each.declaration.place for each in registry.current().functions}
    base, routes = _base(), _routes()

    def told(node: Exposed) -> Exposed:
        drops = [
            {"context": context, "member": member, "tier": tier, "params": params}
            for context, member, tier, params in frozen.graph.declared(node["name"])
        ]
        return {
            "name": node["name"],
            "path": None,
            "auth": node.get("auth"),
            "args": {arg["name"]: _type(arg["type"]) for arg in node.get("args", ())},
            "raises": node.get("raises", []),
            "drops": drops,
            "place": places.get(node["name"]),
        }

    def call(node: Exposed) -> Exposed:
        return {**told(node), "path": f"{base}call/{node['name']}/" if base else None}

    def view(node: Exposed) -> Exposed:
        declared = frozen.views[node["name"]].declared
        path = f"{routes}{declared.route}" if routes is not None else None
        methods = list(declared.methods)
        private = node.get("private", False)
        return {**told(node), "path": path, "route": declared.route, "methods": methods, "private": private}

    def member(node: Exposed) -> Exposed:
        cache = node.get("cache", True)
        return {**told(node), "public": node.get("public", False), "cache": cache, "rev": node.get("rev", 0)}

    nodes = sorted(ir.get("functions", ()), key=lambda node: str(node["name"]))
    plain = [node for node in nodes if node.get("route") is None and node.get("context") is None]
    contexts = [
        {
            "name": context["name"],
            "path": f"{base}ctx/{context['name']}/" if base else None,
            "identity": context.get("identity"),
            "view": context.get("view", []),
            "members": [member(node) for node in nodes if node.get("context") == context["name"]],
        }
        for context in sorted(ir.get("contexts", ()), key=lambda context: str(context["name"]))
    ]
    return {
        "base": base,
        "routes": routes,
        "schema": frozen.schema,
        "databases": list(app.configuration.databases),
        "functions": [call(node) for node in plain if not node.get("private")],
        "contexts": contexts,
        "views": [view(node) for node in nodes if node.get("route") is not None],
        "private": [told(node) for node in plain if node.get("private")],
    }


def _base() -> str | None:
    try:
        return reverse("mizan:base", args=[""])
    except NoReverseMatch:
        return None


def _routes() -> str | None:
    """What stands before the addresses of views, as Django writes it in a URLconf."""
    found = get_resolver().namespace_dict.get("mizan_routes")
    return None if found is None else f"{get_script_prefix()}{found[0]}"


def _type(node: Exposed) -> str:
    """A type in a word or two; the whole of it is in the IR (`mizan_export_ir`)."""
    match node["type"]:
        case "optional":
            return f"{_type(node['item'])} or null"
        case "list":
            return f"list of {_type(node['item'])}"
        case "map":
            return f"map of {_type(node['item'])}"
        case "ref":
            return str(node["name"])
        case word:
            return str(word)
