/**
 * Words that change what a sentence claims. A statement that rests on a sentence with such a word must have one of the same kind: "I might go" is
 * not "goes". `sentence`: wherever in the sentence the word stands; `clause`: in the clause that the statement rests on.
 */
export interface CarriedKind {
  name: string;
  within: 'sentence' | 'clause';
  words: RegExp;
}

const alternatives = (stems: string) => new RegExp(`^(?:${stems.trim().split(/\s+/).join('|')})`);
const kind = (name: string, within: CarriedKind['within'], english: string, czech: string) => ({
  name,
  within,
  english: alternatives(english),
  czech: alternatives(czech),
});

const KINDS = [
  kind(
    'uncertain',
    'sentence',
    `maybe$ perhaps$ might$ may$ possibl probabl think thought$ guess unsure sure$ seem suppose likely$ kind$ sort$ suspect wonder feels?$ like$`,
    `možná$ asi$ snad$ třeba$ nejspíš pravděpodobn myslím připadá zdá$ nevím$ prý$ tuším údajně jako$`,
  ),
  kind(
    'conditional',
    'sentence',
    `if$ unless$ whether$ would could should wish want hop(?:e|ing) plan going$ suggest \\w+'d$ \\w+'ll$ will$ try tri(?:es|ed) let's$`,
    `kdyby jestli pokud$ bych by$ byste$ bychom$ chtěl chci$ chce$ můž mohl zkus zkou[sš] plánuj navrh budu$ bude`,
  ),
  kind('formerly', 'sentence', `used$ formerly$ once$ childhood back$`, `dřív kdysi$ tehdy$ dětstv`),
  kind('past', 'clause', `was wasn't were weren't had hadn't did didn't used$ ago$`, `byl nebyl měl neměl`),
  kind(
    'time',
    'clause',
    `yesterday tomorrow last$ ago$ next$ previous earlier$ years?$ months?$ weeks?$ since$ until$ till$ before$ after$`,
    `včera zítra předevčír v?loni minul příšt před$ až$ dokud rok měsíc týden týdn let$`,
  ),
  kind(
    'frequency',
    'clause',
    `sometimes$ occasional rarely$ seldom$ often$ usually$ mostly$ always$ daily$ weekly$ every$ once$ twice$`,
    `občas někdy$ zřídka málokdy často obvykle většinou pořád vždy denně týdně každ jednou$ dvakrát`,
  ),
  kind(
    'about',
    'clause',
    `about$ around$ roughly$ approximately$ almost$ nearly$ least$ most$ under$ over$ below$ above$`,
    `asi$ kolem$ zhruba$ přibližně skoro$ téměř málem alespoň aspoň nejvýš nanejvýš`,
  ),
  kind(
    'turn',
    'clause',
    `stop quit ceas discontinu gave$ refus forg[eo]t skip miss avoid fail lost$ lose ran$ off$`,
    `přesta vysadi odmít zapom vynech vyhýb ztrati ztrác skonč`,
  ),
  kind(
    'degree',
    'clause',
    `less$ fewer$ more$ worse$ better$ little$ bit$ slight mild only$ just$ too$ enough$ except$ instead$`,
    `méně$ míň$ víc hůř horší lépe$ líp$ lepší trochu$ málo$ jen$ jenom$ pouze$ kromě$ místo$ moc$`,
  ),
];

export const carriedKinds = (czech: boolean): CarriedKind[] =>
  KINDS.map(({ name, within, english, czech: inCzech }) => ({ name, within, words: czech ? inCzech : english }));

/** A person other than the one who speaks: what is said of them is not said of the patient. */
export const OTHERS =
  /^(?:mother|mum|mom|father|dad|parent|brother|sister|sibling|sons?$|son's|daughter|wife|husband|partner|boyfriend|girlfriend|friend|uncle|aunt|cousin|grand[mfp]|child|kid|baby|boss|doctor|nurse|surgeon|psychiatrist|psychologist|gp$|colleague|neighbou?r|nephew|niece|family|relative|people|others$|someone|somebody|everyone|everybody|matk|mámu|mám[aěyo]$|mamin|otec|otce|otci|tát|tatín|rodič|brat[rř]|sestr|syn|dcer|manžel|přítel|přátel|kamarád|strýc|strejd|tet[aouy]|bratran|sestřen|babi|děd|dít|dět|šéf|doktor|sestřičk|chirurg|psychiatr|psycholog|koleg|soused|rodin|lid[ieé]|někdo|ostatní|všichni)/;
/** Somebody else's words, unless one says them oneself. */
export const HEARSAY =
  /^(?:told$|tells$|said$|says$|according|heard$|diagnosed$|prý$|údajně$|slyšel|doslech|řekl|říkal|říkaj|říká$|tvrdí$|tvrdil|sděli|psal)/;
/** Words that speak to a program, not to a person. */
export const INSTRUCTION =
  /\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instruction|prompt|rule|previous|above)|\b(?:system|assistant|developer)(?: prompt| message|:)|\b(?:write|note|output|print|respond|reply|answer|state|record) (?:down )?(?:that|only|exactly|in json)\b|\bjson\b|\bprompts?\b|\blanguage model\b|<\/?\w+>|(?:ignoruj|zapomeň|nedbej).{0,40}(?:pokyn|instrukc|pravid)|(?:napiš|zapiš|vypiš|odpověz|uveď)(?:te)?,? (?:že|jen|pouze)/iu;
