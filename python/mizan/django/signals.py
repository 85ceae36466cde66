"""What Mizan tells a project by Django's signals.

Decides what is said; when it is said is decided in `outside`. Page: `ir/protocol/invalidation.md`, "By hand, and
outside of calls".
"""

from django.dispatch import Signal

invalidated = Signal()
"""Something was dropped, by a call or by `invalidate` outside of one, and what dropped it is committed.

Sent with `sender=None` and `targets`, a list of the exact targets in order: a context's name, or
`{"context": "user", "function"?: "user_orders", "params"?: {"user_id": 5}}`. They are unredacted: what a caller may not
know of, its answer leaves out, and this has it. A receiver that raises is logged, and keeps nobody else from hearing.
"""
