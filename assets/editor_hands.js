/* Hands on the editor: pointers that drag and resize, keys, buttons with data-act. */
(() => {
  const GAP = 12;
  const ROW = 46;
  const SLOP = 4;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const lb = window.luminabi.editor;
  const { now } = lb;
  const at = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);
  const isTyping = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable=true], .ag-root-wrapper");

  /* Dragging ------------------------------------------------------------------------------------ */
  function start(event) {
    if (!lb.isEditing() || event.button !== 0 || window.innerWidth <= 760) return;
    const tile = at(event, "[data-tile]");
    if (!tile || !lb.grid().contains(tile)) return;
    const hand = at(event, "[data-side]");
    const head = at(event, ".lb-tile-head");
    if (at(event, "button, a, input")) return;
    if (!hand && !head) return;
    event.preventDefault();
    tile.focus({ preventScroll: true });
    const list = lb.places();
    const box = lb.grid().getBoundingClientRect();
    const style = getComputedStyle(lb.grid());
    const inner = box.width - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    now.drag = {
      tile, list, side: hand ? hand.dataset.side : null, from: lb.placeOf(tile), to: lb.placeOf(tile),
      x: event.clientX, y: event.clientY + lb.grid().scrollTop, column: (inner + GAP) / 12, row: ROW + GAP, pointer: event.pointerId,
    };
    tile.setPointerCapture(event.pointerId);
  }

  function wanted(drag, dx, dy) {
    const columns = Math.round(dx / drag.column);
    const rows = Math.round(dy / drag.row);
    const { from, side } = drag;
    if (!side) return below(drag, lb.fitted({ ...from, x: from.x + columns, y: from.y + rows }));
    const place = { ...from };
    if (side.includes("e")) place.w = Math.min(12 - from.x, from.w + columns);
    if (side.includes("s")) place.h = from.h + rows;
    if (side.includes("w")) { place.x = Math.max(0, Math.min(from.x + from.w - 1, from.x + columns)); place.w = from.w + from.x - place.x; }
    if (side.includes("n")) { place.y = Math.max(0, Math.min(from.y + from.h - 1, from.y + rows)); place.h = from.h + from.y - place.y; }
    return lb.fitted(place);
  }

  /* Dragged down past the middle of what lies below: it goes under it. */
  function below(drag, place) {
    if (place.y <= drag.from.y) return place;
    const passed = drag.list.filter((one) => one.id !== place.id && one.y >= drag.from.y + drag.from.h && one.x < place.x + place.w && place.x < one.x + one.w && place.y + place.h > one.y + one.h / 2);
    return { ...place, y: Math.max(place.y, ...passed.map((one) => one.y + 1)) };
  }

  function ghost(place) {
    let box = lb.grid().querySelector(".lb-ghost");
    if (!place) { if (box) box.remove(); return; }
    if (!box) { box = document.createElement("div"); box.className = "lb-ghost lb-place"; lb.grid().append(box); }
    Object.entries({ "--x": place.x + 1, "--y": place.y + 1, "--w": place.w, "--h": place.h }).forEach(([name, value]) => box.style.setProperty(name, value));
  }

  function move(event) {
    const { drag } = now;
    if (!drag || event.pointerId !== drag.pointer) return;
    const dx = event.clientX - drag.x;
    const dy = event.clientY + lb.grid().scrollTop - drag.y;
    if (!drag.isOn && Math.hypot(dx, dy) < SLOP) return;
    drag.isOn = true;
    drag.tile.classList.add("is-dragged");
    lb.grid().classList.add("is-dragging");
    scrollAt(event.clientY);
    const to = wanted(drag, dx, dy);
    const list = lb.packed(drag.list.map((one) => (one.id === to.id ? to : one)), to.id);
    const own = list.find((one) => one.id === to.id);
    drag.to = to;
    lb.draw(list.filter((one) => one.id !== to.id));
    ghost(own);
    if (drag.side) lb.draw([own]);
    else drag.tile.style.transform = `translate(${dx}px, ${dy}px)`;
  }

  function scrollAt(y) {
    const box = lb.grid().getBoundingClientRect();
    if (y > box.bottom - 40) lb.grid().scrollTop += 12;
    if (y < box.top + 40) lb.grid().scrollTop -= 12;
  }

  function finish(event, isCancelled) {
    const { drag } = now;
    if (!drag || (event && event.pointerId !== undefined && event.pointerId !== drag.pointer)) return;
    now.drag = null;
    drag.tile.style.transform = "";
    drag.tile.classList.remove("is-dragged");
    lb.grid().classList.remove("is-dragging");
    ghost(null);
    lb.pick(Number(drag.tile.dataset.tile));
    if (isCancelled || !drag.isOn) { lb.draw(drag.list); return; }
    put(drag.list, drag.to);
  }

  /* A tile at another place: shown at once, said, and sent. */
  function put(list, to, isLater) {
    const from = list.find((one) => one.id === to.id);
    const settled = lb.packed(list.map((one) => (one.id === to.id ? to : one)), to.id);
    const is = (one) => list.some((old) => old.id === one.id && old.x === one.x && old.y === one.y && old.w === one.w && old.h === one.h);
    lb.settle(settled);
    if (settled.every(is)) return false;
    const own = settled.find((one) => one.id === to.id);
    const tile = lb.tileOf(to.id);
    const isSized = own.w !== from.w || own.h !== from.h;
    lb.say(isSized ? `${lb.titleOf(tile)}: ${own.w} columns wide, ${own.h} rows high.` : `${lb.titleOf(tile)}: column ${own.x + 1}, row ${own.y + 1}.`);
    const gesture = { kind: "layout", moves: [to] };
    if (!isLater) lb.send(gesture);
    else later(gesture);
    tile.scrollIntoView({ block: "nearest" });
    return true;
  }

  function later(gesture) {
    const known = now.waiting && now.waiting.moves[0].id === gesture.moves[0].id;
    if (now.waiting && !known) flush();
    now.waiting = gesture;
    clearTimeout(now.pausing);
    now.pausing = setTimeout(flush, lb.KEY_PAUSE);
  }

  function flush() {
    clearTimeout(now.pausing);
    const gesture = now.waiting;
    now.waiting = null;
    if (gesture) lb.send(gesture);
  }

  /* Keys: a step that changes nothing because tiles rise goes on until it does. */
  function nudge(tile, key, isSizing) {
    const list = lb.places();
    const from = lb.placeOf(tile);
    const [dx, dy] = ARROWS[key];
    for (let n = 1; n <= 30; n += 1) {
      const to = isSizing ? lb.fitted({ ...from, w: Math.min(12 - from.x, from.w + dx * n), h: from.h + dy * n }) : lb.fitted({ ...from, x: from.x + dx * n, y: from.y + dy * n });
      const isStuck = ["x", "y", "w", "h"].every((name) => to[name] === from[name]);
      if (isStuck) break;
      if (put(list, to, true)) return;
      if (isSizing || dx || dy < 0) { if (dy >= 0) break; }
    }
    lb.say(`${lb.titleOf(tile)} cannot go further.`);
  }

  document.addEventListener("keydown", (event) => {
    if (!lb.isEditing()) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key.toLowerCase() === "z" && !isTyping(event.target)) {
      event.preventDefault();
      flush();
      lb.send({ kind: event.shiftKey ? "redo" : "undo" });
      return;
    }
    if (event.key === "Escape" && now.drag) { finish(null, true); return; }
    const tab = at(event, "[data-board-tab]");
    if (tab && event.key === "F2") { event.preventDefault(); rename(); return; }
    const tile = event.target instanceof Element && event.target.matches("[data-tile]") ? event.target : null;
    if (!tile) { if (event.key === "Escape" && at(event, "[data-settings]")) { const id = now.picked; lb.pick(null); if (lb.tileOf(id)) lb.tileOf(id).focus(); } return; }
    const id = Number(tile.dataset.tile);
    if (ARROWS[event.key] && !isCommand) { event.preventDefault(); nudge(tile, event.key, event.shiftKey); return; }
    if (event.key === "Delete") { flush(); remove(id); }
    if (isCommand && event.key.toLowerCase() === "d") { event.preventDefault(); flush(); lb.send({ kind: "copy", tile: id }); }
    if (event.key === "Escape") lb.pick(null);
    if (event.key === "Enter") { event.preventDefault(); lb.pick(id, true); setTimeout(() => document.querySelector("[data-settings]").focus(), 50); }
  });

  document.addEventListener("keydown", (event) => {
    const tab = at(event, "[data-board-tab]");
    if (!tab || !["ArrowLeft", "ArrowRight"].includes(event.key) || tab.querySelector("[contenteditable=true]")) return;
    const tabs = [...document.querySelectorAll("[data-board-tab]")];
    const next = tabs[(tabs.indexOf(tab) + (event.key === "ArrowRight" ? 1 : -1) + tabs.length) % tabs.length];
    event.preventDefault();
    next.focus();
    lb.goTab(next.dataset.boardTab);
  });

  /* Tabs ------------------------------------------------------------------------------------------ */
  const tabsNow = () => JSON.parse((lb.strip() && lb.strip().dataset.tabsOf) || "[]");

  function sendTabs(tabs, open) {
    lb.send({ kind: "tabs", tabs, open });
  }

  function addTab() {
    const tabs = tabsNow();
    const first = tabs.length ? tabs : [{ name: "Overview" }];
    sendTabs([...first, { name: `Tab ${first.length + 1}` }], first.length);
  }

  function moveTab(by) {
    const tabs = tabsNow();
    const place = tabs.findIndex((tab) => tab.id === lb.openTab());
    const to = place + by;
    if (to < 0 || to >= tabs.length) return;
    tabs.splice(to, 0, ...tabs.splice(place, 1));
    sendTabs(tabs);
  }

  function removeTab() {
    const tabs = tabsNow();
    const left = tabs.filter((tab) => tab.id !== lb.openTab());
    sendTabs(left, 0);
    lb.toast("The tab is removed with its tiles.", ["undo", "Undo"]);
  }

  function rename() {
    const id = lb.openTab();
    const label = document.querySelector(`[data-tab-name="${id}"]`);
    if (!label || label.isContentEditable) return;
    const before = label.textContent;
    label.setAttribute("contenteditable", "true");
    label.focus();
    getSelection().selectAllChildren(label);
    const end = (isKept) => {
      if (!label.isContentEditable) return;
      label.removeAttribute("contenteditable");
      const name = label.textContent.trim();
      if (!isKept || !name || name === before) { label.textContent = before; return; }
      sendTabs(tabsNow().map((tab) => (tab.id === id ? { ...tab, name } : tab)));
    };
    label.addEventListener("blur", () => end(true), { once: true });
    label.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") { event.preventDefault(); end(true); }
      if (event.key === "Escape") end(false);
    });
  }

  /* Buttons --------------------------------------------------------------------------------------- */
  function remove(id) {
    const tile = lb.tileOf(id);
    lb.send({ kind: "remove", tile: id, title: tile ? lb.titleOf(tile) : "" });
  }

  function full(element) {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (element && element.requestFullscreen) element.requestFullscreen().then(() => window.dispatchEvent(new Event("resize")), () => {});
  }

  function choose(isMine) {
    const gesture = now.conflict;
    now.conflict = null;
    window.dash_clientside.set_props("editor-conflict", { is_open: false });
    if (!gesture) return;
    now.version = Math.max(now.version, gesture.to_version);
    const { to_version: version, n, ref, ...again } = gesture;
    if (isMine) lb.send({ ...again, version });
    lb.redraw();
    const id = now.picked;
    lb.pick(null);
    if (id) setTimeout(() => lb.pick(id), 600);
  }

  async function upload() {
    const field = Object.assign(document.createElement("input"), { type: "file", accept: "image/png,image/jpeg,image/webp,image/gif" });
    field.addEventListener("change", async () => {
      const body = new FormData();
      body.append("file", field.files[0]);
      const token = (document.cookie.match(/(?:^|; )_csrf_token=([^;]*)/) || [])[1];
      const answer = await fetch(`/api/v1/dashboards/${now.board}/pictures`, { method: "POST", body, headers: { "X-CSRFToken": decodeURIComponent(token || "") } });
      const found = await answer.json();
      if (!answer.ok) { lb.toast(found.error.message); return; }
      lb.send({ kind: "image", picture: found.id, title: found.file_name, tab: lb.openTab() });
    });
    field.click();
  }

  const ACTS = {
    edit: () => lb.setEditing(true),
    done: () => { flush(); lb.setEditing(false); },
    undo: () => { flush(); lb.send({ kind: "undo" }); },
    redo: () => { flush(); lb.send({ kind: "redo" }); },
    phone: (button) => { button.setAttribute("aria-pressed", String(lb.root().classList.toggle("is-phone"))); window.dispatchEvent(new Event("resize")); },
    add: (button) => lb.send({ kind: "add", chart: button.dataset.kind, tab: lb.openTab() }),
    image: upload,
    pin: (button) => lb.send({ kind: "pin", insight: Number(button.dataset.of), tab: lb.openTab() }),
    copy: (button) => lb.send({ kind: "copy", tile: Number(button.dataset.of) }),
    remove: (button) => remove(Number(button.dataset.of)),
    unpick: () => lb.pick(null),
    nudge: (button) => { if (lb.tileOf(now.picked)) nudge(lb.tileOf(now.picked), button.dataset.key, Boolean(button.dataset.shift)); },
    "to-tab": (button) => { const place = lb.placeOf(lb.tileOf(now.picked)); lb.send({ kind: "layout", moves: [{ ...place, y: 4000, tab: Number(button.dataset.tabId) }] }); },
    "tab-add": addTab,
    "tab-rename": rename,
    "tab-left": () => moveTab(-1),
    "tab-right": () => moveTab(1),
    "tab-remove": removeTab,
    name: () => lb.send({ kind: "name", name: document.getElementById("history-name").value }),
    look: (button) => window.dash_clientside.set_props("history-asked", { data: Number(button.dataset.of) }),
    restore: (button) => lb.send({ kind: "restore", to: Number(button.dataset.of) }),
    mine: () => choose(true),
    theirs: () => choose(false),
    screen: () => full(lb.root()),
    full: (button) => full(button.closest("[data-tile]")),
  };

  document.addEventListener("click", (event) => {
    const button = at(event, "[data-act]");
    if (button && lb.root() && ACTS[button.dataset.act]) { ACTS[button.dataset.act](button); return; }
    const tab = at(event, "[data-board-tab]");
    if (tab && !at(event, "[contenteditable=true]")) { if (Number(tab.dataset.boardTab) !== lb.openTab()) lb.goTab(tab.dataset.boardTab); return; }
    const tile = lb.isEditing() && at(event, "[data-tile]");
    if (tile && lb.grid().contains(tile)) lb.pick(Number(tile.dataset.tile), true);
  });
  document.addEventListener("dblclick", (event) => { if (lb.isEditing() && at(event, "[data-board-tab]")) rename(); });
  document.addEventListener("pointerdown", start);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", (event) => finish(event, false));
  document.addEventListener("pointercancel", (event) => finish(event, true));
  document.addEventListener("fullscreenchange", () => setTimeout(() => window.dispatchEvent(new Event("resize")), 100));
})();
