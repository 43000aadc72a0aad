// A casebook of thousands of briefs, the same at every run: hubs that take part in most events, tables, claims that dispute
// each other, figures of several speakers, places that share a point, recommendations with logs. Its names mean nothing.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** Numbers in [0, 1) that are the same at every run (mulberry32's steps). */
const numbers = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
};

const SYLLABLES = "ka ro mi ta ven dor sil ar pel un gra tho lis em bor na qui zel fan os".split(" ");
const VERBS = ["met", "warned", "struck near", "signed with", "detained members of", "sent envoys to"];
const THINGS = ["the crossing", "the river road", "a depot", "the market", "the northern post", "a radio mast", "the harbour", "two villages"];
const TYPES = ["strike", "bombing", "armed-attack", "arrest", "meeting", "call", "threat", "condemnation", "agreement"];
const ACTORS = ["state", "armed-group", "government-body", "armed-force", "organisation", "company", "media"]
  .map((type) => (type === "organisation" ? "international-organisation" : type));
const PROGRESS = ["open", "in-progress", "partly-implemented", "implemented"];
const COUNTRIES = ["IR", "PK", "AF", "IQ", "OM", "TM"];
const MEASURES = ["killed", "injured", "displaced"];

/** Shares of a hundred briefs. */
const SHARES = { actors: 12, recommendations: 12, analyses: 2, sources: 14 };

