// Sets the theme before the first paint. A file of its own, because the Content-Security-Policy allows no inline script.
(() => {
  let choice = "system";
  try {
    choice = localStorage.getItem("leapfrog.theme") || "system";
  } catch {
    // Storage can be switched off; the system's theme is then right.
  }
  const dark = choice === "dark" || (choice === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
