"""The protocol's pages a second time, in plain Python: what the vectors say is computed here.

Written from `ir/protocol/types.md`, `ir.md`, `invalidation.md` and `cache_key.md` alone, with the standard library
alone, so that a mistake of the core is no mistake of its vectors. Nothing here may import `mizan`. In `tests/afi`
`python -m oracle --check` proves the vectors current, and `--write` writes them.
"""
