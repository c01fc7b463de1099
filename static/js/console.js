// Small behaviours of the console: theme, shortcuts, dialogs, row keys. Everything works without them.

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

// Single keys can be switched off (WCAG 2.1.4); the browser remembers it, Tab and Enter always work.
function keysAreOff() {
  try { return localStorage.getItem("keys") === "off"; } catch { return root.dataset.keys === "off"; }
}

function showKeys() {
  const off = keysAreOff();
  for (const button of document.querySelectorAll("[data-keys-switch]")) {
    button.textContent = off ? "Single keys are off: switch them on" : "Switch single keys off";
  }
}

function switchKeys() {
  const next = keysAreOff() ? "on" : "off";
  root.dataset.keys = next;
  try { localStorage.setItem("keys", next); } catch { /* the choice then lasts for this page only */ }
  showKeys();
}

showKeys();

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function rows() {
  return [...document.querySelectorAll("tr[data-row]")];
}

function chooseRow(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("is-chosen"));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  all.forEach((row) => row.classList.remove("is-chosen"));
  next.classList.add("is-chosen");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("a")?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-theme-switch], [data-keys-switch], [data-opens], [data-closes], [data-copy]");
  if (!target) return;
  if (target.matches("[data-theme-switch]")) {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    const theme = dark ? "light" : "dark";
    try { localStorage.setItem("theme", theme); } catch { /* the choice then lasts for this page only */ }
    applyTheme(theme);
  } else if (target.matches("[data-keys-switch]")) {
    switchKeys();
  } else if (target.matches("[data-opens]")) {
    document.getElementById(target.dataset.opens)?.showModal();
  } else if (target.matches("[data-closes]")) {
    target.closest("dialog")?.close();
  } else {
    navigator.clipboard?.writeText(target.dataset.copy).then(() => { target.textContent = "Copied"; });
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keysAreOff() || typing(event.target)) return;
  if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  } else if (event.key === "?") {
    document.getElementById("keys")?.showModal();
  } else if (event.key === "j") {
    chooseRow(1);
  } else if (event.key === "k") {
    chooseRow(-1);
  }
});

// Keys that press a button of the page, and a button that takes every line of a table.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keysAreOff() || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]:not([hidden])`);
  if (button) { event.preventDefault(); button.click(); }
});

document.addEventListener("click", (event) => {
  const taker = event.target.closest("[data-takes-all]");
  if (!taker) return;
  const boxes = [...document.querySelectorAll(`#${taker.dataset.takesAll} input[type="checkbox"]`)];
  const take = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = take;
  taker.form?.querySelector("[data-after-taking]")?.focus();
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
