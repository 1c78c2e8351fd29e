/* Where everybody looks: one's own place is told to the others, theirs is drawn over the tiles, and
   who follows goes where the presenter is. */
(() => {
  const { session } = window.luminabi;
  const { me } = session;
  const BUSY_MS = 130;
  const ALONE_MS = 1500;
  const IDLE_MS = 60000;
  const EDGE = 4;
  const now = { tile: null, point: null, editing: null, told: "", timer: null, at: 0, active: Date.now(), isWaiting: false, scrolled: null, painted: "" };
  const grid = () => document.getElementById("dashboard-tiles");
  const tileOf = (id) => grid() && grid().querySelector(`[data-tile="${Number(id)}"]`);
  const openTab = () => window.luminabi.editor.openTab();

  /* What scrolls the tiles: the grid itself, or the page on a phone. */
  function scroller() {
    for (let one = grid(); one && one !== document.body; one = one.parentElement) {
      if (one.scrollHeight > one.clientHeight + EDGE && /auto|scroll/.test(getComputedStyle(one).overflowY)) return one;
    }
    return document.scrollingElement;
  }
  const top = (box) => (box === document.scrollingElement ? 0 : box.getBoundingClientRect().top);

  /* The tile at the upper edge and how much of it is passed: the same place on any screen. */
  function place() {
    const edge = top(scroller());
    const found = [...grid().querySelectorAll("[data-tile]")].map((tile) => [tile, tile.getBoundingClientRect()]).filter(([, rect]) => rect.bottom > edge + EDGE);
    if (!found.length) return null;
    const [tile, rect] = found.reduce((a, b) => (b[1].top < a[1].top ? b : a));
    return { tile: Number(tile.dataset.tile), part: Math.round(((edge - rect.top) / rect.height) * 100) / 100 };
  }

  /* Telling --------------------------------------------------------------------------------------- */
  function focus() {
    const isIdle = document.hidden || Date.now() - now.active > IDLE_MS;
    const said = { tab: openTab(), at: place(), tile: now.tile, point: now.point };
    if (now.editing) said.editing = now.editing;
    if (isIdle) said.idle = true;
    return said;
  }

  function tell() {
    now.timer = null;
    const socket = window.luminabi.socketOf("/ws/dashboard/");
    if (!grid() || !socket) return;
    const said = focus();
    const words = JSON.stringify(said);
    if (words === now.told) return;
    now.told = words;
    now.at = Date.now();
    socket.send(JSON.stringify({ type: "presence.update", focus: said }));
  }

  function soon() {
    if (now.timer) return;
    const pause = me.people.size > 1 ? BUSY_MS : ALONE_MS;
    now.timer = setTimeout(tell, Math.max(0, now.at + pause - Date.now()));
  }

  function active() {
    const was = Date.now() - now.active > IDLE_MS;
    now.active = Date.now();
    if (was) soon();
  }

  function looked(tile, point) {
    if (tile === now.tile && JSON.stringify(point) === JSON.stringify(now.point)) return;
    now.tile = tile;
    now.point = point;
    soon();
  }

  /* The hovered point in the chart's own values: the same point on a screen of any size. */
  function listen() {
    document.querySelectorAll("#dashboard-tiles .js-plotly-plot").forEach((chart) => {
      if (chart.lbLooks || !chart.on) return;
      chart.lbLooks = true;
      const tile = chart.closest("[data-tile]");
      chart.on("plotly_hover", (event) => {
        const [found] = event.points;
        if (found && tile) looked(Number(tile.dataset.tile), found.x === undefined ? null : { x: found.x, y: found.y });
      });
      chart.on("plotly_unhover", () => looked(now.tile, null));
      chart.on("plotly_afterplot", draw);
    });
  }

  /* Drawing --------------------------------------------------------------------------------------- */
  function spot(tile, point) {
    const chart = tile.querySelector(".js-plotly-plot");
    const layout = chart && chart._fullLayout;
    if (!point || !layout || !layout.xaxis || !layout.yaxis || !layout.xaxis.d2p) return null;
    const x = layout.xaxis.d2p(point.x);
    const y = layout.yaxis.d2p(point.y);
    if (!Number.isFinite(x) || !Number.isFinite(y) || x < 0 || y < 0 || x > layout.xaxis._length || y > layout.yaxis._length) return null;
    const rect = chart.getBoundingClientRect();
    return { left: rect.left + layout.xaxis._offset + x, top: rect.top + layout.yaxis._offset + y };
  }

  function sign(kind, one, box, words) {
    const found = document.createElement("div");
    found.className = `lb-look is-${kind} p${one.color}`;
    Object.entries(box).forEach(([name, value]) => { found.style[name] = `${Math.round(value)}px`; });
    if (words) found.textContent = words;
    return found;
  }

  function signs(one, isHost, taken) {
    const tile = tileOf(one.focus.tile);
    if (!tile) return [];
    const rect = tile.getBoundingClientRect();
    const found = [];
    if (isHost) found.push(sign("frame", one, { left: rect.left, top: rect.top, width: rect.width, height: rect.height }));
    const at = spot(tile, one.focus.point);
    if (at) found.push(sign("point", one, at, one.user));
    else {
      const place = taken.get(tile) || 0;
      taken.set(tile, place + 1);
      found.push(sign("face", one, { left: rect.right - 14 - place * 14, top: rect.top - 8 }, one.initials));
    }
    return found;
  }

  function layer() {
    let found = document.getElementById("lb-looks");
    if (!found) {
      found = document.createElement("div");
      found.id = "lb-looks";
      found.setAttribute("aria-hidden", "true");
      document.body.append(found);
    }
    return found;
  }

  function paint() {
    now.isWaiting = false;
    const place = layer();
    if (!grid()) { place.replaceChildren(); now.painted = ""; return; }
    const box = scroller();
    const rect = box === document.scrollingElement ? { top: 0, bottom: 0, left: 0, right: 0 } : box.getBoundingClientRect();
    const outside = box === document.scrollingElement ? "none" : `inset(${Math.max(0, rect.top - 10)}px ${Math.max(0, innerWidth - rect.right)}px ${Math.max(0, innerHeight - rect.bottom)}px ${Math.max(0, rect.left)}px)`;
    place.style.clipPath = outside;
    const host = session.host();
    const taken = new Map();
    const others = [...me.people.values()].filter((one) => one.client !== me.client && one.focus && !one.focus.idle && (one.focus.tab || 0) === openTab());
    const found = others.flatMap((one) => signs(one, Boolean(host) && host.client === one.client, taken));
    const words = found.map((one) => one.outerHTML).join("");
    if (words !== now.painted) place.replaceChildren(...found);
    now.painted = words;
  }

  function draw() {
    if (now.isWaiting) return;
    now.isWaiting = true;
    requestAnimationFrame(paint);
  }

  /* Following ------------------------------------------------------------------------------------- */
  function goTo(seen) {
    if (!grid()) return;
    if (document.querySelector("[data-board-tab]") && (seen.tab || 0) !== openTab()) { window.luminabi.editor.goTab(seen.tab || 0); setTimeout(() => scrollTo(seen.at), 400); }
    scrollTo(seen.at);
  }

  function scrollTo(at) {
    const tile = at && tileOf(at.tile);
    if (!tile) return;
    const box = scroller();
    const rect = tile.getBoundingClientRect();
    const by = rect.top + at.part * rect.height - top(box);
    if (Math.abs(by) > EDGE) box.scrollBy({ top: by, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  function follow() {
    const host = session.host();
    const seen = host && me.people.get(host.client);
    if (!seen || !seen.focus) return;
    const wanted = JSON.stringify([seen.focus.tab, seen.focus.at]);
    if (wanted === now.scrolled) return;
    now.scrolled = wanted;
    goTo(seen.focus);
  }

  function show(state) {
    if (session.follows(state) && !window.luminabi.editor.isEditing()) follow();
    else now.scrolled = null;
    listen();
    draw();
    if (me.people.size > 1) soon();
  }

  const tileAt = (event) => (event.target instanceof Element ? event.target.closest("#dashboard-tiles [data-tile]") : null);
  document.addEventListener("pointerover", (event) => {
    if (!grid()) return;
    const tile = tileAt(event);
    const id = tile ? Number(tile.dataset.tile) : null;
    if (id !== now.tile) looked(id, null);
  });
  document.addEventListener("focusin", (event) => { const tile = tileAt(event); if (tile) looked(Number(tile.dataset.tile), null); });
  ["pointermove", "keydown", "pointerdown"].forEach((name) => document.addEventListener(name, active, { passive: true }));
  document.addEventListener("scroll", () => { if (grid()) { draw(); soon(); } }, { capture: true, passive: true });
  window.addEventListener("resize", draw);
  document.addEventListener("visibilitychange", () => { if (grid()) soon(); });
  document.addEventListener("luminabi:page", () => { listen(); draw(); });
  setInterval(() => { if (grid() && me.people.size > 1) soon(); }, 5000);

  window.luminabi = Object.assign(window.luminabi, {
    looks: { show, goTo, follow: () => { now.scrolled = null; follow(); }, edits: (id) => { now.editing = id; soon(); }, spot },
  });
})();
