/**
 * The server: the page and its worker, bundled, and fits that are kept as JSON and answer questions.
 *
 *     npm run build && node examples/app/server.mjs 8080
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { bgNbd, InvalidInputError } from "retention-economics";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** A fit is plain data: a database would keep the same text. */
const fits = new Map();

async function bodyOf(request) {
  let text = "";
  for await (const part of request) text += part;
  return JSON.parse(text);
}

/** What a route answers, as JSON; null where there is none. */
async function answer(request, { pathname, searchParams }) {
  if (request.method === "POST" && pathname === "/fits") {
    const id = randomUUID();
    fits.set(id, JSON.stringify(await bodyOf(request)));
    return { id };
  }
  const [, id] = /^\/fits\/([\w-]+)\/expected$/.exec(pathname) ?? [];
  if (!fits.has(id)) return null;
  return {
    expected: bgNbd.expectedTransactions(JSON.parse(fits.get(id)), Number(searchParams.get("weeks"))),
  };
}

/** Starts the app; a port of 0 takes any that is free. */
export async function startApp(port) {
  const { outputFiles } = await build({
    entryPoints: [here("page.js"), here("worker.js")],
    bundle: true,
    minify: true,
    format: "esm",
    outdir: "out",
    write: false,
  });
  const [page, worker] = outputFiles.map(({ contents }) => contents);
  const files = {
    "/": ["text/html", readFileSync(here("index.html"))],
    "/page.js": ["text/javascript", page],
    "/worker.js": ["text/javascript", worker],
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    const send = (status, type, body) => response.writeHead(status, { "content-type": type }).end(body);
    const file = request.method === "GET" ? files[url.pathname] : undefined;
    if (file !== undefined) return send(200, ...file);
    try {
      const found = await answer(request, url);
      return send(found === null ? 404 : 200, "application/json", JSON.stringify(found));
    } catch (error) {
      const refused = error instanceof InvalidInputError || error instanceof SyntaxError;
      return send(refused ? 400 : 500, "application/json", JSON.stringify({ message: error.message }));
    }
  });
  await new Promise((listening) => server.listen(port, "127.0.0.1", listening));
  return server;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const server = await startApp(Number(process.argv[2] ?? 8080));
  console.log(`http://127.0.0.1:${server.address().port}/`);
}
