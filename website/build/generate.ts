/** Pages and pictures whose numbers the library computes when the site is built; run with tsx by scripts/docs.mjs. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { loyaltyAsLiabilityClaims } from "../../examples/articles/loyalty-as-liability.js";
import { multiplyByFiveClaims } from "../../examples/articles/multiply-by-five.js";
import { reasonNumberOneClaims } from "../../examples/articles/reason-number-one.js";
import { retentionAsPriorityClaims } from "../../examples/articles/retention-as-priority.js";
import { satisfactionToLoyaltyClaims } from "../../examples/articles/satisfaction-to-loyalty.js";
import { drawSvg } from "../../test/plots/render.js";
import { samples } from "../../test/plots/samples/index.js";

const pages = process.argv[2] ?? ".site/pages";

const articles = [
  [
    "Do you keep the customer as a priority?",
    "sr",
    "Да ли задржавате купца као приоритет?",
    retentionAsPriorityClaims(),
    "perfect ecosystem",
  ],
  [
    "Why customer loyalty is bad for business",
    "et",
    "Miks kliendilojaalsus on ettevõtetele halb",
    loyaltyAsLiabilityClaims(),
    "liability",
  ],
  [
    "Do not expect miracles from advertising",
    "uk",
    "Не чекайте торгівля для дива",
    multiplyByFiveClaims(),
    "Retention up 5%",
  ],
  [
    "From satisfaction to loyalty",
    "ru",
    "Сервис и клиенты: от удовлетворенности к лояльности",
    satisfactionToLoyaltyClaims(),
    "40% of quite",
  ],
  [
    "The number one reason why customers stay or leave",
    "ka",
    "No 1 მიზეზი, რის გამოც მომხმარებლები რჩებიან ან ტოვებენ",
    reasonNumberOneClaims(),
    "60%",
  ],
] as const;

/** Text that stands in a Markdown cell and in Vue's template as it is. */
const plain = (text: string) => text.replace(/[<>{}|]/g, (letter) => `&#${letter.charCodeAt(0)};`);
const sentence = (text: string) => plain(`${text.charAt(0).toUpperCase()}${text.slice(1)}`);

type Claim = (typeof articles)[number][3][number];
const lines = ({ ourNumber, assumes, falseWhen }: Claim) =>
  `- **Number**: ${sentence(ourNumber)}\n- **True if**: ${sentence(assumes)}\n- **False if**: ${sentence(falseWhen)}`;
const claimOf = ({ claim }: Claim) => sentence(claim.replace(/^\(|\)$/g, ""));

/** A card: the claim that an article is about, and the others to unfold. */
const cards = articles.map(([title, language, own, claims, about]) => {
  const [first = claims[0]!] = claims.filter(({ claim }) => claim.includes(about));
  const others = claims.filter((claim) => claim !== first);
  const more = others.map((claim) => `**${claimOf(claim)}**\n\n${lines(claim)}`).join("\n\n");
  return `<div class="card">\n\n## ${title}\n\n<p class="own-title" lang="${language}">${own}</p>\n\n**Claim: ${claimOf(first)}**\n\n${lines(first)}\n\n<details><summary>${others.length} more claims</summary>\n\n${more}\n\n</details></div>`;
});
writeFileSync(
  resolve(pages, "articles.md"),
  `# Five articles, claim by claim\n\nFive popular articles on keeping customers, in five languages. What each claims, the number that this library computes for it, and when it is true or false. \`npm start -- article 3\` prints a card with the code behind it.\n\n${cards.join("\n\n")}\n`,
);

const folder = resolve(pages, "public/gallery");
mkdirSync(folder, { recursive: true });
const figures: string[] = [];
const seen = new Set<string>();
for (const { chart, draw, special } of samples) {
  if (special !== null || seen.has(chart)) continue;
  seen.add(chart);
  const spec = draw({ theme: "light", width: 520 });
  const { svg } = await drawSvg(spec);
  writeFileSync(resolve(folder, `${chart}.svg`), svg);
  const title = [spec.title.text].flat().join(" ");
  const words = plain(
    String(spec.description ?? title)
      .replace(title, "")
      .trim(),
  ).replaceAll('"', "&quot;");
  figures.push(
    `<figure>\n\n## ${plain(title)}\n\n![${plain(title)} ${words.slice(0, 160)}](/gallery/${chart}.svg)\n\n<figcaption>\n\n\`${chart}\`: ${words.slice(0, 220)}\n\n</figcaption></figure>`,
  );
}
const gallery = resolve(pages, "gallery.md");
const source = readFileSync(gallery, "utf8");
const before = source.slice(0, source.search(/^\|/m));
writeFileSync(gallery, `${before}<div class="gallery">\n\n${figures.join("\n\n")}\n\n</div>\n`);
console.log(`${articles.length} articles, ${seen.size} pictures`);
