/* The menu of a mark: opens beside the pointer, closes by Escape or a press elsewhere, and gives the
   focus back. */
(() => {
  const EDGE = 8;
  let pointer = { x: 0, y: 0 };
  let before = null;

  const menu = () => document.getElementById("marks-menu");
  const isOpen = () => menu() !== null && !menu().hidden;

  function place(box) {
    const width = box.offsetWidth;
    const height = box.offsetHeight;
    const left = Math.min(pointer.x + EDGE, window.innerWidth - width - EDGE);
    const below = pointer.y + EDGE;
    const top = below + height > window.innerHeight - EDGE ? pointer.y - height - EDGE : below;
    box.style.left = `${Math.max(EDGE, left)}px`;
    box.style.top = `${Math.max(EDGE, top)}px`;
  }

  function close() {
    if (!isOpen()) return;
    window.dash_clientside.set_props("marks-menu", { hidden: true });
    if (before && before.isConnected) before.focus({ preventScroll: true });
  }

  function seen() {
    const box = menu();
    if (!box || box.hidden) return;
    if (!box.contains(document.activeElement)) before = document.activeElement;
    place(box);
    const first = box.querySelector("button:not([hidden])");
    if (first) first.focus({ preventScroll: true });
  }

  function moved(step) {
    const buttons = [...menu().querySelectorAll("button:not([hidden])")];
    const at = buttons.indexOf(document.activeElement);
    buttons[(at + step + buttons.length) % buttons.length].focus();
  }

  document.addEventListener("pointerdown", (event) => {
    pointer = { x: event.clientX, y: event.clientY };
    if (isOpen() && !menu().contains(event.target)) close();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (!isOpen()) return;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") moved(1);
    else if (event.key === "ArrowUp") moved(-1);
    else return;
    event.preventDefault();
  });
  new MutationObserver((changes) => {
    if (changes.some((change) => change.target.id === "marks-menu" || change.target.id === "marks-ways")) {
      window.requestAnimationFrame(seen);
    }
  }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["hidden"] });
})();
