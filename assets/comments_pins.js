/* Where comments lie: pins on the marks of charts, through the axes that Plotly has just drawn, and
   in the heads of tiles for what has no axes. A pin whose point is not in the figure is not shown. */
(() => {
  const SIZE = 22;
  const STEP = 14;
  const NEAR = 1e-6;
  const TRIES = 40;
  let tries = 0;

  /* A value of the data as a number on its axis; NaN when the axis does not know it. */
  function coordinate(axis, value) {
    if (value === undefined || value === null) return NaN;
    if (axis.type === "category") {
      const at = (axis._categories || []).findIndex((one) => String(one) === String(value));
      return at < 0 ? NaN : at;
    }
    return axis.type === "multicategory" ? NaN : Number(axis.d2c(value));
  }

  const same = (a, b) => Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= NEAR * Math.max(1, Math.abs(a), Math.abs(b));
  const axisOf = (gd, name, letter) => gd._fullLayout[`${letter}axis${(name || letter).slice(1)}`];

  function onBar(cd, trace, point, xa, ya) {
    const flat = trace.orientation === "h";
    const key = flat ? coordinate(ya, point.y) : coordinate(xa, point.x);
    const bar = cd.find((one) => same(one.p, key));
    if (!bar) return null;
    const middle = Number.isFinite(bar.p0 + bar.p1) ? (bar.p0 + bar.p1) / 2 : bar.p;
    const top = flat ? bar.x : bar.y;
    const end = Number.isFinite(top) ? top : (bar.b || 0) + bar.s;
    return flat ? [end, middle] : [middle, end];
  }

  function onCourse(cd, trace, point, xa, ya) {
    const [x, y] = [coordinate(xa, point.x), coordinate(ya, point.y)];
    const isCourse = String(trace.mode).includes("lines") || trace.fill !== "none";
    const one = cd.find((item) => same(item.x, x) && (isCourse || same(item.y, y)));
    return one ? [one.x, one.y] : null;
  }

  function onPlane(trace, point, xa, ya) {
    const at = [coordinate(xa, point.x), coordinate(ya, point.y)];
    const holds = (axis, values, wanted) => !values || !values.length || Array.from(values).some((one) => same(coordinate(axis, one), wanted));
    const isThere = at.every(Number.isFinite) && holds(xa, trace.x, at[0]) && holds(ya, trace.y, at[1]);
    return isThere ? at : null;
  }

  function spotIn(gd, trace, point) {
    const cd = gd.calcdata.find((one) => one[0] && one[0].trace && one[0].trace.index === trace.index);
    const [xa, ya] = [axisOf(gd, trace.xaxis, "x"), axisOf(gd, trace.yaxis, "y")];
    if (!cd || !xa || !ya || trace.visible !== true) return null;
    let at;
    if (cd[0].p !== undefined && cd[0].s !== undefined) at = onBar(cd, trace, point, xa, ya);
    else if (trace.type === "scatter" && cd[0].x !== undefined) at = onCourse(cd, trace, point, xa, ya);
    else at = onPlane(trace, point, xa, ya);
    if (!at) return null;
    const [x, y] = [xa.c2p(at[0]), ya.c2p(at[1])];
    const isInside = x >= -1 && y >= -1 && x <= xa._length + 1 && y <= ya._length + 1;
    return isInside ? [xa._offset + x, ya._offset + y] : null;
  }

  /* Pixels of a point in its graph, or null. The trace is known by its name, else by its place. */
  function spot(gd, point) {
    const named = gd._fullData.filter((one) => (point.name ? one.name === point.name : one.index === (point.curve || 0)));
    for (const trace of named) {
      const found = spotIn(gd, trace, point);
      if (found) return found;
    }
    return null;
  }

  function graphOf(tile) {
    const gd = tile.querySelector(".js-plotly-plot");
    return gd && gd._fullLayout && gd.calcdata && gd._fullData ? gd : null;
  }
  const hasAxes = (gd) => Boolean(gd && gd._fullLayout._has && gd._fullLayout._has("cartesian") && gd._fullData.length);

  function button(thread) {
    const pin = document.createElement("button");
    pin.type = "button";
    pin.dataset.act = "comment-open";
    pin.dataset.of = thread.id;
    return pin;
  }

  function dressed(pin, thread, extra) {
    pin.className = `lb-pin p${thread.color}${extra}${thread.resolved ? " is-resolved" : ""}`;
    if (pin.textContent !== String(thread.number)) pin.textContent = thread.number;
    pin.setAttribute("aria-label", thread.label);
    pin.title = thread.label;
    return pin;
  }

  /* Pins that stay keep their element, and so their focus. */
  function put(place, threads, extra, position) {
    if (!place) return;
    const known = new Map([...place.children].map((one) => [one.dataset.of, one]));
    threads.forEach((thread) => {
      const pin = dressed(known.get(String(thread.id)) || button(thread), thread, extra);
      known.delete(String(thread.id));
      if (position) Object.assign(pin.style, position(thread));
      if (pin.parentNode !== place) place.append(pin);
    });
    known.forEach((one) => one.remove());
  }

  function inTile(tile, threads, drill) {
    const gd = graphOf(tile);
    const [onChart, inHead, spots, taken] = [[], [], new Map(), new Map()];
    threads.forEach((thread) => {
      const point = thread.point;
      const isPlaced = point && point.x !== undefined && point.y !== undefined;
      if (!isPlaced || (gd && !hasAxes(gd) && gd._fullData.length)) { inHead.push(thread); return; }
      const isHere = JSON.stringify(drill[tile.dataset.tile] || null) === JSON.stringify(thread.drill || null);
      const found = gd && hasAxes(gd) && isHere ? spot(gd, point) : null;
      if (found) { onChart.push(thread); spots.set(thread.id, found); }
    });
    const [outer, inner] = [tile.getBoundingClientRect(), gd ? gd.getBoundingClientRect() : null];
    put(tile.querySelector(".lb-head-pins"), inHead, " is-still", null);
    put(tile.querySelector(".lb-pins"), onChart, "", (thread) => {
      const [x, y] = spots.get(thread.id);
      const key = `${Math.round(x)},${Math.round(y)}`;
      const shift = (taken.get(key) || 0) * STEP;
      taken.set(key, (taken.get(key) || 0) + 1);
      const left = inner.left - outer.left - tile.clientLeft + x + shift;
      const top = inner.top - outer.top - tile.clientTop + y - SIZE;
      return { left: `${Math.min(left, tile.clientWidth - SIZE - 2)}px`, top: `${Math.max(2, top)}px` };
    });
  }

  /* Every chart tells when it was drawn; one that is not there yet is looked for again. */
  function listen() {
    let isWaiting = false;
    document.querySelectorAll("#dashboard-tiles .lb-graph").forEach((place) => {
      const gd = place.querySelector(".js-plotly-plot");
      if (!gd || !gd.on) { isWaiting = true; return; }
      gd.removeListener("plotly_afterplot", soon);
      gd.on("plotly_afterplot", soon);
    });
    if (isWaiting && tries < TRIES) { tries += 1; window.setTimeout(() => { listen(); soon(); }, 150); }
  }

  let threads = [];
  let isAsked = false;
  function draw() {
    isAsked = false;
    const grid = document.getElementById("dashboard-tiles");
    if (!grid) return;
    const drill = window.luminabi.comments.state().drill || {};
    const opened = window.luminabi.comments.openThread();
    const shown = threads.filter((one) => !one.resolved || one.id === opened);
    grid.querySelectorAll("[data-tile]").forEach((tile) => inTile(tile, shown.filter((one) => String(one.tile) === tile.dataset.tile), drill));
    document.dispatchEvent(new Event("luminabi:pins"));
  }
  function soon() {
    if (isAsked) return;
    isAsked = true;
    window.requestAnimationFrame(draw);
  }

  window.addEventListener("resize", soon);
  document.addEventListener("luminabi:page", () => { tries = 0; listen(); soon(); });
  window.luminabi = Object.assign(window.luminabi || {}, {
    pins: {
      show(list) { threads = list || []; tries = 0; listen(); soon(); },
      soon,
      threads: () => threads,
      of: (id) => document.querySelector(`#dashboard-tiles .lb-pin[data-of="${id}"]`),
    },
  });
})();
