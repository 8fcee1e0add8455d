/** The built site on a server of its own under a deep path, and what its files weigh. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";

export const prefix = "/some/deep/path/";
const types = {
  ".js": "text/javascript",
  ".html": "text/html",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** All files of the site, by their path in it. */
export function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)));
}

/** Serves a folder; gives the address of its root, and a way to stop. */
export async function serve(folder) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = decodeURIComponent(pathname);
    const file = join(folder, path.slice(prefix.length) || "index.html");
    const isHere =
      path.startsWith(prefix) && file.startsWith(folder) && existsSync(file) && statSync(file).isFile();
    if (!isHere) return response.writeHead(404).end();
    response
      .setHeader("content-type", types[extname(file)] ?? "application/octet-stream")
      .end(readFileSync(file));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { address: `http://127.0.0.1:${server.address().port}${prefix}`, stop: () => server.close() };
}

/** Bytes of a file gzipped, each file once. */
export function weights(folder) {
  const known = new Map();
  return (path) => {
    if (!known.has(path)) known.set(path, gzipSync(readFileSync(join(folder, path))).length);
    return known.get(path);
  };
}
