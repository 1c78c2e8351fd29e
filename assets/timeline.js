/* The timeline of a dashboard: what was filtered when and by whom, one step after the other. To look
   at a step is a private view of this page; nobody else is moved by it. */
(() => {
  const LONGEST_MS = 2000;
  const SHORTEST_MS = 250;
  const LIMIT = 1000;
  const me = { board: null, items: [], at: 0, seq: null, player: null, own: {} };
  const dock = () => document.getElementById("timeline-dock");
  const place = () => document.getElementById("timeline-scrub");
  const slider = () => place() && place().firstElementChild;
  const isOpen = () => Boolean(dock()) && !dock().hidden;
  const session = () => window.luminabi.session;
  const isNow = () => me.at >= me.items.length;
  const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...children);
    return made;
  }

  /* The list: the newest session first, and its newest step. ------------------------------------- */
  function head(items) {
    const first = new Date(items[0].at);
    const last = new Date(items[items.length - 1].at);
    const people = [...new Set(items.map((one) => one.by))].join(", ");
    const words = `${day.format(first)}, ${clock.format(first)} to ${clock.format(last)} · ${items.length} ${items.length === 1 ? "step" : "steps"} · ${people}`;
    return element("li", "lb-timeline-head lb-s lb-3", words);
  }

  function row(item, place) {
    const mark = element("span", `lb-av is-s p${item.color}`, item.initials);
    mark.title = item.by;
    const words = element("span", "lb-grow lb-cut", item.words);
    const time = element("time", "lb-s lb-3 lb-num", clock.format(new Date(item.at)));
    time.dateTime = item.at;
    const button = element("button", "lb-timeline-step", mark, words, time);
    button.type = "button";
    button.dataset.step = place;
    button.title = item.sentence;
    return element("li", "", button);
  }

  function list() {
    const rows = [];
    const sessions = [...new Set(me.items.map((one) => one.session))].reverse();
    sessions.forEach((number) => {
      const its = me.items.map((item, place) => [item, place]).filter(([item]) => item.session === number);
      rows.push(head(its.map(([item]) => item)), ...its.reverse().map(([item, place]) => row(item, place)));
    });
    const none = element("li", "lb-2 lb-timeline-none", "No filter was set here yet. Each one that is set from now on shows as a step.");
    document.getElementById("timeline-steps").replaceChildren(...(rows.length ? rows : [none]));
  }

  /* Where one stands ------------------------------------------------------------------------------ */
  function show() {
    const item = me.items[me.at];
    const words = document.getElementById("timeline-words");
    words.textContent = isNow() ? "Now" : `${item.words} · ${clock.format(new Date(item.at))}`;
    words.title = words.textContent;
    if (!slider()) {
      const made = element("input", "lb-scrub");
      made.type = "range";
      place().append(made);
    }
    const range = slider();
    Object.assign(range, { min: 0, max: me.items.length, value: me.at });
    range.setAttribute("aria-label", "Step of the session");
    range.setAttribute("aria-valuetext", words.textContent);
    dock().classList.toggle("is-past", !isNow());
    dock().querySelectorAll("[data-step]").forEach((one) => {
      const here = Number(one.dataset.step) === me.at;
      one.classList.toggle("is-picked", here);
      if (here) { one.setAttribute("aria-current", "step"); one.scrollIntoView({ block: "nearest" }); } else one.removeAttribute("aria-current");
    });
    const has = (name, can) => { dock().querySelector(`[data-act=timeline-${name}]`).disabled = !can; };
    has("before", me.at > 0);
    has("next", !isNow());
    has("now", !isNow());
    has("play", me.items.length > 0);
    has("story", me.items.length > 0);
  }

  /* The page's private view: the filters as they stood after that step, or the present ones. */
  function look() {
    const { past, link, fixed, ...rest } = session().pageState();
    if (!past) me.own = link ? { link, ...(fixed ? { fixed } : {}) } : {};
    if (isNow()) { if (past) session().keep({ ...rest, ...me.own }); return; }
    const item = me.items[me.at];
    const then = { words: item.words, at: item.at, version: item.data_version };
    session().keep({ ...rest, link: item.filters, fixed: true, past: then });
  }

  function go(place) {
    const next = Math.max(0, Math.min(me.items.length, place));
    if (next === me.at) return;
    me.at = next;
    show();
    look();
  }

  function stop() {
    clearTimeout(me.player);
    me.player = null;
    playing(false);
  }

  function playing(is) {
    const button = dock() && dock().querySelector("[data-act=timeline-play]");
    if (!button) return;
    button.title = is ? "Pause" : "Play";
    button.setAttribute("aria-label", button.title);
    button.firstElementChild.className = `bi bi-${is ? "pause" : "play"}-fill`;
  }

  /* As it went, but nobody waits longer than LONGEST_MS for the next step. */
  function pause() {
    const [here, next] = [me.items[me.at], me.items[me.at + 1]];
    const real = here && next ? new Date(next.at) - new Date(here.at) : LONGEST_MS;
    return Math.max(SHORTEST_MS, Math.min(LONGEST_MS, real));
  }

  function onward() {
    me.player = setTimeout(() => {
      if (!isOpen()) { stop(); return; }
      go(me.at + 1);
      if (isNow()) stop();
      else onward();
    }, pause());
  }

  function play() {
    if (me.player) { stop(); return; }
    if (isNow()) go(0);
    playing(true);
    onward();
  }

  /* Opening --------------------------------------------------------------------------------------- */
  const boardId = () => (session().pageState() || {}).dashboard;

  async function load() {
    const board = boardId();
    const answer = await fetch(`/api/v1/dashboards/${board}/timeline?limit=${LIMIT}`);
    if (!answer.ok || !dock()) return;
    const wasNow = me.board !== board || isNow();
    me.items = (await answer.json()).items.reverse();
    me.board = board;
    if (wasNow) me.at = me.items.length;
    me.at = Math.min(me.at, me.items.length);
    list();
    show();
  }

  function toggle(open) {
    if (!dock()) return;
    dock().hidden = !open;
    document.querySelectorAll("[data-act=timeline]").forEach((one) => one.setAttribute("aria-expanded", String(open)));
    window.dispatchEvent(new Event("resize"));
    if (open) { load().then(() => slider() && slider().focus()); return; }
    stop();
    go(me.items.length);
  }

  const cookie = (name) => (document.cookie.split("; ").find((one) => one.startsWith(`${name}=`)) || "").slice(name.length + 1);

  async function story() {
    const item = me.items[Math.min(me.at, me.items.length - 1)];
    const tab = window.dash_component_api.getLayout("dashboard-tab");
    const answer = await fetch(`/api/v1/dashboards/${me.board}/storyboard`, {
      method: "POST", body: JSON.stringify({ session: item.session, tab: (tab && tab.props.data) || 0 }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("_csrf_token") },
    });
    const said = answer.ok ? "The storyboard is being drawn. You are told when it lies in the archive of reports." : (await answer.json()).error.message;
    window.luminabi.say(said, answer.ok ? "acc" : "bad");
  }

  const ACTS = {
    timeline: () => toggle(!isOpen()),
    "timeline-close": () => toggle(false),
    "timeline-before": () => { stop(); go(me.at - 1); },
    "timeline-next": () => { stop(); go(me.at + 1); },
    "timeline-now": () => { stop(); go(me.items.length); },
    "timeline-play": play,
    "timeline-story": story,
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const pressed = target.closest("[data-act]");
    if (pressed && pressed.dataset.act in ACTS) { ACTS[pressed.dataset.act](); return; }
    const step = target.closest("#timeline-steps [data-step]");
    if (step) { stop(); go(Number(step.dataset.step)); }
  });
  document.addEventListener("input", (event) => {
    if (event.target === slider()) { stop(); go(Number(event.target.value)); }
  });
  document.addEventListener("keydown", (event) => {
    if (!isOpen() || !dock().contains(event.target)) return;
    if (event.key === "Escape") { toggle(false); event.stopPropagation(); return; }
    if (event.target === slider() || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    stop();
    go(me.at + (event.key === "ArrowLeft" ? -1 : 1));
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    timeline: {
      /* New steps join an open timeline; "Back to now" of another bar counts as well. */
      heard(state) {
        if (!isOpen()) return window.dash_clientside.no_update;
        if (!state.past && !isNow()) { stop(); me.at = me.items.length; show(); }
        if (state.seq !== me.seq) { me.seq = state.seq; load(); }
        return window.dash_clientside.no_update;
      },
    },
  });
})();
