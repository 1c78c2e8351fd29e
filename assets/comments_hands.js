/* Comments by hand: what presses and keys do in the popover, the panel and the menu of a mark, and
   the events of the socket. */
(() => {
  const it = () => window.luminabi.comments;
  const SURE_MS = 4000;

  function tileWords(id) {
    const tile = document.querySelector(`#dashboard-tiles [data-tile="${id}"]`);
    return tile ? tile.getAttribute("aria-label") || "Tile" : "";
  }

  /* The mark that was clicked, with the name of its trace: places of traces change with filters. */
  function here(button) {
    const mark = it().dataOf("marks-mark");
    if (!mark) return;
    const gd = document.querySelector(`#dashboard-tiles [data-tile="${mark.tile}"] .js-plotly-plot`);
    const trace = gd && gd._fullData[mark.point.curve || 0];
    const isNamed = trace && gd._fullData.length > 1 && trace.name && !/^trace \d+$/.test(trace.name);
    const point = isNamed ? { ...mark.point, name: trace.name } : mark.point;
    const at = button.closest("#marks-menu").getBoundingClientRect();
    it().set("marks-menu", { hidden: true });
    it().show({ tile: mark.tile, point, words: `${mark.point.words} · ${tileWords(mark.tile)}` }, null);
    it().now.at = { left: at.left, right: at.left - 8, top: at.top + 8, bottom: at.top };
    it().place();
  }

  function begin(button) {
    const tile = Number(button.dataset.of) || null;
    const isShown = button.getClientRects().length > 0;
    const anchor = isShown ? button : button.closest("[data-tile], [data-panel]");
    it().show({ tile, point: null, words: tile ? tileWords(tile) : "The whole dashboard" }, anchor);
  }

  /* From the panel to the place: its tab, its tile, its pin. */
  function go(id, button) {
    const thread = it().threadOf(id);
    if (!thread) return;
    const tile = thread.tile && document.querySelector(`#dashboard-tiles [data-tile="${thread.tile}"]`);
    if (thread.tile && !tile) {
      it().now.wants = id;
      window.luminabi.editor.goTab(thread.tab || 0);
      return;
    }
    if (tile) tile.scrollIntoView({ block: "nearest" });
    const panel = document.querySelector('[data-panel="comments"].is-open');
    if (panel && tile) document.querySelector('.lb-top [data-panel-toggle="comments"]').click();
    it().openById(id, window.luminabi.pins.of(id) || button);
  }

  function wanted() {
    const id = it().now.wants;
    const thread = id && it().threadOf(id);
    if (!thread) return;
    const tile = thread.tile && document.querySelector(`#dashboard-tiles [data-tile="${thread.tile}"]`);
    const gd = tile && tile.querySelector(".lb-graph");
    const isDrawn = !gd || (gd.querySelector(".js-plotly-plot") && gd.querySelector(".js-plotly-plot").calcdata && gd.querySelector(".main-svg .trace, .main-svg .slice, .main-svg .hm"));
    if (thread.tile && !(tile && isDrawn)) return;
    it().now.wants = null;
    go(id, tile || document.querySelector('[data-panel-toggle="comments"]'));
  }

  function edit(id) {
    const message = document.querySelector(`#comments-thread [data-comment="${id}"]`);
    it().now.open = { ...it().now.open, comment: id };
    it().reword(message.dataset.text);
    it().field().focus();
  }

  function cancel() {
    it().keep(it().keyOf(it().now.open), "");
    if (!it().now.open.comment) { it().field().value = ""; it().close(); return; }
    it().now.open = { thread: it().now.open.thread };
    it().reword("");
  }

  /* The second press deletes. */
  async function remove(button) {
    if (!button.dataset.sure) {
      button.dataset.sure = "1";
      button.classList.add("is-sure");
      button.setAttribute("aria-label", "Press again to delete");
      button.title = "Press again to delete";
      setTimeout(() => { delete button.dataset.sure; button.classList.remove("is-sure"); button.title = "Delete"; button.setAttribute("aria-label", "Delete"); }, SURE_MS);
      return;
    }
    const id = Number(button.dataset.of);
    const isThread = id === it().openThread();
    if (await it().act("DELETE", `/comments/${id}`) && isThread) it().close();
  }

  async function copyLink() {
    const link = `${window.location.origin}/dashboards/${it().state().dashboard}?comment=${it().openThread()}`;
    try {
      await navigator.clipboard.writeText(link);
      window.luminabi.editor.toast("The link is copied: it opens the dashboard as it was.");
    } catch {
      window.prompt("The link to this comment", link);
    }
  }

  function which(button) {
    document.querySelector('[data-panel="comments"]').dataset.which = button.dataset.of;
    button.parentNode.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
  }

  /* One panel at the right at a time; the insights come back when the comments close. */
  function onePanel(name) {
    const panels = [...document.querySelectorAll("[data-panel]")];
    const shown = panels.find((one) => one.dataset.panel === name);
    if (!shown || panels.length < 2) return;
    const isNarrow = window.matchMedia("(max-width: 1000px)").matches;
    const isShown = isNarrow ? shown.classList.contains("is-open") : !shown.classList.contains("is-closed");
    panels.filter((one) => one !== shown).forEach((other) => {
      const wasShown = !other.classList.contains("is-closed");
      if (isShown) other.dataset.gave = String(wasShown && !isNarrow);
      if (isShown) other.classList.remove("is-open");
      if (!isNarrow && (isShown || other.dataset.gave === "true")) other.classList.toggle("is-closed", isShown);
      const on = isNarrow ? other.classList.contains("is-open") : !other.classList.contains("is-closed");
      document.querySelectorAll(`[data-panel-toggle="${other.dataset.panel}"]`).forEach((one) => one.setAttribute("aria-expanded", String(on)));
    });
    window.dispatchEvent(new Event("resize"));
  }

  function backToNow() {
    const { past, link, fixed, shown, drill, ...rest } = it().state();
    const address = new URL(window.location.href);
    ["comment", "filters", "drill"].forEach((name) => address.searchParams.delete(name));
    window.luminabi.readdress(address);
    window.luminabi.session.keep({ ...rest, filters: window.luminabi.session.view() });
  }

  const ACTS = {
    "comment-here": here,
    "comment-new": begin,
    "comment-open": (button) => (it().openThread() === Number(button.dataset.of) ? it().close() : it().openById(Number(button.dataset.of), button)),
    "comment-go": (button) => go(Number(button.dataset.of), button),
    "comment-close": () => it().close(),
    "comment-send": () => it().send(),
    "comment-cancel": cancel,
    "comment-edit": (button) => edit(Number(button.dataset.of)),
    "comment-delete": remove,
    "comment-resolve": async (button) => { if (await it().act("PATCH", `/comments/${button.dataset.of}`, { resolved: true })) it().close(); },
    "comment-reopen": (button) => it().act("PATCH", `/comments/${button.dataset.of}`, { resolved: false }),
    "comment-look": (button) => it().set("comments-look", { data: { comment: Number(button.dataset.of), at: Date.now() } }),
    "comment-link": copyLink,
    "comment-person": (button) => it().mention(button.dataset.of),
    "comment-which": which,
    "past-back": backToNow,
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target && target.closest("[data-act]");
    if (button && ACTS[button.dataset.act]) ACTS[button.dataset.act](button);
    const toggle = target && target.closest("[data-panel-toggle]");
    if (toggle) onePanel(toggle.dataset.panelToggle);
  });
  document.addEventListener("pointerdown", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target || !it().isOpen() || it().pop().contains(target)) return;
    if (target.closest(".lb-pin, .lb-comment-item, [data-act], .lb-toasts, .lb-past")) return;
    if (!it().field().value.trim()) it().close();
  });
  document.addEventListener("input", (event) => {
    if (!(event.target instanceof Element) || !event.target.matches("[data-comment-field]")) return;
    it().keep(it().keyOf(it().now.open), it().field().value);
    it().fitField();
    it().suggest();
  });
  document.addEventListener("keydown", (event) => {
    if (!it().isOpen()) return;
    const isNaming = !it().peopleBox().hidden && event.target === it().field();
    if (isNaming && ["ArrowDown", "ArrowUp"].includes(event.key)) it().step(event.key === "ArrowDown" ? 1 : -1);
    else if (isNaming && ["Enter", "Tab"].includes(event.key) && !event.ctrlKey) it().mention(it().peopleBox().querySelector('[aria-selected="true"]').dataset.of);
    else if (event.key === "Escape" && isNaming) it().closePeople();
    else if (event.key === "Escape") it().close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target === it().field()) it().send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  ["scroll", "resize"].forEach((name) => window.addEventListener(name, () => it().place(), { capture: true, passive: true }));
  document.addEventListener("luminabi:pins", () => { wanted(); it().place(); });
  new ResizeObserver(() => it().place()).observe(document.documentElement);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    comments: {
      /* Somebody said something, or this page was away for long: it asks for the threads again. */
      heard(message) {
        const events = window.luminabi.eventsOf(message);
        const said = events.filter((event) => event.type.startsWith("comment."));
        if (said.some((event) => event.type === "comment.removed" && event.data.comment === it().openThread())) it().close();
        const isBack = events.some((event) => event.type === "snapshot") && it().now.board === it().state().dashboard;
        it().now.board = it().state().dashboard;
        if (said.length || isBack) it().news();
        return it().none();
      },
      placed(threads) {
        window.luminabi.pins.show(threads);
        return it().none();
      },
      /* A thread that an address names, once its tile is drawn. */
      opened(open) {
        if (open && open.thread && !open.at) it().now.wants = open.thread;
        window.setTimeout(() => it().place(), 50);
        return it().none();
      },
    },
  });
})();
