// Small behaviours of the console: theme, dialogs, filters. Everything works without them.

const root = document.documentElement;

function storedTheme() {
  try { return localStorage.getItem("theme"); } catch { return null; }
}

function applyTheme(theme) {
  if (theme) root.dataset.theme = theme;
  const dark = theme === "dark" || (!theme && matchMedia("(prefers-color-scheme: dark)").matches);
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.setAttribute("aria-pressed", String(dark));
  }
}

applyTheme(storedTheme());

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-theme-switch], [data-opens], [data-closes], [data-copy]");
  if (!target) return;
  if (target.matches("[data-theme-switch]")) {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    const theme = dark ? "light" : "dark";
    try { localStorage.setItem("theme", theme); } catch { /* the choice then lasts for this page only */ }
    applyTheme(theme);
  } else if (target.matches("[data-opens]")) {
    document.getElementById(target.dataset.opens)?.showModal();
  } else if (target.matches("[data-closes]")) {
    target.closest("dialog")?.close();
  } else {
    navigator.clipboard?.writeText(target.dataset.copy).then(() => { target.textContent = "Copied"; });
  }
});

// A person who is typing a reason is not interrupted by the page's own refreshing.
document.addEventListener("htmx:beforeRequest", (event) => {
  const active = document.activeElement;
  if (event.target.id === "job-progress" && active?.matches("input") && event.target.contains(active)) {
    event.preventDefault();
  }
});

document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;

// What was refused is where the reader is: a screen reader says it, and Tab goes on from there.
document.querySelector("[role=alert][tabindex]")?.focus();

document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-filters]");
  if (!box) return;
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of document.querySelectorAll(`#${box.dataset.filters} tbody tr`)) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown += 1;
  }
  const count = document.querySelector(`[data-filter-count="${box.dataset.filters}"]`);
  if (count) count.textContent = `${shown} shown`;
});
