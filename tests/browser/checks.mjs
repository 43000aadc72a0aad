// What must hold of any page: it says nothing, asks nobody, fits its width, passes WCAG 2.2 AA, and weighs what it may.

import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { addresses } from "./site.mjs";

/** A phone, a tablet, a desk. */
const WIDTHS = [360, 768, 1440];
/** WCAG 2.2 A and AA. */
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The page's address where the site is served below a path, and where it is opened as a file. */
export const served = (site, address) => `${site.origin}/casebook${address}`;
export const filed = (site, address) => pathToFileURL(path.join(site.output, address)).href;

/** Opens pages in a context of their own and hears what they say and ask for. */
export const listen = async (browser, options, site) => {
  const context = await browser.newContext(options);
  const heard = [];
  context.on("console", (message) => heard.push(`says ${message.text()}`));
  context.on("weberror", (error) => heard.push(`fails: ${error.error().message}`));
  context.on("request", (request) => {
    const url = request.url();
    const own = url.startsWith(`${site.origin}/`) || url.startsWith(pathToFileURL(site.output).href);
    if (!own && !url.startsWith("data:") && !url.startsWith("blob:")) heard.push(`asks for ${url}`);
  });
  context.on("requestfailed", (request) => heard.push(`did not get ${request.url()}: ${request.failure()?.errorText}`));
  context.on("response", (response) => {
    if (response.status() >= 400) heard.push(`got ${response.status()} for ${response.url()}`);
  });
  return { context, heard };
};

/** Visits of pages below `base`: each in a context of its own, closed after `work`, which must leave nothing in the console. */
export const visitor = (browser, base) => async (address, options, work) => {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const said = [];
  context.on("console", (message) => said.push(message.text()));
  context.on("weberror", (error) => said.push(error.error().message));
  const page = await context.newPage();
  await page.goto(base + address);
  await work(page);
  assert.deepEqual(said, []);
  await context.close();
};

/** What sticks out of the page to its side, by its outermost elements. Runs in the browser. */
const overflow = () => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.right > width + 1 || box.left < -1);
  });
  return [`is ${document.documentElement.scrollWidth} wide in ${width}`, ...wide.slice(0, 4).map((element) => element.outerHTML.slice(0, 120))];
};

/** What axe finds, a line a node. Runs in the browser. */
const violations = async (run) => {
  const { violations: found } = await globalThis.axe.run(document, run);
  return found.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.split("\n")[1]?.trim()}`));
};

/** All faults of a page, served: at every width, light and dark. */
export const faultsOf = async (browser, site, address, name) => {
  const faults = [];
  const { context, heard } = await listen(browser, { reducedMotion: "reduce" }, site);
  await context.addInitScript({ content: axe });
  const page = await context.newPage();
  await page.goto(served(site, address), { waitUntil: "load" });
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const where = `${name} at ${width}, ${colorScheme}:`;
      if (colorScheme === "light") faults.push(...(await page.evaluate(overflow)).map((fault) => `${where} ${fault}`));
      // Dark changes colours and nothing else, so there the rules on colour are enough.
      const rules = colorScheme === "light" ? { runOnly: WCAG } : { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };
      faults.push(...(await page.evaluate(violations, { ...rules, resultTypes: ["violations"] })).map((fault) => `${where} ${fault}`));
    }
  }
  faults.push(...heard.map((fault) => `${name} ${fault}`));
  await context.close();
  return faults;
};

/** A thousand bytes. */
const KB = 1000;
/** What a page's HTML may be, its drawings included, and what all of it may be once compressed, fonts and pictures aside. */
export const MOST_HTML = 100 * KB;
const MOST_CSS = 14 * KB;
const MOST_JS = 20 * KB;

export const kilobytes = (bytes) => (bytes / KB).toFixed(1);

/** Bytes of a page: its HTML, and compressed its style sheets, its scripts, and all of them with it. */
export const weigh = async (output, address) => {
  const html = await readFile(path.join(output, address), "utf8");
  const packed = async (pattern) => {
    let sum = 0;
    for (const [, link] of html.matchAll(pattern)) {
      const file = new URL(link, `https://example.org${address === "/404.html" ? "/" : address}`).pathname.replace(/^\/casebook/, "");
      sum += gzipSync(await readFile(path.join(output, file)), { level: 9 }).length;
    }
    return sum;
  };
  const [css, js] = [await packed(/<link rel="stylesheet" href="([^"]+)"/g), await packed(/<script [^>]*src="([^"]+)"/g)];
  return { html: Buffer.byteLength(html), css, js, all: gzipSync(html, { level: 9 }).length + css + js };
};

/** The weight in words. */
export const said = (name, { html, css, js, all }) =>
  `${name.padEnd(48)} HTML ${kilobytes(html).padStart(6)} KB; compressed CSS ${kilobytes(css)}, JavaScript ${kilobytes(js)}, all together ${kilobytes(all)}`;

/** What of the weight is too much. */
export const overweight = (name, { html, css, js }) => {
  const faults = [];
  if (html > MOST_HTML) faults.push(`${name}: ${html} bytes of HTML`);
  if (css === 0 || css > MOST_CSS) faults.push(`${name}: ${css} bytes of CSS`);
  if (js === 0 || js > MOST_JS) faults.push(`${name}: ${js} bytes of JavaScript`);
  return faults;
};

/** Every page of a site by its bytes of HTML, the heaviest first. */
export const heaviest = async (output) => {
  const pages = (await addresses(output)).filter((address) => address.endsWith(".html"));
  const weighed = await Promise.all(pages.map(async (address) => ({ address, bytes: (await stat(path.join(output, address))).size })));
  return weighed.sort((a, b) => b.bytes - a.bytes || (a.address < b.address ? -1 : 1));
};
