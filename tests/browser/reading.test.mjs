// What a reader does: the way by keyboard, the menu of a phone, previews, filters, search.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { visitor } from "./checks.mjs";
import { build, cleanUp, exampleCase, folder, launch, serve } from "./site.mjs";

const WIDE = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 } };
let visit;

after(cleanUp);
before(async () => {
  const home = await folder();
  const output = path.join(home, "site");
  await exampleCase(path.join(home, "example"));
  await build(path.join(home, "example"), output);
  visit = visitor(await launch(), `${await serve(output)}/casebook`);
});

/** The element that has the focus, by what a reader calls it. */
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  return element.id || element.textContent.trim();
});

test("the first key leads past the masthead, and focus is always seen", async () => {
  await visit("/actors/pakistan.html", WIDE, async (page) => {
    await page.keyboard.press("Tab");
    const skip = page.locator("a.skip");
    assert.ok(await skip.evaluate((element) => element === document.activeElement), "the skip link comes first");
    const box = await skip.boundingBox();
    assert.ok(box.y >= 0 && box.height >= 24, "it is seen when it has the focus");
    await page.keyboard.press("Enter");
    assert.equal(await focused(page), "main");
    for (let n = 0; n < 25; n += 1) {
      await page.keyboard.press("Tab");
      const seen = await page.evaluate(() => {
        const element = document.activeElement;
        const style = getComputedStyle(element);
        return { what: element.outerHTML.slice(0, 90), shown: element.matches(":focus-visible") && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1, inMain: !!element.closest("main") };
      });
      assert.ok(seen.inMain, `after the skip link focus stays in the page's own part: ${seen.what}`);
      assert.ok(seen.shown, `focus is not to be seen on ${seen.what}`);
    }
  });
});

test("every control is reached by Tab, in the order of the page, and nothing holds the focus", async () => {
  await visit("/recommendations/post-liaison-officers.html", WIDE, async (page) => {
    const expected = await page.evaluate(() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled && element.tabIndex >= 0).length);
    const reached = new Set();
    for (let n = 0; n < expected + 30; n += 1) {
      await page.keyboard.press("Tab");
      const mark = await page.evaluate((n) => {
        const element = document.activeElement;
        if (element === document.body) return null;
        element.dataset.reached ??= String(n);
        return element.dataset.reached;
      }, n);
      if (mark === null || reached.has(mark)) break;
      reached.add(mark);
    }
    assert.ok(reached.size >= expected, `${reached.size} of ${expected} controls are reached`);
  });
});

test("on a phone the menu opens and closes by key, and says so", async () => {
  await visit("/index.html", PHONE, async (page) => {
    const menu = page.locator("#navigation");
    assert.equal(await menu.isVisible(), false);
    const button = page.locator(".menu-button");
    await button.focus();
    await page.keyboard.press("Enter");
    await menu.waitFor({ state: "visible" });
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.getElementById("navigation").contains(document.activeElement)), "focus goes on into the menu");
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "hidden" });
    assert.ok(await button.evaluate((element) => element === document.activeElement), "focus comes back to the button");
  });
  await visit("/index.html", { ...PHONE, javaScriptEnabled: false }, async (page) => {
    await page.locator(".menu-button").click();
    assert.ok(await page.locator("#navigation").isVisible(), "the menu needs no JavaScript");
  });
});

