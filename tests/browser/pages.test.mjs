// One page of every template in a browser: narrow and wide, light and dark, served and as files, with and without JavaScript.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { faultsOf, filed, heaviest, kilobytes, listen, MOST_HTML, overweight, said, served, weigh } from "./checks.mjs";
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
const FRAMES = ["base.html", "brief.html", "components.html", "masthead.html", "site_foot.html"];
const LANES = 3;

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

test("pages say nothing, ask nobody, fit their width and pass WCAG 2.2 AA, light and dark", async () => {
  const faults = [];
  await inParallel(standing, LANES, async (sample) => faults.push(...await faultsOf(browser, sites[sample.site], sample.address, sample.name)));
  assert.deepEqual(faults, []);
});

test("pages are whole from files and without JavaScript", async () => {
  const faults = [];
  await inParallel(standing.flatMap((sample) => [[sample, true], [sample, false]]), LANES, async ([sample, javaScriptEnabled]) => {
    // The one page whose links begin at base_url's path: hosts show it at any address, and nobody opens it as a file.
    if (sample.address === "/404.html") return;
    const { context, heard } = await listen(browser, { javaScriptEnabled, viewport: { width: 360, height: 800 } }, sites[sample.site]);
    const page = await context.newPage();
    await page.goto(filed(sites[sample.site], sample.address), { waitUntil: "load" });
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
    const { context, heard } = await listen(browser, {}, sites[sample.site]);
    const page = await context.newPage();
    await page.goto(served(sites[sample.site], sample.address));
    await page.waitForURL(/\/actors\/hub\.html$/);
    assert.deepEqual(heard.filter((what) => !what.includes("ERR_ABORTED")), []);
    await context.close();
  }
});

test("pages in Arabic script run from the right, in their own fonts", async () => {
  for (const [address, lang] of [["/ur/actors/iran.html", "ur"], ["/fa/events/marg-bar-sarmachar.html", "fa"]]) {
    const { context, heard } = await listen(browser, { viewport: { width: 360, height: 800 } }, sites.example);
    const page = await context.newPage();
    await page.goto(served(sites.example, address));
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
  await page.goto(served(sites.example, "/recommendations/post-liaison-officers.html"), { waitUntil: "networkidle" });
  assert.ok(asked.some((url) => url.endsWith(".woff2")), "a page loads fonts");
  assert.deepEqual(asked.filter((url) => /nastaliq|vazirmatn/.test(url)), [], "a page without Arabic script loads no font for it");
  await context.close();
});

test("pages weigh what they may", async () => {
  const lines = [];
  const faults = [];
  for (const sample of samples) {
    const weight = await weigh(sites[sample.site].output, sample.address);
    lines.push(said(sample.name, weight));
    faults.push(...overweight(sample.name, weight));
  }
  for (const [name, { output }] of Object.entries(sites)) {
    for (const { address, bytes } of (await heaviest(output)).slice(0, 3)) {
      lines.push(`${`${name}:${address}`.padEnd(48)} is among its heaviest: ${kilobytes(bytes)} KB of HTML`);
      if (bytes > MOST_HTML) faults.push(`${name}:${address}: ${bytes} bytes of HTML`);
    }
  }
  console.log(lines.join("\n"));
  assert.deepEqual(faults, []);
});
