const starts = (stems: string) => new RegExp(`^(?:${stems.trim().split(/\s+/).join('|')})`);

/** Endings of international non-proprietary names (WHO stems), Czech spellings among them. At least six letters, so that everyday words are not among them. */
const DRUG_ENDING =
  /(?:pril|sartan|olol|statin|prazol|conazol|azol|azepin|apin|iapin|pram|tralin|oxetin|azodon|azapin|faxin|azepam|azolam|peridon|piprazol|zodon|cillin|cilin|mycin|floxacin|cyclin|cyklin|profen|cetamol|caine|kain|formin|gliptin|gliflozin|glutid|triptan|setron|dipin|barbital|codone|kodon|morphin|morfin|thiazid|semid|parin|xaban|tidin|trigin|gabalin|gabapentin|prednison|prednisolon|solon|methason|metason|thyroxin|tyroxin|xyzin|ramin|zepin|promazin|perazin|azin|mirtazapin|buprenorphin|naltrexon|vastatin|terol|tropium|lukast|dronat|formoterol|salamol)(?:e|es|u|em|y|ů)?$/;
const NOT_DRUGS =
  /^(magazin|bazin|amazin|blazin|gazin|razin|grazin|gramin|termin|examin|determin|program|telegram|kilogram|vitamin|benzin|kombin)/;
const DRUG_NAMES = starts(`
  aspirin acylpyrin paralen ibalgin brufen nurofen tylenol advil motrin insulin lithium litium heparin warfarin digoxin metformin valproat valpro depakin
  zoloft prozac cipralex lexapro celexa paxil effexor trittico mirzaten remeron seroquel zyprexa risperdal abilify lamictal neurontin lyrica
  xanax neurol lexaurin rivotril valium diazepam ativan stilnox hypnogen zolpidem ambien ritalin concerta strattera adderall atomoxetin modafinil
  tramal tramadol oxycontin morphine morfin fentanyl methadon metadon suboxon codein kodein ventolin berodual euthyrox letrox eutyrox pantoprazol helicid
  antabus disulfiram levothyrox melatonin cannabis konop
`);
const DRUG_WORDS = starts(`
  tablet tabletk pills? medication medicine meds$ dose dosage dosing capsule injection antidepress antibiot antipsych painkiller prescri inhaler
  prášk prášek lék$ léky$ léku$ léků$ lécích dávk dávc tablet kapk injekc antibiotik předpis předeps recept
`);
/** With a case ending taken off, so that the same drug is the same word and a similar one is not. */
const drugStem = (word: string) => word.replace(/(?:em|ech|ům|ů|u|y|es|e|s)$/, '');

export const isDrugName = (word: string) => (word.length >= 6 && DRUG_ENDING.test(word) && !NOT_DRUGS.test(word)) || DRUG_NAMES.test(word);
export const isMedication = (word: string) => isDrugName(word) || DRUG_WORDS.test(word);
export const sameDrug = (a: string, b: string) => drugStem(a) === drugStem(b);

const SYMPTOMS = starts(`
  pain ache aching headache migrain cramp sore sting burn pressure tight stiff tender fever chill cough sneez wheez phlegm sputum mucus hoarse throat
  nausea nause vomit throw heartburn reflux bloat diarrh constipat stool urin pee dizz vertig faint blackout collaps breath dyspn suffocat chest palpit
  racing heartbeat fatigue tired exhaust weak energ sleep insomn nightmare awake anxi worr panic afraid fear restless irritab anger angry depress sad
  low$ down$ mood cry crie tearful motivat interest joy guilt shame appetit hungry thirst weight bleed blood bruis swell swollen lump rash itch hives
  numb tingl paralys tremor shak sweat seizure convuls blurr vision hearing tinnitus hallucinat voices paranoi delus mania manic memory forgetful
  concentrat focus confus compuls obsess flashback trauma infect injur wound fractur symptom side$ allerg pregnan
  bol[íe] bolest křeč pálen pálí tlak sevřen ztuhl horečk teplot zimnic kašel kašl rým dušn dech dých hrdl chrap hlen nevoln zvrac žáh říhán nadým
  průjem zácp stolic moč závrat motán mdlob omdl kolaps zadých hrud buše únav unaven vyčerp slab energ spán spím spát nespav noční probouz úzkos strach
  boj[íe] obav panik neklid podráž vztek zlost depres smutn nálad pláč brečí motivac zájem radost vin[auy]$ stud chuť hlad žíz[eň] hmotnost hubn
  krvác krev modřin otok otek bouli vyráž svěd kopřivk brně mravenč ochrn třes pot[íe] záchvat křeč vidění zrak slyš šum halucin hlas[yů] bludy
  paměť zapomín soustřed zmaten nutkav vzpomínk trauma infek zánět úraz rán[auy]$ zlomenin příznak potíž alerg těhot
`);
const RISKS = starts(`
  suicid kill dying die$ died$ dead$ death selfharm harm hurt cutting overdos abus violen hit$ hits$ hitting weapon gun$ guns$ knife hopeless worthless pointless
  alcohol drink drank drunk beer wine vodka cocain heroin amphetamin drugs? weed$ smok threat strangl rape assault allerg anaphyl pregnan
  sebevra zabít zabij umřít umř smrt mrtv ublíž sebepoško řez[ae] předávkov násil bij[eí] uhod zbra[nň] nůž beznaděj bezcen
  alkohol pij[eu] piju pití opil pivo piv[ao] vodk kokain heroin pervitin drog tráv[auy] kouř vyhrož znásil napad alerg těhot
`);
export const isSymptom = (word: string) => SYMPTOMS.test(word);
export const isRisk = (word: string) => RISKS.test(word);
/** "Better off", "end it all": risk in words that are harmless one by one. */
export const RISK_PHRASE =
  /\b(?:better off (?:without|dead)|end (?:it|my life|everything)|no (?:point|reason) (?:in |to )?(?:living|live|going on)|don't want to (?:live|be here|wake up)|can't go on|self[- ]harm|take my (?:own )?life)\b|nechci (?:už )?(?:žít|tu být|tady být)|nemá (?:to )?(?:cenu|smysl) žít|vzít si život|skoncovat|skončit to/iu;
