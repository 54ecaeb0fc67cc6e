// Says to a screen reader what a field is called whose choices are looked up.
const nameLookUps = () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete[id]")) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const name = label ? label.firstChild.textContent.trim() : select.getAttribute("aria-label");
    const shown = select.parentElement.querySelectorAll(".select2-selection, .select2-selection__rendered");
    for (const part of name ? shown : []) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", name);
    }
  }
};
// Once jQuery is ready, which may be later than the page, and after Django has drawn the fields.
addEventListener("load", () => window.django?.jQuery?.(nameLookUps));
document.addEventListener("formset:added", () => setTimeout(nameLookUps));
