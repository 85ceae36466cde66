"""The IR: read the canonical text of an application with about 2,000 nodes into the model."""

import json
import statistics
import sys
import time
from pathlib import Path

import ckdl

from mizan import _native
from mizan.ir.document import decode
from mizan.ir.text import read

sys.path.insert(0, str(Path(__file__).parents[2] / "python" / "tests"))

from ir.models import sized

NODES, MOST_MS = 2_000, 20
graph = _native.Graph(json.dumps(sized(NODES)).encode())
text, as_json = graph.text(), graph.ir()
nodes = sum(not line.endswith("}") for line in text.splitlines())
assert read(text) == decode(as_json)
ways = {
    f"mizan.ir.read, at most {MOST_MS} ms": lambda: read(text),
    "ckdl.parse alone": lambda: ckdl.parse(text, version=2),
    "the same model from JSON (for scale)": lambda: decode(as_json),
}
samples = {name: [] for name in ways}
for _ in range(15):
    for name, fn in ways.items():
        t = time.process_time()
        fn()
        samples[name].append((time.process_time() - t) * 1e3)
medians = {name: statistics.median(values) for name, values in samples.items()}
print(
    json.dumps(
        {
            "title": f"IR read, {nodes} nodes, {len(text) / 1024:.0f} KiB",
            "columns": ["way", "CPU ms"],
            "rows": [[name, median] for name, median in medians.items()],
        }
    )
)
first, *_ = medians.values()
sys.exit(first > MOST_MS)
