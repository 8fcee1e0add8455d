import { javascript } from "@codemirror/lang-javascript";
import { type EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import { minimalSetup } from "codemirror";
import { type Output, run } from "./run.js";
import { below, inWords } from "./show.js";

class Mark extends WidgetType {
  constructor(
    private readonly output: Output,
    private readonly isBelow: boolean,
  ) {
    super();
  }

  override toDOM(): HTMLElement {
    const { error, value, agrees } = this.output;
    if (this.isBelow) return below(value)!;
    const mark = document.createElement("span");
    mark.className = error === undefined ? "live-value" : "live-error";
    if (agrees === false) mark.classList.add("differs");
    mark.textContent = error ?? inWords(value);
    return mark;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

const showOutputs = StateEffect.define<readonly Output[]>();

function marks(state: EditorState, outputs: readonly Output[], before: number): DecorationSet {
  const last = state.doc.lines;
  const ranges = outputs.flatMap((output) => {
    const at = state.doc.line(Math.min(Math.max(output.line - before, 1), last)).to;
    const beside = Decoration.widget({ widget: new Mark(output, false), side: 1 }).range(at);
    if (output.error !== undefined || below(output.value) === null) return [beside];
    return [beside, Decoration.widget({ widget: new Mark(output, true), side: 2, block: true }).range(at)];
  });
  return Decoration.set(ranges, true);
}

function outputField(before: number): StateField<DecorationSet> {
  return StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update: (shown, transaction) => {
      for (const effect of transaction.effects)
        if (effect.is(showOutputs)) return marks(transaction.state, effect.value, before);
      return shown.map(transaction.changes);
    },
    provide: (field) => EditorView.decorations.from(field),
  });
}

/** An editor of one block that runs what it holds, 300 ms after the last change. */
export interface LiveEditor {
  readonly code: () => string;
  readonly set: (code: string) => void;
}

/**
 * Opens an editor in a frame.
 *
 * @param preamble - code of the blocks before, which runs first and is not shown
 * @param onRun - told what came out, after every run
 */
export function openEditor(
  frame: HTMLElement,
  {
    code,
    preamble,
    label,
    onRun,
  }: {
    readonly code: string;
    readonly preamble: string;
    readonly label: string;
    readonly onRun: (outputs: readonly Output[], code: string) => void;
  },
): LiveEditor {
  const before = preamble === "" ? 0 : preamble.split("\n").length;
  let timer = 0;
  let turn = 0;
  const execute = async () => {
    const mine = ++turn;
    const text = view.state.doc.toString();
    const outputs = await run(before === 0 ? text : `${preamble}\n${text}`);
    if (mine !== turn) return;
    const shown = outputs.filter(({ line, error }) => line > before || error !== undefined);
    view.dispatch({ effects: showOutputs.of(shown) });
    onRun(shown, text);
  };
  const view = new EditorView({
    parent: frame,
    doc: code,
    extensions: [
      minimalSetup,
      javascript({ typescript: true }),
      outputField(before),
      EditorView.contentAttributes.of({ "aria-label": label }),
      EditorView.updateListener.of(({ docChanged }) => {
        if (!docChanged) return;
        window.clearTimeout(timer);
        timer = window.setTimeout(execute, 300);
      }),
    ],
  });
  void execute();
  return {
    code: () => view.state.doc.toString(),
    set: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
  };
}
