/* Editing a dashboard: dragging, resizing and keys in the browser; each gesture goes to the server
   as one edit, one after the other, and comes back to every open page as events. */
(() => {
  const COLUMNS = 12;
  const TALLEST = 30;
  const KEY_PAUSE = 450;
  const page = Math.random().toString(36).slice(2, 12);
  const now = { board: null, version: 0, picked: null, queue: [], busy: null, n: 0, own: new Set(), conflict: null };
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const none = () => window.dash_clientside.no_update;
  const root = () => document.getElementById("dashboard-root");
  const grid = () => document.getElementById("dashboard-tiles");
  const tileOf = (id) => grid() && grid().querySelector(`[data-tile="${id}"]`);
  const isEditing = () => Boolean(root() && root().classList.contains("is-editing"));
  const strip = () => document.querySelector("[data-tabs-of]");
  const openTab = () => Number((strip() && strip().dataset.tabOpen) || 0) || 0;
  const titleOf = (tile) => tile.getAttribute("aria-label") || "Tile";

  function say(words) {
    const place = document.querySelector("[data-says]");
    if (place) place.textContent = words;
  }

  /* Places ------------------------------------------------------------------------------------ */
  function placeOf(tile) {
    const read = (name) => Number(tile.style.getPropertyValue(name));
    return { id: Number(tile.dataset.tile), x: read("--x") - 1, y: read("--y") - 1, w: read("--w"), h: read("--h") };
  }
  const places = () => [...grid().querySelectorAll("[data-tile]")].map(placeOf);
  const meets = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

  /* The same rule as on the server: whoever was moved first, the others as high as they can. */
  function packed(list, moved) {
    const order = [...list].sort((a, b) => a.y - b.y || (b.id === moved) - (a.id === moved) || a.x - b.x || a.id - b.id);
    const done = [];
    order.forEach((item) => {
      const place = { ...item };
      for (let met = done.filter((one) => meets(place, one)); met.length; met = done.filter((one) => meets(place, one))) {
        place.y = Math.max(...met.map((one) => one.y + one.h));
      }
      while (place.y > 0 && !done.some((one) => meets({ ...place, y: place.y - 1 }, one))) place.y -= 1;
      done.push(place);
    });
    return done;
  }

  const styleOf = (place) => ({ "--x": place.x + 1, "--y": place.y + 1, "--w": place.w, "--h": place.h });

  function draw(list) {
    list.forEach((place) => {
      const tile = tileOf(place.id);
      if (tile) Object.entries(styleOf(place)).forEach(([name, value]) => tile.style.setProperty(name, value));
    });
  }

  function settle(list) {
    draw(list);
    list.forEach((place) => {
      if (tileOf(place.id)) set({ type: "dashboard-tile", tile: place.id }, { style: styleOf(place) });
    });
    window.dispatchEvent(new Event("resize"));
  }

  const fitted = (place) => {
    const w = Math.min(COLUMNS, Math.max(1, place.w));
    return { ...place, w, h: Math.min(TALLEST, Math.max(1, place.h)), x: Math.min(COLUMNS - w, Math.max(0, place.x)), y: Math.max(0, place.y) };
  };

  /* Gestures: one on its way at a time ----------------------------------------------------------- */
  function send(gesture) {
    now.queue.push({ ...gesture, page });
    next();
  }

  function next() {
    if (now.busy || !now.queue.length) return;
    now.n += 1;
    const gesture = { ...now.queue.shift(), n: now.n };
    if (gesture.version === undefined) gesture.version = now.version;
    gesture.ref = gesture.ref || `${page}-${now.n}`;
    now.busy = gesture;
    clearTimeout(now.patience);
    now.patience = setTimeout(() => { now.busy = null; next(); }, 15000);
    mark("Saving…");
    set("editor-gesture", { data: gesture });
  }

  function mark(words) {
    document.querySelectorAll("[data-saved]").forEach((place) => { place.textContent = words; });
  }

  function clock(at) {
    return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  }

  function steps(answer) {
    [["undo", answer.undo, "Undo"], ["redo", answer.redo, "Redo"]].forEach(([name, what, word]) => {
      document.querySelectorAll(`.lb-top [data-act="${name}"]`).forEach((button) => {
        button.disabled = !what;
        const words = what ? `${word}: ${what}` : `Nothing to ${name}`;
        button.title = words;
        button.setAttribute("aria-label", words);
      });
    });
  }

  function toast(words, act) {
    const part = (type, props) => ({ type, namespace: "dash_html_components", props });
    const button = act ? [part("Button", { children: act[1], className: "btn btn-sm btn-ghost lb-b", "data-act": act[0], type: "button" })] : [];
    set("shell-toast", { children: part("Div", { className: "lb-toast lb-toast-plain", role: "status", children: [part("Span", { children: words, className: "lb-grow" }), ...button], key: String(Date.now()) }) });
    clearTimeout(now.toasting);
    now.toasting = setTimeout(() => set("shell-toast", { children: null }), 8000);
  }

  const redraw = () => set("dashboard-tile-news", { data: Date.now() });

  function answered(answer) {
    if (!answer) return none();
    const sent = now.busy && answer.n === now.busy.n ? now.busy : null;
    if (sent) { now.busy = null; clearTimeout(now.patience); }
    if (!answer.problem || !answer.conflict) now.version = Math.max(now.version, answer.version);
    steps(answer);
    if (answer.conflict) {
      now.conflict = { ...answer.gesture, to_version: answer.version };
      mark("Not saved: changed by somebody else");
    } else if (answer.problem) {
      mark("Not saved");
      if (answer.kind !== "change") toast(answer.problem);
      redraw();
    } else {
      mark(`Saved ${clock(answer.at)}, version ${answer.version}`);
      if (sent) after(sent, answer);
      if (document.querySelector(".offcanvas.show #history-list")) set("history-again", { data: Date.now() });
    }
    next();
    return none();
  }

  function after(sent, answer) {
    if (sent.kind === "remove") toast(`${sent.title || "The tile"} is removed.`, ["undo", "Undo"]);
    if (sent.kind === "undo" || sent.kind === "redo") say(`${sent.kind === "undo" ? "Undone" : "Done again"}.`);
    if (["add", "copy", "pin", "image"].includes(sent.kind)) pickLater(answer.tile);
    if (sent.kind === "tabs" && sent.open !== undefined) { now.wantsTab = { place: sent.open, count: sent.tabs.length }; follow(); }
    if (sent.kind === "name") toast("This version has a name now.");
    if (sent.kind === "restore") { set("history-look", { is_open: false }); toast(`Version ${sent.to} is back.`, ["undo", "Undo"]); }
  }

  /* Events of this and other pages ------------------------------------------------------------------ */
  function followed(message) {
    opened();
    window.luminabi.eventsOf(message).forEach((event) => {
      const data = event.data;
      if (event.type === "snapshot" && data.version > now.version) {
        now.version = data.version;
        redraw();
      }
      if (event.type === "layout.changed") {
        now.version = Math.max(now.version, data.version);
        const isPassed = (data.ref || "").startsWith(page) && now.queue.length;
        if (!now.drag && !isPassed) settle(Object.entries(data.places).map(([id, [x, y, w, h]]) => ({ id: Number(id), x, y, w, h })));
      }
      if (event.type === "dashboard.changed") {
        now.version = Math.max(now.version, data.version);
        const isOwn = (data.ref || "").startsWith(page);
        if (!isOwn && isEditing()) mark(`${data.by}: ${data.what}`);
        const words = document.getElementById("dashboard-title");
        const isNamed = words && words.textContent !== data.name;
        if (data.redraw || isNamed || /description/.test(data.what)) redraw();
      }
    });
    held();
    return none();
  }

  /* Who has a tile in hand on another page: said on the tile, in that person's colour. */
  function held() {
    if (!grid()) return;
    const others = [...window.luminabi.people.values()].filter((one) => one.focus && one.focus.editing && one.client !== window.luminabi.session.me.client);
    const by = new Map(others.map((one) => [String(one.focus.editing), one]));
    grid().querySelectorAll("[data-tile]").forEach((tile) => {
      const one = isEditing() ? by.get(tile.dataset.tile) : null;
      tile.className = tile.className.replace(/ is-held| p\d\b/g, "") + (one ? ` is-held p${one.color}` : "");
      if (one) tile.dataset.held = `${one.user} is editing`;
      else delete tile.dataset.held;
    });
  }

  const tellFocus = (id) => window.luminabi.looks.edits(id);

  /* Whether the tiles are needed anew. What this page's own form changed is drawn already; one tile
     that only looks different is drawn by itself. */
  function newsOf(events) {
    const found = events.filter((event) => event.type === "insight.found" || (event.type === "tile.changed" && event.data.ref !== `${page}-form`));
    if (found.length && found.every((event) => event.type === "insight.found")) {
      set("dashboard-insight-news", { data: Date.now() });
      return false;
    }
    if (found.length !== 1) return found.length > 0;
    const { tile: id, version, kind } = found[0].data;
    const tile = version ? tileOf(id) : null;
    if (!tile || !tile.classList.contains(`is-${kind}`)) return true;
    set("editor-changed", { data: { tile: id, version } });
    return false;
  }

  /* Picking -------------------------------------------------------------------------------------------- */
  function pick(id, toPanel) {
    if (id === now.picked) return;
    now.picked = id;
    tellFocus(id);
    show();
    set("editor-picked", { data: id ? { tile: id, version: now.version, page, ref: `${page}-form` } : null });
    document.querySelector("[data-settings]").scrollTop = 0;
    if (id) document.querySelector("[data-settings]").classList.toggle("is-open", Boolean(toPanel) || window.innerWidth > 1000);
    else document.querySelector("[data-settings]").classList.remove("is-open");
  }

  function pickLater(id) {
    now.wants = id;
    show();
  }

  function show() {
    if (!grid()) return;
    if (now.wants && tileOf(now.wants)) {
      const tile = tileOf(now.wants);
      now.wants = null;
      if (isEditing()) { pick(Number(tile.dataset.tile)); tile.focus({ preventScroll: true }); tile.scrollIntoView({ block: "nearest" }); }
    }
    held();
    grid().querySelectorAll("[data-tile]").forEach((tile) => tile.classList.toggle("is-picked", isEditing() && Number(tile.dataset.tile) === now.picked));
    if (now.picked && !tileOf(now.picked) && !now.wants) pick(null);
    /* Tiles that were drawn anew lose the focus: it goes back to the one that had it. */
    if (isEditing() && now.focused && document.activeElement === document.body && tileOf(now.focused)) tileOf(now.focused).focus({ preventScroll: true });
  }

  function setEditing(on) {
    root().classList.toggle("is-editing", on);
    const address = new URL(location.href);
    if (on) address.searchParams.set("edit", "1");
    else address.searchParams.delete("edit");
    window.luminabi.readdress(address);
    say(on ? "Editing. Tab goes from tile to tile; arrow keys move, Shift and arrow keys resize." : "Editing is over.");
    if (on) send({ kind: "steps" });
    else { pick(null); root().classList.remove("is-phone"); }
    show();
    window.dispatchEvent(new Event("resize"));
  }

  function goTab(id) {
    const address = new URL(location.href);
    address.searchParams.set("tab", id);
    window.luminabi.readdress(address);
    pick(null);
    set("dashboard-tab", { data: Number(id) });
    set("dashboard-turn", { data: Date.now() });
  }

  /* Opens the tab that was asked for, once the tabs are there. */
  function follow() {
    const tabs = strip() ? JSON.parse(strip().dataset.tabsOf) : [];
    if (!now.wantsTab || tabs.length !== now.wantsTab.count) return;
    const to = tabs[now.wantsTab.place];
    now.wantsTab = null;
    if (to && to.id !== openTab()) goTab(to.id);
  }

  function opened() {
    if (!root()) return;
    if (now.board !== root().dataset.dashboard) {
      Object.assign(now, { board: root().dataset.dashboard, version: Number(root().dataset.at), picked: null, queue: [], busy: null, wants: null });
      if (isEditing()) send({ kind: "steps" });
    }
    follow();
    show();
  }

  document.addEventListener("focusin", (event) => {
    const tile = event.target instanceof Element && event.target.matches("[data-tile]") ? event.target : null;
    now.focused = tile ? Number(tile.dataset.tile) : null;
  });
  document.addEventListener("pointerdown", (event) => { if (!event.target.closest("[data-tile]")) now.focused = null; });
  document.addEventListener("luminabi:page", opened);
  window.luminabi = Object.assign(window.luminabi || {}, {
    editor: { now, packed, places, placeOf, draw, settle, fitted, send, say, pick, show, setEditing, goTab, toast, redraw, isEditing, held, grid, root, tileOf, titleOf, strip, openTab, KEY_PAUSE },
    newsOf,
  });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { editor: { answered, followed } });
})();
