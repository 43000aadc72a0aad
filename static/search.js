// Search over the static index below /search/: names first, then the best pages for the words. Only on search.html.
// Nothing is parsed as HTML.
"use strict";
(() => {
  const results = document.getElementById("search-results");
  if (!results) return;
  const form = document.getElementById("search-form");
  const field = document.getElementById("search-q");
  const words = results.dataset;
  const base = new URL("search/", location.href);
  const KINDS = ["actor", "event", "recommendation", "analysis", "source"];
  const SHOWN = 20;
  // A source is cited by the pages that matter; it comes after them.
  const WEIGHT = [1, 1, 1, 1.2, 0.5];

  // --- reading files ---
  // Opened as files, pages may not fetch; a site built with `offline: true` has each file as a script too.
  const isOffline = "offline" in (document.getElementById("words")?.dataset ?? {});
  const files = new Map();
  const waiting = new Map();
  globalThis.casebookSearch = (name, data) => waiting.get(name)?.(data);
  const policy = globalThis.trustedTypes?.createPolicy("casebook-search", {
    createScriptURL: (address) => (address.startsWith(base.href) ? address : ""),
  });
  const byScript = (name) => new Promise((resolve) => {
    const script = document.createElement("script");
    const address = `${base.href}${name}.js`;
    waiting.set(name, resolve);
    script.addEventListener("error", () => resolve(null));
    script.src = policy ? policy.createScriptURL(address) : address;
    document.head.append(script);
  });
  /** Bytes fetched for the query at hand, and the most it may fetch: what is worth less is left when they run out. */
  let fetched = 0;
  const MOST = 150_000;
  const get = async (address) => {
    try {
      const answer = await fetch(address);
      if (!answer.ok) return null;
      const bytes = await answer.arrayBuffer();
      fetched += bytes.byteLength;
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      return null;
    }
  };
  const byFetch = (name) => get(`${base.href}${name}.json`);
  const load = (name) => {
    if (!files.has(name)) files.set(name, location.protocol !== "file:" ? byFetch(name) : isOffline ? byScript(name) : Promise.resolve(null));
    return files.get(name);
  };
  const hex = (text) => Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // --- folding, as the builder folds ---
  const DROPPED = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08ca-\u08e1\u08e3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2fـء\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;
  const VARIANTS = { "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "þ": "th", "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'",
    "ي": "ی", "ى": "ی", "ې": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه", "ۃ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا" };
  const digit = (c) => {
    // Decimal digits come in runs of ten that begin at a multiple the digit's own value tells.
    let zero = c.codePointAt(0);
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && c.codePointAt(0) - zero < 9) zero -= 1;
    return String(c.codePointAt(0) - zero);
  };
  const fold = (text) => text.normalize("NFKD").replace(DROPPED, "").toUpperCase().toLowerCase()
    .replace(/./gsu, (c) => VARIANTS[c] ?? (c > "\u007f" && /\p{Nd}/u.test(c) ? digit(c) : c)).normalize("NFC");
  const IDEOGRAPH = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3134f}]/gu;
  const tokens = (text) => fold(text).replace(/'/g, "").normalize("NFC").replace(IDEOGRAPH, " $& ").split(/[^\p{L}\p{N}\p{M}]+/u).filter((t) => t && [...t].length <= 40);

  // --- looking up ---
  const within = (a, b) => {
    // Whether one typo (a letter more, less, other, or two swapped) lies between two words.
    if (a === b) return true;
    const [x, y] = [[...a], [...b]];
    if (Math.abs(x.length - y.length) > 1) return false;
    let at = 0;
    while (at < x.length && x[at] === y[at]) at += 1;
    const rest = (p, q) => x.slice(p).join("") === y.slice(q).join("");
    return rest(at + 1, at + 1) || rest(at + 1, at) || rest(at, at + 1) || (x[at] === y[at + 1] && x[at + 1] === y[at] && rest(at + 2, at + 2));
  };

  /** Shards that may hold words beginning like this one: the one its prefix names, or the first few below it. */
  const shardsOf = (meta, word, most = 2) => {
    const fits = meta.prefixes.filter((p) => word.startsWith(p));
    const below = meta.prefixes.filter((p) => p.startsWith(word) && p !== word);
    const own = fits.sort((a, b) => b.length - a.length).slice(0, 1);
    return [...own, ...below.slice(0, most)];
  };

  /** Shards that may hold words one typo away: their prefix is one typo from the word's beginning. Longer ones, and those
      with the same letters, are the likelier. */
  const shardsNear = (meta, word) => {
    const letters = (text) => [...text].sort().join("");
    const begins = new Set([word[0], word[1]]);
    const rank = (p) => p.length + (letters(p) === letters(word.slice(0, p.length)) ? 2 : 0) + (p[0] === word[0] ? 1 : 0);
    return meta.prefixes
      .filter((p) => (begins.has(p[0]) || p[1] === word[0]) && [0, 1, -1].some((more) => within(p, word.slice(0, p.length + more))))
      .sort((a, b) => rank(b) - rank(a)).slice(0, 8);
  };

  /** Documents of one word: number → {score, kind}. */
  const lookUp = async (meta, word, isLast) => {
    const found = new Map();
    const take = (list, factor) => {
      const idf = Math.log(1 + meta.n / (1 + list.length / 2));
      for (let i = 0; i < list.length; i += 2) {
        const score = (list[i + 1] & 15) * factor * (0.5 + idf) * WEIGHT[list[i + 1] >> 4];
        if (score > (found.get(list[i])?.score ?? 0)) found.set(list[i], { score, kind: list[i + 1] >> 4 });
      }
    };
    const read = async (prefixes) => (await Promise.all(prefixes.map((p) => load(`s-${hex(p)}`)))).filter(Boolean);
    const shards = await read(shardsOf(meta, word));
    for (const shard of shards) {
      for (const [term, list] of Object.entries(shard.t)) {
        if (term === word) take(list, 1);
        else if (term.startsWith(word) && (isLast || word.length > 3)) take(list, 0.5 * word.length / term.length);
      }
    }
    if (found.size === 0 && [...word].length >= 4) {
      for (const prefix of shardsNear(meta, word)) {
        if (found.size || fetched > MOST * 0.6) break;
        const shard = await load(`s-${hex(prefix)}`);
        for (const [term, list] of Object.entries(shard?.t ?? {})) if (within(term, word)) take(list, 0.4);
      }
    }
    return found;
  };

  /** What each word finds: the last, which may be half a word, and the longest, which tell most; then others while bytes are left. */
  const lookUpAll = async (meta, wanted) => {
    const last = wanted.length - 1;
    const order = [...wanted.keys()].sort((a, b) => (b === last) - (a === last) || wanted[b].length - wanted[a].length || a - b);
    const look = (at) => lookUp(meta, wanted[at], at === last);
    const lists = await Promise.all(order.slice(0, 4).map(look));
    for (const at of order.slice(4)) if (fetched < MOST * 0.55) lists.push(await look(at));
    return lists;
  };

  /** What is shown of documents, the first first, while bytes are left. */
  const shownOfAll = async (meta, numbers) => {
    const shown = [];
    for (let at = 0; at < numbers.length && (at === 0 || fetched < MOST * 0.9); at += 5) {
      shown.push(...await Promise.all(numbers.slice(at, at + 5).map((number) => shownOf(meta, number))));
    }
    return shown.filter(Boolean);
  };

  /** Names that begin with the whole query, shortest first. */
  const jumps = async (meta, query, first) => {
    const rows = new Map();
    for (const prefix of shardsOf(meta, first)) {
      const shard = await load(`s-${hex(prefix)}`);
      for (const [name, list] of Object.entries(shard?.n ?? {})) {
        if (name !== query && !name.startsWith(`${query} `) && !(query.length > 2 && name.startsWith(query))) continue;
        for (const [written, number, isTitle] of list) {
          const rank = (name === query ? 0 : 1000) + name.length * 2 - isTitle;
          if (rank < (rows.get(number)?.rank ?? Infinity)) rows.set(number, { number, written, isTitle, rank });
        }
      }
    }
    return [...rows.values()].sort((a, b) => a.rank - b.rank).slice(0, 5);
  };

  const facetSet = async (meta, family, value) => {
    const key = `${family}:${value}`;
    for (const prefix of shardsOf(meta, key.split(" ")[0], 0)) {
      const shard = await load(`s-${hex(prefix)}`);
      if (shard?.f[key]) return new Set(shard.f[key]);
    }
    return new Set();
  };

  const shownOf = async (meta, number) => {
    const block = await load(`d-${meta.shift >= 24 ? 0 : number >>> meta.shift}`);
    return block?.[number] ?? null;
  };

  // --- showing ---
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  // Written words repeat from result to result: which wanted word each is, is found once a query.
  let meant = new Map();
  const meaning = (written, wanted) => {
    if (!meant.has(written)) {
      const parts = tokens(written);
      meant.set(written, wanted.find((w) => parts.some((part) => part.startsWith(w)))
        ?? wanted.find((w) => w.length > 3 && parts.some((part) => Math.abs(part.length - w.length) < 2 && within(part, w))));
    }
    return meant.get(written);
  };
  const marked = (element, text, wanted) => {
    let from = 0;
    for (const match of text.matchAll(/[\p{L}\p{N}\p{M}'’-]+/gu)) {
      if (meaning(match[0], wanted) === undefined) continue;
      element.append(text.slice(from, match.index), make("mark", "", match[0]));
      from = match.index + match[0].length;
    }
    element.append(text.slice(from));
    return element;
  };
  const row = (shown, wanted, note) => {
    const item = make("li", `search-result kind-${shown.k}`);
    const head = make("p", "search-title");
    const link = make("a", "ref");
    link.href = new URL(shown.h, new URL(".", location.href)).href;
    const title = marked(make("bdi"), shown.t, wanted);
    if (shown.l) title.lang = shown.l;
    if (shown.r) title.dir = shown.r;
    link.append(title);
    head.append(link, " ", make("span", `kind kind-${shown.k}`, words[`kind${shown.k}`] ?? shown.k));
    if (shown.d) head.append(" ", make("span", "quiet", shown.d));
    item.append(head);
    if (note) item.append(make("p", "search-note quiet", note));
    if (shown.s) {
      const summary = marked(make("p", "search-summary"), shown.s, wanted);
      if (shown.l) summary.lang = shown.l;
      if (shown.r) summary.dir = shown.r;
      item.append(summary);
    }
    return item;
  };

  // --- words in their sentence ---
  // A result whose summary says not all that was asked for shows the best sentence of its text instead. The text is that
  // of the data beside its page: fetched for results in sight, the first first, while the query has bytes left.
  const LONGEST = 220;
  const sentences = (data) => {
    const plain = `${data.markdown ?? ""}\n${(data.claims ?? []).map((claim) => claim.text).join("\n")}`
      .replace(/\[@[^\]]*\]/g, "").replace(/\[\^[^\]]*\]:?/g, "")
      .replace(/\[\[([^\]|]*?)(?:\\?\|([^\]]*))?\]\]/g, (_, name, shown) => shown ?? data.titles?.[name] ?? name)
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/^\s*\|?[-:| ]+\|?\s*$/gm, "").replace(/^[\s>#*+-]+|[*`]+|\s*\|\s*/gm, " ");
    return plain.split(/\n+|(?<=[.!?۔؟])\s+/u).map((sentence) => sentence.replace(/\s+/g, " ").replace(/ ([,.;:!?])/g, "$1").trim()).filter(Boolean);
  };
  const hits = (text, wanted) => {
    const found = new Set();
    let first = -1;
    for (const match of text.matchAll(/[\p{L}\p{N}\p{M}'’-]+/gu)) {
      const word = meaning(match[0], wanted);
      if (word === undefined) continue;
      found.add(word);
      if (first < 0) first = match.index;
    }
    return { count: found.size, first };
  };
  const cut = (text, first) => {
    if (text.length <= LONGEST) return text;
    const from = first < LONGEST * 0.6 ? 0 : text.lastIndexOf(" ", first - 60) + 1;
    const to = from + LONGEST >= text.length ? text.length : text.lastIndexOf(" ", from + LONGEST);
    return `${from ? "… " : ""}${text.slice(from, to)}${to < text.length ? " …" : ""}`;
  };
  const texts = new Map();
  const textOf = (address) => {
    if (!texts.has(address)) texts.set(address, get(new URL(address.replace(/\.html$/, ".json"), new URL(".", location.href))));
    return texts.get(address);
  };
  const quote = async (item, shown, wanted) => {
    const known = hits(`${shown.t} ${shown.s}`, wanted).count;
    if (known === wanted.length || (fetched > MOST * 0.85 && !texts.has(shown.h))) return;
    const data = await textOf(shown.h);
    const own = hits(shown.s, wanted).count;
    let best = null;
    for (const sentence of data ? sentences(data) : []) {
      const found = hits(sentence, wanted);
      if (found.count > (best?.count ?? own)) best = { ...found, sentence };
    }
    if (!best) return;
    const summary = item.querySelector(".search-summary") ?? item.appendChild(make("p", "search-summary"));
    summary.replaceChildren();
    marked(summary, cut(best.sentence, best.first), wanted);
  };
  let inSight = null;
  const quoteInSight = (rows, wanted) => {
    inSight?.disconnect();
    // Opened as files, pages may not fetch, and the data is no script.
    if (location.protocol === "file:") return;
    let before = Promise.resolve();
    inSight = new IntersectionObserver((entries, observer) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        before = before.then(() => target.isConnected && quote(target, rows.get(target), wanted));
      }
    });
    for (const item of rows.keys()) inSight.observe(item);
  };

  // --- the address holds the state ---
  const FACETS = ["kind", "year", "country", "tag"];
  const chosen = () => {
    const params = new URLSearchParams(location.search);
    return { q: params.get("q") ?? "", facets: Object.fromEntries(FACETS.map((f) => [f, params.get(f) ?? ""])) };
  };
  const remember = (state) => {
    const params = new URLSearchParams();
    if (state.q) params.set("q", state.q);
    for (const family of FACETS) if (state.facets[family]) params.set(family, state.facets[family]);
    const text = params.toString();
    history.replaceState(null, "", text ? `?${text}` : location.pathname);
  };

  const selects = new Map();
  const offer = (meta) => {
    if (selects.size) return;
    const box = make("div", "search-facets controls");
    for (const family of FACETS) {
      const values = meta.facets[family] ?? [];
      if (values.length < 2) continue;
      const label = make("label", "control", `${words[`facet${family}`] ?? family} `);
      const select = make("select");
      select.name = family;
      select.append(new Option(words.any ?? "Any", ""));
      const sorted = family === "year" ? [...values].sort((a, b) => (a[0] < b[0] ? 1 : -1)) : values;
      for (const [value, count] of sorted) select.append(new Option(`${family === "kind" ? words[`kind${value}`] ?? value : value} (${count})`, value));
      select.addEventListener("change", () => run());
      label.append(select);
      box.append(label);
      selects.set(family, select);
    }
    form.append(box);
  };

  const counted = (total) => {
    const language = document.documentElement.lang || "en";
    const phrase = new Intl.PluralRules(language).select(total) === "one" ? words.foundone : words.found;
    return `${total.toLocaleString(language)} ${phrase ?? ""}`;
  };

  let turn = 0;
  const run = async () => {
    const mine = ++turn;
    const meta = await load("meta");
    if (!meta || mine !== turn) return;
    offer(meta);
    const state = { q: field.value.trim(), facets: Object.fromEntries(FACETS.map((f) => [f, selects.get(f)?.value ?? ""])) };
    remember(state);
    const wanted = [...new Set(tokens(state.q))].slice(0, 8);
    const narrowing = FACETS.filter((family) => family !== "kind" && state.facets[family]);
    if (!wanted.length) { results.replaceChildren(); return; }
    fetched = 0;
    meant = new Map();
    const [lists, sets, direct] = await Promise.all([
      lookUpAll(meta, wanted),
      Promise.all(narrowing.map((family) => facetSet(meta, family, state.facets[family]))),
      jumps(meta, tokens(state.q).join(" "), wanted[0]),
    ]);
    if (mine !== turn) return;
    const kind = KINDS.indexOf(state.facets.kind);
    const allowed = (number, itsKind) => (kind < 0 || itsKind === undefined || itsKind === kind) && sets.every((set) => set.has(number));
    const merge = (all) => {
      const scores = new Map();
      for (const list of lists) {
        for (const [number, { score, kind: itsKind }] of list) {
          if (!allowed(number, itsKind)) continue;
          const held = scores.get(number) ?? { score: 0, hits: 0 };
          scores.set(number, { score: held.score + score, hits: held.hits + 1 });
        }
      }
      return [...scores].filter(([, found]) => !all || found.hits === lists.length);
    };
    let found = merge(true);
    if (!found.length) found = merge(false);
    found.sort((a, b) => b[1].hits - a[1].hits || b[1].score - a[1].score || a[0] - b[0]);
    const named = new Set(direct.map((name) => name.number));
    const rest = found.filter(([number]) => !named.has(number));
    const shownJumps = (await Promise.all(direct.map(async (name) => ({ name, shown: await shownOf(meta, name.number) }))))
      .filter(({ name, shown }) => shown && allowed(name.number, KINDS.indexOf(shown.k)));
    const shownRest = await shownOfAll(meta, rest.slice(0, SHOWN).map(([number]) => number));
    if (mine !== turn) return;
    const total = rest.length + shownJumps.length;
    const list = make("ol", "search-list");
    const rows = new Map();
    for (const { name, shown } of shownJumps) rows.set(row(shown, wanted, name.isTitle ? "" : name.written), shown);
    for (const shown of shownRest) rows.set(row(shown, wanted, ""), shown);
    list.append(...rows.keys());
    const count = make("p", "search-count quiet", total ? counted(total) : words.nothing ?? "");
    results.replaceChildren(count, list);
    results.dataset.done = state.q;
    quoteInSight(rows, wanted);
  };

  // Arrows move through the results; from the first, up leads back to the field.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...results.querySelectorAll(".search-title a")];
    const at = links.indexOf(document.activeElement);
    if (at < 0 && document.activeElement !== field) return;
    const next = event.key === "ArrowDown" ? links[at + 1] : at > 0 ? links[at - 1] : field;
    if (next) { event.preventDefault(); next.focus(); }
  });

  let timer = 0;
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, 60); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); run(); });
  const start = chosen();
  field.value = start.q;
  load("meta").then((meta) => {
    if (!meta) { results.replaceChildren(make("p", "quiet", words.unavailable ?? "")); return; }
    offer(meta);
    for (const [family, select] of selects) select.value = start.facets[family];
    if (start.q) run();
    // Who came by key goes on by key: more words, or arrows through the results.
    field.focus({ preventScroll: true });
  });
})();
