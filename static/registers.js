// Registers and the tracker, filtered and sorted in place: the choice stands in the URL, the rows chosen download as CSV.
// A list over several pages fetches its data file once, on the first choice. Text enters the page as text alone.
"use strict";
(() => {
  const form = document.getElementById("filter");
  const usual = document.getElementById("rows");
  if (!form || !usual) return;

  const words = form.dataset;
  const controls = [...form.elements].filter((control) => control.name);
  const facets = controls.filter((control) => !["words", "sort"].includes(control.name));
  const count = form.querySelector("output");
  const clear = form.querySelector("[type=reset]");
  const table = usual.matches("table") ? usual : usual.querySelector("table[data-rows]");
  const STEP = 200;

  const make = (tag, name, text) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    return element;
  };
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
  const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const number = new Intl.NumberFormat(document.documentElement.lang || "en");

  // ── Rows, from the page or from the data file ─────────────────────────────────────────────────────────────────
  const ofElement = (element) => {
    const link = element.querySelector(".row-title a, th a");
    const date = element.querySelector(".row-date, .cell-date");
    return { ...element.dataset, title: link.textContent, href: link.getAttribute("href"), date_text: date?.textContent.trim(), element };
  };
  const ofPage = () => [...usual.querySelectorAll(".row, tr[data-row]")].map(ofElement);
  const label = (key, value) => {
    const option = [...(form.elements[key]?.options ?? [])].find((option) => option.value === value);
    return option ? option.textContent.replace(/ \(\d+\)$/, "") : value;
  };
  const labels = (row, key) => (row[key] ?? "").split(" ").filter(Boolean).map((value) => label(key, value));

  let base = "";
  const title = (row) => {
    const link = make("a", "ref");
    link.setAttribute("href", row.element ? row.href : base + row.href);
    const name = make("bdi", "", row.title);
    if (row.lang) name.lang = row.lang;
    if (row.dir) name.dir = row.dir;
    link.append(name);
    return link;
  };
  const asItem = (row) => {
    const item = make("li", row.date_text ? "row row-dated" : "row");
    if (row.date_text) item.append(make("p", "row-date", row.date_text));
    const main = make("div", "row-main");
    const head = make("p", "row-title");
    head.append(title(row));
    main.append(head);
    const facts = facets.filter((facet) => facet.name !== "year").flatMap((facet) => labels(row, facet.name));
    if (facts.length) {
      const meta = make("p", "row-meta");
      facts.forEach((fact) => meta.append(make("span", "", fact)));
      main.append(meta);
    }
    item.append(main);
    return item;
  };
  const asTableRow = (row) => {
    const tr = make("tr");
    for (const head of table.tHead.rows[0].cells) {
      const key = head.dataset.key;
      const cell = make(key === "title" ? "th" : "td");
      if (key === "title") { cell.scope = "row"; cell.append(title(row)); }
      else cell.textContent = key === "date" ? row.date_text ?? "" : key === "until" ? row.until ?? "" : labels(row, key).join(", ");
      if (key !== "title") cell.dataset.label = head.textContent;
      tr.append(cell);
    }
    return tr;
  };
  const elementOf = (row) => (row.element ? row.element.cloneNode(true) : (table ? asTableRow : asItem)(row));

  let rows = null;
  const load = async () => {
    if (rows) return rows;
    if (!words.src || location.protocol === "file:") return (rows = ofPage());
    try {
      const address = new URL(form.getAttribute("data-src"), location.href);
      const data = await (await fetch(address)).json();
      base = new URL(".", address).href;
      rows = data.rows.filter((row) => !words.presetKey || (row[words.presetKey] ?? "").split(" ").includes(words.presetValue));
      if (data.total > data.rows.length) note(fill(words.filterBounded, { n: number.format(data.rows.length), all: number.format(data.total) }));
    } catch {
      rows = ofPage();
      note(words.filterFailed);
    }
    return rows;
  };
  const note = (text) => form.after(make("p", "section-note", text));

  // ── The choice ────────────────────────────────────────────────────────────────────────────────────────────────
  const choice = () => Object.fromEntries(controls.map((control) => [control.name, control.value.trim()]).filter(([, value]) => value));
  const ORDERS = {
    title: (a, b) => a.title.localeCompare(b.title, document.documentElement.lang),
    newest: (a, b) => (b.date ?? "").localeCompare(a.date ?? ""),
    oldest: (a, b) => (a.date ?? "9").localeCompare(b.date ?? "9"),
    until: (a, b) => (a.until ?? "9").localeCompare(b.until ?? "9"),
  };
  let column = null;
  const chosen = (all, wanted) => {
    const needles = fold(wanted.words ?? "").split(/\s+/).filter(Boolean);
    const found = all.filter((row) =>
      facets.every((facet) => !wanted[facet.name] || (row[facet.name] ?? "").split(" ").includes(wanted[facet.name])) &&
      (!needles.length || needles.every((needle) => (row.folded ??= fold(row.title)).includes(needle))));
    if (ORDERS[wanted.sort]) found.sort(ORDERS[wanted.sort]);
    if (column) {
      const text = (row) => (["title", "date", "until"].includes(column.key) ? row[column.key] ?? "" : labels(row, column.key).join(" "));
      found.sort((a, b) => column.sign * text(a).localeCompare(text(b), document.documentElement.lang));
    }
    return found;
  };

  // ── The list shown in place of the usual one ──────────────────────────────────────────────────────────────────
  const shell = make("section", "section found");
  shell.hidden = true;
  const body = make("div", "section-body");
  shell.append(make("div", "section-head"), body);
  usual.after(shell);

  const showNothing = () => {
    const again = make("button", "button", clear.textContent);
    again.type = "button";
    again.addEventListener("click", () => {
      form.reset();
      controls[0]?.focus();
    });
    body.replaceChildren(make("p", "empty", usual.dataset.nothing), again);
  };

  const show = (found) => {
    if (!found.length) { showNothing(); return; }
    let list = make("ul", "rows");
    let whole = list;
    if (table) {
      whole = make("div", "scroll");
      whole.tabIndex = 0;
      whole.setAttribute("role", "region");
      whole.setAttribute("aria-label", form.getAttribute("aria-label"));
      const copy = make("table", table.className);
      const head = table.tHead.cloneNode(true);
      copy.append(head, (list = make("tbody")));
      whole.append(copy);
      sortable(head);
    }
    body.replaceChildren(whole);
    let shown = 0;
    const more = make("button", "button");
    more.type = "button";
    const step = () => {
      list.append(...found.slice(shown, shown += STEP).map(elementOf));
      more.textContent = `+ ${number.format(Math.max(0, found.length - shown))}`;
      more.hidden = shown >= found.length;
    };
    more.addEventListener("click", step);
    body.append(more);
    step();
  };

  let turn = 0;
  const update = async () => {
    const mine = (turn += 1);
    const wanted = choice();
    const query = new URLSearchParams(wanted);
    if (column) query.set("column", (column.sign < 0 ? "-" : "") + column.key);
    const text = query.toString();
    try { history.replaceState(null, "", text ? `?${text}` : location.pathname); } catch { /* Some browsers refuse it on files. */ }
    const active = text !== "";
    clear.hidden = !active;
    if (!active) {
      shell.hidden = true;
      usual.hidden = false;
      count.textContent = "";
      return;
    }
    const all = await load();
    if (mine !== turn) return;
    const found = chosen(all, wanted);
    show(found);
    usual.hidden = true;
    shell.hidden = false;
    count.textContent = fill(words.filterShown, { n: number.format(found.length), all: number.format(all.length) });
  };

  // ── CSV: a cell that a spreadsheet would take for a formula is told to be text ────────────────────────────────
  const cell = (text) => {
    const safe = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  const download = async () => {
    const found = chosen(await load(), choice());
    const names = ["title", "address", "date", ...(found.some((row) => row.until) ? ["until"] : []), ...facets.map((facet) => facet.name)];
    const value = (row, name) => {
      if (name === "title" || name === "date" || name === "until") return row[name] ?? "";
      if (name === "address") return new URL(row.element ? row.href : base + row.href, location.href).href;
      return labels(row, name).join("; ");
    };
    const lines = [names.map(cell), ...found.map((row) => names.map((name) => cell(value(row, name))))];
    const link = make("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", lines.map((line) => line.join(",")).join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }));
    link.download = `${words.file}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  // ── Columns of a table sort at their heads ────────────────────────────────────────────────────────────────────
  const sortable = (head) => {
    for (const th of head.rows[0].cells) {
      const key = th.dataset.key;
      if (!key) continue;
      const now = column?.key === key ? column.sign : 0;
      const button = make("button", "", th.textContent.trim());
      button.type = "button";
      th.replaceChildren(button);
      if (now) th.setAttribute("aria-sort", now > 0 ? "ascending" : "descending");
      else th.removeAttribute("aria-sort");
      button.addEventListener("click", async () => {
        column = { key, sign: now > 0 ? -1 : 1 };
        await update();
        body.querySelector(`th[data-key="${key}"] button`)?.focus();
      });
    }
  };

  const start = () => {
    const query = new URLSearchParams(location.search);
    for (const control of controls) control.value = query.get(control.name) ?? "";
    for (const control of controls) if (control.selectedIndex === -1) control.value = "";
    const named = query.get("column") ?? "";
    const key = named.replace(/^-/, "");
    column = table && [...table.tHead.rows[0].cells].some((th) => th.dataset.key === key) && key ? { key, sign: named.startsWith("-") ? -1 : 1 } : null;
    if (table) sortable(table.tHead);
    const fold = form.closest("details");
    fold.open = innerWidth > 640 || query.size > 0;
    fold.hidden = false;
    if (query.size) update();
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", update);
  form.addEventListener("reset", () => { column = null; setTimeout(update); });
  form.querySelector("[data-do=download]").addEventListener("click", download);
  start();
})();
