// What JavaScript adds to a page that is complete without: cards, choices, orders, downloads, zoom, the place in the text.

import assert from "node:assert/strict";
import { readFile, appendFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { visitor } from "./checks.mjs";
import { build, cleanUp, exampleCase, folder, launch, serve } from "./site.mjs";

const WIDE = { viewport: { width: 1280, height: 900 } };
let visit;
let visitFile;

after(cleanUp);
before(async () => {
  const home = await folder();
  await exampleCase(path.join(home, "example"), (root) => appendFile(path.join(root, "casebook.yaml"), "\noffline: true\n"));
  await build(path.join(home, "example"), path.join(home, "site"));
  const browser = await launch();
  visit = visitor(browser, `${await serve(path.join(home, "site"))}/casebook`);
  visitFile = visitor(browser, pathToFileURL(path.join(home, "site")).href);
});

test("every link to a brief and every citation of a page has a card by key, which stays until it is left", async () => {
  await visit("/events/iran-strike-koh-e-sabz.html", WIDE, async (page) => {
    const card = page.locator("#preview");
    const links = page.locator("main a[href]");
    let previewed = 0;
    for (let n = 0; n < await links.count() && previewed < 30; n += 1) {
      const wanted = await links.nth(n).evaluate((link) => link.checkVisibility()
        && (link.matches(".citation") || (/\/(actors|events|recommendations|analyses|sources)\/[^/~]+\.html$/.test(link.pathname) && link.pathname !== location.pathname)));
      if (!wanted) continue;
      // The page knows a focus that came by key from one that came by pointer.
      await links.nth(n).evaluate((link) => link.focus({ focusVisible: true }));
      await page.waitForFunction((link) => document.activeElement.getAttribute("aria-describedby") === "preview" && document.activeElement === link, await links.nth(n).elementHandle());
      assert.ok((await card.textContent()).trim().length > 0);
      previewed += 1;
    }
    assert.ok(previewed >= 20, `${previewed} links have a card`);
    await page.waitForTimeout(1500);
    assert.ok(await card.isVisible(), "a card stays as long as its link has the focus");
    const box = await card.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 1280, "it stands inside the window");
    await page.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "A", "the focus stays where it was");
  });
});

test("a finger opens links, not cards", async () => {
  await visit("/events/iran-strike-koh-e-sabz.html", { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }, async (page) => {
    await page.evaluate(() => addEventListener("click", (event) => { globalThis.tapped = true; event.preventDefault(); }));
    await page.locator(".prose a[href^='../actors/']").first().tap();
    await page.waitForFunction(() => globalThis.tapped);
    await page.waitForTimeout(700);
    assert.equal(await page.locator("#preview").count(), 0);
  });
});

test("the tracker sorts at its column heads, says so, and keeps order and choice in the address", async () => {
  await visit("/tracker.html", WIDE, async (page) => {
    const titles = () => page.locator("table:visible tbody th").allTextContents();
    await page.locator("th[data-key=title] button").first().click();
    const head = page.locator(".found th[data-key=title]");
    assert.equal(await head.getAttribute("aria-sort"), "ascending");
    const up = await titles();
    assert.deepEqual(up, [...up].sort((a, b) => a.localeCompare(b, "en")));
    await head.locator("button").press("Enter");
    assert.equal(await head.getAttribute("aria-sort"), "descending");
    assert.match(page.url(), /column=-title/);
    await page.locator("#filter select[name=progress]").selectOption("implemented");
    await page.waitForFunction(() => document.querySelectorAll(".found tbody tr").length === 1);
    assert.match(page.url(), /progress=implemented/);
    await page.reload();
    await page.locator(".found tbody tr").first().waitFor();
    assert.equal(await page.locator(".found tbody tr").count(), 1);
    assert.equal(await page.locator(".found th[data-key=title]").getAttribute("aria-sort"), "descending");
  });
});

test("the rows chosen download as CSV that no spreadsheet runs", async () => {
  await visit("/events.html?words=strike", WIDE, async (page) => {
    await page.locator(".found .row").first().waitFor();
    const rows = await page.locator(".found .row-title a").allTextContents();
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-do=download]").click()]);
    assert.equal(download.suggestedFilename(), "events.csv");
    const text = (await readFile(await download.path(), "utf8")).replace(/^\ufeff/, "");
    const lines = text.trim().split("\r\n");
    assert.match(lines[0], /^"title","address","date"/);
    assert.deepEqual(lines.slice(1).map((line) => line.match(/^"((?:[^"]|"")*)"/)[1].replaceAll('""', '"')), rows);
    assert.ok(lines.slice(1).every((line) => line.includes("/casebook/events/")), "each row says where its page is");
  });
});

