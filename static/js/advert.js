// Reckons the week's hours of an advert as they are typed, by the rule the server uses, and asks only
// what its mode and its days ask: the mode of each day, and what is reimbursed and where.
(function () {
  "use strict";
  const MOST = 37.5 * 60;
  const form = document.querySelector("[data-advert-form]");
  if (!form) return;
  const field = (name) => form.elements.namedItem(name);
  const said = form.querySelector("[data-hours]");
  const spoken = form.querySelector("[data-hours-spoken]");
  let pause;

  function minutes(time) {
    const parts = /^(\d{1,2}):(\d{2})/.exec(time);
    return parts ? Number(parts[1]) * 60 + Number(parts[2]) : NaN;
  }

  function words() {
    const day = minutes(field("day_ends").value) - minutes(field("day_starts").value);
    const worked = day - Number(field("unpaid_break").value);
    const week = worked * Number(field("days").value);
    if (!(worked > 0 && week > 0)) return "";
    const hours = Number((week / 60).toFixed(2));
    return "As typed: " + hours + " hours. The most allowed is 37.5" + (week > MOST ? ": shorten the day." : ".");
  }

  function showHours(aloud) {
    const now = words();
    if (!now) return;
    said.textContent = now;
    clearTimeout(pause);
    if (aloud) pause = setTimeout(() => { spoken.textContent = now; }, 1500);
  }

  function showWhatIsAsked() {
    const days = Number(field("days").value) || 5;
    const mode = field("mode").value || "in_person"; // until one is chosen, what most are asked
    form.querySelectorAll("[data-modes]").forEach((part) => {
      part.hidden = !part.dataset.modes.split(" ").includes(mode);
    });
    for (let n = 1; n <= 5; n += 1) {
      form.querySelector("#div_id_day_mode_" + n).hidden = n > days;
    }
  }

  form.addEventListener("input", (event) => {
    if (["day_starts", "day_ends", "unpaid_break", "days"].includes(event.target.name)) showHours(true);
    if (["mode", "days"].includes(event.target.name)) showWhatIsAsked();
  });
  showWhatIsAsked();
})();
