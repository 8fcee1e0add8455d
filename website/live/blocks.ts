/** Makes the `ts` blocks of a page live: buttons first; the editor and the library only when one is pressed. */

import type { LiveEditor } from "./editor.js";
import { readState, writeState } from "./state.js";

interface Block {
  readonly frame: HTMLElement;
  readonly code: string;
  /** What runs before it: the blocks that it continues. */
  readonly preamble: string;
  readonly isRunnable: boolean;
}

function blocksOf(page: ParentNode): Block[] {
  const blocks: Block[] = [];
  for (const frame of page.querySelectorAll<HTMLElement>(".live")) {
    const code = frame.querySelector("pre code")?.textContent?.replace(/\n$/, "") ?? "";
    const kind = frame.dataset.kind;
    const last = blocks.at(-1);
    const preamble =
      kind === "continued" && last !== undefined
        ? [last.preamble, last.code].filter((text) => text !== "").join("\n")
        : "";
    blocks.push({ frame, code, preamble, isRunnable: kind !== "node" });
  }
  return blocks;
}

function button(text: string, onClick: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", onClick);
  return made;
}

function live(
  { frame, code, preamble }: Block,
  index: number,
  bar: HTMLElement,
): (text?: string) => Promise<void> {
  let editor: LiveEditor | undefined;
  const status = document.createElement("span");
  status.className = "live-status";
  status.setAttribute("role", "status");
  const open = async (text = code): Promise<void> => {
    if (editor !== undefined) return editor.set(text);
    status.textContent = "loading…";
    const { openEditor } = await import("./editor.js");
    const place = document.createElement("div");
    place.className = "live-editor";
    frame.classList.add("open");
    bar.before(place);
    start.remove();
    bar.prepend(reset);
    editor = openEditor(place, {
      code: text,
      preamble,
      label: `Example ${index + 1}, editable`,
      onRun: (outputs, now) => {
        const errors = outputs.filter(({ error, agrees }) => error !== undefined && agrees !== true).length;
        const differing = outputs.filter(({ agrees }) => agrees === false).length;
        frame.dataset.errors = String(errors);
        frame.dataset.compared = String(outputs.filter(({ agrees }) => agrees !== null).length);
        frame.dataset.differing = String(differing);
        frame.dataset.runs = String(Number(frame.dataset.runs ?? 0) + 1);
        status.textContent =
          errors > 0
            ? "an error, in red"
            : now === code
              ? "these are the numbers above"
              : "changed: values are new";
        if (now === code) status.textContent = errors > 0 ? "an error, in red" : "";
        writeState(index, now === code ? null : now);
      },
    });
  };
  const start = button("Run and change", () => void open());
  const reset = button("Reset", () => editor?.set(code));
  const copy = button("Copy", async () => {
    const text = editor?.code() ?? code;
    await navigator.clipboard?.writeText(`${preamble === "" ? text : `${preamble}\n${text}`}\n`);
    copy.textContent = "Copied";
    window.setTimeout(() => {
      copy.textContent = "Copy";
    }, 1500);
  });
  bar.append(start, copy, status);
  return open;
}

/** Gives every block of the page its buttons; opens the one whose changed code is in the address. */
export function makeLive(page: ParentNode): void {
  const state = readState();
  for (const [index, block] of blocksOf(page).entries()) {
    if (block.frame.querySelector(".live-bar") !== null) continue;
    const bar = document.createElement("div");
    bar.className = "live-bar";
    block.frame.append(bar);
    if (!block.isRunnable) {
      bar.textContent = "Needs Node or files: copy it into a project.";
      continue;
    }
    const open = live(block, index, bar);
    if (state?.index === index) void open(state.code);
  }
}
