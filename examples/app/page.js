/** The page: a fit in a worker with a progress bar, kept by the server, and a chart of how well it describes the customers. */
import { bgNbd, expectedFrequencies } from "retention-economics";
import { frequencyChart } from "retention-economics/plots";
import { callInWorker } from "retention-economics/worker";
import embed from "vega-embed";

const worker = new Worker("/worker.js", { type: "module" });
const [fitButton, stopButton, progress, said] = ["fit", "stop", "progress", "said"].map((id) =>
  document.getElementById(id),
);
const size = Number(new URLSearchParams(location.search).get("customers") ?? 20_000);
const truth = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const { customers } = bgNbd.simulate(truth, { customers: size, T: 39, seed: 1 });

async function fitAndShow(signal) {
  const onProgress = (share) => {
    progress.value = share;
  };
  const fit = await callInWorker(worker, "bgNbd.fit", [customers], { signal, onProgress });
  const kept = await fetch("/fits", { method: "POST", body: JSON.stringify(fit) });
  const { id } = await kept.json();
  const { expected } = await (await fetch(`/fits/${id}/expected?weeks=52`)).json();
  said.textContent = `A new customer makes ${expected.toFixed(2)} repeat purchases in 52 weeks.`;
  await embed("#chart", frequencyChart(expectedFrequencies({ model: bgNbd, fit }, customers)), {
    actions: false,
  });
}

fitButton.addEventListener("click", async () => {
  const controller = new AbortController();
  stopButton.onclick = () => controller.abort();
  [fitButton.disabled, stopButton.disabled, said.textContent] = [true, false, ""];
  try {
    await fitAndShow(controller.signal);
  } catch (error) {
    said.textContent = error.name === "AbortError" ? "Stopped." : error.message;
  }
  [fitButton.disabled, stopButton.disabled] = [false, true];
});
