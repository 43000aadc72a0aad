// Pages on paper: A4 and Letter, nothing cut, no navigation, addresses of links as notes.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { inflateSync } from "node:zlib";
import { build, cleanUp, exampleCase, folder, launch, serve } from "./site.mjs";

/** CSS pixels between the margins of the style sheet (17 mm at each side), and a sheet's size in points. */
const SHEETS = {
  A4: { width: Math.floor((210 - 34) / 25.4 * 96), points: [595, 842] },
  Letter: { width: Math.floor((215.9 - 34) / 25.4 * 96), points: [612, 792] },
};
/** One page of each kind, the longest there are, and one that runs from the right. */
const PAGES = ["/actors/pakistan.html", "/events/iran-strike-koh-e-sabz.html", "/recommendations/post-liaison-officers.html",
  "/analyses/pakistan-iran-january-2024.html", "/sources/dawn-1806685.html", "/timeline.html", "/map.html", "/tracker.html", "/ur/events/marg-bar-sarmachar.html"];
let browser;
let origin;

after(cleanUp);
before(async () => {
  const home = await folder();
  await exampleCase(path.join(home, "example"));
  await build(path.join(home, "example"), path.join(home, "site"));
  origin = await serve(path.join(home, "site"));
  browser = await launch();
});

/** What of a page would be lost on paper as wide as the window, what should not be printed and is, and what links say. Runs in the browser. */
const printed = () => {
  const width = document.documentElement.clientWidth;
  const faults = [];
  for (const element of document.querySelectorAll("main *, .masthead *")) {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    // What is a pixel wide is there for those who listen.
    if (box.width <= 1 || style.visibility === "hidden" || element.closest(".visually-hidden") || element.closest("svg") !== null && element.tagName !== "svg") continue;
    if (box.right > width + 1 || box.left < -1) faults.push(`beyond the sheet: ${element.outerHTML.slice(0, 100)}`);
    // What scrolls on a screen is cut on paper.
    if (/(auto|scroll|hidden)/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1) faults.push(`cut: ${element.outerHTML.slice(0, 100)}`);
  }
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
  for (const element of shown("nav, form, button:not(th button), .skip").filter((element) => element.getBoundingClientRect().width > 1)) faults.push(`printed: ${element.outerHTML.slice(0, 80)}`);
  const closed = shown("main details:not([open])").filter((details) => [...details.children].some((child) => child.tagName !== "SUMMARY" && !child.checkVisibility({ contentVisibilityAuto: false, visibilityProperty: true }) && !child.closest("nav, form, .contents")));
  for (const element of closed) faults.push(`folded away: ${element.outerHTML.slice(0, 80)}`);
  const notes = shown(".prose a[href^='http'], .entry-meta a[href^='http']").map((link) => [getComputedStyle(link, "::after").content, link.getAttribute("href")]);
  for (const [note, address] of notes) if (!note.includes(address)) faults.push(`no note of ${address}: ${note}`);
  return { faults, notes: notes.length, ink: getComputedStyle(document.body).color, paper: getComputedStyle(document.documentElement).backgroundColor };
};

test("on A4 and Letter nothing is cut, nothing but the text is printed, and links say where they lead", async () => {
  const faults = [];
  let notes = 0;
  for (const [sheet, { width }] of Object.entries(SHEETS)) {
    const context = await browser.newContext({ viewport: { width, height: 1000 }, colorScheme: "dark" });
    const page = await context.newPage();
    await page.emulateMedia({ media: "print" });
    for (const address of PAGES) {
      await page.goto(`${origin}/casebook${address}`, { waitUntil: "load" });
      const found = await page.evaluate(printed);
      faults.push(...found.faults.map((fault) => `${address} on ${sheet}: ${fault}`));
      notes += found.notes;
      assert.deepEqual([found.ink, found.paper], ["rgb(0, 0, 0)", "rgb(255, 255, 255)"], `${address} is printed black on white, whatever the screen shows`);
    }
    await context.close();
  }
  assert.deepEqual(faults, []);
  assert.ok(notes > 0, "some of these pages link to other hosts");
});

/** The sizes of a PDF's pages in points, read from its objects, packed ones too. */
const pageSizes = (pdf) => {
  const text = [pdf.toString("latin1")];
  for (let at = pdf.indexOf("stream\n"); at >= 0; at = pdf.indexOf("stream\n", at + 1)) {
    if (pdf.subarray(at - 3, at).toString() === "end") continue;
    try { text.push(inflateSync(pdf.subarray(at + 7, pdf.indexOf("endstream", at))).toString("latin1")); } catch { /* no packed stream */ }
  }
  return [...text.join("\n").matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)].map(([, width, height]) => [Math.round(+width), Math.round(+height)]);
};

test("a brief becomes sheets of the size asked for", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${origin}/casebook/recommendations/post-liaison-officers.html`, { waitUntil: "networkidle" });
  for (const [format, { points }] of Object.entries(SHEETS)) {
    const sizes = pageSizes(await page.pdf({ format, preferCSSPageSize: false, printBackground: true }));
    assert.ok(sizes.length >= 2 && sizes.length <= 8, `${format}: ${sizes.length} sheets`);
    for (const size of sizes) assert.ok(Math.abs(size[0] - points[0]) <= 1 && Math.abs(size[1] - points[1]) <= 1, `${format}: a sheet of ${size} points`);
  }
  await context.close();
});
