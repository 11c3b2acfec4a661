const set = (words: string) => new Set(words.trim().split(/\s+/));

/** Words that say nothing of what was said: they need no support. Words of time, degree and condition are not among them. */
export const FUNCTION_WORDS = set(`
  a an the this that these those there here it its itself he she they him her his hers them their theirs i me my mine myself we us our you your yours
  himself herself themselves who whom whose which what and or but so as at by for from in into of on onto to with about per each
  is are am be been being was were has have had having do does did doing will can 's i'm i've he's she's it's they're you're that's
  je jsem jsi jsme jste jsou být byl byla bylo byli byly bude budu má mám máš máme máte mají měl měla mělo měli mít
  se si s se sebou ten ta to ti ty toho tomu tom tím té tu já mě mi mně mnou můj moje mou mého mé mých on ona ono ho mu jej jemu ji jí něj něm
  jeho její jejich jim je jich jemu svůj své svou svého svých svým a i nebo ale že aby jako co který která které v ve na do z ze k ke u o po pro při za od
`);

/** Words by which a statement says who told it. They need no support either; who did tell it is checked. */
export const REPORTING_WORDS = set(`
  patient patients patient's client client's pt individual clinician clinician's therapist therapist's provider provider's physician guest
  reports report reported states state stated says say said describes describe described mentions mentioned notes noted explains explained
  expresses expressed shares shared indicates indicated endorses endorsed complains complained adds added experiences experienced experiencing
  feels feel felt asks asked recommends recommended advises advised suggests suggested discusses discussed
  pacient pacienta pacientovi pacientem pacientka pacientky pacientce pacientku pacientkou klient klienta klientovi klientem klientka klientky klientce klientku
  terapeut terapeuta terapeutka terapeutky lékař lékaře lékařka lékařky host hosta doprovod
  uvádí uvedl uvedla udává udal udala říká řekl řekla popisuje popsal popsala zmiňuje zmínil zmínila sděluje sdělil sdělila hlásí dodává dodal dodala
  vysvětluje vysvětlil vysvětlila cítí doporučuje doporučil doporučila navrhuje navrhl navrhla radí poradil poradila ptá zeptal zeptala
`);

/** Who a statement says told it. */
export const PATIENT_WORDS = /^(patient|client|pt|individual|pacient|klient)/;
export const CLINICIAN_WORDS = /^(clinician|therapist|provider|physician|terapeut|lékař)/;
export const GUEST_WORDS = /^(guest|host|hosta|doprovod)/;
/** What only clinicians do in a note, named or not. */
export const CLINICIAN_ACTS = /^(recommend|advis|suggest|discuss|doporuč|navrh|radí|poradil)/;
export const ASKING = /^(ask|question|wonder|ptá|zeptal|dotaz|otáz)/;

export const FIRST_PERSON = set(`
  i me my mine myself i'm i've i'd i'll we us our já mě mi mně mnou můj moje mou mého mé mých mám mívám jsem bych beru chci můžu musím vím spím jím piju mojí
`);
const ENGLISH_THIRD = set(`he she they him her hers them their he's she's they're he'd she'd`);
const CZECH_THIRD = set(`on ona oni ony jeho její jejich mu jemu jim jí ho ní něj něho`);
/** "On" is he in Czech. */
export const isThirdPerson = (word: string, czech: boolean) => (czech ? CZECH_THIRD : ENGLISH_THIRD).has(word);
/** A clause with one of these has a subject of its own: it continues no list. */
export const SUBJECTS = set(`
  i i'm i've i'd we we've you he he's she she's they it it's there there's my
  mám jsem beru mě mi bolí cítím
`);
