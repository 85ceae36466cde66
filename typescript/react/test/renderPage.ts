// A server's part of `hydration.test.tsx`, a process of its own, without a window: reads, renders, and writes the markup and
// what the browser is to begin with, as JSON. Run with the API's address; `nothing` prefetches nothing.

import { Writable } from "node:stream";
import * as client from "@mizan/client";
import * as mizan from "@mizan/react";
import * as query from "@tanstack/react-query";
import * as react from "react";
import { renderToPipeableStream } from "react-dom/server";
import { open } from "./serverPage.ts";

const [baseUrl = "", prefetch] = process.argv.slice(2);
const { page, queryClient, options } = open({ client, mizan, query, react }, baseUrl);
if (prefetch !== "nothing") {
  await queryClient.prefetchQuery(options);
}
const state = query.dehydrate(queryClient);
const chunks: Buffer[] = [];
const sink = new Writable({
  write(chunk, _, done) {
    chunks.push(Buffer.from(chunk));
    done();
  },
  final(done) {
    process.stdout.write(JSON.stringify({ html: Buffer.concat(chunks).toString(), state }));
    done();
  },
});
const stream = renderToPipeableStream(page(state), {
  onAllReady: () => stream.pipe(sink),
  onError: (error) => {
    throw error;
  },
});
