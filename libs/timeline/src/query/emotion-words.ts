import type { EmotionName } from '#contracts/emotion';

export const LANGUAGES = ['en', 'cs'] as const;
export type Language = (typeof LANGUAGES)[number];

type Words = Record<Language, string>;

/** Endings of Czech adjectives: `smutný` and `neutrální`. */
const HARD = ['ý', 'á', 'é', 'í', 'ého', 'ému', 'ém', 'ou', 'ých', 'ým', 'ými'];
const SOFT = ['í', 'ího', 'ímu', 'ím', 'ích', 'ími'];

/** What each expression is called: first the word that is offered, then the others. `-ý` and `-í` stand for all endings of the adjective. */
const WORDS: Record<EmotionName, Words> = {
  neutral: {
    en: 'neutral, neutrality, calm, calmly, expressionless, blank, no expression',
    cs: 'neutrální, neutráln-í, neutrálně, neutralita, neutrality, neutralitu, klid, klidu, klidem, klidn-ý, klidně, bez výrazu, bezvýrazn-ý',
  },
  happiness: {
    en: 'happiness, happy, happily, joy, joyful, joyous, glad, smile, smiles, smiling, smiled, laugh, laughs, laughing, laughed, laughter, cheerful, delight, delighted, pleased, amused, amusement',
    cs: 'štěstí, štěstím, šťastn-ý, šťastně, šťasten, šťastna, šťastni, radost, radosti, radostí, radostn-ý, radostně, vesel-ý, vesele, veselost, úsměv, úsměvu, úsměvem, úsměvy, usmívá, usmívá se, usmívající, smích, smíchu, smíchem, směje, směje se, potěšení, potěšením, potěšen-ý, potěšen, potěšena, spokojen-ý, spokojen, spokojena',
  },
  surprise: {
    en: 'surprise, surprised, surprising, surprises, astonished, astonishment, amazed, amazement, startled',
    cs: 'překvapení, překvapením, překvapen-ý, překvapen, překvapena, překvapeni, překvapeně, překvapiv-ý, údiv, údivu, údivem, udiven-ý, udiven, udivena, úžas, úžasu, úžasem, užasl-ý, ohromen-ý, ohromen, ohromena',
  },
  sadness: {
    en: 'sadness, sad, sadly, unhappy, unhappiness, sorrow, sorrowful, grief, gloomy, tearful, tear, tears, cry, cries, crying, cried, melancholy',
    cs: 'smutek, smutku, smutkem, smutn-ý, smutně, smuten, smutna, žal, žalu, žalem, zármutek, zármutku, zarmoucen-ý, lítost, lítosti, pláč, pláče, pláči, pláčem, plačící, brečí, nešťastn-ý, nešťastně, neštěstí, melancholie',
  },
  anger: {
    en: 'anger, angry, angrily, mad, furious, fury, rage, irritated, irritation, annoyed, annoyance',
    cs: 'vztek, vzteku, vztekem, vztekl-ý, vztekle, naštvan-ý, naštvaně, naštván, naštvána, naštvání, zlost, zlosti, zlostí, zlostn-ý, zlobí, zlobí se, rozzloben-ý, rozzloben, rozzlobena, rozzlobeně, hněv, hněvu, hněvem, hněviv-ý, rozhněvan-ý, rozčilen-ý, rozčilen, rozčilena, rozčilení, zuřiv-ý, zuřivost, zuřivosti, podrážděn-ý, podrážděně',
  },
  disgust: {
    en: 'disgust, disgusted, disgusting, revulsion, repulsed, aversion',
    cs: 'odpor, odporu, odporem, znechucení, znechucením, znechucen-ý, znechucen, znechucena, znechuceně, hnus, hnusu, hnusem, zhnusení, zhnusen-ý, zhnusen, zhnusena, nechuť, nechuti, nechutí',
  },
  fear: {
    en: 'fear, fearful, afraid, scared, frightened, fright, terrified, terror, anxious, anxiety, worried, worry',
    cs: 'strach, strachu, strachem, bojí, bojí se, obava, obavy, obav, obavou, úzkost, úzkosti, úzkostí, úzkostn-ý, vystrašen-ý, vystrašen, vystrašena, vystrašeně, vyděšen-ý, vyděšen, vyděšena, vyděšeně, zděšen-ý, zděšení, bázeň, bázně, bázní, bojácn-ý, ustrašen-ý',
  },
  contempt: {
    en: 'contempt, contemptuous, scorn, scornful, disdain, disdainful, sneer, sneering',
    cs: 'pohrdání, pohrdáním, pohrdav-ý, pohrdavě, pohrdá, opovržení, opovržením, opovržliv-ý, opovržlivě, despekt, despektu, despektem',
  },
};

/** Each expression's words in a language, adjectives with all their endings. */
export const emotionWords = (emotion: EmotionName, language: Language): string[] =>
  WORDS[emotion][language].split(', ').flatMap(withEndings);

export function withEndings(word: string): string[] {
  const [stem = '', ending] = word.split('-');
  if (ending === undefined) return [word];
  return (ending === 'ý' ? HARD : SOFT).map((each) => stem + each);
}
