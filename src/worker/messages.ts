/** What a page and its worker say to one another, and how either is listened to in browsers and in Node. */

/** What either end of a worker can do: a browser's `Worker` and its global scope, Node's `Worker` and its `parentPort`. */
export interface MessageEnd {
  /** Sends a message to the other end. */
  postMessage(message: unknown, ...transfer: readonly never[]): void;
  /** Listens, as Node does. */
  readonly on?: unknown;
  /** Listens, as browsers do. */
  readonly addEventListener?: unknown;
}

/** A call of a function by its name. */
export interface CallMessage {
  readonly id: number;
  readonly name: string;
  readonly arguments: readonly unknown[];
}

/** A call is to stop. */
export interface StopMessage {
  readonly id: number;
  readonly stop: true;
}

/** What is said of a call: how far it is, or how it ended. */
export type AnswerMessage =
  | { readonly id: number; readonly share: number }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly refused: unknown };

/** Listens for messages, or for another event of one end of a worker. */
export function listen(end: MessageEnd, event: "message" | "error", heard: (message: unknown) => void): void {
  if (typeof end.on === "function") {
    end.on(event, heard);
    return;
  }
  const { addEventListener } = end as {
    addEventListener(event: string, heard: (event: { data?: unknown; message?: string }) => void): void;
  };
  addEventListener.call(end, event, ({ data, message }) => {
    heard(event === "message" ? data : new Error(message ?? "the worker failed"));
  });
}
