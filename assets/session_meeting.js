/* What one sees of a live session: who is here and where they look, the bar that says whom one
   follows, and what one can do about it. */
(() => {
  const { session } = window.luminabi;
  const { me } = session;
  const PEOPLE = 5;
  const CROWD = 100;
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const part = (type, props) => ({ type, namespace: "dash_html_components", props });
  const icon = (name) => part("I", { className: `bi bi-${name}`, "aria-hidden": "true" });
  let menu = null;

  const titleOf = (id) => {
    const tile = id && document.querySelector(`[data-tile="${id}"]`);
    return tile ? tile.getAttribute("aria-label") || "a tile" : "";
  };

  /* One mark a person: who presents first, oneself last. */
  function everybody() {
    const found = new Map();
    const weight = (one) => (session.me.shared.presenter && me.shared.presenter.client === one.client ? 0 : one.client === me.client ? 2 : 1);
    [...me.people.values()].sort((a, b) => weight(a) - weight(b)).forEach((one) => {
      const key = `${one.user} ${one.color}`;
      if (!found.has(key)) found.set(key, one);
    });
    return [...found.values()];
  }

  function wordsOf(one) {
    const focus = one.focus || {};
    const words = [one.client === me.client ? `${one.user} (you)` : one.user];
    if (me.shared.presenter && me.shared.presenter.client === one.client) words.push("presents");
    if (focus.idle) words.push("is away");
    else if (titleOf(focus.tile)) words.push(`looks at ${titleOf(focus.tile)}`);
    return words.join(", ");
  }

  function avatar(one) {
    const isHost = me.shared.presenter && me.shared.presenter.client === one.client;
    const extra = `${isHost ? " is-host" : ""}${one.focus && one.focus.idle ? " is-idle" : ""}`;
    const words = wordsOf(one);
    return part("Button", { children: one.initials, title: words, "aria-label": words, type: "button", className: `lb-av p${one.color}${extra}`, key: one.client, "data-act": "session-person", "data-person": one.client });
  }

  function avatars() {
    const all = everybody();
    const shown = all.slice(0, PEOPLE).map(avatar);
    /* In a crowd the server tells how many are there, not who comes and goes. */
    const total = me.count > CROWD ? me.count : all.length;
    if (total > PEOPLE) shown.push(part("Span", { children: `+${total - PEOPLE}`, className: "lb-av is-more", title: total > CROWD ? `${total} pages` : all.slice(PEOPLE).map((one) => one.user).join(", ") }));
    return shown;
  }

  /* The bar --------------------------------------------------------------------------------------- */
  const act = (words, name, kind) => part("Button", { children: words, type: "button", className: `btn btn-sm btn-${kind}`, "data-act": `session-${name}` });
  const said = (fact, more) => part("Span", { className: "lb-grow lb-cut", children: [part("Span", { className: "lb-b", children: fact }), " ", part("Span", { className: "lb-2", children: more })] });
  const face = (one) => part("Span", { children: one.initials, className: `lb-av p${one.color} is-s`, title: one.user });
  const banner = (children, kind) => part("Div", { className: `lb-banner lb-view-only${kind ? ` is-${kind}` : ""}`, role: "status", children });

  function own(state) {
    const host = session.host();
    const back = host ? `Back to ${host.user}` : "Back to the shared filters";
    if (state.fixed) return banner([icon("link-45deg"), said("A view by link.", "Filters that you set here are yours alone."), act("Go to the shared filters", "back", "secondary")]);
    const more = host ? `${host.user} goes on presenting.` : "Nobody else sees them; what others set goes on beneath.";
    return banner([icon("person"), said("You look around with filters of your own.", more), act(back, "back", "secondary")], "warn");
  }

  function bar(state) {
    if (state.past) return null;
    if (me.asked) return banner([face(me.asked), said(`${me.asked.user} asks to present.`, ""), act("Hand over", "accept", "secondary"), act("Not now", "decline", "ghost")], "acc");
    if (state.link) return own(state);
    if (session.presents()) return banner([icon("broadcast"), said("You are presenting.", "The others follow your filters, tab and place."), act("Stop presenting", "stop", "secondary")], "acc");
    const host = session.host();
    if (!host) return null;
    const ask = state.may_edit ? [act("Ask to present", "ask", "ghost")] : [];
    return banner([face(host), said(`${host.user} is presenting.`, "You see their filters as they set them."), ...ask, act("Step out", "out", "secondary")], "acc");
  }

  /* Who is here is drawn by Dash when it changes; where they look is written to what it drew. */
  let told = "";
  function show(state, events) {
    const people = avatars();
    const now = JSON.stringify(people.map(({ props }) => [props.children, props.className, props["data-person"]]));
    if (now !== told || events.some((event) => event.type === "snapshot")) {
      told = now;
      set("dashboard-presence", { children: people });
    } else {
      people.forEach(({ props }) => {
        const place = props["data-person"] && document.querySelector(`#dashboard-presence [data-person="${CSS.escape(props["data-person"])}"]`);
        if (place && place.title !== props.title) { place.title = props.title; place.setAttribute("aria-label", props.title); }
      });
    }
    if (events.some((event) => event.type.startsWith("presenter.") || event.type === "snapshot")) set("dashboard-session", { children: bar(state) });
    window.luminabi.looks.show(state);
  }

  /* What one does --------------------------------------------------------------------------------- */
  function close() {
    if (!menu) return;
    menu.box.remove();
    if (menu.from.isConnected) menu.from.focus({ preventScroll: true });
    menu = null;
  }

  function item(words, symbol, run) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "lb-mark-item";
    const sign = document.createElement("i");
    sign.className = `bi bi-${symbol}`;
    button.append(sign, words);
    button.addEventListener("click", () => { close(); run(); });
    return button;
  }

  function open(from) {
    close();
    const one = me.people.get(from.dataset.person);
    if (!one) return;
    const box = document.createElement("div");
    box.className = "lb-mark-menu";
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", one.user);
    const head = document.createElement("div");
    head.className = "lb-mark-head";
    head.textContent = wordsOf(one);
    box.append(head);
    const state = session.pageState();
    const isMe = one.client === me.client;
    const isHost = me.shared.presenter && me.shared.presenter.client === one.client;
    if (!isMe && one.focus) box.append(item("Go to where they look", "eye", () => window.luminabi.looks.goTo(one.focus)));
    if (!isMe && session.presents()) box.append(item("Hand over the presenting", "arrow-left-right", () => session.say({ type: "presenter.pass", client: one.client })));
    if (isMe && state.may_edit && !isHost) box.append(item("Present to the others", "broadcast", present));
    if (isMe && isHost) box.append(item("Stop presenting", "stop-circle", stop));
    if (!isMe && isHost && state.may_edit) box.append(item("Take over the presenting", "broadcast", present));
    document.body.append(box);
    const at = from.getBoundingClientRect();
    box.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${at.bottom + 6}px`;
    menu = { box, from };
    const first = box.querySelector("button");
    if (first) first.focus({ preventScroll: true });
  }

  function back() {
    const { link, fixed, past, ...state } = session.pageState();
    const address = new URL(location.href);
    address.searchParams.delete("filters");
    window.luminabi.readdress(address);
    session.keep({ ...state, filters: session.view() });
    window.luminabi.looks.follow();
  }
  const present = () => { const state = session.pageState(); if (state.link) back(); session.say({ type: "presenter.take" }); };
  const stop = () => session.say({ type: "presenter.release" });
  const ACTS = {
    "session-present": present,
    "session-stop": stop,
    "session-ask": (button) => { session.say({ type: "presenter.ask" }); button.disabled = true; button.textContent = "Asked"; },
    "session-out": () => { const state = session.pageState(); session.keep({ ...state, link: session.view() }); },
    "session-back": back,
    "session-accept": () => { const one = me.asked; me.asked = null; session.say({ type: "presenter.pass", client: one.client }); },
    "session-decline": () => { me.asked = null; set("dashboard-session", { children: bar(session.pageState()) }); },
    "session-person": (button) => (menu && menu.from === button ? close() : open(button)),
  };
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-act^="session-"]') : null;
    if (button && ACTS[button.dataset.act]) ACTS[button.dataset.act](button);
    else if (menu && !menu.box.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    if (!menu) return;
    const items = [...menu.box.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close();
    else if (step && items.length) items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    else return;
    event.preventDefault();
  });

  window.luminabi = Object.assign(window.luminabi, { meeting: { bar, show } });
})();
