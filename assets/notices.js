/* What a page says without the server: steps of running work, the bell, and short messages that
   go by themselves. */
(() => {
  const STEP_MS = 30;
  const BACKLOG = 40;
  const STAY_MS = { bad: 12000, warn: 10000 };
  const USUAL_MS = 6000;
  const AT_ONCE = 3;
  const part = (type, props) => ({ type, namespace: "dash_html_components", props });
  const none = () => window.dash_clientside.no_update;
  const set = (id, props) => document.getElementById(id) && window.dash_clientside.set_props(id, props);

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...children);
    return made;
  }

  /* The same as layouts/parts/progress.py draws, for Dash. */
  function line(work) {
    const done = Math.max(0, Math.min(100, Math.round(work.percent || 0)));
    const words = [part("Span", { className: "lb-num", children: `${done}%` }), ` ${work.message || ""}`];
    const bar = part("Div", { className: "progress-bar", style: { width: `${done}%` } });
    return part("Div", {
      className: "lb-progress", role: "status",
      children: [
        part("Span", { className: "lb-state is-acc lb-cut", children: words }),
        part("Div", {
          className: "progress", role: "progressbar", children: bar, "aria-label": "Progress",
          "aria-valuenow": String(done), "aria-valuemin": "0", "aria-valuemax": "100",
        }),
      ],
    });
  }

  function drawn(work) {
    const done = Math.max(0, Math.min(100, Math.round(work.percent || 0)));
    const words = element("span", "lb-state is-acc lb-cut", element("span", "lb-num", `${done}%`), ` ${work.message || ""}`);
    const filled = element("div", "progress-bar");
    filled.style.width = `${done}%`;
    const bar = element("div", "progress", filled);
    const said = { role: "progressbar", "aria-label": "Progress", "aria-valuenow": done, "aria-valuemin": 0, "aria-valuemax": 100 };
    Object.entries(said).forEach(([name, value]) => bar.setAttribute(name, value));
    const whole = element("div", "lb-progress", words, bar);
    whole.setAttribute("role", "status");
    return whole;
  }

  /* Steps of work ------------------------------------------------------------------------------ */
  const waiting = new Map();

  /* Steps are drawn past Dash: to tell it of each would draw the whole page anew. */
  function step(name, work) {
    const place = document.getElementById(`${name}-steps`);
    if (!place) return;
    const held = place.querySelector("button");
    const line_ = work && drawn(work);
    if (work && work.job_id && name === "findings") line_.append(held || ending(work.job_id));
    place.replaceChildren(...(work ? [line_] : []));
  }

  /* A search can be ended; the insights of before stay. The button is kept from step to step, so
     that it can be pressed and holds the focus. */
  function ending(job) {
    const button = element("button", "btn btn-ghost btn-sm", "Cancel");
    button.type = "button";
    button.addEventListener("click", () => {
      button.disabled = true;
      post(`/api/v1/jobs/${encodeURIComponent(job)}/cancel`);
    });
    return button;
  }

  function next(name) {
    const queue = waiting.get(name);
    const event = queue.shift();
    if (!event) { waiting.delete(name); return; }
    if (event.type.endsWith(".progress")) step(name, event.data);
    else if (event.type === "insights.ended") step(name, null);
    else {
      if (event.type !== "snapshot") step(name, null);
      window.dash_clientside.set_props(`${name}-news`, { data: event });
    }
    setTimeout(() => next(name), STEP_MS);
  }

  function play(name, steps) {
    if (!steps.length) return;
    const queue = waiting.get(name);
    if (queue) { queue.push(...steps); queue.splice(0, queue.length - BACKLOG); return; }
    waiting.set(name, steps);
    next(name);
  }

  /* Where work stands when a page joins: what its snapshot says is a step as well. */
  function standing(events) {
    return events.flatMap((event) => {
      const work = event.type === "snapshot" && event.data.work;
      return work ? [event, { type: "work.progress", data: work }] : [event];
    });
  }

  function cleaning(events) {
    play("dataset", standing(events));
  }

  function searching(events) {
    const over = (event) => (/^insights\.(completed|failed)$/.test(event.type) ? { type: "insights.ended" } : event);
    play("findings", standing(events).map(over).filter((event) => /\.(progress|ended)$/.test(event.type)));
  }

  /* Steps are taken out of what a socket hands to Dash: each message costs Dash 0.1 s and more on
     a page of thousands of components. */
  const STEPS = { "cleaning.progress": "dataset", "insights.progress": "findings" };

  function taken(events) {
    Object.entries(STEPS).forEach(([type, name]) => play(name, events.filter((event) => event.type === type)));
    return events.filter((event) => !(event.type in STEPS));
  }

  /* Short messages ----------------------------------------------------------------------------- */
  function kindOf(place, name) {
    return JSON.parse(place.dataset.kinds)[name] || { symbol: "info-circle", tone: "acc", several: "messages" };
  }

  function leave(toast) {
    clearTimeout(toast.timer);
    toast.remove();
  }

  function stay(toast) {
    clearTimeout(toast.timer);
    toast.timer = setTimeout(() => leave(toast), STAY_MS[toast.dataset.tone] || USUAL_MS);
  }

  function newToast(place, type, kind) {
    const words = element("div", "lb-grow");
    const icon = element("i", `bi bi-${kind.symbol} lb-${kind.tone}`);
    icon.setAttribute("aria-hidden", "true");
    const close = element("button", "btn-close");
    close.type = "button";
    close.setAttribute("aria-label", "Dismiss");
    const toast = element("div", "toast lb-toast show", element("div", "toast-header", close), element("div", "lb-toast-in", icon, words));
    Object.assign(toast.dataset, { kind: type, tone: kind.tone, notices: "", number: 0 });
    close.addEventListener("click", () => leave(toast));
    ["mouseenter", "focusin"].forEach((name) => toast.addEventListener(name, () => clearTimeout(toast.timer)));
    ["mouseleave", "focusout"].forEach((name) => toast.addEventListener(name, () => stay(toast)));
    place.append(toast);
    return toast;
  }

  /* One message for each kind: a second of the same is counted in it. */
  function tell(event) {
    const place = document.getElementById("shell-told");
    if (!place || !event.data.text) return;
    const kind = kindOf(place, event.type);
    const known = [...place.children].find((one) => one.dataset.kind === event.type);
    const toast = known || newToast(place, event.type, kind);
    const number = Number(toast.dataset.number) + 1;
    toast.dataset.number = number;
    toast.dataset.notices += ` ${event.data.notification_id}`;
    const isOne = number === 1;
    const link = element("a", "lb-b", isOne ? "Open" : "See all");
    link.href = isOne ? event.data.link : "/notifications";
    const said = isOne ? event.data.text : `${number} ${kind.several}`;
    toast.querySelector(".lb-grow").replaceChildren(`${said} `, ...(link.getAttribute("href") === "null" ? [] : [link]));
    while (place.children.length > AT_ONCE) leave(place.firstElementChild);
    stay(toast);
  }

  /* What the page itself has to say, in the same place. */
  function say(words, tone) {
    const place = document.getElementById("shell-told");
    if (!place) return;
    const symbol = tone === "bad" ? "exclamation-circle" : "info-circle";
    const toast = newToast(place, `page-${Date.now()}`, { symbol, tone });
    toast.querySelector(".lb-grow").textContent = words;
    while (place.children.length > AT_ONCE) leave(place.firstElementChild);
    stay(toast);
  }

  /* The bell ----------------------------------------------------------------------------------- */
  /* The same as layouts/shell.py unread_mark. */
  function mark(unread) {
    document.documentElement.dataset.unread = unread > 0 ? "yes" : "no";
    if (unread <= 0) return [];
    return [
      part("Span", { className: "lb-count is-acc", children: unread.toLocaleString("en") }),
      part("Span", { className: "lb-dot is-acc", "aria-hidden": "true" }),
      part("Span", { className: "visually-hidden", children: " unread" }),
    ];
  }

  function forget(data) {
    const gone = data.ids && new Set(data.ids.map(String));
    document.querySelectorAll("#shell-told > [data-notices]").forEach((toast) => {
      const its = toast.dataset.notices.trim().split(" ");
      if (!gone || its.every((id) => gone.has(id))) leave(toast);
    });
  }

  function working(work, events) {
    let now = work;
    events.forEach((event) => {
      const report = event.data.report_id;
      if (event.type === "snapshot") now = Object.fromEntries((event.data.work || []).map((one) => [one.report_id, one]));
      else if (event.type === "report.progress") now = { ...now, [report]: event.data };
      else if (report && report in now) now = Object.fromEntries(Object.entries(now).filter(([id]) => id !== String(report)));
    });
    return now;
  }

  function noticed(events, work) {
    const told = events.filter((event) => !["snapshot", "report.progress", "notifications.read"].includes(event.type));
    events.filter((event) => event.type === "notifications.read").forEach((event) => forget(event.data));
    told.filter((event) => event.data.notification_id).forEach(tell);
    const counts = events.filter((event) => Number.isInteger(event.data.unread));
    const now = working(work, events);
    return [
      told.length ? told[told.length - 1] : none(),
      events.some((event) => event.data.notification_id || event.type === "notifications.read") ? Date.now() : none(),
      counts.length ? mark(counts[counts.length - 1].data.unread) : none(),
      JSON.stringify(now) === JSON.stringify(work) ? none() : now,
    ];
  }

  /* Lines that say how far each report is, in the order in which they were asked for. */
  function lines(work) {
    return Object.values(work || {}).map(line);
  }

  const cookie = (name) => (document.cookie.split("; ").find((one) => one.startsWith(`${name}=`)) || "").slice(name.length + 1);

  function post(path, body = {}) {
    return fetch(path, {
      method: "POST", keepalive: true, body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("_csrf_token") },
    });
  }

  const read = (body) => post("/api/v1/notifications/read", body);

  /* Following a notification, or its check mark, reads it; the socket tells every open page. */
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    if (target.closest("[data-read-all]")) { read({ all: true }); return; }
    const owner = target.closest("a, [data-read]") && target.closest("[data-notices]");
    const ids = owner ? owner.dataset.notices.trim().split(" ").filter(Boolean).map(Number) : [];
    if (ids.length) read({ ids });
  });

  window.luminabi = Object.assign(window.luminabi || {}, { cleaning, searching, noticed, say, taken });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { notices: { lines } });
})();
