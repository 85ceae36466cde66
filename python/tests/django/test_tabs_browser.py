"""Two tabs of Chromium with the generated client before a real server: each hears what the other dropped, and a page
that comes back from the browser's own cache trusts nothing that it knew."""

from pathlib import Path

import pages
import pytest
from galleries import Gallery

SCRIPT = """
import { createClient, fetchTransport, type Target } from "@mizan/client";
import * as api from "./mizan.ts";

const client = createClient({ transport: fetchTransport({ schema: api.schema }) });
const heard: (Target | "cleared")[] = [];
client.onInvalidate((targets) => {
  heard.push(...targets);
  return targets.map(() => 1);
});
client.onClear(() => heard.push("cleared"));
const add = () =>
  api.addPicture(client, { title: "x", picture: new Blob(["x"], { type: "image/png" }) }).then(() => null);
Object.assign(window, { client, heard, add, ready: true });
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pages.build(tmp_path_factory.mktemp("page"), SCRIPT)


@pytest.mark.parametrize("gallery", ["uvicorn"], indirect=True)
def test_tabs_hear_each_other(gallery: Gallery, script: Path) -> None:
    address = f"http://127.0.0.1:{gallery.server.port}"
    with pages.signed_in(address, script, "") as context:
        one, other = (pages.opened(context, address) for _ in range(2))
        one.evaluate("add()")
        other.wait_for_function("heard.length === 1")
        assert other.evaluate("heard") == ["gallery"]
        other.evaluate("client.clear()")
        one.wait_for_function("heard.length === 2")
        assert (one.evaluate("heard"), other.evaluate("heard")) == (["gallery", "cleared"], ["gallery", "cleared"])

        # The page is left and come back to, and is the same one.
        one.evaluate("heard.length = 0")
        one.goto(f"{address}/sign-in/?user=ada")
        one.go_back(wait_until="commit")  # Such a page is not loaded.
        one.wait_for_function("window.heard?.length === 1")
        assert one.evaluate("heard") == ["cleared"]
        # That is nobody else's matter.
        one.evaluate("add()")
        other.wait_for_function("heard.length === 3")
        assert other.evaluate("heard") == ["gallery", "cleared", "gallery"]
