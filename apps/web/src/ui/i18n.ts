import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

/** Every `locales/<language>/<namespace>.json` is a namespace; a feature adds its catalogue by adding the two files. */
const files = import.meta.glob<{ default: Record<string, unknown> }>('../locales/*/*.json', { eager: true });

export const LANGUAGES = ['en', 'cs'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT = 'attune-language';

function catalogues() {
  const resources: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const [path, file] of Object.entries(files)) {
    const [, language, namespace] = /locales\/([^/]+)\/([^/]+)\.json$/.exec(path) ?? [];
    if (language === undefined || namespace === undefined) continue;
    (resources[language] ??= {})[namespace] = file.default;
  }
  return resources;
}

/** The language chosen before, else the first one of the browser's that exists, else English. */
function initialLanguage(): Language {
  const wanted = [localStorage.getItem(KEPT) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2));
  return wanted.flatMap((tag) => LANGUAGES.filter((language) => language === tag))[0] ?? 'en';
}

export function setLanguage(language: Language): void {
  localStorage.setItem(KEPT, language);
  void i18next.changeLanguage(language);
}

i18next.on('languageChanged', (language) => {
  document.documentElement.lang = language;
});

void i18next.use(initReactI18next).init({
  resources: catalogues(),
  lng: initialLanguage(),
  fallbackLng: 'en',
  defaultNS: 'common',
  // React escapes already.
  interpolation: { escapeValue: false },
});

export { i18next };
