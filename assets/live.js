/* Live sockets: every WebSocket of ours reconnects with full jitter, asks for what it missed
   (?since=), keeps what it could not send, and hands bursts of events over in one piece. */
(() => {
  const Native = window.WebSocket;
  const FLUSH_MS = 25;
  const PING_MS = 20000;
  const PONG_MS = 10000;
  const SLOWEST_MS = 10000;
  const FINAL = new Set([4403, 4404]);
  const open = new Set();

  function mark() {
    const states = [...open].map((socket) => socket.mark);
    const all = states.includes("offline") ? "offline" : states.includes("reconnecting") ? "reconnecting" : "live";
    const shown = navigator.onLine ? all : "offline";
    if (document.documentElement.dataset.live === shown) return;
    document.documentElement.dataset.live = shown;
    const place = document.getElementById("dashboard-live");
    if (!place) return;
    const words = { live: "Live", reconnecting: "Reconnecting…", offline: "Offline" };
    const extra = { live: "", reconnecting: " is-warn", offline: " is-off" };
    window.dash_clientside.set_props("dashboard-live", {
      children: part("Span", { className: `lb-live${extra[shown]}`, role: "status", children: [part("I", { className: "lb-dot" }), words[shown]] }),
    });
  }

  class LiveSocket {
    constructor(url, protocols) {
      this.address = new URL(url, location.href);
      this.address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
      this.protocols = protocols;
      this.url = this.address.href;
      this.readyState = Native.CONNECTING;
      this.lastId = 0;
      this.tries = 0;
      this.unsent = [];
      this.inbox = [];
      this.mark = "live";
      open.add(this);
      this.connect();
    }

    connect() {
      if (this.isClosed) return;
      const address = new URL(this.address);
      if (this.lastId) address.searchParams.set("since", this.lastId);
      const native = new Native(address.href, this.protocols || []);
      this.native = native;
      native.onopen = () => this.opened();
      native.onmessage = (event) => this.received(event.data);
      native.onclose = (event) => { if (native === this.native) this.lost(event); };
      native.onerror = () => {};
    }

    opened() {
      this.tries = 0;
      this.mark = "live";
      mark();
      const isFirst = this.readyState !== Native.OPEN;
      this.readyState = Native.OPEN;
      if (isFirst && this.onopen) this.onopen({ isTrusted: true, timeStamp: performance.now(), currentTarget: this, target: this });
      this.unsent.splice(0).forEach((text) => this.native.send(text));
      clearInterval(this.pinger);
      this.pinger = setInterval(() => this.ping(), PING_MS);
    }

    ping() {
      if (this.native.readyState !== Native.OPEN) return;
      this.native.send('{"type":"ping"}');
      clearTimeout(this.patience);
      this.patience = setTimeout(() => this.native.close(), PONG_MS);
    }

    received(text) {
      const event = JSON.parse(text);
      if (event.type === "pong") { clearTimeout(this.patience); return; }
      if (event.id) {
        if (event.type !== "snapshot" && event.id <= this.lastId) return;
        this.lastId = Math.max(this.lastId, event.id);
      }
      this.inbox.push(event);
      if (!this.flusher) this.flusher = setTimeout(() => this.flush(), FLUSH_MS);
    }

    flush() {
      this.flusher = null;
      const events = window.luminabi.taken(this.inbox.splice(0));
      if (!events.length) return;
      const data = JSON.stringify({ events });
      if (this.onmessage) this.onmessage({ data, isTrusted: true, origin: location.origin, timeStamp: performance.now() });
    }

    lost(event) {
      clearInterval(this.pinger);
      clearTimeout(this.patience);
      if (this.isClosed) return;
      if (event.code === 4401) { location.reload(); return; }
      if (FINAL.has(event.code)) { this.end(event); return; }
      this.tries += 1;
      this.mark = this.tries > 3 ? "offline" : "reconnecting";
      mark();
      const longest = Math.min(SLOWEST_MS, 250 * 2 ** this.tries);
      this.retry = setTimeout(() => this.connect(), Math.random() * longest);
    }

    wake() {
      if (this.isClosed) return;
      if (this.native.readyState === Native.OPEN) { this.ping(); return; }
      clearTimeout(this.retry);
      this.connect();
    }

    send(text) {
      if (this.native.readyState === Native.OPEN) this.native.send(text);
      else this.unsent.push(text);
    }

    end(event) {
      this.isClosed = true;
      this.readyState = Native.CLOSED;
      open.delete(this);
      mark();
      if (this.onclose) this.onclose({ code: event.code, reason: event.reason, wasClean: event.wasClean, isTrusted: true, timeStamp: performance.now() });
    }

    close() {
      this.isClosed = true;
      clearTimeout(this.retry);
      clearInterval(this.pinger);
      open.delete(this);
      this.native.close();
      this.readyState = Native.CLOSED;
      mark();
    }
  }

  function Chosen(url, protocols) {
    const path = new URL(url, location.href).pathname;
    return path.startsWith("/ws/") ? new LiveSocket(url, protocols) : new Native(url, protocols);
  }
  ["CONNECTING", "OPEN", "CLOSING", "CLOSED"].forEach((name) => { Chosen[name] = Native[name]; });
  window.WebSocket = Chosen;

  const wakeAll = () => { mark(); open.forEach((socket) => socket.wake()); };
  window.addEventListener("online", wakeAll);
  window.addEventListener("offline", mark);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wakeAll(); });

  /* What Dash callbacks ask for ------------------------------------------------------------- */
  const none = () => window.dash_clientside.no_update;
  const eventsOf = (message) => (message && message.data ? JSON.parse(message.data).events : []);
  let reference = Date.now();

  function applied(state, event) {
    const data = event.data;
    if (event.type === "snapshot" && "seq" in data) {
      const isSame = state.seq === data.seq && state.data_version === data.data_version;
      return isSame ? state : { ...state, filters: data.filters, seq: data.seq, data_version: data.data_version };
    }
    if (event.type === "filter.changed" && data.seq > state.seq) {
      const others = state.filters.filter((item) => item.column !== data.column);
      return { ...state, filters: [...others, data], seq: data.seq };
    }
    if (event.type === "filter.cleared" && data.seq > state.seq) {
      const left = data.column === null ? [] : state.filters.filter((item) => item.column !== data.column);
      return { ...state, filters: left, seq: data.seq };
    }
    if (event.type === "data.updated") return { ...state, data_version: data.version };
    return state;
  }

  const people = new Map();
  function present(event) {
    const data = event.data;
    if (event.type === "snapshot" && data.participants) {
      people.clear();
      data.participants.forEach((one) => people.set(one.socket, one));
    } else if (event.type === "presence.left") people.delete(data.socket);
    else if (event.type.startsWith("presence.")) people.set(data.socket, data);
    else return false;
    return true;
  }

  const part = (type, props) => ({ type, namespace: "dash_html_components", props });

  function avatars() {
    const seen = new Map([...people.values()].map((one) => [one.user, one]));
    return [...seen.values()].slice(0, 6).map((one) => part("Span", {
      children: one.initials, title: one.user, className: `lb-av p${one.color}`, key: one.user,
    }));
  }

  function toast(words) {
    return part("Div", { className: "lb-toast is-bad", role: "alert", children: words, key: Date.now() });
  }

  /* The filter that the editor's fields describe, or a sentence why there is none. */
  function wanted(column, fields) {
    const filled = (value) => value !== null && value !== undefined && value !== "";
    if (!column) return [null, "Choose a column first."];
    const op = fields.op;
    let value = null;
    if (op === "in" || op === "not_in") value = fields.values || [];
    else if (op === "contains") value = fields.text || "";
    else if (op === "last" || op === "within") value = fields[op];
    else if (op === "eq") value = fields.is === "yes";
    else if (op === "between") {
      const ends = "low" in fields ? [fields.low, fields.high] : [fields.from, fields.to];
      value = ends.map((end) => (filled(end) ? end : null));
      if (value.every((end) => end === null)) return [null, "Fill in at least one end."];
    }
    if (Array.isArray(value) && !value.length) return [null, "Choose at least one value."];
    if (op === "contains" && !value) return [null, "Type a part of the text."];
    return [{ type: "filter.set", column, op, value }, ""];
  }

  /* A private view of a link's filters is edited here and tells nobody. */
  function relinked(link, message) {
    const others = link.filter((item) => message.column !== null && item.column !== message.column);
    if (message.type === "filter.clear") return others;
    return [...others, { column: message.column, op: message.op, value: message.value }];
  }

  window.luminabi = Object.assign(window.luminabi || {}, { eventsOf, people });
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    live: {
      /* A burst of events on a dashboard: its state (seq decides, not arrival), news of its tiles,
         the people who look at it, and the server's answer to this browser alone. */
      dashboard(message, state) {
        const events = eventsOf(message);
        const next = events.reduce(applied, state);
        const is_news = window.luminabi.newsOf(events);
        const has_people = events.map(present).some(Boolean);
        const errors = events.filter((event) => event.type === "error");
        return [
          next === state ? none() : next,
          is_news ? Date.now() : none(),
          has_people ? avatars() : none(),
          errors.length ? toast(errors[errors.length - 1].data.message) : none(),
        ];
      },
      /* Apply, remove, clear, or the cross of a chip: one message over the socket. */
      edit(apply, remove, clear, crosses, column, values, ids, state) {
        const context = window.dash_clientside.callback_context;
        const pressed = context.triggered_id;
        if (!pressed || !context.triggered[0].value) return [none(), none(), none(), none()];
        const fields = Object.fromEntries(ids.map((id, index) => [id.name, values[index]]));
        let message = { type: "filter.clear", column: null };
        let problem = "";
        if (pressed.type === "filters-remove-one") {
          const shown = state.link || state.filters;
          message.column = (shown[pressed.place] || {}).column || null;
        } else if (pressed.endsWith("-remove")) message.column = column;
        else if (pressed.endsWith("-apply")) {
          [message, problem] = wanted(column, fields);
          if (problem) return [none(), none(), problem, none()];
        }
        if (state.link) return [none(), false, "", { ...state, link: relinked(state.link, message) }];
        reference += 1;
        return [JSON.stringify({ ...message, ref: reference }), false, "", none()];
      },
      slide(range) {
        return range ? [range[0], range[1]] : [none(), none()];
      },
      /* Steps can follow each other within milliseconds: each is shown before the next, and the
         end only after them, so the page is never ahead of its own words. */
      cleaning(message) {
        const found = eventsOf(message).filter((event) => event.type.startsWith("cleaning.") || event.type === "snapshot");
        window.luminabi.cleaning(found);
        return none();
      },
      drafts(message) {
        const found = eventsOf(message).filter((event) => event.type === "draft.checked");
        return found.length ? found[found.length - 1] : none();
      },
      insights(message) {
        const found = eventsOf(message).filter((event) => event.type.startsWith("insight") || event.type === "snapshot");
        window.luminabi.searching(found);
        const news = found.filter((event) => event.type !== "insights.progress");
        return news.length ? news : none();
      },
      /* What this user is told of: the last of it for pages, the bell's list and number, and how
         far their reports are; a snapshot is no news. */
      notices(message, work) {
        return window.luminabi.noticed(eventsOf(message), work || {});
      },
    },
  });
})();
