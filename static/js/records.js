// Names the fields in which a row is found by typing: the library that draws them leaves them without a name.
// It draws them when the document is ready, so this waits in the same queue, behind it.
window.django?.jQuery?.(() => {
  for (const field of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${field.id}"]`);
    const shown = field.parentElement.querySelector(".select2-selection");
    if (!label || !shown) continue;
    label.id ||= `${field.id}-label`;
    shown.querySelector("[role=textbox]")?.setAttribute("aria-labelledby", label.id);
    shown.setAttribute("aria-labelledby", `${label.id} ${shown.getAttribute("aria-labelledby") ?? ""}`.trim());
  }
});
