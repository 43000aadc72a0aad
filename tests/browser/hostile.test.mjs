// A casebook of hostile words in a browser: nothing of them runs, asks anybody or is heard of in the console, whether it
// stands in a brief or comes by the address, the search field or a filter. And the policy that would stop it is in force.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { addresses, build, cleanUp, folder, inParallel, launch, repository, serve } from "./site.mjs";

const LANES = 3;
/** Elements, attributes and addresses that no page of ours has. */
const FOREIGN = "script:not([src]), iframe, object, embed, base, style, [style]:not(#preview, svg.dr-timeline[style^='aspect-ratio: ']), [onload], [onerror], [onclick], [onmouseover], [onfocus], [srcdoc], " +
  "a[href^='javascript:' i], a[href^='data:' i], [src^='data:' i], form[action^='javascript:' i], math, template, video, audio";

const unescaped = (line) => line.replace(/\\u\{([0-9a-f]+)\}/g, (_, code) => String.fromCodePoint(parseInt(code, 16)));
/** What cannot stand in front matter is refused before there is a page. */
const isTitle = (words) => !/[\p{Cc}\ufffe\uffff]/u.test(words) && words.trim() && !/^(""|''|~|null)$/.test(words.trim());
const list = await readFile(path.join(repository, "tests/hostile/words.txt"), "utf8");
/** A public collection, where CASEBOOK_CORPORA names the folder of such. */
const collected = async (name) => {
  const file = path.join(process.env.CASEBOOK_CORPORA ?? "", "hostile", `${name}.json.gz`);
  return process.env.CASEBOOK_CORPORA && existsSync(file) ? JSON.parse(gunzipSync(await readFile(file))) : [];
};
const own = list.split("\n").filter((line) => line && !line.startsWith("# ")).map(unescaped);
const words = [...new Set([...own, ...await collected("xss-h5sc"), ...await collected("blns")])].filter(isTitle);

const KINDS = {
  actors: (q) => `type: state\naliases: [${q}]\nauthors: [${q}]\nnames: [{text: ${q}, lang: fa, use: native}]\ncorrections: [{date: 2024-02-01, text: ${q}}]`,
  events: (q, n) => `type: strike\ndate: 2024-01-16\nlocation: {name: ${q}, country: PK, lat: 26.97, lon: 64.1, precision: near}\n` +
    `participants: [{actor: a${n}, role: initiator, certainty: claimed, note: ${q}}]\nsources: [s${n}]\n` +
    `claims: [{id: c1, by: a${n}, stance: asserts, about: target, ${/^"\[|\|/.test(q) ? "" : `value: ${q}, `}text: ${q}, sources: [s${n}]}]\n` +
    `figures: [{measure: killed, best: 2, of: ${q}, by: a${n}, sources: [s${n}]}]`,
  recommendations: (q, n) => `action: ${q}\naddressees: [a${n}]\norigin: desk\nprogress: open\nrisks: [${q}]\nindicator: {measure: ${q}}`,
  analyses: (q, n) => `question: ${q}\npublished: 2024-02-10\nabout: [a${n}]\nassumptions: [{id: a1, text: ${q}, status: supported, impact: high}]\n` +
    `ach: {hypotheses: [{id: h1, text: ${q}}, {id: h2, text: ${q}}], evidence: [{ref: e${n}, credibility: 2, ratings: {h1: C, h2: N}}]}`,
  sources: (q, n) => `type: report\npublisher: ${q}\nauthor: [{family: ${q}}]\nissued: 2024-01-17\nurl: https://example.org/${n}`,
};
const STEMS = { actors: "a", events: "e", recommendations: "r", analyses: "n", sources: "s" };
const ALLOWED = ["unresolved-reference", "ambiguous-reference", "wrong-kind", "raw-html", "unsafe-url", "heading-order", "missing-alt", "orphan-brief", "no-archive",
  "single-source", "stale-brief", "off-scale-word", "loaded-word", "vague-recommendation", "mixed-likelihood", "judgement-incomplete"];

const hostileCase = async (root) => {
  for (const kind of Object.keys(KINDS)) await mkdir(path.join(root, "content", kind), { recursive: true });
  await writeFile(path.join(root, "casebook.yaml"), `title: ${JSON.stringify(words[0])}\ndescription: ${JSON.stringify(words[1])}\nlang: en\noffline: true\n` +
    `release: {default: CLEAR}\nlints: {${ALLOWED.map((code) => `${code}: allow`).join(", ")}}\n`);
  for (const [n, payload] of words.entries()) {
    const quoted = JSON.stringify(payload);
    const prose = `${payload}\n\n## ${payload}\n\n| a |\n|---|\n| ${payload} |\n\n[words](https://example.org "${payload}") [${payload}](https://example.org) [[a0|${payload}]]\n\n` +
      `\`\`\` ${payload}\n${payload}\n\`\`\`\n`;
    for (const [kind, fields] of Object.entries(KINDS)) {
      await writeFile(path.join(root, `content/${kind}/${STEMS[kind]}${n}.md`), `---\ntitle: ${quoted}\nsummary: ${quoted}\n${fields(quoted, n)}\n---\n${prose}`);
    }
  }
};

let browser;
let origin;
/** The same site from files. */
let filed;
let pages;

after(cleanUp);
before(async () => {
  const home = await folder();
  const output = path.join(home, "site");
  await hostileCase(path.join(home, "case"));
  await build(path.join(home, "case"), output);
  pages = (await addresses(output)).filter((address) => address.endsWith(".html"));
  filed = pathToFileURL(output).href;
  origin = await serve(output);
  browser = await launch();
});

