/* Comments: the popover of a thread beside its pin, what is typed in it (kept until it is sent),
   people to mention, and the panel. Texts go to the API; what others say comes by the socket. */
(() => {
  const EDGE = 8;
  const KEY = "luminabi-comment-drafts";
  const now = { open: null, anchor: null, before: null, people: null, chosen: new Set(), own: new Set(), busy: false, wants: null, editing: null };
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const none = () => window.dash_clientside.no_update;
  const byId = (id) => document.getElementById(id);
  const pop = () => byId("comments-pop");
  const field = () => byId("comments-field");
  const isOpen = () => Boolean(pop() && !pop().hidden);
  const openThread = () => (isOpen() && now.open ? now.open.thread || null : null);
  const cookie = (name) => (document.cookie.split("; ").find((one) => one.startsWith(`${name}=`)) || "").slice(name.length + 1);
  const part = (type, props) => ({ type, namespace: "dash_html_components", props });

  function dataOf(id) {
    const found = window.dash_component_api && window.dash_component_api.getLayout(id);
    return (found && found.props && found.props.data) || null;
  }
  const state = () => dataOf("dashboard-state") || {};
  const threadOf = (id) => window.luminabi.pins.threads().find((one) => one.id === id);

  /* Drafts ---------------------------------------------------------------------------------------- */
  function drafts() {
    try { return JSON.parse(sessionStorage.getItem(KEY)) || {}; } catch { return {}; }
  }
  function keep(key, text) {
    const known = drafts();
    if (text) known[key] = text;
    else delete known[key];
    try { sessionStorage.setItem(KEY, JSON.stringify(known)); } catch { /* kept in the field alone */ }
  }
  function keyOf(open) {
    if (open.comment) return `edit-${open.comment}`;
    if (open.thread) return `thread-${open.thread}`;
    return `new-${state().dashboard}-${open.tile || ""}-${open.point ? JSON.stringify([open.point.x, open.point.y, open.point.words]) : ""}`;
  }

  /* The popover -------------------------------------------------------------------------------------- */
  function problem(words) {
    pop().querySelector("[data-problem]").textContent = words || "";
  }

  function place() {
    if (!isOpen()) return;
    const box = pop();
    if (window.matchMedia("(max-width: 760px)").matches) { box.style.left = box.style.top = ""; return; }
    const pin = now.open.thread && window.luminabi.pins.of(now.open.thread);
    if (pin) now.anchor = pin;
    const at = now.anchor && now.anchor.isConnected && now.anchor.getClientRects().length ? now.anchor.getBoundingClientRect() : now.at;
    if (!at) return;
    now.at = at;
    const right = at.right + EDGE;
    const fits = right + box.offsetWidth <= window.innerWidth - EDGE;
    const left = fits ? right : at.left - box.offsetWidth - EDGE;
    const lowest = window.innerHeight - box.offsetHeight - EDGE;
    box.style.left = `${Math.max(EDGE, Math.min(left, window.innerWidth - box.offsetWidth - EDGE))}px`;
    box.style.top = `${Math.max(EDGE, Math.min(at.top - EDGE, lowest))}px`;
    const thread = now.open.thread && threadOf(now.open.thread);
    const isPoint = thread && thread.tile && thread.point && thread.point.x !== undefined;
    box.classList.toggle("is-away", Boolean(isPoint && document.querySelector(`#dashboard-tiles [data-tile="${thread.tile}"]`) && !pin));
  }

  function fitField() {
    const box = field();
    box.style.height = "auto";
    box.style.height = `${Math.min(160, box.scrollHeight + 2)}px`;
    place();
  }

  function show(open, anchor) {
    if (!isOpen()) now.before = document.activeElement;
    now.open = open;
    now.anchor = anchor || null;
    now.at = anchor ? anchor.getBoundingClientRect() : { left: window.innerWidth / 2 - 160, right: window.innerWidth / 2 - 160, top: 160, bottom: 160 };
    pop().hidden = false;
    pop().classList.toggle("is-new", !open.thread);
    reword("");
    if (!open.thread) set("comments-thread", { children: newHead(open) });
    window.luminabi.pins.soon();
    place();
    const wantsKeys = !open.thread || !window.matchMedia("(pointer: coarse)").matches;
    (wantsKeys ? field() : pop()).focus({ preventScroll: true });
  }

  function newHead(open) {
    const title = open.words || "The dashboard";
    const close = part("Button", { children: part("I", { className: "bi bi-x-lg" }), className: "btn btn-ghost btn-sm is-icon", "data-act": "comment-close", "aria-label": "Close", type: "button" });
    return part("Div", { className: "lb-comment-head", children: [part("Span", { children: title, className: "lb-grow lb-cut lb-b" }), close] });
  }

  /* The field for a reply, a new comment, or an own comment that is changed. */
  function reword(text) {
    const kept = drafts()[keyOf(now.open)];
    const words = now.open.comment ? "Change your comment" : now.open.thread ? "Reply" : "Comment";
    field().value = kept !== undefined ? kept : text;
    field().placeholder = words;
    field().setAttribute("aria-label", words);
    pop().classList.toggle("is-editing-one", Boolean(now.open.comment));
    problem("");
    closePeople();
    fitField();
  }

  function openById(id, anchor) {
    if (!isOpen() || !now.open || now.open.thread !== id) set("comments-thread", { children: part("Div", { className: "lb-skel lb-skel-line" }) });
    set("comments-open", { data: { thread: id, at: Date.now() } });
    show({ thread: id }, anchor || window.luminabi.pins.of(id));
  }

  function close() {
    if (!isOpen()) return;
    const [before, anchor] = [now.before, now.anchor];
    pop().hidden = true;
    now.open = null;
    set("comments-open", { data: null });
    window.luminabi.pins.soon();
    const back = [anchor, before].find((one) => one && one.isConnected && one !== document.body && one.getClientRects().length);
    if (back) back.focus({ preventScroll: true });
  }

  /* Sending ------------------------------------------------------------------------------------------- */
  async function ask(method, path, body) {
    let answer;
    try {
      answer = await fetch(`/api/v1${path}`, {
        method, headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("_csrf_token") },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    } catch {
      throw new Error("This could not be sent: there is no connection. Your text is kept; send it again later.");
    }
    if (answer.ok) return answer.status === 204 ? null : answer.json();
    let sentence = "This could not be sent. Your text is kept; try again.";
    try { sentence = (await answer.json()).error.message; } catch { /* no sentence came */ }
    throw new Error(sentence);
  }

  function about(open) {
    const shown = state();
    const filters = (shown.link || shown.filters || []).map(({ column, op, value }) => ({ column, op, value }));
    const version = (shown.past && shown.past.version) || shown.data_version;
    const body = { filters, tab: dataOf("dashboard-tab") };
    if (version) body.data_version = version;
    if (open.tile) body.tile = open.tile;
    if (open.point) body.point = open.point;
    if (shown.drill && Object.keys(shown.drill).length) body.drill = shown.drill;
    return body;
  }

  function mentions(text) {
    let rest = text;
    const people = [...(now.people || [])].sort((a, b) => b.name.length - a.name.length);
    const names = people.map((one) => one.name);
    return people.filter((one) => {
      const isMeant = now.chosen.has(one.id) || names.filter((name) => name === one.name).length === 1;
      if (!isMeant || !rest.includes(`@${one.name}`)) return false;
      rest = rest.split(`@${one.name}`).join(" ");
      return true;
    }).map((one) => one.id);
  }

  async function send() {
    const [open, text] = [now.open, field().value.trim()];
    if (!open || !text || now.busy) return;
    busy(true);
    try {
      if (text.includes("@")) await known();
      const body = { text, mentions: mentions(text) };
      if (open.comment) await ask("PATCH", `/comments/${open.comment}`, body);
      const made = open.comment ? null : await ask("POST", `/dashboards/${state().dashboard}/comments`, open.thread ? { ...body, thread: open.thread } : { ...body, ...about(open) });
      keep(keyOf(open), "");
      if (now.open === open) after(open, made);
      news();
    } catch (error) {
      if (now.open === open) problem(error.message);
    } finally {
      busy(false);
    }
  }

  function after(open, made) {
    now.open = { thread: open.thread || made.id };
    now.chosen.clear();
    pop().classList.remove("is-new");
    reword("");
    field().focus({ preventScroll: true });
  }

  function busy(on) {
    now.busy = on;
    const button = pop().querySelector('[data-act="comment-send"]');
    button.disabled = on;
    button.setAttribute("aria-busy", String(on));
  }

  async function act(method, path, body) {
    try {
      await ask(method, path, body);
      news();
      return true;
    } catch (error) {
      if (isOpen()) problem(error.message);
      return false;
    }
  }

  /* What was said, by anybody: asked for once for a burst. */
  function news() {
    clearTimeout(now.asking);
    now.asking = setTimeout(() => {
      set("comments-news", { data: Date.now() });
      if (openThread()) set("comments-open", { data: { thread: openThread(), at: Date.now() } });
    }, 60);
  }

  /* People ------------------------------------------------------------------------------------------------ */
  async function known() {
    if (now.people && now.peopleOf === state().dashboard) return now.people;
    now.people = (await ask("GET", `/dashboards/${state().dashboard}/people?limit=500`)).items;
    now.peopleOf = state().dashboard;
    return now.people;
  }

  const peopleBox = () => byId("comments-people");
  function closePeople() {
    peopleBox().hidden = true;
    peopleBox().replaceChildren();
    field().setAttribute("aria-expanded", "false");
    field().removeAttribute("aria-activedescendant");
  }

  async function suggest() {
    const before = field().value.slice(0, field().selectionStart);
    const asked = before.match(/(?:^|\s)@([^@\n]{0,40})$/);
    if (!asked) { closePeople(); return; }
    const query = asked[1].toLowerCase();
    let people;
    try { people = await known(); } catch { closePeople(); return; }
    const found = people.filter((one) => one.name.toLowerCase().startsWith(query) || one.name.toLowerCase().split(" ").some((word) => word.startsWith(query))).slice(0, 6);
    if (!found.length || found.some((one) => one.name.toLowerCase() === query.trim() && query.endsWith(" "))) { closePeople(); return; }
    peopleBox().replaceChildren(...found.map((one, place) => {
      const option = document.createElement("button");
      Object.assign(option, { type: "button", id: `comments-person-${one.id}`, className: "lb-mark-item", textContent: one.name, tabIndex: -1 });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(place === 0));
      option.dataset.act = "comment-person";
      option.dataset.of = one.id;
      return option;
    }));
    peopleBox().hidden = false;
    field().setAttribute("aria-expanded", "true");
    field().setAttribute("aria-activedescendant", peopleBox().firstChild.id);
  }

  function step(by) {
    const options = [...peopleBox().children];
    const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const next = options[(at + by + options.length) % options.length];
    options.forEach((one) => one.setAttribute("aria-selected", String(one === next)));
    field().setAttribute("aria-activedescendant", next.id);
  }

  function mention(id) {
    const person = now.people.find((one) => one.id === Number(id));
    const [before, later] = [field().value.slice(0, field().selectionStart), field().value.slice(field().selectionStart)];
    const start = before.replace(/@[^@\n]{0,40}$/, `@${person.name} `);
    now.chosen.add(person.id);
    field().value = start + later;
    field().setSelectionRange(start.length, start.length);
    field().focus();
    keep(keyOf(now.open), field().value);
    closePeople();
  }

  window.luminabi = Object.assign(window.luminabi || {}, {
    comments: { now, set, none, state, dataOf, threadOf, openThread, openById, isOpen, show, close, place, reword, fitField, keep, keyOf, send, act, news, suggest, step, mention, closePeople, peopleBox, pop, field },
  });
})();
