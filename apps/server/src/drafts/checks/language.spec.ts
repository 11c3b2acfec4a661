import { expect, it } from 'vitest';
import { languageOf } from './language.ts';

it.each([
  ['en', 'I sleep four hours a night and I have no chest pain, but my knee hurts when I walk to the shop.'],
  ['cs', 'Spím čtyři hodiny denně a nemám bolesti na hrudi, ale bolí mě koleno, když jdu do obchodu.'],
  ['cs', 'Jo, tak to je ono. Beru to na tlak.'],
  [null, 'Ich habe seit drei Wochen keine Lust mehr und schlafe schlecht, obwohl meine Tabletten jetzt besser wirken als früher.'],
  [null, 'Je dors quatre heures par nuit et mon genou me fait mal quand je marche jusqu’au magasin, docteur, depuis longtemps.'],
  ['en', 'Yes.'],
])('tells %s', (language, text) => {
  expect(languageOf([text])).toBe(language);
});