/** A page that notes whatever it does but show itself. */
const listened = async () => {
  const context = await browser.newContext({ reducedMotion: "reduce", acceptDownloads: true });
  const heard = [];
  context.on("console", (message) => heard.push(`says ${message.text()}`));
  context.on("weberror", (error) => heard.push(`fails: ${error.error().message}`));
  context.on("dialog", (dialog) => { heard.push(`opens a dialog: ${dialog.message()}`); dialog.dismiss(); });
  context.on("request", (request) => { if (![`${origin}/`, `${filed}/`, "blob:"].some((ours) => request.url().startsWith(ours))) heard.push(`asks for ${request.url()}`); });
  context.on("page", () => { if (context.pages().length > 1) heard.push("opens a window"); });
  await context.addInitScript(() => document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.sample}`)));
  return { context, heard, page: await context.newPage() };
};

/** What of the page is not ours. */
const foreign = (page) => page.evaluate((selector) => [...document.querySelectorAll(selector)].map((element) => element.outerHTML.slice(0, 120)), FOREIGN);

test("no page of hostile words runs, asks or says anything", async () => {
  assert.ok(words.length > 80, "the words are there");
  const briefs = pages.filter((address) => /^\/(actors|events|recommendations|analyses|sources)\/\w\d+\.html$/.test(address));
  const chosen = [...pages.filter((address) => !briefs.includes(address)), ...briefs.filter((address, n) => address.startsWith("/actors/") || n % 5 === 0)];
  const faults = [];
  let opened = 0;
  await inParallel(Array.from({ length: LANES }, (_, lane) => chosen.filter((_, n) => n % LANES === lane)), LANES, async (mine) => {
    const { context, heard, page } = await listened();
    for (const address of mine) {
      await page.goto(origin + address, { waitUntil: "load" });
      faults.push(...(await foreign(page)).map((element) => `${address} has ${element}`), ...heard.splice(0).map((what) => `${address} ${what}`));
      opened += 1;
    }
    await context.close();
  });
  assert.deepEqual(faults, []);
  assert.equal(opened, chosen.length);
});

test("hostile words in the search field and in addresses are words", async () => {
  const { context, heard, page } = await listened();
  const faults = [];
  const settled = async (place) => {
    await page.waitForTimeout(60);
    faults.push(...(await foreign(page)).map((element) => `${place} has ${element}`), ...heard.splice(0).map((what) => `${place} ${what}`));
  };
  await page.goto(`${origin}/search.html`);
  // Ours all, and some of every sort of the collections: each waits for the page to settle.
  for (const payload of words.filter((_, n) => n < own.length || n % 4 === 0)) {
    await page.fill("#search-q", payload);
    await settled(`the search for ${payload}`);
  }
  for (const payload of words.filter((_, n) => n % (n < own.length ? 8 : 40) === 0)) {
    const said = encodeURIComponent(payload);
    for (const address of [`/search.html?q=${said}&kind=${said}`, `/events.html?words=${said}&type=${said}&sort=${said}&column=${said}`, `/timeline.html?type=${said}&actor=${said}#${said}`,
      `/map.html?type=${said}&year=${said}`, `/network.html?q=${said}#${said}`, `/actors/a0.html?${said}#${said}`]) {
      await page.goto(origin + address, { waitUntil: "load" });
      await settled(address);
    }
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test("previews and search of hostile pages show words, served and from files", async () => {
  for (const root of [origin, filed]) {
    const { context, heard, page } = await listened();
    await page.goto(`${root}/recommendations/r0.html`);
    await page.locator("main a[href$='a0.html']").first().hover();
    const preview = page.locator(".preview-title");
    await preview.waitFor();
    assert.equal((await preview.textContent()).trim(), words[0]);
    await page.goto(`${root}/search.html?q=alert`);
    await page.locator("#search-results a").first().waitFor();
    assert.deepEqual([...await foreign(page), ...heard], []);
    await context.close();
  }
});

test("a downloaded table has no formula", async () => {
  const { context, heard, page } = await listened();
  await page.goto(`${origin}/events.html`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-do=download]")]);
  const csv = await readFile(await download.path(), "utf8");
  const cells = [...csv.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell]) => cell.replaceAll('""', '"'));
  assert.ok(cells.includes(`'${words.find((payload) => payload.startsWith("=cmd"))}`), "a formula is there, and told to be text");
  assert.deepEqual(cells.filter((cell) => /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(cell)), []);
  assert.deepEqual(heard, []);
  await context.close();
});

test("a script that got in could neither write HTML, nor make a policy, nor evaluate text, nor ask another host", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  for (const address of ["/index.html", "/search.html", "/events.html", "/map.html", "/404.html"]) {
    await page.goto(origin + address);
    const tried = await page.evaluate(async () => {
      const tries = {
        html: () => { document.body.innerHTML = "<b>x</b>"; },
        outer: () => { document.querySelector("main").outerHTML = "<b>x</b>"; },
        adjacent: () => document.body.insertAdjacentHTML("beforeend", "<b>x</b>"),
        fragment: () => document.createRange().createContextualFragment("<b>x</b>"),
        parsed: () => new DOMParser().parseFromString("<b>x</b>", "text/html"),
        script: () => { document.createElement("script").src = "x.js"; },
        text: () => { document.createElement("script").text = "0"; },
        policy: () => trustedTypes.createPolicy("another", {}),
        fallback: () => trustedTypes.createPolicy("default", {}),
        evaluated: () => setTimeout("0"),
      };
      const allowed = Object.entries(tries).filter(([, attempt]) => { try { attempt(); return true; } catch { return false; } }).map(([name]) => name);
      const asked = await fetch("https://evil.example/").then(() => true, () => false);
      return asked ? [...allowed, "asked"] : allowed;
    });
    assert.deepEqual(tried, [], address);
  }
  await context.close();
});
