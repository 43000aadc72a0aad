// What every page gains with JavaScript: a key for the search, a button that copies the citation, a contents list that marks the current section,
// and cards that preview a link's target. Pages are complete without it. Text enters the page as text alone, never as markup.
"use strict";
(() => {
  const words = document.getElementById("words")?.dataset ?? {};

  const make = (tag, name, text) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    return element;
  };

  // ── The key that leads to the search field ────────────────────────────────────────────────────────────────────
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(input|textarea|select)$/i.test(event.target.tagName) || event.target.isContentEditable) return;
    // The search page's own field stands in its text, below that of every page.
    const field = document.getElementById("search-q") ?? document.getElementById("masthead-q");
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  });

  // ── The citation's copy button ────────────────────────────────────────────────────────────────────────────────
  const citation = document.getElementById("cite-text");
  if (citation && navigator.clipboard) {
    const button = make("button", "copy", words.copy);
    button.type = "button";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(citation.textContent.trim());
        button.textContent = words.copied;
        setTimeout(() => { button.textContent = words.copy; }, 2500);
      } catch {
        getSelection().selectAllChildren(citation);
      }
    });
    citation.after(button);
  }

  // ── The contents list marks where the reader is ───────────────────────────────────────────────────────────────
  const entries = [...document.querySelectorAll(".contents a[href^='#']")]
    .map((link) => ({ link, target: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
    .filter((entry) => entry.target);
  if (entries.length) {
    const margin = matchMedia("(min-width: 76rem)");
    const fold = document.querySelector(".contents details");
    const unfold = () => { if (fold) fold.open = margin.matches; };
    margin.addEventListener("change", unfold);
    unfold();
    let due = false;
    const mark = () => {
      due = false;
      const line = innerHeight * 0.3;
      let current = null;
      for (const entry of entries) if (entry.target.getBoundingClientRect().top <= line) current = entry;
      for (const entry of entries) {
        if (entry === current) entry.link.setAttribute("aria-current", "location");
        else entry.link.removeAttribute("aria-current");
      }
    };
    addEventListener("scroll", () => {
      if (!due) { due = true; requestAnimationFrame(mark); }
    }, { passive: true });
    mark();
  }

  // ── Previews (WCAG 1.4.13: Escape dismisses, the pointer may enter the card, it stays until left) ─────────────
  const SHOW_AFTER = 350;
  const HIDE_AFTER = 220;
  const cards = new Map();
  let card = null;
  let owner = null;
  let showing = 0;
  let hiding = 0;

  // A page's address names the file beside it that holds its card: iran.html → iran.json. Pages of a list (~) have none.
  const dataOf = (link) => {
    if (location.protocol === "file:" ? link.protocol !== "file:" || !("offline" in words) : link.origin !== location.origin) return null;
    if (link.pathname === location.pathname || !/\/(actors|events|recommendations|analyses|sources)\/[^/~]+\.html$/.test(link.pathname)) return null;
    return link.href.split(/[?#]/)[0].replace(/\.html$/, ".json");
  };

  // Opened as files, pages may not fetch; there a site built with `offline: true` has each card as a script, iran.card.js,
  // that calls casebookCard with it.
  const waiting = new Map();
  globalThis.casebookCard = (data) => waiting.get(document.currentScript?.src)?.(data);
  const scripts = globalThis.trustedTypes?.createPolicy("casebook-cards", {
    createScriptURL: (address) => (address.startsWith("file:") && address.endsWith(".card.js") ? address : ""),
  });
  const loadScript = (address) => new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = scripts ? scripts.createScriptURL(address) : address;
    waiting.set(script.src, resolve);
    script.addEventListener("error", () => resolve(null));
    document.head.append(script);
  });

  const load = (address) => {
    if (!cards.has(address)) {
      cards.set(address, location.protocol === "file:"
        ? loadScript(address.replace(/\.json$/, ".card.js"))
        : fetch(address)
          .then((answer) => (answer.ok ? answer.json() : null))
          .then((data) => data?.card ?? null)
          .catch(() => null));
    }
    return cards.get(address);
  };

  const cardOfPage = (data) => {
    const box = make("div", `preview kind-${data.kind}`);
    if (data.lang) box.lang = data.lang;
    if (data.dir) box.dir = data.dir;
    if (data.kind_text) box.append(make("p", `kind kind-${data.kind}`, data.kind_text));
    box.append(make("p", "preview-title", data.title));
    if (data.summary) box.append(make("p", "preview-summary", data.summary));
    if (data.facts?.length) {
      const list = make("dl", "preview-facts");
      for (const [term, value] of data.facts.slice(0, 5)) list.append(make("dt", "", term), make("dd", "", value));
      box.append(list);
    }
    return box;
  };

  const cardOfCitation = (link) => {
    const entry = document.getElementById(decodeURIComponent(link.hash.slice(1)))?.querySelector(".entry");
    if (!entry) return null;
    const box = make("div", "preview preview-source kind-source");
    const text = entry.cloneNode(true);
    for (const inner of text.querySelectorAll("[id]")) inner.removeAttribute("id");
    box.append(text);
    return box;
  };

  const place = (link) => {
    const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
    const edge = 8;
    const width = card.offsetWidth;
    const height = card.offsetHeight;
    const rtl = getComputedStyle(link).direction === "rtl";
    let left = rtl ? at.right - width : at.left;
    left = Math.max(edge, Math.min(left, document.documentElement.clientWidth - width - edge));
    const below = at.bottom + height + edge < innerHeight || at.top - height - edge < 0;
    const top = below ? at.bottom + 4 : at.top - height - 4;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${top + scrollY}px`;
  };

  const hide = () => {
    clearTimeout(showing);
    clearTimeout(hiding);
    owner?.removeAttribute("aria-describedby");
    card?.remove();
    card = owner = null;
  };

  const show = async (link) => {
    const address = dataOf(link);
    const data = address ? await load(address) : null;
    if (owner !== link) return;
    const box = address ? data && cardOfPage(data) : cardOfCitation(link);
    if (!box) return;
    card = box;
    card.id = "preview";
    card.setAttribute("role", "tooltip");
    card.addEventListener("pointerenter", () => clearTimeout(hiding));
    card.addEventListener("pointerleave", leave);
    document.body.append(card);
    place(link);
    link.setAttribute("aria-describedby", "preview");
  };

  const leave = () => {
    clearTimeout(showing);
    clearTimeout(hiding);
    hiding = setTimeout(hide, HIDE_AFTER);
  };

  const enter = (link, delay) => {
    clearTimeout(hiding);
    if (owner === link) return;
    hide();
    owner = link;
    showing = setTimeout(() => show(link), delay);
  };

  const previewed = (target) => {
    const link = target instanceof Element && target.closest("main a[href]");
    if (!link || link.closest(".preview")) return null;
    return link.matches(".citation[href^='#']") || dataOf(link) ? link : null;
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = previewed(event.target);
    if (link) enter(link, SHOW_AFTER);
  });
  document.addEventListener("pointerout", (event) => {
    if (owner && previewed(event.target) === owner && !owner.contains(event.relatedTarget)) leave();
  });
  document.addEventListener("focusin", (event) => {
    const link = previewed(event.target);
    if (link && link.matches(":focus-visible")) enter(link, 0);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === owner) leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && owner) hide();
  });
})();
