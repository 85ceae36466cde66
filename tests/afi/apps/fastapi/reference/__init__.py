"""The reference app in FastAPI: the graph of `tests/afi/vectors/shop_graph.json`, every type, guard, tier and option.

Twins: the other folders beside this one. What must happen is said by the suite, not here.
"""
