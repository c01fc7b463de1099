// The console by keys alone: single keys, rows, forms whose parts are filled in one after the other.
// Everything works without them, by Tab and Enter.

const root = document.documentElement;

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
  if (event.target.closest("[data-keys-switch]")) switchKeys();
});

// After `g` the next key leads to a place that the page has a way to.
let goes = false;

function followKey(key) {
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (link) link.click();
  return Boolean(link);
}

function focusOn(field) {
  if (!field) return false;
  field.focus();
  field.select?.();
  return true;
}

function pressButton(key) {
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"]:not([hidden])`);
  if (button) button.click();
  return Boolean(button);
}

const scanBox = () => document.querySelector("[data-scan]");

const singles = {
  "/": () => focusOn(document.querySelector("[data-search]") ?? scanBox()),
  "s": () => focusOn(scanBox()),
  "?": () => {
    const list = document.getElementById("keys");
    list?.showModal();
    list?.scrollTo(0, 0);
    return true;
  },
  "j": () => { chooseRow(1); return true; },
  "k": () => { chooseRow(-1); return true; },
  "g": () => { goes = true; return true; },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keysAreOff() || typing(event.target)) return;
  if (document.querySelector("dialog[open]") || event.key === "Shift") return;
  const follows = goes;
  goes = false;
  const act = follows ? followKey : singles[event.key] ?? pressButton;
  if (act(event.key)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const taker = event.target.closest("[data-takes-all]");
  if (!taker) return;
  const boxes = [...document.querySelectorAll(`#${taker.dataset.takesAll} input[type="checkbox"]`)];
  const take = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = take;
  taker.form?.querySelector("[data-after-taking]")?.focus();
});

// A form of several parts: Alt+N goes to the next part, Ctrl+Enter sends it, a letter chooses among choices.
const form = document.querySelector("form[data-fills]");

function stops(part) {
  const all = part.querySelectorAll("input:not([type=hidden]), select, textarea, button");
  return [...all].filter((one) => !one.disabled && one.checkVisibility());
}

function goToPart(step) {
  const parts = [...form.querySelectorAll("[data-part]")].filter((part) => stops(part).length);
  const at = parts.findIndex((part) => part.contains(document.activeElement));
  const next = parts[Math.min(Math.max(at + step, 0), parts.length - 1)];
  if (next) enter(next);
}

function enter(part) {
  const first = stops(part)[0];
  first?.focus();
  part.scrollIntoView({ block: "center" });
}

// What was told to be wrong comes first, then what must be filled in and is not.
function firstWanted() {
  const wrong = form.querySelector(".error ~ :is(input, select, textarea), .error ~ .choice input");
  return wrong ?? [...form.elements].find((one) => one.required && isEmpty(one) && one.checkVisibility());
}

function isEmpty(field) {
  if (field.type !== "radio") return !field.value;
  return !form.querySelector(`[name="${CSS.escape(field.name)}"]:checked`);
}

function copyPart(button) {
  const from = button.dataset.copies, to = button.dataset.into;
  for (const field of form.querySelectorAll(`[name^="${to}-"]`)) {
    const same = form.querySelector(`[name="${from}-${field.name.slice(to.length + 1)}"]`);
    if (same && field.type !== "file") field.value = same.value;
  }
  goToPart(1);
}

if (form) {
  const wanted = firstWanted();
  wanted?.focus();
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copies]");
    if (button) copyPart(button);
  });
  form.addEventListener("keydown", (event) => {
    if (event.altKey && event.code === "KeyN") {
      event.preventDefault();
      goToPart(event.shiftKey ? -1 : 1);
    } else if (event.ctrlKey && event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.target.type === "radio" && /^[a-z]$/i.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      chooseByLetter(event);
    }
  });
}

function chooseByLetter(event) {
  const group = [...form.querySelectorAll(`input[type="radio"][name="${CSS.escape(event.target.name)}"]`)];
  const letter = event.key.toLowerCase();
  const named = group.filter((one) => one.labels[0]?.textContent.trim().toLowerCase().startsWith(letter));
  if (!named.length) return;
  event.preventDefault();
  const at = named.findIndex((one) => one.checked);
  const next = named[(at + 1) % named.length];
  next.checked = true;
  next.focus();
  next.dispatchEvent(new Event("change", { bubbles: true }));
}