/** Writes a casebook of `briefs` briefs below `root`. */
export const largeCase = async (root, briefs) => {
  const next = numbers(20240116);
  const pick = (list) => list[Math.floor(next() * list.length)];
  /** Low positions far more often than high ones: the first are hubs. */
  const hub = (count) => Math.floor(count * next() ** 4);
  const word = () => { const name = pick(SYLLABLES) + pick(SYLLABLES) + pick(SYLLABLES); return name[0].toUpperCase() + name.slice(1); };
  const count = Object.fromEntries(Object.entries(SHARES).map(([kind, share]) => [kind, Math.floor(briefs * share / 100)]));
  count.events = briefs - Object.values(count).reduce((sum, part) => sum + part, 0);

  const actors = Array.from({ length: count.actors }, (_, at) => ({ id: `actor-${at}`, title: `${word()} ${word()} ${at}` }));
  const places = Array.from({ length: 60 }, () => ({ name: word(), lat: (24 + next() * 14).toFixed(2), lon: (44 + next() * 26).toFixed(2) }));
  const source = () => `source-${hub(count.sources)}`;
  const actor = () => actors[hub(actors.length)];
  const day = (year) => `${year}-${String(1 + Math.floor(next() * 12)).padStart(2, "0")}-${String(1 + Math.floor(next() * 28)).padStart(2, "0")}`;
  const sentence = () => `${actor().title} ${pick(VERBS)} [[${actor().id}]] at ${pick(THINGS)} near ${pick(places).name}, as [[event-${hub(count.events)}]] had shown [@${source()}].`;
  const prose = (sentences) => Array.from({ length: sentences }, sentence).join(" ");
  const table = () => ["| Place | Who | How many |", "|---|---|---:|", ...Array.from({ length: 3 }, () => `| ${pick(places).name} | [[${actor().id}]] | ${Math.floor(next() * 40)} |`)].join("\n");
  const two = () => { const first = actor(); let second = actor(); while (second === first) second = pick(actors); return [first, second]; };

  const write = async (kind, id, front, body) => writeFile(path.join(root, "content", kind, `${id}.md`), `---\n${front.join("\n")}\n---\n${body}\n`);
  for (const kind of ["actors", "events", "recommendations", "analyses", "sources"]) await mkdir(path.join(root, "content", kind), { recursive: true });
  await writeFile(path.join(root, "casebook.yaml"), "title: A large casebook\nlang: en\nbase_url: https://example.org/casebook/\n" +
    "release: {ceiling: CLEAR, default: CLEAR}\nlints: {no-archive: allow, single-source: allow}\n");

  for (const [at, { id, title }] of actors.entries()) {
    await write("actors", id, [`title: ${title}`, `summary: ${title} acts near ${pick(places).name}.`, `aliases: [${word()} Group ${at}]`, `type: ${pick(ACTORS)}`,
      `countries: [${pick(COUNTRIES)}]`, `tags: [region-${at % 20}]`, `sources: [${source()}]`,
      ...(at > 0 ? [`relations: [{type: ${pick(["ally-of", "partner-of", "adversary-of"])}, to: ${actors[hub(at)].id}, valid: "2012/..", note: "Since ${word()}.", sources: [${source()}]}]`] : [])],
    `## Background\n\n${prose(4)}\n\n${prose(3)}\n\n${table()}`);
  }
  for (let at = 0; at < count.events; at += 1) {
    const [first, second] = two();
    const place = pick(places.slice(0, 1 + hub(places.length) * 2));
    const low = Math.floor(next() * 20);
    const date = day(2012 + Math.floor(next() * 12));
    await write("events", `event-${at}`, [`title: ${word()} ${pick(["talks", "raid", "crossing", "statement", "incident"])} ${at}`, `summary: ${first.title} and ${second.title} at ${pick(THINGS)}.`,
      `type: ${pick(TYPES)}`, `date: ${date}`, `tags: [theme-${at % 40}]`, `sources: [${source()}, ${source()}]`.replace(/\[(.+), \1\]/, "[$1]"),
      `location: {name: "${place.name}", country: ${pick(COUNTRIES)}, lat: ${place.lat}, lon: ${place.lon}, precision: ${pick(["exact", "near", "admin2"])}}`,
      `participants: [{actor: ${first.id}, role: initiator, certainty: reported}, {actor: ${second.id}, role: target, certainty: claimed}]`,
      `figures: [{measure: ${pick(MEASURES)}, low: ${low}, high: ${low + 2}, by: ${first.id}, sources: [${source()}]}, {measure: ${pick(MEASURES)}, low: ${low + 4}, high: ${low + 9}, by: ${second.id}, sources: [${source()}]}]`,
      "claims:", `  - {id: c1, by: ${first.id}, stance: asserts, about: responsibility, value: ${second.id}, date: ${date}, text: "It was ${second.title}.", sources: [${source()}]}`,
      `  - {id: c2, by: ${second.id}, stance: denies, about: responsibility, date: ${date}, text: "It was not us.", responds_to: c1, sources: [${source()}]}`],
    `${prose(3)}\n\n${table()}\n\n${prose(3)}[^1]\n\n[^1]: ${prose(1)}`);
  }
  for (let at = 0; at < count.recommendations; at += 1) {
    const progress = pick(PROGRESS);
    const year = 2015 + (at % 9);
    await write("recommendations", `recommendation-${at}`, [`title: Open the ${word()} line ${at}`, `summary: A line between two posts at ${pick(THINGS)}.`,
      `action: Open a direct line between the posts at ${pick(places).name} by the end of ${year}.`, `addressees: [${actor().id}]`, `issued: ${day(year)}`, "origin: desk",
      `priority: ${pick(["must", "should", "could"])}`, `timeframe: {horizon: short, due: ${year + 1}-06-30}`, `based_on: [event-${hub(count.events)}]`, `progress: ${progress}`,
      `log: [{date: ${year}-12-30, progress: ${progress}, note: "Seen at ${word()}.", sources: [${source()}]}]`, "indicator: {measure: Lines open, baseline: \"0\", target: \"1\"}"],
    prose(4));
  }
  for (let at = 0; at < count.analyses; at += 1) {
    await write("analyses", `analysis-${at}`, [`title: What ${word()} means ${at}`, "summary: A short look at what may follow.", `question: Will ${actor().title} act again before 31 January 2025?`,
      "published: 2024-02-10", "information_cutoff: 2024-02-08", `about: [${actor().id}]`,
      "judgements:", "  - {id: kj1, text: \"Another incident is unlikely before 31 January 2025.\", likelihood: unlikely, confidence: moderate, confidence_basis: \"Two independent reports.\", horizon: 2025-01-31}"],
    `## First\n\n${prose(8)}\n\n## Second\n\n${prose(8)}\n\n${table()}\n\n## Third\n\n${prose(8)}`);
  }
  const entries = Array.from({ length: count.sources }, (_, at) => `- {id: source-${at}, type: article-newspaper, title: "${word()} report ${at}", publisher: ${word()} Post, issued: ${day(2012 + (at % 12))}, url: "https://example.com/${at}", origin: origin-${at % 90}}`);
  await writeFile(path.join(root, "content/sources/library.yaml"), `${entries.join("\n")}\n`);
};
