// What a drawing gains with JavaScript: where it is wider than the screen it opens where its marks are; a choice of type,
// year and actor that is kept in the address and narrows the list below too; zoom and pan by button, key, drag and pinch.
// Its links and its words are complete without. Nothing moves when the tools appear: the style sheet keeps their place.
"use strict";
(() => {
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  const middle = (element) => {
    const box = element.getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  };
  const number = (element, name) => Number(element.getAttribute(name));

  const digits = new Intl.NumberFormat(document.documentElement.lang || "en", { useGrouping: false });
  /** How many events a mark stands for. */
  const countOf = (mark) => Number(mark.dataset.left) || (mark.dataset.counts ?? "=1").split(";").reduce((sum, entry) => sum + Number(entry.split("=")[1]), 0);

  // ── What is in sight ───────────────────────────────────────────────────────────────────────────────────────────
  const marksOf = (svg) => [...svg.querySelectorAll(":is(.dr-event, .dr-point, .dr-node, .dr-entry):not(.is-left-out) > :is(.dr-mark, .dr-box)")];

  // A drawing wider than the screen opens where most of its marks are; of places with as many, where it was last.
  const bringIntoSight = (region, svg) => {
    const room = region.clientWidth;
    if (region.scrollWidth <= room + 1) return;
    const isRtl = getComputedStyle(region).direction === "rtl";
    const centre = svg.querySelector("g.dr-ego .dr-box");
    const marks = (centre ? [centre] : marksOf(svg))
      .map((mark) => ({ x: middle(mark).x, weight: countOf(mark.parentNode) }))
      .sort((one, other) => (isRtl ? other.x - one.x : one.x - other.x));
    const frame = region.getBoundingClientRect();
    let best = { weight: 0, x: isRtl ? frame.left - region.scrollWidth : frame.left + region.scrollWidth };
    for (const [at, first] of marks.entries()) {
      const near = marks.slice(at).filter((mark) => Math.abs(mark.x - first.x) < room * .6);
      const weight = near.reduce((sum, mark) => sum + mark.weight, 0);
      if (weight >= best.weight) best = { weight, x: (first.x + near.at(-1).x) / 2 };
    }
    region.scrollLeft += best.x - frame.left - room / 2;
  };

  // ── Names that stay ────────────────────────────────────────────────────────────────────────────────────────────
  // The names of a timeline's lanes stand at its beginning; where that is out of sight, copies stand at the edge.
  const pinned = (region, svg) => {
    const titles = [...svg.querySelectorAll(".dr-lane-title")];
    const element = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
    const [width, height] = [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height];
    const isRtl = getComputedStyle(svg).direction === "rtl";
    const pins = element("g");
    pins.setAttribute("class", "dr-pins is-left-out");
    pins.setAttribute("aria-hidden", "true");
    for (const title of titles) {
      const ground = element("rect");
      const box = title.getBBox();
      for (const [name, value] of Object.entries({ x: box.x - 4, y: box.y - 1, width: box.width + 8, height: box.height + 2 })) ground.setAttribute(name, value);
      pins.append(ground);
    }
    pins.append(...titles.map((title) => title.cloneNode(true)));
    svg.append(pins);
    return (view) => {
      const [frame, box] = [region.getBoundingClientRect(), svg.getBoundingClientRect()];
      const out = (isRtl ? Math.min(frame.right - box.right, 0) : Math.max(frame.left - box.left, 0)) / box.width * width;
      pins.classList.toggle("is-left-out", view.scale === 1 && Math.abs(out) < 8);
      pins.setAttribute("transform", `translate(${view.x + out / view.scale} 0) scale(${1 / view.scale} 1)`);
    };
  };

  // ── What keeps its size ────────────────────────────────────────────────────────────────────────────────────────
  // Each kind of drawing answers what is done to it at a scale: marks and words keep their size, so that what stood too
  // close comes apart.
  const about = (x, y, across, along) => `translate(${x * (1 - across)} ${y * (1 - along)}) scale(${across} ${along})`;
  const set = (element, transform, scale) => {
    if (scale === 1) element.removeAttribute("transform");
    else element.setAttribute("transform", transform);
  };

  // A timeline grows along its time alone: its lanes and their names stay in sight.
  const timeline = (svg) => {
    const kept = [];
    const own = (element) => kept.push([element, number(element, element.hasAttribute("cx") ? "cx" : "x")]);
    svg.querySelectorAll(":is(text.dr-tick, .dr-context, .dr-arrow-label):not(.dr-overview *)").forEach(own);
    for (const event of svg.querySelectorAll(".dr-event")) {
      const bar = event.querySelector("rect.dr-mark");
      if (!bar) { kept.push([event, number(event.querySelector("circle.dr-mark"), "cx")]); continue; }
      event.querySelectorAll("circle").forEach(own);
      const bars = [...event.querySelectorAll("rect.dr-mark")].flatMap((rect) => [number(rect, "x"), number(rect, "x") + number(rect, "width")]);
      const [from, to] = [Math.min(...bars), Math.max(...bars)];
      for (const words of event.querySelectorAll("text")) kept.push([words, number(words, "x") > (from + to) / 2 ? to : from]);
    }
    // An arrow ends as far from its marks as before.
    const sides = (id) => {
      const mark = svg.querySelector(`.dr-event[data-id="${CSS.escape(id)}"] .dr-mark`);
      return !mark ? [] : mark.matches("circle") ? [number(mark, "cx")] : [number(mark, "x"), number(mark, "x") + number(mark, "width")];
    };
    const nearest = (x, all) => all.reduce((best, side) => (Math.abs(side - x) < Math.abs(best - x) ? side : best), all[0] ?? x);
    const arrows = [...svg.querySelectorAll(".dr-arrow[data-from]:has(.dr-curve)")].map((arrow) => {
      const [curve, head] = [arrow.querySelector(".dr-curve"), arrow.querySelector(".dr-head")];
      const usual = curve.getAttribute("d");
      const points = usual.match(/-?[\d.]+/g).map(Number);
      const [from, to] = [nearest(points[0], sides(arrow.dataset.from)), nearest(points.at(-2), sides(arrow.dataset.to))];
      return { curve, usual, points, from, to, head, tip: head && parseFloat(head.getAttribute("d").slice(1)), isPlain: /^M[-\d. ]+C[-\d. ]+$/.test(usual) };
    });
    return {
      most: 12,
      kept: (scale) => {
        for (const [element, x] of kept) set(element, about(x, 0, 1 / scale, 1), scale);
        for (const { curve, usual, points, from, to, head, tip, isPlain } of arrows) {
          const [x, y, ...rest] = points;
          const at = (place, side) => side + (place - side) / scale;
          if (isPlain) curve.setAttribute("d", scale === 1 ? usual : `M${at(x, from)} ${y}C${[...rest.slice(0, -2), at(rest.at(-2), to), rest.at(-1)].join(" ")}`);
          if (head) set(head, `translate(${at(tip, to) - tip / scale} 0) scale(${1 / scale} 1)`, scale);
        }
      },
      pinned: [...svg.querySelectorAll(".dr-overview, .dr-lane .dr-lane-title, .dr-rung-number")],
    };
  };

  const map = (svg) => {
    const kept = [...svg.querySelectorAll(".dr-point, .dr-country")].map((element) => {
      const at = element.querySelector("circle") ?? element;
      return [element, number(at, at === element ? "x" : "cx"), number(at, at === element ? "y" : "cy")];
    });
    return { most: 12, kept: (scale) => { for (const [element, x, y] of kept) set(element, about(x, y, 1 / scale, 1 / scale), scale); } };
  };

  // Lines between boxes end at their edges, wherever these are.
  const network = (svg) => {
    const boxes = new Map();
    for (const node of svg.querySelectorAll(".dr-node[data-id]")) {
      const box = node.querySelector(".dr-box");
      const [width, height] = [number(box, "width"), number(box, "height")];
      boxes.set(node.dataset.id, { node, x: number(box, "x") + width / 2, y: number(box, "y") + height / 2, across: width / 2 + 1.5, along: height / 2 + 1.5 });
    }
    const words = [...svg.querySelectorAll(".dr-type")].map((text) => [text, number(text, "x"), number(text, "y")]);
    const ties = [...svg.querySelectorAll(".dr-tie[data-from]")].map((tie) => {
      const line = tie.querySelector("path:not(.dr-head)");
      const ends = [boxes.get(tie.dataset.from), boxes.get(tie.dataset.to)];
      const heads = [...tie.querySelectorAll(".dr-head")].map((head) => {
        const [, x, y] = head.getAttribute("d").match(/^M(-?[\d.]+)[ ,]?(-?[\d.]+)/).map(Number);
        const far = (end) => Math.hypot(end.x - x, end.y - y);
        return { head, x, y, end: far(ends[0]) < far(ends[1]) ? 0 : 1 };
      });
      return { line, ends, heads, usual: line.getAttribute("d") };
    }).filter(({ ends: [from, to] }) => from && to);
    const edge = (from, to, size) => {
      const [x, y] = [to.x - from.x, to.y - from.y];
      const share = Math.min(from.across * size / Math.abs(x), from.along * size / Math.abs(y), 1);
      return { x: from.x + x * share, y: from.y + y * share };
    };
    return {
      most: 4,
      kept: (scale) => {
        const size = 1 / scale;
        for (const { node, x, y } of boxes.values()) set(node, about(x, y, size, size), scale);
        for (const [text, x, y] of words) set(text, about(x, y, size, size), scale);
        for (const { line, ends: [from, to], heads, usual } of ties) {
          const at = [edge(from, to, size), edge(to, from, size)];
          line.setAttribute("d", scale === 1 ? usual : `M${at[0].x} ${at[0].y}L${at[1].x} ${at[1].y}`);
          for (const { head, x, y, end } of heads) set(head, `translate(${at[end].x - x * size} ${at[end].y - y * size}) scale(${size})`, scale);
        }
      },
    };
  };

  // ── Zoom and pan ───────────────────────────────────────────────────────────────────────────────────────────────
  const zoomable = (figure, region, svg, tools, pin) => {
    const whole = svg.viewBox.baseVal;
    const [width, height] = [whole.width, whole.height];
    const [isTimeline, isNetwork] = ["dr-timeline", "dr-network"].map((name) => svg.classList.contains(name));
    const { most, kept, pinned: names = [] } = (isTimeline ? timeline : svg.classList.contains("dr-map") ? map : network)(svg);
    let view = { x: 0, y: 0, scale: 1 };
    let drawn = 1;
    if (isTimeline) {
      svg.setAttribute("preserveAspectRatio", "none");
      svg.style.aspectRatio = `${width} / ${height}`;
    }
    const show = () => {
      const tall = isTimeline ? height : height / view.scale;
      view.x = clamp(view.x, 0, width - width / view.scale);
      view.y = clamp(view.y, 0, height - tall);
      svg.setAttribute("viewBox", `${view.x} ${view.y} ${width / view.scale} ${tall}`);
      if (drawn !== view.scale) kept(view.scale);
      drawn = view.scale;
      for (const name of names) set(name, `translate(${view.x} 0) scale(${1 / view.scale} 1)`, view.scale);
      pin?.(view);
      figure.classList.toggle("is-zoomed", view.scale > 1);
      tools.querySelector("[data-do=out]").disabled = view.scale === 1;
      tools.querySelector("[data-do=whole]").disabled = view.scale === 1;
      tools.querySelector("[data-do=in]").disabled = view.scale === most;
    };
    if (pin) region.addEventListener("scroll", () => pin(view), { passive: true });
    const place = (x, y) => {
      const box = svg.getBoundingClientRect();
      return { x: (x - box.left) / box.width, y: (y - box.top) / box.height };
    };
    // Buttons and keys bring the mark that says most to the middle, of equals the one in the midst: never nothing.
    const heart = () => {
      const [frame, box] = [region.getBoundingClientRect(), svg.getBoundingClientRect()];
      const [left, right] = [Math.max(frame.left, box.left), Math.min(frame.right, box.right)];
      const ties = (id) => (id ? svg.querySelectorAll(`.dr-tie:is([data-from="${CSS.escape(id)}"], [data-to="${CSS.escape(id)}"])`).length : 1);
      const seen = marksOf(svg).map((mark) => ({ ...middle(mark), weight: isNetwork ? ties(mark.parentNode.dataset.id) : countOf(mark.parentNode) }))
        .filter((at) => at.x >= left && at.x <= right && at.y >= box.top && at.y <= box.bottom);
      const half = (name) => seen.map((at) => at[name]).sort((one, other) => one - other)[seen.length >> 1];
      const [x, y] = [half("x"), half("y")];
      const far = (at) => Math.hypot(at.x - x, at.y - y);
      seen.sort((one, other) => other.weight - one.weight || far(one) - far(other));
      const centre = place((left + right) / 2, (box.top + box.bottom) / 2);
      return [seen.length ? place(seen[0].x, seen[0].y) : centre, centre];
    };
    /** What is `at` a place comes `to` another; without a place, what `heart` says. */
    const zoom = (factor, ...places) => {
      const [at, to = at] = places.length ? places : heart();
      const scale = clamp(view.scale * factor, 1, most);
      const spread = (side, before, from, share) => before + side * (from / view.scale - share / scale);
      view = { x: spread(width, view.x, at.x, to.x), y: spread(height, view.y, at.y, to.y), scale };
      show();
    };
    const pan = (x, y) => {
      view.x += x * width / view.scale;
      view.y += y * height / view.scale;
      show();
    };
    const whole_again = () => {
      view = { x: 0, y: 0, scale: 1 };
      show();
    };

    tools.addEventListener("click", (event) => {
      const act = event.target.closest("button")?.dataset.do;
      if (act === "in") zoom(1.6);
      if (act === "out") zoom(1 / 1.6);
      if (act === "whole") whole_again();
    });
    region.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const zoomed = view.scale > 1;
      const acts = {
        "+": () => zoom(1.6), "=": () => zoom(1.6), "-": () => zoom(1 / 1.6), "0": whole_again,
        ...zoomed && { ArrowLeft: () => pan(-.15, 0), ArrowRight: () => pan(.15, 0), ArrowUp: () => pan(0, -.15), ArrowDown: () => pan(0, .15), Escape: whole_again },
      };
      if (!acts[event.key]) return;
      event.preventDefault();
      acts[event.key]();
    });
    // The wheel scrolls the page; with Ctrl, as a pinch on a touchpad reports itself, it zooms.
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 180), place(event.clientX, event.clientY));
    }, { passive: false });
    // A link that takes the focus is brought into view.
    svg.addEventListener("focusin", (event) => {
      if (view.scale === 1) return;
      const [box, frame] = [event.target.getBoundingClientRect(), svg.getBoundingClientRect()];
      if (box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom) return;
      pan((box.left + box.width / 2 - frame.left) / frame.width - .5, (box.top + box.height / 2 - frame.top) / frame.height - .5);
    });

    const held = new Map();
    let moved = 0;
    svg.addEventListener("pointerdown", (event) => {
      if (event.button || (view.scale === 1 && event.pointerType !== "touch")) return;
      moved = 0;
      held.set(event.pointerId, { x: event.clientX, y: event.clientY });
    });
    svg.addEventListener("pointermove", (event) => {
      const before = held.get(event.pointerId);
      if (!before) return;
      const now = { x: event.clientX, y: event.clientY };
      const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const far = (a) => Math.hypot(a.x - other.x, a.y - other.y);
        zoom(far(now) / Math.max(far(before), 1), place((now.x + other.x) / 2, (now.y + other.y) / 2));
      } else if (view.scale > 1) {
        const box = svg.getBoundingClientRect();
        moved += Math.hypot(now.x - before.x, now.y - before.y);
        if (moved > 4 && !svg.hasPointerCapture(event.pointerId)) svg.setPointerCapture(event.pointerId);
        pan((before.x - now.x) / box.width, (before.y - now.y) / box.height);
      }
      held.set(event.pointerId, now);
    });
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) svg.addEventListener(name, (event) => held.delete(event.pointerId));
    // A drag that began on a link is no click.
    svg.addEventListener("click", (event) => { if (moved > 4) event.preventDefault(); moved = 0; }, true);
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    show();
  };

  // ── The list below ─────────────────────────────────────────────────────────────────────────────────────────────
  // Rows say in their data what marks say in theirs. A place with more events than are named goes with its mark.
  const narrower = (svg) => {
    const list = document.getElementById("rows");
    const rows = [...list?.querySelectorAll(".moment, .plain-list > li, tbody > tr:not(:has(li))") ?? []];
    if (!rows.length) return () => {};
    const isOut = (element) => element.classList.contains("is-left-out");
    const boxes = [...list.querySelectorAll("tbody > tr:has(li), .timeline ol, .section")];
    const nothing = document.createElement("p");
    nothing.className = "empty";
    const fits = (row, chosen) => chosen.every((select) => (row.dataset[select.name] ?? "").split(" ").includes(select.value));
    const mark = (place) => [...svg.querySelectorAll(".is-cluster")].find((mark) => mark.getAttribute("href").endsWith(`#${place.id}`));
    const goesOn = (box) => box.querySelector("details > p") && !mark(box)?.matches(".is-left-out");
    return (chosen) => {
      for (const row of rows) row.classList.toggle("is-left-out", chosen.length > 0 && !fits(row, chosen));
      for (const box of boxes) {
        const left = rows.filter((row) => box.contains(row) && !isOut(row)).length;
        box.classList.toggle("is-left-out", !left && !goesOn(box));
        if (box.matches("ol")) box.previousElementSibling?.classList.toggle("is-left-out", !left);
        const count = box.querySelector(":scope > .section-head .count");
        if (!count) continue;
        count.dataset.all ??= count.textContent;
        count.textContent = chosen.length ? digits.format(left) : count.dataset.all;
      }
      nothing.textContent = rows.every(isOut) ? list.dataset.nothing ?? "" : "";
      if (nothing.textContent) list.prepend(nothing);
      else nothing.remove();
    };
  };

  // A lane says little when none of those in it is left.
  const lanesOf = (svg, tools) => {
    const actors = [...tools.querySelector("select[name=actor]")?.options ?? []].map((option) => option.value);
    const events = [...svg.querySelectorAll(".dr-event[data-actor]")];
    const marks = (id) => events.filter((event) => event.dataset.actor.split(" ").some((at) => actors[at] === id));
    return [...svg.querySelectorAll(".dr-lane")]
      .map((element) => ({ element, marks: marks(element.querySelector("a")?.getAttribute("href").match(/([^/]+)\.html$/)?.[1]) }))
      .filter((lane) => lane.marks.length);
  };

  // ── The choice ─────────────────────────────────────────────────────────────────────────────────────────────────
  const filterable = (svg, tools) => {
    const selects = [...tools.querySelectorAll("select")];
    if (!selects.length) return;
    const marks = [...svg.querySelectorAll(".dr-event, .dr-point:not(.is-cluster), .dr-node")];
    const clusters = [...svg.querySelectorAll("a[data-counts]")].map((mark) => ({
      mark,
      text: mark.querySelector(".dr-count"),
      counts: mark.dataset.counts.split(";").map((entry) => entry.split("=")).map(([values, count]) => [values.split("|"), +count]),
    }));
    const ties = [...svg.querySelectorAll("[data-from]")];
    const areas = [...svg.querySelectorAll("circle.dr-area")];
    const spot = (circle) => `${circle?.getAttribute("cx")} ${circle?.getAttribute("cy")}`;
    const output = tools.querySelector("output");
    const lanes = lanesOf(svg, tools);
    const narrow = narrower(svg);

    const apply = () => {
      const chosen = selects.filter((select) => select.value);
      // Marks name their values by place in the list.
      const fits = (value, select) => (value ?? "").split(" ").includes(String(select.selectedIndex));
      const hidden = new Set();
      let [shown, all] = [0, 0];
      for (const mark of marks) {
        const is = chosen.every((select) => fits(mark.dataset[select.name], select));
        mark.classList.toggle("is-left-out", !is);
        if (!is) hidden.add(mark.dataset.id);
        all += 1;
        shown += is;
      }
      const left = new Set(marks.filter((mark) => mark.classList.contains("is-left-out")).map((mark) => spot(mark.querySelector(".dr-mark"))));
      for (const area of areas) area.classList.toggle("is-left-out", left.has(spot(area)));
      for (const { mark, text, counts } of clusters) {
        const names = mark.dataset.facets.split(" ");
        const fit = ([values]) => chosen.every((select) => fits(values[names.indexOf(select.name)], select));
        const sum = (list) => list.reduce((total, [, count]) => total + count, 0);
        const count = sum(counts.filter(fit));
        mark.classList.toggle("is-left-out", count === 0);
        mark.dataset.left = count;
        if (text) text.textContent = digits.format(count);
        all += sum(counts);
        shown += count;
      }
      for (const lane of lanes) lane.element.classList.toggle("is-empty", chosen.length > 0 && !lane.marks.some((mark) => !mark.classList.contains("is-left-out")));
      narrow(chosen);
      for (const tie of ties) tie.classList.toggle("is-left-out", hidden.has(tie.dataset.from) || hidden.has(tie.dataset.to));
      output.textContent = chosen.length ? tools.dataset.shown.replace("{n}", shown).replace("{all}", all) : "";
    };

    const remember = () => {
      const address = new URL(location.href);
      for (const select of selects) {
        if (select.value) address.searchParams.set(select.name, select.value);
        else address.searchParams.delete(select.name);
      }
      // A browser may refuse this for files; the choice then holds for this visit.
      try { history.replaceState(history.state, "", address); } catch { /* not kept */ }
    };

    const recall = () => {
      const query = new URLSearchParams(location.search);
      for (const select of selects) {
        select.value = query.get(select.name) ?? "";
        if (select.selectedIndex === -1) select.value = "";
      }
      apply();
    };

    tools.addEventListener("change", () => { apply(); remember(); });
    tools.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("popstate", recall);
    recall();
  };

  for (const figure of document.querySelectorAll(".figure-drawing")) {
    const [region, svg, tools] = [figure.querySelector(".drawing-scroll"), figure.querySelector("svg.drawing"), figure.querySelector(".drawing-tools")];
    if (!region || !svg) continue;
    bringIntoSight(region, svg);
    const pin = svg.querySelector(".dr-lane-title") ? pinned(region, svg) : null;
    if (tools) {
      tools.hidden = false;
      zoomable(figure, region, svg, tools, pin);
      filterable(svg, tools);
    } else if (pin) {
      const still = { x: 0, scale: 1 };
      region.addEventListener("scroll", () => pin(still), { passive: true });
      pin(still);
    }
  }
})();
