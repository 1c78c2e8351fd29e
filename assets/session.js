/* The live session of a dashboard: one order of edits by the server (seq), one's own shown at once,
   who presents, who follows, and who looks around alone. What the server is to draw stands in the
   page's state; everything else of the session is kept here. */
(() => {
  const load = window.luminabi.random();
  const START = { filters: [], seq: 0, version: 0, presenter: null };
  const me = { page: null, shared: START, pending: new Map(), people: new Map(), client: null, fresh: {}, asked: null, n: 0, count: 0 };
  const none = () => window.dash_clientside.no_update;
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const part = (type, props) => ({ type, namespace: "dash_html_components", props });
  const core = ({ column, op, value }) => ({ column, op, value });
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  /* Filters --------------------------------------------------------------------------------------- */
  function edited(filters, edit) {
    if (edit.type === "filter.clear") return edit.column === null ? [] : filters.filter((one) => one.column !== edit.column);
    const made = core(edit);
    const at = filters.findIndex((one) => one.column === edit.column);
    return at < 0 ? [...filters, made] : filters.map((one, place) => (place === at ? made : one));
  }
  const overlaid = (filters, edits) => edits.reduce(edited, filters);

  /* The edits that lead from the shared filters to one's own. */
  function difference(base, own) {
    const gone = base.filter((one) => !own.some((mine) => mine.column === one.column)).map((one) => ({ type: "filter.clear", column: one.column }));
    const changed = own.filter((mine) => !base.some((one) => same(core(one), core(mine)))).map((mine) => ({ type: "filter.set", ...core(mine) }));
    return [...gone, ...changed];
  }

  /* What everybody shares, after an event; one that is not newer changes nothing. */
  function taken(shared, event) {
    const data = event.data;
    if (event.type === "snapshot" && "seq" in data) return { filters: data.filters.map(core), seq: data.seq, version: data.data_version, presenter: data.presenter || null };
    if (event.type === "filter.changed" && data.seq > shared.seq) return { ...shared, seq: data.seq, filters: edited(shared.filters, { ...data, type: "filter.set" }) };
    if (event.type === "filter.cleared" && data.seq > shared.seq) return { ...shared, seq: data.seq, filters: edited(shared.filters, { ...data, type: "filter.clear" }) };
    if (event.type === "presenter.changed") return { ...shared, presenter: data.presenter };
    if (event.type === "data.updated") return { ...shared, version: data.version };
    return shared;
  }

  const isMine = (data) => data.client !== undefined && data.client === me.client;

  function take(event) {
    const data = event.data;
    me.shared = taken(me.shared, event);
    if (event.type === "snapshot" || event.type === "presence.here") {
      me.people.clear();
      me.client = data.client || me.client;
      (data.participants || []).forEach((one) => me.people.set(one.client, one));
      me.count = data.count || 0;
    } else if (event.type === "presence.count") me.count = data.count;
    else if (event.type === "presence.left") me.people.delete(data.client);
    else if (event.type.startsWith("presence.")) me.people.set(data.client, data);
    if (event.type === "filter.changed" || event.type === "filter.cleared") {
      if (isMine(data)) me.pending.delete(String(data.ref));
      me.fresh = isMine(data) || !data.column ? {} : { [data.column]: [data.initials || "", data.color || 1] };
    }
    if (event.type === "ack" && data.seq <= me.shared.seq) me.pending.delete(String(data.ref));
    if (event.type === "error" && data.ref !== null) me.pending.delete(String(data.ref));
    if (event.type === "presenter.asked" && presents()) me.asked = data;
    if (event.type === "presenter.changed") me.asked = null;
  }

  const mine = () => [...me.pending.values()].filter((one) => one.isShown).map((one) => one.edit);
  const view = () => overlaid(me.shared.filters, mine());
  const presents = () => Boolean(me.shared.presenter && me.shared.presenter.client === me.client);
  const host = () => (me.shared.presenter && !presents() ? me.shared.presenter : null);
  const roams = (state) => Boolean(state.link) && !state.fixed;
  const follows = (state) => Boolean(host()) && !state.link;

  /* The state that the server draws from: the shared filters, one's own edits on the way shown at
     once, and filters of one's own on top of both. */
  function after(state, before) {
    const filters = view();
    const next = { ...state, filters, seq: me.shared.seq, data_version: me.shared.version, solo: !state.may_edit || Boolean(host()), fresh: me.fresh };
    if (roams(state)) next.link = overlaid(filters, difference(before, state.link));
    if (mine().length) next.shown = filters;
    else delete next.shown;
    return next;
  }
  const drawn = (state) => JSON.stringify([(state.filters || []).map(core), state.link || null, state.data_version, Boolean(state.solo)]);

  function begin(state) {
    if (me.page === state.page) return;
    const shared = { ...START, filters: state.filters.map(core), seq: state.seq, version: state.data_version };
    Object.assign(me, { page: state.page, shared, client: null, fresh: {}, asked: null });
    me.pending.clear();
    me.people.clear();
  }

  /* Edits ----------------------------------------------------------------------------------------- */
  const line = () => window.luminabi.socketOf("/ws/dashboard/");

  function say(message) {
    const socket = line();
    me.n += 1;
    const ref = `${load}-${me.n}`;
    if (socket) socket.send(JSON.stringify({ ...message, ref }));
    return [ref, Boolean(socket) && socket.mark === "live"];
  }

  /* A filter that somebody sets: for all, or for oneself while one follows or looks on. */
  function change(edit, state) {
    if (state.link) return { ...state, link: overlaid(state.link, [edit]) };
    if (state.solo) return { ...state, link: overlaid(view(), [edit]) };
    const before = view();
    const [ref, isShown] = say(edit);
    me.pending.set(ref, { edit, isShown });
    me.fresh = {};
    return isShown ? after(state, before) : null;
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

  Object.assign(window.luminabi = window.luminabi || {}, { wantedFilter: wanted });

  function toast(words) {
    return part("Div", { className: "lb-toast is-bad", role: "alert", children: words, key: Date.now() });
  }

  function pageState() {
    const found = window.dash_component_api && window.dash_component_api.getLayout("dashboard-state");
    return (found && found.props && found.props.data) || {};
  }
  const keep = (state) => set("dashboard-state", { data: state });

  /* Each message that Dash is handed costs it a tenth of a second and more on a large page, and
     somebody moves the mouse all the time: what only this script is interested in stays here. What
     is to be drawn anew goes to the page's state in one step. */
  const OURS = /^(presence|presenter|filter)\.|^ack$/;

  /* All events are taken here, in the order in which they came: what Dash is handed it may look at
     after later ones have come, and a snapshot must not undo those. */
  function hear(events) {
    const state = pageState();
    if (!state.page) return events;
    begin(state);
    const before = view();
    events.forEach((event) => { take(event); event.isTaken = true; });
    const next = after(state, before);
    if (drawn(next) !== drawn(state)) keep(next);
    window.luminabi.meeting.show(next, events);
    window.luminabi.editor.held();
    return events.filter((event) => !OURS.test(event.type));
  }

  window.luminabi = Object.assign(window.luminabi, {
    people: me.people,
    dataVersion: () => me.shared.version,
    session: { me, hear, say, keep, change, pageState, presents, host, roams, follows, view, pure: { overlaid, difference, taken } },
  });
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    session: {
      /* A burst of events: the page's state (seq decides, not arrival), news of its tiles, the people
         who look at it, and the server's answer to this browser alone. */
      dashboard(message, state) {
        begin(state);
        const before = view();
        const events = window.luminabi.eventsOf(message);
        events.filter((event) => !event.isTaken).forEach(take);
        const next = after(state, before);
        const isNews = window.luminabi.newsOf(events);
        const errors = events.filter((event) => event.type === "error");
        window.luminabi.markLive();
        window.luminabi.meeting.show(next, events);
        return [drawn(next) === drawn(state) ? none() : next, isNews ? Date.now() : none(), errors.length ? toast(errors[errors.length - 1].data.message) : none()];
      },
      /* Apply, remove, clear, or the cross of a chip. */
      edit(apply, remove, clear, crosses, column, values, ids, state) {
        const context = window.dash_clientside.callback_context;
        const pressed = context.triggered_id;
        if (!pressed || !context.triggered[0].value) return [none(), none(), none()];
        begin(state);
        const fields = Object.fromEntries(ids.map((id, index) => [id.name, values[index]]));
        let message = { type: "filter.clear", column: null };
        let problem = "";
        if (pressed.type === "filters-remove-one") {
          const shown = state.link || state.filters;
          message.column = (shown[pressed.place] || {}).column || null;
        } else if (pressed.endsWith("-remove")) message.column = column;
        else if (pressed.endsWith("-apply")) {
          [message, problem] = wanted(column, fields);
          if (problem) return [none(), problem, none()];
        }
        const next = change(message, state);
        return [false, "", next || none()];
      },
      /* What a callback of the server has made of the state shows in the bar as well. */
      bar(state) {
        begin(state);
        return window.luminabi.meeting.bar(state);
      },
    },
  });
})();
