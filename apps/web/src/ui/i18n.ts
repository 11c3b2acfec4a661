import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';

/** Every `locales/<language>/<namespace>.json` is a namespace; a feature adds its catalogue by adding the two files. Loaded by language. */
const files = import.meta.glob<Record<string, unknown>>('../locales/*/*.json', { import: 'default' });

export const LANGUAGES = ['en', 'cs'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What people without an account read; vite.config.ts packs it into one file. */
const PATIENT_TEXTS = ['common', 'join', 'call', 'receipt'];
const ALL_TEXTS = [...new Set(Object.keys(files).map((path) => path.replace(/^.*\/|\.json$/g, '')))];

const KEPT = 'attune-language';

const catalogues: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, done) => {
    const load = files[`../locales/${language}/${namespace}.json`];
    if (load === undefined) done(new Error(`There is no catalogue ${language}/${namespace}.`), null);
    else
      load().then(
        (texts) => {
          done(null, texts);
        },
        (error: unknown) => {
          done(error as Error, null);
        },
      );
  },
};

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

/** Resolves once the texts of one language are there. */
export async function startTexts(whose: 'patient' | 'all'): Promise<void> {
  await i18next
    .use(catalogues)
    .use(initReactI18next)
    .init({
      lng: initialLanguage(),
      // Both languages have the same keys, so the second one is never needed.
      fallbackLng: false,
      supportedLngs: LANGUAGES,
      ns: whose === 'patient' ? PATIENT_TEXTS : ALL_TEXTS,
      defaultNS: 'common',
      // React escapes already.
      interpolation: { escapeValue: false },
    });
}

export async function loadAllTexts(): Promise<void> {
  await i18next.loadNamespaces(ALL_TEXTS);
}

export { i18next };
