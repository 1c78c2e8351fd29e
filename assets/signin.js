// Sign-in pages: shows and hides the password.
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-show-password]");
  if (!button) return;
  const field = document.getElementById(button.dataset.showPassword);
  if (!field) return;
  const is_hidden = field.type === "password";
  field.type = is_hidden ? "text" : "password";
  button.textContent = is_hidden ? "Hide" : "Show";
  button.setAttribute("aria-pressed", String(is_hidden));
});
