// Counts words beside a textarea as it is typed in, by the rule the server uses:
// a word is a run of characters between white space. Python's str.split() also takes
// \x1c-\x1f and \x85 for white space and does not take U+FEFF for it; \s does the opposite.
(function () {
  "use strict";
  const WORD = /[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
  const count = (text) => (text.match(WORD) || []).length;
  const noun = (n) => n + (n === 1 ? " word" : " words");

  function say(n, limit) {
    if (n > limit) return noun(n) + ", " + (n - limit) + " over the limit of " + limit;
    return noun(n) + " of at most " + limit;
  }

  function attach(field) {
    const text = field.querySelector("textarea");
    const said = field.querySelector("[data-words-said]");
    const spoken = field.querySelector("[data-words-spoken]");
    const limit = Number(field.dataset.wordLimit);
    if (!text || !said || !limit || field.dataset.counting) return;
    field.dataset.counting = "yes";
    let pause;
    const show = (aloud) => {
      const n = count(text.value);
      said.textContent = say(n, limit);
      said.parentElement.classList.toggle("word-counter-over", n > limit);
      clearTimeout(pause);
      if (aloud) pause = setTimeout(() => { spoken.textContent = say(n, limit); }, 1500);
    };
    text.addEventListener("input", () => show(true));
    show(false);
  }

  function attachAll(root) {
    root.querySelectorAll("[data-word-limit]").forEach(attach);
  }

  attachAll(document);
  document.addEventListener("htmx:load", (event) => {
    attachAll(event.target.parentElement || event.target);
  });
})();
