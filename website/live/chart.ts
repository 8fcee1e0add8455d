import embed, { type VisualizationSpec } from "vega-embed";

/** Draws a Vega-Lite chart; loaded only when there is one. */
export async function draw(frame: HTMLElement, spec: object): Promise<void> {
  frame.textContent = "";
  await embed(frame, spec as VisualizationSpec, {
    actions: false,
    renderer: "svg",
    mode: "vega-lite",
    logLevel: 1,
  });
}
