import { stemmer } from 'stemmer';
import { isDrugName, sameDrug } from './lexicon/findings.ts';

/** Forms that no stemmer joins. */
const FORMS = [
  'sleep sleeps slept sleeping',
  'take takes took taken taking',
  'eat eats ate eaten eating',
  'drink drinks drank drunk drinking',
  'feel feels felt feeling',
  'go goes went gone',
  'get gets got gotten getting',
  'lose loses lost losing',
  'wake wakes woke woken waking',
  'think thinks thought thinking',
  'hurt hurts hurting',
  'begin begins began begun',
  'give gives gave given',
  'fall falls fell fallen',
  'leave leaves leaving',
  'see sees saw seen',
  'mg milligram milligrams miligram miligramy miligramů miligramu',
  'g gram grams gramy gramů gramu',
  'mcg µg μg microgram micrograms mikrogram mikrogramů',
  'ml millilitre millilitres milliliter milliliters mililitr mililitrů',
  'kg kilo kilos kilogram kilograms kilogramů',
  '% percent procent procenta',
  'mám má máme mají mít měl měla',
  'beru bere brát bral brala berete',
  'jím jí jíst jedl jedla',
  'piju pije pít pil pila',
  'spím spí spát spal spala',
  'jdu jde jít šel šla',
  'bolí bolest bolesti bolestí bolel bolela bolelo bolet bolestem',
  'levý levá levé levou levém levého levo vlevo',
  'pravý pravá pravé pravou pravém pravého vpravo',
].map((forms) => forms.split(' '));
const FORM_OF = new Map(FORMS.flatMap((forms, index) => forms.map((form): [string, number] => [form, index])));

const CZECH_ENDINGS =
  /(?:ovými|ového|ovému|ových|ovém|ovou|ností|nosti|nost|ejší|ího|ímu|ých|ými|ému|ého|ích|ími|ách|ami|ech|ata|ovi|ala|alo|ali|ila|ilo|ili|ěla|ělo|ěli|ové|ení|ání|aní|ou|em|ům|ím|ém|ám|al|il|ěl|át|it|ít|ět|at|et|áš|íš|me|te|ý|á|é|í|ů|y|a|e|i|o|u|ě|m)$/;
const czechStem = (word: string) => (word.length < 5 ? word : word.replace(CZECH_ENDINGS, ''));

/** Whether two words are forms of one. Names of drugs must be the same: prednisone is not prednisolone. */
export function sameWord(a: string, b: string): boolean {
  if (a === b) return true;
  if (/^[^\p{L}]/u.test(a) || /^[^\p{L}]/u.test(b)) return formed(a, b);
  if (isDrugName(a) || isDrugName(b)) return sameDrug(a, b);
  if (formed(a, b) || stemmer(a) === stemmer(b)) return true;
  const [stemA, stemB] = [czechStem(a), czechStem(b)];
  return stemA.length >= 3 && stemA === stemB;
}

function formed(a: string, b: string): boolean {
  const form = FORM_OF.get(a);
  return form !== undefined && form === FORM_OF.get(b);
}
