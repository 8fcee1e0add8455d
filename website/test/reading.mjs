/** Finding things: by search, by clicks, by keyboard. */
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** The first results of the search for some words, as paths with anchors. */
export async function search(page, address, words, count = 3) {
  if ((await page.$("#localsearch-input")) === null) {
    await page.click("#local-search button");
    await page.waitForSelector("#localsearch-input");
  }
  await page.fill("#localsearch-input", "");
  await page.waitForTimeout(30);
  await page.fill("#localsearch-input", words);
  await page.waitForTimeout(450);
  const links = await page.$$eval(".VPLocalSearchBox a.result", (results) =>
    results.map((result) => result.href),
  );
  return links.slice(0, count).map((link) => link.replace(address, ""));
}

/** Links in the text and the bar of a page, without its side lists: what a reader clicks on. */
function linksOf(folder, page) {
  const html = readFileSync(join(folder, page), "utf8").replace(/<aside[\s\S]*?<\/aside>/g, "");
  return [...html.matchAll(/<a [^>]*href="([^"#][^"]*)"/g)]
    .map(([, href]) => href)
    .filter((href) => !/^[a-z]+:/.test(href))
    .map((href) => {
      const [path, anchor] = href.split("#");
      const target = posix.normalize(posix.join(posix.dirname(page), path || "index.html"));
      return {
        page: target.endsWith("/") || target === "." ? `${target}/index.html`.replace("./", "") : target,
        anchor,
      };
    });
}

/** Clicks from the home page to a place of the reference, by the links of the built pages; null if there is no way in three. */
export function clicksTo(folder, place) {
  const [target, anchor] = place.split("#");
  const wanted = `api/${target}.html`;
  const seen = new Set(["index.html"]);
  let pages = ["index.html"];
  for (let clicks = 1; clicks <= 3; clicks++) {
    const next = [];
    for (const page of pages)
      for (const link of linksOf(folder, page)) {
        if (link.page === wanted && (link.anchor === anchor || clicks < 3)) {
          if (link.anchor === anchor) return clicks;
          if (clicks < 3) return clicks + 1;
        }
        if (!seen.has(link.page) && link.page.endsWith(".html")) {
          seen.add(link.page);
          next.push(link.page);
        }
      }
    pages = next.filter((page) => {
      try {
        readFileSync(join(folder, page));
        return true;
      } catch {
        return false;
      }
    });
  }
  return null;
}

const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return {
      tag: element.tagName,
      text: (element.textContent || element.getAttribute("aria-label") || "").trim().slice(0, 40),
      slider: element.dataset?.slider ?? null,
      isMarked: (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none",
    };
  });

/** Tabs on until something is focused; null after too many steps. */
async function tabTo(page, isIt, steps = 150) {
  for (let i = 0; i < steps; i++) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (isIt(now)) return now;
  }
  return null;
}

/** Once through by keyboard alone: search, a result, an example changed, a slider. Gives what failed. */
export async function byKeyboard(page, address) {
  const failures = [];
  await page.goto(`${address}index.html`);
  await page.waitForSelector(".live-bar");
  const bar = await tabTo(page, ({ text }) => text.startsWith("Search"));
  if (bar === null) failures.push("Tab does not reach the search");
  else if (!bar.isMarked) failures.push("the focus on the search is not to be seen");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#localsearch-input");
  await page.keyboard.type("MRR");
  await page.waitForSelector(".VPLocalSearchBox a.result");
  await page.waitForTimeout(400);
  await page.keyboard.press("Enter");
  await page
    .waitForURL(/rates|glossary/, { timeout: 10_000 })
    .catch(() => failures.push("Enter opens no result"));
  await page.goto(`${address}quick-start.html`);
  await page.waitForSelector(".live-bar");
  if ((await tabTo(page, ({ text }) => text === "Run and change")) === null)
    failures.push("Tab reaches no example");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".cm-content");
  await page.waitForTimeout(300);
  if ((await tabTo(page, ({ tag }) => tag === "PRE" || tag === "BUTTON", 5)) === null)
    failures.push("Tab does not leave the editor");
  await page.goto(`${address}index.html`);
  await page.waitForSelector(".calculator-answer b");
  const before = await page.textContent(".calculator-answer");
  if ((await tabTo(page, ({ slider }) => slider === "retention")) === null)
    failures.push("Tab reaches no slider");
  await page.keyboard.press("ArrowRight");
  await page.waitForTimeout(200);
  if ((await page.textContent(".calculator-answer")) === before)
    failures.push("a slider moved by key changes nothing");
  return failures;
}
