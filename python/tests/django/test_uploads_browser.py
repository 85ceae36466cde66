"""A page in Chromium sends files by the generated client to a real server, watched and unwatched."""

import hashlib
from itertools import pairwise
from pathlib import Path

import pages
import pytest
import serving
from galleries import Gallery

INPUT = """<input type="file" multiple>"""
SCRIPT = """
import { createClient, fetchTransport, type Progress } from "@mizan/client";
import * as api from "./mizan.ts";

const client = createClient({ transport: fetchTransport({ schema: api.schema }) });
const dropped: unknown[] = [];
client.onInvalidate((targets) => {
  dropped.push(...targets);
  return targets.map(() => 0);
});
const input = document.querySelector("input") as HTMLInputElement;

/** Sends what was chosen, and how far each upload was where that is `watched`. */
async function send(watched: boolean) {
  dropped.length = 0;
  const far: Progress[][] = [];
  const options = () => {
    const told: Progress[] = [];
    far.push(told);
    return watched ? { onProgress: (progress: Progress) => told.push(progress) } : {};
  };
  const files = [...(input.files ?? [])];
  const picture = files[0] as File;
  const long = new Blob([new Uint8Array(4_000_000)]);
  const all = await api.tellAll.safe(client, { files, note: "ü", first: new Blob(["blob"]) }, options());
  const added = await api.addPicture.safe(client, { title: "from a page", picture }, options());
  const locked = await api.lockAway(client, { file: picture }, options());
  const large = await api.tell.safe(client, { file: long }, options());
  const refused = [
    await api.addPicture.safe(client, { title: "", picture: long }, options()),
    await api.addSpoiled.safe(client, { picture }, options()),
  ];
  const errors = refused.map((outcome) => (outcome.ok ? undefined : outcome.error.code));
  return { all, added, locked, large, errors, dropped, far };
}
Object.assign(window, { send, ready: true });
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pages.build(tmp_path_factory.mktemp("page"), SCRIPT)


@pytest.mark.parametrize("gallery", serving.KINDS, indirect=True)
def test_files_of_an_input_arrive(gallery: Gallery, script: Path, tmp_path: Path) -> None:
    picture, text = tmp_path / 'größe "x".png', tmp_path / "empty.txt"
    picture.write_bytes(bytes(range(256)) * 3)
    text.touch()
    address = f"http://127.0.0.1:{gallery.server.port}"
    with pages.signed_in(address, script, INPUT) as context:
        page = pages.opened(context, address)
        page.locator("input").set_input_files([picture, text])
        by: list[str] = []
        page.on("request", lambda request: by.append(request.resource_type) if request.method == "POST" else None)
        told, watched = (page.evaluate("watched => send(watched)", each) for each in (False, True))
    assert by == ["fetch"] * 6 + ["xhr"] * 6
    for sent in (told, watched):
        assert sent["all"]["ok"], sent
        assert [(each["name"], each["content_type"], each["size"]) for each in sent["all"]["data"]] == [
            ("größe %22x%22.png", "image/png", 768),
            ("empty.txt", "text/plain", 0),
            ("blob", "application/octet-stream", 4),
        ]
        assert sent["all"]["data"][0]["digest"] == hashlib.sha256(picture.read_bytes()).hexdigest()
        assert (sent["added"]["data"]["title"], sent["added"]["data"]["size"]) == ("from a page", 768)
        assert (sent["locked"], sent["large"]["data"]["size"]) == ("ada", 4_000_000)
        assert sent["errors"] == ["INVALID", "SPOILED"]
        assert sent["dropped"] == ["gallery", "gallery"]
    assert gallery.left() == []
    assert told["far"] == [[]] * 6
    for steps in watched["far"][:4]:
        assert {step["total"] for step in steps} == {steps[-1]["sent"]}
        assert all(step["sent"] < later["sent"] for step, later in pairwise(steps))
    assert watched["far"][3][-1]["sent"] > 4_000_000
