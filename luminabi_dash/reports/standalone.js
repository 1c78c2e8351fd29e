// Draws the figures of an exported dashboard, in the theme of whoever opens it.
const held = JSON.parse(document.getElementById("figures").textContent);
const looks = JSON.parse(document.getElementById("templates").textContent);
const dark = window.matchMedia("(prefers-color-scheme: dark)");
function draw() {
  const theme = dark.matches ? "dark" : "light";
  document.documentElement.dataset.theme = theme;
  for (const [name, figure] of Object.entries(held)) {
    Plotly.react(name, figure.data, { ...figure.layout, template: looks[theme], autosize: true }, { responsive: true, displaylogo: false });
  }
}
dark.addEventListener("change", draw);
draw();