test("a timeline shows what is chosen, zooms by key, and moves nothing when its tools appear", async () => {
  let plain;
  await visit("/timeline.html", { ...WIDE, javaScriptEnabled: false }, async (page) => {
    plain = await page.locator("svg.dr-timeline").boundingBox();
    assert.ok(await page.locator("svg.dr-timeline a.dr-event").first().isVisible(), "the drawing needs no JavaScript");
  });
  await visit("/timeline.html", WIDE, async (page) => {
    const svg = page.locator("svg.dr-timeline");
    // Without JavaScript no place is kept for tools; with it, the style sheet keeps it before the script runs.
    const before = await svg.boundingBox();
    assert.ok(before.y >= plain.y && before.width === plain.width);
    const shift = await page.evaluate(() => new Promise((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; })).observe({ type: "layout-shift", buffered: true });
      setTimeout(() => resolve(sum), 300);
    }));
    assert.ok(shift < 0.05, `the page shifts by ${shift}`);

    const all = await page.locator(".dr-event:visible").count();
    const wanted = await page.locator(".drawing-tools select[name=type] option").nth(1).getAttribute("value");
    await page.locator(".drawing-tools select[name=type]").selectOption(wanted);
    const left = await page.locator(".dr-event:visible").count();
    assert.ok(left > 0 && left < all, `${left} of ${all} are left`);
    const label = await page.locator(".drawing-tools select[name=type] option").nth(1).textContent();
    assert.equal(Number(label.match(/\((\d+)\)/)[1]), left, "as many as the list says");
    assert.match(page.url(), new RegExp(`type=${wanted}`));
    await page.reload();
    assert.equal(await page.locator(".dr-event:visible").count(), left);

    const box = () => svg.getAttribute("viewBox");
    const whole = await box();
    await page.locator(".drawing-scroll").focus();
    await page.keyboard.press("+");
    assert.notEqual(await box(), whole);
    const zoomed = await box();
    await page.keyboard.press("ArrowRight");
    assert.notEqual(await box(), zoomed, "arrows move it");
    await page.keyboard.press("Escape");
    assert.equal(await box(), whole);
  });
});

test("the map and the network are chosen from as well", async () => {
  for (const [address, mark] of [["/map.html", ".dr-point"], ["/network.html", ".dr-node"]]) {
    await visit(address, WIDE, async (page) => {
      const select = page.locator(".drawing-tools select[name=type]");
      const all = await page.locator(`${mark}:visible`).count();
      await select.selectOption(await select.locator("option").nth(1).getAttribute("value"));
      const left = await page.locator(`${mark}:visible`).count();
      assert.ok(left > 0 && left < all, `${address}: ${left} of ${all}`);
      assert.match(await page.locator(".drawing-tools output").textContent(), /\d/);
      await select.selectOption("");
      assert.equal(await page.locator(`${mark}:visible`).count(), all);
    });
  }
});

test("on a phone a drawing opens where its marks are, and all its tools are in reach", async () => {
  const PHONE = { viewport: { width: 360, height: 740 } };
  for (const [address, mark, least] of [["/timeline.html", ".dr-event .dr-mark", 6], ["/map.html", ".dr-point .dr-mark", 4], ["/network.html", ".dr-node .dr-box", 4], ["/actors/iran.html", "g.dr-ego .dr-box", 1]]) {
    await visit(address, PHONE, async (page) => {
      const { seen, outside } = await page.evaluate((mark) => {
        const within = (box, frame) => box.left >= frame.left - 1 && box.right <= frame.right + 1;
        const region = document.querySelector(mark).closest(".drawing-scroll").getBoundingClientRect();
        const tools = [...document.querySelectorAll(".drawing-tools :is(select, button)")];
        return {
          seen: [...document.querySelectorAll(mark)].filter((element) => within(element.getBoundingClientRect(), region)).length,
          outside: tools.filter((tool) => !within(tool.getBoundingClientRect(), { left: 0, right: 360 })).length,
        };
      }, mark);
      assert.ok(seen >= least, `${address}: ${seen} marks in sight`);
      assert.equal(outside, 0, `${address}: tools beyond the edge`);
    });
  }
});

