// One page of every template in a browser: narrow and wide, light and dark, served and as files, with and without JavaScript.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build, cleanUp, exampleCase, folder, hubCase, inParallel, launch, repository, serve } from "./site.mjs";

/** Pages by template: of the example case and, where it has none, of the hub's (`hub:`). */
const SAMPLES = {
  "404.html": ["/404.html"],
  "actor.html": ["/actors/pakistan.html", "/ur/actors/iran.html", "/fa/actors/jaish-al-adl.html"],
  "analysis.html": ["/analyses/pakistan-iran-january-2024.html"],
  "changes.html": ["/changes.html"],
  "claims.html": ["/claims.html"],
  "data.html": ["/data.html"],
  "event.html": ["/events/iran-strike-koh-e-sabz.html", "/ur/events/marg-bar-sarmachar.html"],
  "further.html": ["hub:/actors/hub~mentions-2.html"],
  "home.html": ["/index.html"],
  "list.html": ["/tracker/pakistan-mofa.html"],
  "map.html": ["/map.html"],
  "method.html": ["/method.html"],
  "network.html": ["/network.html"],
  "recommendation.html": ["/recommendations/post-liaison-officers.html"],
  "redirect.html": ["hub:/old/hub.html"],
  "register.html": ["/events.html", "/sources.html", "hub:/events~2.html"],
  "search.html": ["/search.html"],
  "source.html": ["/sources/dawn-1806685.html"],
  "tag.html": ["/tags/airstrike.html"],
  "tags.html": ["/tags.html"],
  "timeline.html": ["/timeline.html", "hub:/timeline~2020.html"],
  "tracker.html": ["/tracker.html"],
};
const FRAMES = ["base.html", "brief.html", "components.html"];
const WIDTHS = [360, 768, 1440];
/** WCAG 2.2 A and AA. */
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const LANES = 3;

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const samples = Object.values(SAMPLES).flat().map((sample) => {
  const [site, address] = sample.startsWith("hub:") ? ["hub", sample.slice(4)] : ["example", sample];
  return { site, address, name: sample };
});
/** A redirect leads away at once; what it shows meanwhile is looked at where refreshing is not done. */
const moved = samples.filter((sample) => SAMPLES["redirect.html"].includes(sample.name));
const standing = samples.filter((sample) => !moved.includes(sample));
const sites = {};
let browser;

after(cleanUp);
before(async () => {
  const home = await folder();
  for (const [name, make] of [["example", exampleCase], ["hub", hubCase]]) {
    await make(path.join(home, name));
    const output = path.join(home, `${name}-site`);
    await build(path.join(home, name), output);
    sites[name] = { output, origin: await serve(output) };
  }
  browser = await launch();
});

test("every template has a page here", async () => {
  const templates = (await readdir(path.join(repository, "templates"))).filter((name) => name.endsWith(".html"));
  assert.deepEqual(templates.filter((name) => !FRAMES.includes(name)).sort(), Object.keys(SAMPLES).sort());
});

/** Opens pages in a context of their own and hears what they say and ask for. */
const listen = async (options, { site }) => {
  const context = await browser.newContext(options);
  const heard = [];
  context.on("console", (message) => heard.push(`says ${message.text()}`));
  context.on("weberror", (error) => heard.push(`fails: ${error.error().message}`));
  context.on("request", (request) => {
    const url = request.url();
    const own = url.startsWith(`${sites[site].origin}/`) || url.startsWith(pathToFileURL(sites[site].output).href);
    if (!own && !url.startsWith("data:") && !url.startsWith("blob:")) heard.push(`asks for ${url}`);
  });
  context.on("requestfailed", (request) => heard.push(`did not get ${request.url()}: ${request.failure()?.errorText}`));
  context.on("response", (response) => {
    if (response.status() >= 400) heard.push(`got ${response.status()} for ${response.url()}`);
  });
  return { context, heard };
};

const served = ({ site, address }) => `${sites[site].origin}/casebook${address}`;
const filed = ({ site, address }) => pathToFileURL(path.join(sites[site].output, address)).href;

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

test("pages say nothing, ask nobody, fit their width and pass WCAG 2.2 AA, light and dark", async () => {
  const faults = [];
  await inParallel(standing, LANES, async (sample) => {
    const { context, heard } = await listen({ reducedMotion: "reduce" }, sample);
    await context.addInitScript({ content: axe });
    const page = await context.newPage();
    await page.goto(served(sample), { waitUntil: "load" });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        const where = `${sample.name} at ${width}, ${colorScheme}:`;
        if (colorScheme === "light") faults.push(...(await page.evaluate(overflow)).map((fault) => `${where} ${fault}`));
        // Dark changes colours and nothing else, so there the rules on colour are enough.
        const rules = colorScheme === "light" ? { runOnly: WCAG } : { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };
        faults.push(...(await page.evaluate(violations, { ...rules, resultTypes: ["violations"] })).map((fault) => `${where} ${fault}`));
      }
    }
    faults.push(...heard.map((fault) => `${sample.name} ${fault}`));
    await context.close();
  });
  assert.deepEqual(faults, []);
});

