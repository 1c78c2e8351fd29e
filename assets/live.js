/* Live sockets: every WebSocket of ours reconnects with full jitter, asks for what it missed
   (?since=), keeps edits until the server has acknowledged them, and hands bursts of events over in
   one piece. */
(() => {
  const Native = window.WebSocket;
  const FLUSH_MS = 25;
  const PING_MS = 20000;
  const PONG_MS = 10000;
  const WAKE_MS = 3000;
  const SLOWEST_MS = 10000;
  const TICK_MS = 2000;
  const FINAL = new Set([4403, 4404]);
  const WORDS = { live: "Live", reconnecting: "Reconnecting…", offline: "Offline: your changes are kept" };
  const EXTRA = { live: "", reconnecting: " is-warn", offline: " is-off" };
  const open = new Set();
  const random = () => Math.random().toString(36).slice(2, 10);
  const part = (type, props) => ({ type, namespace: "dash_html_components", props });

  /* The name of this page: the same after a reload, so that who presents goes on presenting. */
  const client = (() => {
    try {
      const kept = sessionStorage.getItem("luminabi-client") || random() + random();
      sessionStorage.setItem("luminabi-client", kept);
      return kept;
    } catch {
      return random() + random();
    }
  })();

  function mark() {
    const states = [...open].map((socket) => socket.mark);
    const all = states.includes("offline") ? "offline" : states.includes("reconnecting") ? "reconnecting" : "live";
    const shown = navigator.onLine ? all : "offline";
    const version = window.luminabi.dataVersion ? window.luminabi.dataVersion() : 0;
    const told = `${shown} ${version}`;
    document.documentElement.dataset.live = shown;
    const place = document.getElementById("dashboard-live");
    if (!place || place.dataset.told === told || (shown === "live" && !place.dataset.told && !version)) return;
    place.dataset.told = told;
    const data = version ? [part("Span", { className: "lb-3 lb-wide-only", children: `data v${version}` })] : [];
    window.dash_clientside.set_props("dashboard-live", {
      children: part("Span", { className: `lb-live${EXTRA[shown]}`, role: "status", children: [part("I", { className: "lb-dot" }), WORDS[shown], ...(shown === "live" ? data : [])] }),
    });
  }

  class LiveSocket {
    constructor(url, protocols) {
      this.address = new URL(url, location.href);
      this.address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
      this.address.searchParams.set("client", client);
      this.protocols = protocols;
      this.isOfDashboard = this.address.pathname.startsWith("/ws/dashboard/");
      this.url = this.address.href;
      this.readyState = Native.CONNECTING;
      this.lastId = 0;
      this.tries = 0;
      this.edits = new Map();
      this.last = null;
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
      native.onmessage = (event) => { if (native === this.native) this.received(event.data); };
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
      this.edits.forEach((text) => this.native.send(text));
      if (this.last) this.native.send(this.last);
      clearInterval(this.pinger);
      this.pinger = setInterval(() => this.ping(PONG_MS), PING_MS);
    }

    ping(patience) {
      if (this.native.readyState !== Native.OPEN) return;
      this.native.send('{"type":"ping"}');
      clearTimeout(this.patience);
      this.patience = setTimeout(() => { const old = this.native; old.close(); if (old === this.native) this.lost({ code: 1006 }); }, patience);
    }

    received(text) {
      const event = JSON.parse(text);
      clearTimeout(this.patience);
      if (event.type === "pong") return;
      if (event.type === "ack" || event.type === "error") this.edits.delete(String(event.data.ref));
      if (event.id) {
        if (event.type !== "snapshot" && event.id <= this.lastId) return;
        this.lastId = event.type === "snapshot" ? event.id : Math.max(this.lastId, event.id);
      }
      this.inbox.push(event);
      if (!this.flusher) this.flusher = setTimeout(() => this.flush(), FLUSH_MS);
    }

    flush() {
      this.flusher = null;
      const fresh = window.luminabi.taken(this.inbox.splice(0));
      const events = this.isOfDashboard ? window.luminabi.session.hear(fresh) : fresh;
      if (!events.length) return;
      const data = JSON.stringify({ events });
      if (this.onmessage) this.onmessage({ data, isTrusted: true, origin: location.origin, timeStamp: performance.now() });
    }

    lost(event) {
      this.native = { readyState: Native.CLOSED, send: () => {}, close: () => {} };
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
      if (this.native.readyState === Native.OPEN) { this.ping(WAKE_MS); return; }
      if (this.native.readyState === Native.CONNECTING) return;
      clearTimeout(this.retry);
      this.connect();
    }

    /* What was said last of where one looks is enough; everything else is kept until it is acknowledged. */
    send(text) {
      const message = JSON.parse(text);
      if (message.type === "presence.update") this.last = text;
      else if (message.ref !== undefined) this.edits.set(String(message.ref), text);
      if (this.native.readyState === Native.OPEN) this.native.send(text);
    }

    end(event) {
      this.isClosed = true;
      this.readyState = Native.CLOSED;
      open.delete(this);
      mark();
      if (this.isOfDashboard) location.assign("/dashboards");
      if (this.onclose) this.onclose({ code: event.code, reason: event.reason, wasClean: event.wasClean, isTrusted: true, timeStamp: performance.now() });
    }

    close() {
      this.isClosed = true;
      clearTimeout(this.retry);
      clearInterval(this.pinger);
      clearTimeout(this.patience);
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
  /* A machine that slept: its clock has jumped. */
  let ticked = Date.now();
  setInterval(() => {
    if (Date.now() - ticked > 4 * TICK_MS) wakeAll();
    ticked = Date.now();
  }, TICK_MS);

  /* What Dash callbacks ask for ------------------------------------------------------------- */
  const none = () => window.dash_clientside.no_update;
  const eventsOf = (message) => (message && message.data ? JSON.parse(message.data).events : []);
  const socketOf = (beginning) => [...open].find((socket) => socket.address.pathname.startsWith(beginning));

  window.luminabi = Object.assign(window.luminabi || {}, { client, eventsOf, socketOf, markLive: mark, random });
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    live: {
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
