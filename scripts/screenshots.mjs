// Makes the README's pictures of the example case, docs/pictures/*.png, each at most 200 KB:
//
//     npm ci --prefix tests/browser && node scripts/screenshots.mjs [CASEBOOK]
//
// CASEBOOK is the program, target/release/casebook where none is named. Pictures that come out the same are not rewritten.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

process.env.CASEBOOK ??= process.argv[2] ?? "target/release/casebook";
const { build, cleanUp, exampleCase, folder, launch, repository, serve } = await import("../tests/browser/site.mjs");

const MOST = 200_000;
const PICTURES = [
  { name: "home", address: "/index.html", width: 1280, height: 860, colorScheme: "light" },
  { name: "event", address: "/events/iran-strike-koh-e-sabz.html#claims", width: 1280, height: 860, colorScheme: "light" },
  { name: "actor-dark", address: "/actors/pakistan.html", width: 1280, height: 860, colorScheme: "dark" },
  { name: "phone", address: "/recommendations/post-liaison-officers.html", width: 390, height: 780, colorScheme: "light", scale: 2 },
];

const take = async (browser, origin, { address, width, height, colorScheme, scale = 1 }) => {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, deviceScaleFactor: scale, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(origin + address, { waitUntil: "networkidle" });
  await page.evaluate(() => document.fonts.ready);
  const picture = await page.screenshot({ type: "png" });
  await context.close();
  return picture;
};

try {
  const home = await folder();
  await exampleCase(path.join(home, "case"));
  await build(path.join(home, "case"), path.join(home, "site"));
  const origin = await serve(path.join(home, "site"));
  const browser = await launch();
  const pictures = path.join(repository, "docs/pictures");
  await mkdir(pictures, { recursive: true });
  for (const wanted of PICTURES) {
    const picture = await take(browser, origin, wanted);
    if (picture.length > MOST) throw new Error(`${wanted.name}.png has ${picture.length} bytes; ${MOST} are the most`);
    const file = path.join(pictures, `${wanted.name}.png`);
    const before = await readFile(file).catch(() => null);
    if (!before?.equals(picture)) await writeFile(file, picture);
    console.log(`${path.relative(repository, file)}  ${picture.length} bytes${before?.equals(picture) ? ", unchanged" : ""}`);
  }
} finally {
  await cleanUp();
}
