// What every test here stands on: a casebook built into a temporary folder, its files, a small server and a browser.
// The program is the one that CASEBOOK names, else the debug build.

import { spawn } from "node:child_process";
import { access, cp, mkdtemp, readdir, readFile, rm, writeFile, mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const repository = fileURLToPath(new URL("../../", import.meta.url));
const program = path.resolve(process.env.CASEBOOK ?? path.join(repository, "target/debug/casebook"));

/** Runs a command to its end. Never rejects: its code and what it wrote are the answer. */
export const run = (command, args, options = {}) => new Promise((resolve, reject) => {
  const child = spawn(command, args, options);
  let out = "";
  let err = "";
  child.stdout.on("data", (data) => { out += data; });
  child.stderr.on("data", (data) => { err += data; });
  child.on("error", reject);
  child.on("close", (code) => resolve({ code, out, err }));
});

const undo = [];
/** Ends what this file started, last first. A test file calls it when all its tests have run. */
export const cleanUp = async () => {
  while (undo.length) await undo.pop()();
};

/** A folder that is gone after the tests. */
export const folder = async () => {
  const made = await mkdtemp(path.join(tmpdir(), "casebook-browser-"));
  undo.push(() => rm(made, { recursive: true, force: true }));
  return made;
};

/** A copy of the example case without what is not a casebook's, changed by `change(root)`. */
export const exampleCase = async (root, change = async () => {}) => {
  for (const part of ["casebook.yaml", "content"]) await cp(path.join(repository, part), path.join(root, part), { recursive: true });
  await change(root);
};

/** One actor with so much about it that its page and the lists are continued on further pages; one page moved. */
export const hubCase = async (root) => {
  await mkdir(path.join(root, "content/actors"), { recursive: true });
  await mkdir(path.join(root, "content/events"), { recursive: true });
  await writeFile(path.join(root, "casebook.yaml"), "title: A hub\nlang: en\nbase_url: https://example.org/casebook/\n" +
    "release: {ceiling: CLEAR, default: CLEAR}\nlints: {unsourced-event: allow, orphan-brief: allow}\n");
  await writeFile(path.join(root, "content/actors/hub.md"),
    "---\ntitle: The Hub\nsummary: It takes part in everything.\ntype: state\ncountries: [IR]\nredirect_from: [/old/hub.html]\n---\nText.\n");
  for (let n = 1; n <= 320; n += 1) {
    const day = String(1 + (n % 28)).padStart(2, "0");
    await writeFile(path.join(root, `content/events/event-${n}.md`), [
      "---", `title: Event number ${n}`, "summary: Something happened.", "type: meeting", `date: ${2015 + (n % 9)}-0${1 + (n % 9)}-${day}`,
      "participants: [{actor: hub, role: host, certainty: confirmed}]", `tags: [tag-${n % 3}]`, "---",
      `In event ${n} the [[hub]] was the host.`, ""].join("\n"));
  }
};

/** Builds the casebook at `root` into `output`; what it says is the failure's text. */
export const build = async (root, output) => {
  await access(program).catch(() => { throw new Error(`There is no program at ${program}: set CASEBOOK.`); });
  const done = await run(program, ["--root", root, "build", "--no-cache", "--date", "2024-06-01", "--output", output]);
  if (done.code !== 0) throw new Error(`casebook build ended with ${done.code}:\n${done.err}`);
};

/** Every file below `root` as its address, `/actors/iran.html`, in order. */
export const addresses = async (root) => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile())
    .map((entry) => "/" + path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)).split(path.sep).join("/"))
    .sort();
};

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json",
  ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2", ".xml": "application/xml", ".txt": "text/plain; charset=utf-8",
};

/** Serves the folder at `/` and, the same files, below `/casebook/`. Answers the server's origin. */
export const serve = async (root) => {
  const server = createServer(async (request, response) => {
    const address = decodeURIComponent(new URL(request.url, "http://localhost").pathname).replace(/^\/casebook(?=\/)/, "").replace(/\/$/, "/index.html");
    try {
      const bytes = await readFile(path.join(root, path.normalize(address)));
      response.writeHead(200, { "content-type": TYPES[path.extname(address)] ?? "application/octet-stream" }).end(bytes);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo.push(() => { server.closeAllConnections(); server.close(); });
  return `http://127.0.0.1:${server.address().port}`;
};

/** Ends what hangs; a busy machine may take its time. */
const DEADLINE = 120_000;

/** The one browser of a test file. */
export const launch = async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
  undo.push(() => browser.close());
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(DEADLINE);
    return context;
  };
  return browser;
};

/** Calls `work` for each item, `lanes` at a time. */
export const inParallel = async (items, lanes, work) => {
  const queue = [...items];
  await Promise.all(Array.from({ length: lanes }, async () => {
    while (queue.length) await work(queue.shift());
  }));
};
