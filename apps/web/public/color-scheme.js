// Sets the colour scheme before the first paint, so that a dark page never flashes white. A file of its own because the
// server's content security policy allows no inline scripts.
(function () {
  var kept = null;
  try {
    kept = window.localStorage.getItem('mantine-color-scheme-value');
  } catch (_) {
    // Storage may be forbidden; the system's choice stands then.
  }
  var dark = kept === 'dark' || (kept !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
