// Zoom, turn and walk through receipts. Without this file a receipt is a plain picture, with a
// link to its full size and links to its neighbours.
(function () {
  "use strict";
  const SMALLEST = 1, LARGEST = 6, STEP = 1.5;

  function attach(viewer) {
    const frame = viewer.querySelector(".receipt-frame");
    const picture = viewer.querySelector(".receipt-image");
    const said = viewer.querySelector("[data-receipt-said]");
    let zoom = 1, turns = 0;

    // The picture is turned about its middle, in a sheet with the size it then has on the page.
    function draw() {
      if (!picture.naturalWidth) return;
      const lying = turns % 2 === 1;
      const wide = lying ? picture.naturalHeight : picture.naturalWidth;
      const high = lying ? picture.naturalWidth : picture.naturalHeight;
      const fit = Math.min(frame.clientWidth / wide, (0.8 * window.innerHeight) / high, 1);
      const scale = fit * zoom;
      const sheet = picture.parentElement;
      sheet.style.width = wide * scale + "px";
      sheet.style.height = high * scale + "px";
      picture.style.width = picture.naturalWidth * scale + "px";
      picture.style.transform = "translate(-50%, -50%) rotate(" + turns * 90 + "deg)";
    }

    function tell() {
      const turned = turns ? ", turned by " + turns * 90 + " degrees" : "";
      said.textContent = Math.round(zoom * 100) + " per cent" + turned;
    }

    const follow = (name) => {
      const link = viewer.querySelector("[data-receipt-" + name + "]");
      if (link) link.click();
    };
    const doing = {
      in: () => { zoom = Math.min(LARGEST, zoom * STEP); },
      out: () => { zoom = Math.max(SMALLEST, zoom / STEP); },
      turn: () => { turns = (turns + 1) % 4; },
      fit: () => { zoom = 1; turns = 0; },
    };
    function act(what) {
      doing[what]();
      draw();
      tell();
    }

    const keys = { "+": "in", "=": "in", "-": "out", r: "turn", 0: "fit" };
    viewer.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key === "n") follow("next");
      else if (key === "p") follow("previous");
      else if (picture && keys[key]) act(keys[key]);
      else return;
      event.preventDefault();
    });
    if (!picture) return;
    viewer.querySelectorAll("[data-receipt-do]").forEach((button) => {
      button.addEventListener("click", () => act(button.dataset.receiptDo));
    });
    viewer.querySelectorAll("[hidden]").forEach((part) => { part.hidden = false; });
    viewer.classList.add("receipt-movable");
    picture.addEventListener("load", draw);
    window.addEventListener("resize", draw);
    draw();
  }

  document.querySelectorAll("[data-receipt]").forEach(attach);
})();
