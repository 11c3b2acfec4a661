// Sets the colour scheme and the language before the first paint, so that a dark page never flashes white and "Loading" stands in the
// reader's language. A file of its own because the server's content security policy allows no inline scripts.
(function () {
  var kept = function (key) {
    try {
      return window.localStorage.getItem(key);
    } catch (_) {
      // Storage may be forbidden; the system's choice stands then.
      return null;
    }
  };
  var scheme = kept('mantine-color-scheme-value');
  var dark = scheme === 'dark' || (scheme !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  // As ui/i18n.ts chooses it.
  var known = [kept('attune-language') || ''].concat(navigator.languages).map(function (tag) { return tag.slice(0, 2); });
  document.documentElement.lang = known.filter(function (tag) { return tag === 'en' || tag === 'cs'; })[0] || 'en';
})();