test("a link shows a card of its target on hover and on focus; Escape and leaving take it away", async () => {
  await visit("/events/iran-strike-koh-e-sabz.html", WIDE, async (page) => {
    const link = page.locator(".prose a[href^='../actors/']").first();
    const name = (await link.textContent()).trim();
    const card = page.locator("#preview");
    await link.hover();
    await card.waitFor();
    assert.equal(await card.getAttribute("role"), "tooltip");
    assert.ok((await card.textContent()).length > name.length, "the card says more than the link");
    assert.equal(await link.getAttribute("aria-describedby"), "preview");
    await card.hover();
    await page.waitForTimeout(400);
    assert.ok(await card.isVisible(), "the pointer may enter the card");
    await page.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });
    assert.equal(await link.getAttribute("aria-describedby"), null);

    const citation = page.locator("main a.citation").first();
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.querySelector("main a.citation").focus({ focusVisible: true }));
    await card.waitFor();
    const entry = await page.locator((await citation.getAttribute("href")) + " .entry").textContent();
    assert.equal((await card.textContent()).trim(), entry.trim(), "a citation shows its source");
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => !document.querySelector("a.citation[aria-describedby]") || document.activeElement.matches(".citation"));
    await page.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });
  });
});

test("a register is filtered in place; the choice stands in the address and comes back with it", async () => {
  await visit("/events.html", WIDE, async (page) => {
    const all = await page.locator("#rows .row").count();
    await page.locator("#filter input[name=words]").fill("koh-e-sabz");
    await page.locator(".found .row").first().waitFor();
    const found = await page.locator(".found .row").count();
    assert.ok(found > 0 && found < all, `${found} of ${all} rows`);
    assert.match(page.url(), /[?&]words=koh-e-sabz/);
    assert.match(await page.locator("#filter output").textContent(), /\d/);
    await page.reload();
    await page.locator(".found .row").first().waitFor();
    assert.equal(await page.locator(".found .row").count(), found);
    await page.locator("#filter [type=reset]").click();
    await page.locator("#rows").waitFor();
    assert.equal(await page.locator("#rows .row:visible").count(), all);
    assert.doesNotMatch(page.url(), /words=/);
  });
});

test("search finds names, folded forms, typos and Urdu, and is worked by keys", async () => {
  await visit("/index.html", WIDE, async (page) => {
    await page.locator("#masthead-q").fill("jaish");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/casebook\/search\.html\?q=jaish/);
    const first = page.locator("#search-results a[href]").first();
    await first.waitFor();
    assert.match(await first.getAttribute("href"), /actors\/jaish-al-adl\.html/);
    for (const [words, wanted] of [["Koh e Sabz", /koh-e-sabz/], ["pakistn", /pakistan/], ["apkistan", /pakistan/], ["jaysh", /jaish-al-adl/],
      ["جيش العدل", /jaish-al-adl/], ["جیش العدل", /jaish-al-adl/], ["jaish ul adl", /jaish-al-adl/], ["army of justice", /jaish-al-adl/]]) {
      await page.locator("#search-q").fill(words);
      await page.locator("#search-q").press("Enter");
      await page.waitForFunction((words) => document.getElementById("search-results").dataset.done === words, words);
      assert.match(await page.locator("#search-results a[href]").first().getAttribute("href"), wanted, `${words} finds it first`);
    }
    await page.locator("#search-q").fill("iran");
    await page.waitForFunction(() => document.getElementById("search-results").dataset.done === "iran");
    assert.ok(await page.locator("#search-results a[href]").count() > 2);
    await page.locator("#search-q").press("ArrowDown");
    assert.ok(await page.evaluate(() => document.getElementById("search-results").contains(document.activeElement) || !!document.querySelector("#search-q[aria-activedescendant]")), "arrows move into the results");
  });
  await visit("/search.html?q=loitering", WIDE, async (page) => {
    // The word stands in no summary: the sentence comes from the text, its word marked, its references and citations as read.
    const quote = page.locator(".search-result", { hasText: "Operation Marg Bar Sarmachar" }).locator(".search-summary").first();
    await quote.locator("mark").first().waitFor();
    assert.equal((await quote.locator("mark").first().textContent()).toLowerCase(), "loitering");
    assert.doesNotMatch(await quote.textContent(), /\[|\]|@/);
  });
  await visit("/search.html?q=zzzzqqqq", WIDE, async (page) => {
    await page.waitForFunction(() => document.getElementById("search-results").textContent.trim() !== "");
    assert.equal(await page.locator("#search-results a[href]").count(), 0);
  });
});