test("pages are whole from files and without JavaScript", async () => {
  const faults = [];
  await inParallel(standing.flatMap((sample) => [[sample, true], [sample, false]]), LANES, async ([sample, javaScriptEnabled]) => {
    // The one page whose links begin at base_url's path: hosts show it at any address, and nobody opens it as a file.
    if (sample.address === "/404.html") return;
    const { context, heard } = await listen({ javaScriptEnabled, viewport: { width: 360, height: 800 } }, sample);
    const page = await context.newPage();
    await page.goto(filed(sample), { waitUntil: "load" });
    const where = `${sample.name} as a file ${javaScriptEnabled ? "with" : "without"} JavaScript`;
    const seen = await page.locator("main h1").isVisible();
    if (!seen) faults.push(`${where}: has no heading to see`);
    const styled = await page.evaluate(() => [...document.styleSheets].length > 0 && getComputedStyle(document.body).margin === "0px");
    if (!styled) faults.push(`${where}: has no style`);
    faults.push(...heard.map((fault) => `${where} ${fault}`));
    await context.close();
  });
  assert.deepEqual(faults, []);
});

test("an old address leads to the page", async () => {
  for (const sample of moved) {
    const { context, heard } = await listen({}, sample);
    const page = await context.newPage();
    await page.goto(served(sample));
    await page.waitForURL(/\/actors\/hub\.html$/);
    assert.deepEqual(heard.filter((what) => !what.includes("ERR_ABORTED")), []);
    await context.close();
  }
});

test("pages in Arabic script run from the right, in their own fonts", async () => {
  for (const [address, lang] of [["/ur/actors/iran.html", "ur"], ["/fa/events/marg-bar-sarmachar.html", "fa"]]) {
    const { context, heard } = await listen({ viewport: { width: 360, height: 800 } }, { site: "example" });
    const page = await context.newPage();
    await page.goto(served({ site: "example", address }));
    assert.equal(await page.locator("html").getAttribute("dir"), "rtl");
    assert.equal(await page.locator("html").getAttribute("lang"), lang);
    const heading = await page.locator("main h1").boundingBox();
    assert.ok(heading.x + heading.width > 300, `${address}: the heading begins at the right`);
    const fonts = await page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts].filter((font) => font.status === "loaded").map((font) => font.family.replaceAll('"', ""));
    });
    assert.ok(fonts.some((font) => /nastaliq|vazirmatn/i.test(font)), `${address}: ${fonts}`);
    assert.deepEqual(heard, []);
    await context.close();
  }
  const context = await browser.newContext();
  const page = await context.newPage();
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(served({ site: "example", address: "/recommendations/post-liaison-officers.html" }), { waitUntil: "networkidle" });
  assert.ok(asked.some((url) => url.endsWith(".woff2")), "a page loads fonts");
  assert.deepEqual(asked.filter((url) => /nastaliq|vazirmatn/.test(url)), [], "a page without Arabic script loads no font for it");
  await context.close();
});

const KB = 1000;

test("pages weigh what pages.md allows", async () => {
  const lines = [];
  const faults = [];
  for (const sample of samples) {
    const { output } = sites[sample.site];
    const html = await readFile(path.join(output, sample.address), "utf8");
    const packed = async (pattern) => {
      let sum = 0;
      for (const [, link] of html.matchAll(pattern)) {
        const address = new URL(link, `https://example.org${sample.address === "/404.html" ? "/" : sample.address}`).pathname.replace(/^\/casebook/, "");
        sum += gzipSync(await readFile(path.join(output, address)), { level: 9 }).length;
      }
      return sum;
    };
    const weight = {
      // Before pictures, and a drawing is one.
      html: Buffer.byteLength(html.replace(/<svg[\s>].*?<\/svg>/gs, "")),
      css: await packed(/<link rel="stylesheet" href="([^"]+)"/g),
      js: await packed(/<script [^>]*src="([^"]+)"/g),
    };
    const all = gzipSync(html, { level: 9 }).length + weight.css + weight.js;
    lines.push(`${sample.name.padEnd(48)} HTML without drawings ${(weight.html / KB).toFixed(1).padStart(6)} KB, CSS ${(weight.css / KB).toFixed(1)}, ` +
      `JavaScript ${(weight.js / KB).toFixed(1)}, compressed together ${(all / KB).toFixed(1)}`);
    if (weight.html > 100 * KB) faults.push(`${sample.name}: ${weight.html} bytes of HTML`);
    if (all > 100 * KB) faults.push(`${sample.name}: ${all} bytes to fetch`);
    if (weight.css === 0 || weight.css > 14 * KB) faults.push(`${sample.name}: ${weight.css} bytes of CSS`);
    if (weight.js === 0 || weight.js > 20 * KB) faults.push(`${sample.name}: ${weight.js} bytes of JavaScript`);
  }
  console.log(lines.join("\n"));
  assert.deepEqual(faults, []);
});
