"""Whoever must not call the shop's functions, and does not: a frame, somebody else's page, a window without permission.

Attack class 30 (CVE-2024-35222, CVE-2026-42184) in a real webview. Each tries by Tauri's own `invoke`, by the request
and by the message that it is made of, at the plugin's command and at the event by which windows hear of each other.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from screen import Tally
from webdriver import Window, driven, until

PAGE = b"<!doctype html><title>elsewhere</title><h1>A page of somebody else's</h1>"


class Elsewhere(BaseHTTPRequestHandler):
    """A page of another origin."""

    def do_GET(self) -> None:
        """Answers it, whatever is asked for."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def elsewhere() -> Iterator[str]:
    """Another origin."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


# What each way comes to: the text of an answer, or of what stood in the way. A message that is not answered is waited
# for a while, since nothing tells that it will not be.
TRY = """
  const message = new TextEncoder().encode('{"kind":"context","context":"catalog","query":""}\\n');
  const [command, key] = ['plugin:mizan|request', 'x'.repeat(20)];
  const tauri = window.__TAURI_INTERNALS__;
  const said = (what) => (what instanceof ArrayBuffer ? new TextDecoder().decode(what) : String(what));
  const tried = async (act) => {
    const late = new Promise((done) => setTimeout(() => done('refused: no answer'), 700));
    try {
      return said(await Promise.race([late, act()]));
    } catch (error) {
      return `refused: ${said(error)}`;
    }
  };
  const listen = () =>
    tauri.invoke('plugin:event|listen', { event: 'mizan:invalidate', target: { kind: 'Any' }, handler: 1 });
  const send = async () => {
    const headers = { 'Tauri-Callback': '1', 'Tauri-Error': '2', 'Tauri-Invoke-Key': key };
    headers['Content-Type'] = 'application/octet-stream';
    const address = 'ipc://localhost/' + encodeURIComponent(command);
    return (await fetch(address, { method: 'POST', headers, body: message })).text();
  };
  const post = () => new Promise((done) => {
    window._1 = window._2 = done;
    const what = { cmd: command, callback: 1, error: 2, payload: [...message], __TAURI_INVOKE_KEY__: key };
    window.webkit.messageHandlers.ipc.postMessage(JSON.stringify(what));
  });
  return {
    invoke: await tried(() => tauri.invoke(command, message)),
    listen: await tried(listen),
    fetch: await tried(send),
    posted: await tried(post),
  };"""

# How the catalogue's bundle begins.
CATALOGUE = '{"status":200}\n{"products":'


def refuse_strangers(program: Path, env: Mapping[str, str], tally: Tally) -> None:
    """Opens windows that the shop would never open, and tries."""
    with elsewhere() as origin, driven(program, origin, env=env) as windows:
        main, second, guest = windows.all("main", "second", "guest")
        with tally.step("A window of the app's own that may call, by which the others are judged"):
            until(lambda: main.count("//li[@class='row']") == 12, "the catalogue")
            tried = main.wait_for(TRY)
            tally.holds("invoke answers", tried["invoke"][: len(CATALOGUE)], CATALOGUE)
            tally.holds("a key that is not its own is not answered", refused(tried, "fetch", "posted"), True)
        with tally.step("A frame of another origin, in that window"):
            main.wait_for(FRAME, origin)
            frame = main.find("//iframe").reference
            main.ask("POST", "/frame", {"id": frame})
            until(lambda: main.run("return location.href") == origin, "the frame's page")
            judge(main, tally)
            reached = "try { return typeof parent.__TAURI_INTERNALS__ } catch (error) { return error.name }"
            tally.holds("it does not reach the window's own", main.run(reached), "SecurityError")
            main.ask("POST", "/frame", {"id": None})
        with tally.step("A page of another origin, in a window that may call"):
            until(lambda: second.run("return location.href") == origin, "the page")
            judge(second, tally)
        with tally.step("A window that no capability names"):
            guest.shows("The shop does not answer.", "//body")
            tally.holds("its screen shows no product", guest.count("//li[@class='row']"), 0)
            judge(guest, tally)


def judge(window: Window, tally: Tally) -> None:
    """None of the ways leads anywhere."""
    tried = window.wait_for(TRY)
    tally.holds("no way leads to a function or an event", refused(tried, *tried), True)
    for way, what in tried.items():
        tally.say(f"          {way}: {what.splitlines()[0]}")


def refused(tried: Mapping[str, str], *ways: str) -> bool:
    """Whether each of these came to nothing."""
    return all(tried[way].startswith("refused: ") for way in ways)


FRAME = """
  const frame = Object.assign(document.createElement('iframe'), { src: args[0] });
  const loaded = new Promise((done) => { frame.onload = done; });
  document.body.append(frame);
  await loaded;"""
