/** The changed example in the address of the page, so that it can be sent to somebody. */
export interface State {
  readonly index: number;
  readonly code: string;
}

const field = "example";

function encode(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

function decode(text: string): string {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)));
}

/** What the address holds, or null. */
export function readState(): State | null {
  const [index, code] = new URLSearchParams(location.search).get(field)?.split(".") ?? [];
  if (index === undefined || code === undefined) return null;
  try {
    return { index: Number(index), code: decode(code) };
  } catch {
    return null;
  }
}

/** Writes the code of one block into the address; null takes it out again. */
export function writeState(index: number, code: string | null): void {
  const address = new URL(location.href);
  const current = address.searchParams.get(field);
  if (code !== null) address.searchParams.set(field, `${index}.${encode(code)}`);
  else if (current?.startsWith(`${index}.`)) address.searchParams.delete(field);
  else return;
  history.replaceState(history.state, "", address);
}