test("zoom leads to marks, which keep their size, and the lanes of a timeline keep their names", async () => {
  for (const [address, mark] of [["/timeline.html", ".dr-event circle.dr-mark"], ["/map.html", ".dr-point .dr-mark"], ["/network.html", ".dr-node .dr-box"]]) {
    await visit(address, WIDE, async (page) => {
      const measured = () => page.evaluate((mark) => {
        const frame = document.querySelector(".drawing-scroll").getBoundingClientRect();
        const within = (box) => box.right > frame.left && box.left < frame.right && box.bottom > frame.top && box.top < frame.bottom;
        const boxes = [...document.querySelectorAll(mark)].map((element) => element.getBoundingClientRect());
        const names = [...document.querySelectorAll(".dr-lane .dr-lane-title")].map((element) => element.getBoundingClientRect());
        return { sizes: boxes.map((box) => Math.round(box.width)), seen: boxes.filter(within).length, names: names.map((box) => [Math.round(box.left), Math.round(box.width)]) };
      }, mark);
      const before = await measured();
      for (let n = 0; n < 5; n += 1) await page.locator("[data-do=in]").click({ force: true });
      const after = await measured();
      assert.ok(after.seen > 0, `${address}: a mark is in sight`);
      assert.ok(after.sizes.every((size, at) => Math.abs(size - before.sizes[at]) <= 1), `${address}: ${after.sizes} were ${before.sizes}`);
      assert.deepEqual(after.names, before.names);
      await page.locator("[data-do=whole]").click();
      assert.deepEqual(await measured(), before, `${address} is whole again`);
    });
  }
});

test("what a drawing leaves out its list leaves out", async () => {
  for (const [address, row] of [["/timeline.html", ".moment"], ["/network.html", "#actors tbody tr"], ["/map.html", "#rows li"]]) {
    await visit(address, WIDE, async (page) => {
      const all = await page.locator(`${row}:visible`).count();
      const select = page.locator(".drawing-tools select[name=type]");
      await select.selectOption(await select.locator("option").nth(2).getAttribute("value"));
      const marks = await page.locator(".dr-event:visible, .dr-node:visible, .dr-point:visible").count();
      const left = await page.locator(`${row}:visible`).count();
      assert.ok(left >= marks && left < all, `${address}: ${left} of ${all} rows for ${marks} marks`);
      await select.selectOption("");
      assert.equal(await page.locator(`${row}:visible`).count(), all);
    });
  }
});

test("a filter that nothing fits says so and offers the way back", async () => {
  await visit("/events.html?words=zzzz", WIDE, async (page) => {
    assert.match(await page.locator(".found .empty").textContent(), /Nothing fits/);
    await page.locator(".found button").click();
    await page.locator("#rows .row").first().waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.name), "words");
  });
});

test("from / through words and Enter to the results by key alone", async () => {
  await visit("/actors/iran.html", WIDE, async (page) => {
    await page.keyboard.press("/");
    await page.keyboard.type("strike");
    await page.keyboard.press("Enter");
    await page.locator("#search-results a").first().waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "search-q");
    await page.keyboard.press("ArrowDown");
    assert.ok(await page.evaluate(() => document.activeElement === document.querySelector("#search-results .search-title a")));
  });
});

test("the contents list marks where the reader is", async () => {
  await visit("/analyses/pakistan-iran-january-2024.html", WIDE, async (page) => {
    const entries = page.locator(".contents a");
    const last = entries.last();
    await last.click();
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForFunction(() => document.querySelector(".contents a[aria-current=location]"));
    assert.equal(await page.locator(".contents a[aria-current]").count(), 1);
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForFunction(() => !document.querySelector(".contents a[aria-current=location]") || document.querySelector(".contents a") === document.querySelector(".contents a[aria-current]"));
  });
});

test("the key / leads to the search field of any page", async () => {
  await visit("/actors/iran.html", WIDE, async (page) => {
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.id), "masthead-q");
    await page.keyboard.type("a/b");
    assert.equal(await page.locator("#masthead-q").inputValue(), "a/b", "in a field it is a letter");
  });
});

test("opened as files, a site built for it searches, shows cards and filters", async () => {
  await visitFile("/search.html?q=jaysh", WIDE, async (page) => {
    await page.locator("#search-results a[href]").first().waitFor();
    assert.match(await page.locator("#search-results a[href]").first().getAttribute("href"), /actors\/jaish-al-adl\.html$/);
  });
  await visitFile("/events/iran-strike-koh-e-sabz.html", WIDE, async (page) => {
    await page.locator(".prose a[href^='../actors/']").first().hover();
    await page.locator("#preview").waitFor();
  });
  await visitFile("/events.html", WIDE, async (page) => {
    await page.locator("#filter input[name=words]").fill("koh-e-sabz");
    await page.locator(".found .row").first().waitFor();
  });
});
