/** Live blocks of a page: run, compared, changed, broken, reset. Everything is done as a reader does it. */

/** Opens every block of the page, and gives what came out; `places` picks blocks, all by default. */
export async function runBlocks(page, places = null) {
  return page.evaluate(async (wanted) => {
    const frames = [...document.querySelectorAll('.live:not([data-kind="node"])')];
    const chosen = wanted === null ? frames : wanted.map((place) => frames[place]);
    const until = async (frame) => {
      for (let i = 0; i < 600 && frame.dataset.runs === undefined; i++)
        await new Promise((later) => setTimeout(later, 50));
    };
    const results = [];
    for (const frame of chosen) {
      frame.querySelector(".live-bar button")?.click();
      await until(frame);
      const texts = [...frame.querySelectorAll(".live-error, .live-value.differs")].map(
        (mark) => mark.textContent,
      );
      results.push({
        first: frame.querySelector("pre code").textContent.split("\n").slice(0, 3).join(" "),
        ran: frame.dataset.runs !== undefined,
        errors: Number(frame.dataset.errors),
        compared: Number(frame.dataset.compared),
        differing: Number(frame.dataset.differing),
        texts,
      });
    }
    return results;
  }, places);
}

const outputsOf = (frame) =>
  frame.evaluate((element) =>
    [...element.querySelectorAll(".live-value, .live-error")].map((mark) => mark.textContent),
  );
const runsOf = (frame) => frame.evaluate((element) => Number(element.dataset.runs ?? 0));

async function settled(page, frame, runs) {
  for (let i = 0; i < 200 && (await runsOf(frame)) === runs; i++) await page.waitForTimeout(50);
}

/** Selects the n-th digit of an editor that stands in no comment and no import; false where there is none. */
function selectDigit(frame, n) {
  return frame.evaluate((element, place) => {
    const content = element.querySelector(".cm-content");
    let left = place;
    for (const line of content.querySelectorAll(".cm-line")) {
      if (/^\s*(import|\/\/)/.test(line.textContent)) continue;
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        if (node.parentElement.closest(".live-value, .live-error, .live-table, .live-chart")) continue;
        if (node.textContent.startsWith("//")) break;
        const at = node.textContent.search(/(?<![\w$])[1-9]/);
        if (at < 0 || left-- > 0) continue;
        content.focus();
        getSelection().setBaseAndExtent(node, at, node, at + 1);
        return node.textContent[at];
      }
    }
    return null;
  }, n);
}

/** Changes one number by typing, and says whether a value moved; then resets. */
export async function changeNumber(page) {
  for (const frame of await page.$$(".live.open")) {
    const before = await outputsOf(frame);
    if (before.length === 0) continue;
    for (let n = 0; n < 6; n++) {
      const runs = await runsOf(frame);
      const digit = await selectDigit(frame, n);
      if (digit === null) break;
      await page.waitForTimeout(50);
      await page.keyboard.type(digit === "1" ? "2" : "1");
      await settled(page, frame, runs);
      const after = await outputsOf(frame);
      const inAddress = page.url().includes("example=");
      if (JSON.stringify(after) !== JSON.stringify(before)) return { frame, before, after, inAddress };
    }
  }
  return null;
}

/** Presses Reset of a block; gives its values after. */
export async function reset(page, frame) {
  const runs = await runsOf(frame);
  await (await frame.$('button:text("Reset")')).click();
  await settled(page, frame, runs);
  return outputsOf(frame);
}

/** Replaces the code of the first block by something broken; gives the words in red. */
export async function breakCode(page, code) {
  const frame = await page.$(".live.open");
  const runs = await runsOf(frame);
  await (await frame.$(".cm-content")).focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(code);
  await settled(page, frame, runs);
  return frame.evaluate((element) => {
    const mark = element.querySelector(".live-error");
    return mark === null ? null : { text: mark.textContent, color: getComputedStyle(mark).color };
  });
}
