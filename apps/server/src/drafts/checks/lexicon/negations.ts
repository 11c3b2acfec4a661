const set = (words: string) => new Set(words.trim().split(/\s+/));

/** Words that negate what follows in their clause. */
const ENGLISH = set(`
  no not never none nothing nobody nowhere neither nor without cannot can't don't doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't
  won't wouldn't couldn't shouldn't mustn't ain't cant dont doesnt didnt isnt wasnt havent wont denies denied deny denying absent absence
  negative lacks lack lacking unable hardly barely
`);
const CZECH = set(`
  ne nie není nejsem nejsou nebyl nebyla nebylo nikdy nic nikdo nikde nijak žádný žádná žádné žádnou žádného žádných žádnými bez ani nič nikto popírá popřel popřela neguje
`);
/** They negate a whole list, however it is joined. */
const DENIALS = set('denies denied deny denying popírá popřel popřela neguje');
/** Verbs whose negation says nothing of what follows: "I can't say that I have no pain". */
export const EMBEDDING =
  /^(say|said|think|believe|mean|true|sure|certain|know|claim|guess|pretend|wonder|doubt|deny|řekl|říct|říkat|myslí|myslel|pravda|jist|vím|víte|tvrd|pochyb)/;

/** Czech words that begin with ne- and negate nothing. English ones are of no matter: the prefix is looked for in Czech text only. */
const NO_PREFIX =
  /^(neb[oe]|nech|ně|nejv|nejm|nejl|nejh|nejd|nejs|nejr|nejp|neděl|nemoc|nerv|neuro|nevoln|nespav|neklid|nejist|nebezpe|nehod|nedávn|nedalek|net|nes[lu]|nehet|neht|nepořád|nezaměst|neštěst|neschop|negat)/;

export const isDenial = (word: string) => DENIALS.has(word);

export interface Negation {
  /** The word negates what stands around it. */
  isCue: boolean;
  /** What the word says without its prefix: `bolí` of `nebolí`. */
  bare: string;
}

export function negationIn(word: string, czech: boolean): Negation {
  if ((czech ? CZECH : ENGLISH).has(word) || word.endsWith("n't")) return { isCue: true, bare: word };
  if (czech && word.length >= 4 && word.startsWith('ne') && !NO_PREFIX.test(word)) return { isCue: true, bare: word.slice(2) };
  return { isCue: false, bare: word };
}

/** Czech letters, or Czech words that English has not. Slovak and Polish are taken for it too, and fail by their words. */
export function isCzech(text: string): boolean {
  const czech = (text.match(/[ěščřžýůťďň]|\b(?:jsem|mám|se|je|že|na|to|jo|ano|ale|tak|nemám|není)(?=[\s,.?!]|$)/giu) ?? []).length;
  return czech * 25 >= text.length;
}
