// The balance of a transfer, counted while it is typed. Without this the server counts when it is sent.

const box = document.querySelector("[data-balance]");

if (box) {
  const there = Number(box.dataset.balance);
  const fields = [...box.querySelectorAll("[data-share]")];
  const kept = fields.at(-1);
  const lines = fields.slice(0, -1);
  const left = document.querySelector("[data-left]");
  const words = document.querySelector("[data-left-words]");
  const number = (field) => {
    const told = field.value.replaceAll(",", "").trim();
    return /^\d{1,12}$/.test(told) ? Number(told) : 0;
  };
  const total = (some) => some.reduce((sum, field) => sum + number(field), 0);

  const count = () => {
    const over = there - total(fields);
    left.textContent = Math.abs(over).toLocaleString("en-US");
    left.classList.toggle("is-left", over !== 0);
    words.textContent = over < 0 ? "Rights too many" : "Rights left over";
  };

  box.addEventListener("input", count);
  document.querySelector("[data-fills-rest]")?.addEventListener("click", (event) => {
    event.preventDefault();
    kept.value = String(Math.max(there - total(lines), 0));
    count();
  });
  document.querySelector("[data-fills-evenly]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const each = Math.max(Math.floor((there - number(kept)) / lines.length), 0);
    for (const field of lines) field.value = String(each);
    kept.value = String(number(kept));
    count();
  });
  count();
}
