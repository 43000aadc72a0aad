// The preview's own script: reloads the page when the site changed, and shows problems over the last good page.
"use strict";
(() => {
  const overlay = document.createElement("section");
  overlay.className = "casebook-preview";
  overlay.setAttribute("role", "alert");
  overlay.hidden = true;
  const title = document.createElement("h2");
  title.textContent = "This casebook has problems. The page below is the last good one.";
  const text = document.createElement("pre");
  text.tabIndex = 0;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Hide";
  close.addEventListener("click", () => { overlay.hidden = true; });
  overlay.append(title, text, close);
  document.body.append(overlay);

  let wasBroken = false;
  async function look(isFirst) {
    const response = await fetch("/~preview/problems", { cache: "no-store" });
    const problems = await response.text();
    if (problems) {
      text.textContent = problems;
      overlay.hidden = false;
      wasBroken = true;
    } else if (!isFirst || wasBroken) {
      location.reload();
    }
  }
  const events = new EventSource("/~preview/events");
  events.addEventListener("change", () => look(false));
  // After the server was started again, the page may be an old one.
  let lost = false;
  events.addEventListener("error", () => { lost = true; });
  events.addEventListener("open", () => look(!lost));
})();
