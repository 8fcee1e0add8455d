/** The library's modules, loaded by the chapters that a block names. */
declare global {
  var siteBase: string | undefined;
}

const base = () => new URL(`${globalThis.siteBase ?? "/"}library/`, location.href).href;
let table: Promise<Record<string, string | null>> | undefined;

/** The names that a block imports from an entry point; a name that is not exported is an error. */
export async function load(module: string, names: readonly string[]): Promise<Record<string, unknown>> {
  const [, entry] = /^retention-economics(?:\/([\w-]+))?$/.exec(module) ?? [];
  if (!module.startsWith("retention-economics")) throw new Error(`"${module}" cannot be loaded in a page`);
  table ??= fetch(`${base()}names.json`).then((answer) => answer.json());
  const chapters = await table;
  const found: Record<string, unknown> = {};
  for (const name of names) {
    const chapter = Object.hasOwn(chapters, name) ? chapters[name] : undefined;
    if (chapter === null) continue;
    if (chapter === undefined) throw new Error(`"${module}" exports no "${name}"`);
    const place = entry ?? chapter;
    const exported = await import(
      /* @vite-ignore */ `${base()}${place === "index" ? "" : `${place}/`}index.js`
    );
    if (!(name in exported)) throw new Error(`"${module}" exports no "${name}"`);
    found[name] = exported[name];
  }
  return found;
}
