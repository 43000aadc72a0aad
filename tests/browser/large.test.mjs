// A casebook of 5,000 briefs in a browser: its three heaviest pages, and what a search costs. Where CASEBOOK_CORPORA names
// their folder, the casebooks made of real data are looked at too.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { faultsOf, heaviest, kilobytes, overweight, said, served, weigh } from "./checks.mjs";
import { largeCase } from "./large.mjs";
import { build, cleanUp, folder, launch, repository, run, serve } from "./site.mjs";

const BRIEFS = 5_000;
/** The most a query may fetch, and the longest from its last file's arrival to results, in milliseconds. */
const MOST_BYTES = 150_000;
const MOST_WAIT = 100;
const TRIES = 12;

let browser;
let home;
let large;

after(cleanUp);
before(async () => {
  home = await folder();
  await largeCase(path.join(home, "large"), BRIEFS);
  large = { output: path.join(home, "large-site") };
  await build(path.join(home, "large"), large.output);
  large.origin = await serve(large.output);
  browser = await launch();
});

/** The faults of a site's three heaviest pages, after their weights were printed. */
const faultsOfHeaviest = async (site, name) => {
  const faults = [];
  for (const { address } of (await heaviest(site.output)).slice(0, 3)) {
    const weight = await weigh(site.output, address);
    console.log(said(`${name}:${address}`, weight));
    faults.push(...overweight(`${name}:${address}`, weight), ...await faultsOf(browser, site, address, `${name}:${address}`));
  }
  return faults;
};

test("the heaviest pages of a large casebook are light, fit their width and pass WCAG 2.2 AA", async () => {
  assert.deepEqual(await faultsOfHeaviest(large, "large"), []);
});

/** When results were there for the first time, by the page's own clock. Runs in the browser before any script. */
const watch = () => {
  addEventListener("DOMContentLoaded", () => {
    const results = document.getElementById("search-results");
    const seen = new MutationObserver(() => {
      if (!results.querySelector("a[href]")) return;
      seen.disconnect();
      globalThis.resultsAt = performance.now();
    });
    seen.observe(results, { childList: true, subtree: true });
  });
};

/** Bytes of data and milliseconds from the last file's arrival to results, in a browser that has visited nothing. */
const search = async (words) => {
  const context = await browser.newContext();
  await context.addInitScript(watch);
  const page = await context.newPage();
  await page.goto(served(large, `/search.html?q=${encodeURIComponent(words)}`));
  await page.waitForFunction(() => globalThis.resultsAt !== undefined);
  // What is quoted from the pages found is fetched after the results stand, and counts as well.
  await page.waitForLoadState("networkidle");
  const cost = await page.evaluate(() => {
    const files = performance.getEntriesByType("resource").filter((entry) => entry.name.endsWith(".json"));
    return {
      files: files.length,
      bytes: files.reduce((sum, entry) => sum + entry.encodedBodySize, 0),
      wait: globalThis.resultsAt - Math.max(...files.filter((entry) => entry.responseEnd <= globalThis.resultsAt).map((entry) => entry.responseEnd)),
    };
  });
  await context.close();
  return cost;
};

test("a query fetches little and answers at once", async () => {
  for (const words of ["crossing", "actor-0 talks", "northern post envoys", "statemnt", "ka", "raid near the river road", "envoys at the northern crossing and the harbour post near two villages"]) {
    let best;
    // A busy machine answers late for its own reasons: the quickest of a few tries is what the page costs.
    for (let n = 0; n < TRIES && !(best?.wait <= MOST_WAIT); n += 1) {
      const cost = await search(words);
      if (!best || cost.wait < best.wait) best = cost;
    }
    console.log(`search “${words}”: ${kilobytes(best.bytes)} KB in ${best.files} files, results ${best.wait.toFixed(0)} ms after the last`);
    assert.ok(best.files >= 2 && best.bytes <= MOST_BYTES, `“${words}” fetches ${best.bytes} bytes in ${best.files} files`);
    assert.ok(best.wait <= MOST_WAIT, `“${words}” shows results ${best.wait} ms after its last file`);
  }
});

test("the heaviest pages of real data hold too", async (t) => {
  if (!process.env.CASEBOOK_CORPORA) return t.skip("CASEBOOK_CORPORA names no folder");
  const corpora = path.resolve(process.env.CASEBOOK_CORPORA);
  const converter = path.join(corpora, "to_casebook.py");
  const faults = [];
  for (const file of (await readdir(corpora)).filter((name) => name.endsWith(".jsonl.gz")).sort()) {
    const name = file.replace(".jsonl.gz", "");
    const done = await run("python3", [converter, path.join(corpora, file), path.join(home, name)]);
    assert.equal(done.code, 0, done.err);
    const site = { output: path.join(home, `${name}-site`) };
    await build(path.join(home, name), site.output);
    site.origin = await serve(site.output);
    faults.push(...await faultsOfHeaviest(site, name));
  }
  assert.deepEqual(faults, []);
});
