/* The alarm of a tile: opens the form of an alert under the filters that this page shows. */
(() => {
  function state() {
    const found = window.dash_component_api && window.dash_component_api.getLayout("dashboard-state");
    return (found && found.props && found.props.data) || {};
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target && target.closest('[data-act="alert"]');
    if (!button) return;
    const now = state();
    const asked = new URLSearchParams({ dashboard: now.dashboard, tile: button.dataset.of });
    if (now.link) asked.set("filters", JSON.stringify(now.link.map(({ column, op, value }) => ({ column, op, value }))));
    window.location.assign(`/alerts?${asked}`);
  });
})();
