// Every page as a validator and as a careful visitor see it: valid HTML, every link to a page and a place that stand, ids once.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { addresses, build, cleanUp, exampleCase, folder, hubCase, launch, repository, run } from "./site.mjs";

/** Where the sites say they stand: base_url of both casebooks. */
const BASE = "https://example.org/casebook/";
const sites = {};

after(cleanUp);

before(async () => {
  const home = await folder();
  for (const [name, make] of [["example", exampleCase], ["hub", hubCase]]) {
    await make(path.join(home, name));
    const output = path.join(home, `${name}-site`);
    await build(path.join(home, name), output);
    sites[name] = { output, files: await addresses(output) };
  }
});

// What the validator says and is wrong about. Nothing else may be found.
const MISTAKEN = [
  // It reads pages as files, and takes 'self' of a file for nothing at all. The browser tests hear what a browser says of the policy.
  /^Resource violates Content Security Policy \(meta tag\): .* blocked by “(style|script|img)-src” directive\.$/,
  // A directive of Trusted Types (W3C), which it does not know yet.
  /^Potentially bad value “default-src 'none'; .*: Unrecognized directive require-trusted-types-for\b/s,
  // A guess from the letters of a page, and wrong on lists of names: it takes English ones for Dutch and Estonian.
  /^This document appears to be written in /,
];

test("every page is valid HTML", async () => {
  const jar = path.join(repository, "tests/browser/node_modules/vnu-jar/build/dist/vnu.jar");
  for (const [name, { output }] of Object.entries(sites)) {
    const done = await run("java", ["-jar", jar, "--skip-non-html", "--exit-zero-always", "--stdout", "--format", "json", output]);
    const found = JSON.parse(done.out).messages
      .filter((message) => !MISTAKEN.some((mistaken) => mistaken.test(message.message)))
      .map((message) => `${message.url?.split(`${path.basename(output)}/`).pop()}:${message.lastLine}: ${message.message}\n    ${message.extract}`);
    assert.deepEqual(found, [], `${name}: ${done.err}`);
  }
});

/** What a page refers to, read by the browser's own parser. Runs in the browser. */
const read = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const all = (selector, name) => [...page.querySelectorAll(selector)].map((element) => element.getAttribute(name));
  const refresh = all("meta[http-equiv=refresh]", "content").map((value) => value.replace(/^\d+;\s*url=/, ""));
  const absolute = all("link[rel=canonical]", "href").concat(all("meta[property='og:url'], meta[property='og:image']", "content"));
  const names = ["for", "list", "popovertarget", "aria-labelledby", "aria-describedby", "aria-controls", "headers"];
  return {
    links: all("[href]:not([rel=canonical])", "href").concat(all("[src]", "src"), all("form[action]", "action"), refresh),
    absolute,
    ids: all("[id]", "id"),
    named: names.flatMap((name) => all(`[${name}]`, name)).flatMap((value) => value.split(/\s+/)).filter(Boolean),
  };
};

test("every link of every page leads to a file and a place in it; ids stand once and are there when named", async () => {
  const browser = await launch();
  const reader = await (await browser.newContext()).newPage();
  for (const { output, files } of Object.values(sites)) {
    const pages = new Map();
    for (const address of files.filter((address) => address.endsWith(".html"))) {
      pages.set(address, await reader.evaluate(read, await readFile(path.join(output, address), "utf8")));
    }
    assert.ok(pages.size > 100, "the site has its pages");
    assert.deepEqual(faultsOf(pages, new Set(files)), []);
  }
});

const faultsOf = (pages, files) => {
  const faults = [];
  for (const [address, page] of pages) {
    const seen = new Set();
    for (const id of page.ids) {
      if (seen.has(id)) faults.push(`${address}: the id ${id} stands twice`);
      seen.add(id);
    }
    for (const id of page.named) if (!seen.has(id)) faults.push(`${address}: names ${id}, which is no id`);
    for (const link of page.links) faults.push(...faultOfLink(address, link, pages, files));
    for (const link of page.absolute) {
      if (!link.startsWith(BASE) || !files.has("/" + decodeURI(link.slice(BASE.length)))) faults.push(`${address}: ${link} is no page of the site`);
    }
  }
  return faults;
};

// Read as standing at a root and below a path: a link that begins with a slash, or climbs too far, is right in one of them alone.
const faultOfLink = (address, link, pages, files) => {
  const faults = [];
  const bases = address === "/404.html" ? [BASE] : [BASE, "https://example.org/"];
  for (const base of bases) {
    const url = new URL(link, base + address.slice(1));
    if (url.origin !== new URL(base).origin) continue;
    const target = "/" + decodeURI(url.pathname.slice(new URL(base).pathname.length));
    if (!url.href.startsWith(base) || !files.has(target)) faults.push(`${address}: ${link} leads to no file under ${base}`);
    else if (url.hash && pages.has(target) && !pages.get(target).ids.includes(decodeURIComponent(url.hash.slice(1)))) {
      faults.push(`${address}: ${link} names no place of its page`);
    }
  }
  return faults;
};

test("the sitemap and the feeds name pages that stand", async () => {
  for (const { output, files } of Object.values(sites)) {
    const known = new Set(files);
    let named = 0;
    for (const address of files.filter((address) => /\.xml$/.test(address) || /feed\.json$/.test(address))) {
      const text = await readFile(path.join(output, address), "utf8");
      for (const [link] of text.matchAll(/https:\/\/example\.org\/casebook\/[^"<\s\\]*/g)) {
        const page = "/" + decodeURI(link.slice(BASE.length).replaceAll("&amp;", "&").split("#")[0] || "index.html");
        assert.ok(known.has(page), `${address} names ${link}`);
        named += 1;
      }
    }
    assert.ok(named > 100, "they name the site's pages");
  }
});
