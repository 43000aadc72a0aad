// What a drawing gains with JavaScript: a choice of type, year and actor that is kept in the address, and zoom and pan by
// button, key, drag and pinch. Its links and its words are complete without. Nothing moves when the tools appear: the
// style sheet keeps their place.
"use strict";
(() => {
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  // ── Zoom and pan ───────────────────────────────────────────────────────────────────────────────────────────────
  const MOST = 12;
  const zoomable = (figure, region, svg, tools) => {
    const whole = svg.viewBox.baseVal;
    const [width, height] = [whole.width, whole.height];
    let view = { x: 0, y: 0, scale: 1 };
    // On a map marks and names keep nearly their size, so that what stood too close comes apart.
    const steady = svg.classList.contains("dr-map")
      ? [...svg.querySelectorAll(".dr-point, .dr-country")].map((element) => {
        const at = element.querySelector("circle") ?? element;
        return [element, +(at.getAttribute("cx") ?? at.getAttribute("x")), +(at.getAttribute("cy") ?? at.getAttribute("y"))];
      })
      : [];
    let drawn = 1;
    const keep = () => {
      if (drawn === view.scale) return;
      drawn = view.scale;
      const size = drawn ** -.8;
      for (const [element, x, y] of steady) {
        if (drawn === 1) element.removeAttribute("transform");
        else element.setAttribute("transform", `translate(${x * (1 - size)} ${y * (1 - size)}) scale(${size})`);
      }
    };
    const show = () => {
      view.x = clamp(view.x, 0, width - width / view.scale);
      view.y = clamp(view.y, 0, height - height / view.scale);
      svg.setAttribute("viewBox", `${view.x} ${view.y} ${width / view.scale} ${height / view.scale}`);
      keep();
      figure.classList.toggle("is-zoomed", view.scale > 1);
      tools.querySelector("[data-do=out]").disabled = view.scale === 1;
      tools.querySelector("[data-do=whole]").disabled = view.scale === 1;
      tools.querySelector("[data-do=in]").disabled = view.scale === MOST;
    };
    const place = (x, y) => {
      const box = svg.getBoundingClientRect();
      return { x: (x - box.left) / box.width, y: (y - box.top) / box.height };
    };
    const zoom = (factor, at = { x: .5, y: .5 }) => {
      const scale = clamp(view.scale * factor, 1, MOST);
      const spread = (side, before, share) => before + share * (side / view.scale - side / scale);
      view = { x: spread(width, view.x, at.x), y: spread(height, view.y, at.y), scale };
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
    const output = tools.querySelector("output");

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
      for (const { mark, text, counts } of clusters) {
        const names = mark.dataset.facets.split(" ");
        const fit = ([values]) => chosen.every((select) => fits(values[names.indexOf(select.name)], select));
        const sum = (list) => list.reduce((total, [, count]) => total + count, 0);
        const count = sum(counts.filter(fit));
        mark.classList.toggle("is-left-out", count === 0);
        if (text) text.textContent = count;
        all += sum(counts);
        shown += count;
      }
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

  for (const figure of document.querySelectorAll(".figure-drawing.has-tools")) {
    const [region, svg, tools] = [figure.querySelector(".drawing-scroll"), figure.querySelector("svg.drawing"), figure.querySelector(".drawing-tools")];
    if (!region || !svg || !tools) continue;
    tools.hidden = false;
    zoomable(figure, region, svg, tools);
    filterable(svg, tools);
  }
})();
