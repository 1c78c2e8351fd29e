/* Taking away: the menu of a tile with its forms, and the downloads of a whole dashboard, both under
   the filters that this page shows. */
(() => {
  const WORDS = { csv: "Data as CSV", xlsx: "Data as Excel workbook", png: "Picture as PNG", svg: "Picture as SVG", pdf: "Document as PDF" };
  const EDGE = 8;
  let menu = null;

  function state() {
    const found = window.dash_component_api && window.dash_component_api.getLayout("dashboard-state");
    return (found && found.props && found.props.data) || {};
  }

  function address(path, form) {
    const now = state();
    const asked = new URLSearchParams({ format: form });
    if (now.link) asked.set("filters", JSON.stringify(now.link));
    if (now.drill && Object.keys(now.drill).length) asked.set("drill", JSON.stringify(now.drill));
    if (now.past && now.past.version) asked.set("version", now.past.version);
    return `/api/v1/dashboards/${now.dashboard}${path}/export?${asked}`;
  }

  function close() {
    if (!menu) return;
    menu.box.remove();
    if (menu.from.isConnected) menu.from.focus({ preventScroll: true });
    menu = null;
  }

  function link(tile, form) {
    const item = document.createElement("a");
    item.className = "lb-mark-item";
    item.href = address(`/tiles/${tile}`, form);
    item.download = "";
    item.textContent = WORDS[form];
    item.addEventListener("click", () => window.setTimeout(close, 0));
    return item;
  }

  function open(button) {
    close();
    const box = document.createElement("div");
    box.className = "lb-mark-menu";
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", "Download");
    button.dataset.forms.split(" ").forEach((form) => box.append(link(button.dataset.of, form)));
    document.body.append(box);
    const at = button.getBoundingClientRect();
    box.style.left = `${Math.max(EDGE, Math.min(at.left, window.innerWidth - box.offsetWidth - EDGE))}px`;
    const below = at.bottom + 4;
    box.style.top = `${below + box.offsetHeight > window.innerHeight - EDGE ? Math.max(EDGE, at.top - box.offsetHeight - 4) : below}px`;
    menu = { box, from: button };
    box.firstElementChild.focus();
  }

  function download(form) {
    const item = document.createElement("a");
    item.href = address("", form);
    item.download = "";
    document.body.append(item);
    item.click();
    item.remove();
  }

  function said(words) {
    const props = { children: words, is_open: true, dismissable: true, duration: 6000, class_name: "lb-toast", key: Date.now() };
    window.dash_clientside.set_props("shell-toast", { children: { type: "Toast", namespace: "dash_bootstrap_components", props } });
  }

  /* The address of what this page shows: its filters, its tab and the way down in its tiles. */
  async function copyLink() {
    const now = state();
    const filters = (now.link || now.filters || []).map(({ column, op, value }) => ({ column, op, value }));
    const asked = new URLSearchParams({ filters: JSON.stringify(filters) });
    if (now.drill && Object.keys(now.drill).length) asked.set("drill", JSON.stringify(now.drill));
    const tab = new URLSearchParams(window.location.search).get("tab");
    if (tab) asked.set("tab", tab);
    const link = `${window.location.origin}/dashboards/${now.dashboard}?${asked}`;
    try {
      await navigator.clipboard.writeText(link);
      said("The link is copied: it shows these filters to whoever may see the dashboard.");
    } catch {
      window.prompt("The link to this view", link);
    }
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target && target.closest("[data-act]");
    if (menu && !(target && menu.box.contains(target)) && !(button && button === menu.from)) close();
    if (!button) return;
    if (button.dataset.act === "export") open(button);
    else if (button.dataset.act === "link-copy") copyLink();
    else if (button.dataset.act === "print") window.print();
    else if (button.dataset.act.startsWith("export-")) download(button.dataset.act.slice(7));
  });
  document.addEventListener("keydown", (event) => {
    if (!menu) return;
    const items = [...menu.box.children];
    const at = items.indexOf(document.activeElement);
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
    else if (event.key === "ArrowUp") items[(at - 1 + items.length) % items.length].focus();
    else return;
    event.preventDefault();
  });
})();
