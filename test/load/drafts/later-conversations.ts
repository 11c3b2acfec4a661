import type { Speaker } from '../../../apps/server/src/drafts/said-line.ts';
import type { Conversation } from './conversations.ts';

const p = (text: string): [Speaker, string] => ['patient', text];
const c = (text: string): [Speaker, string] => ['clinician', text];

/**
 * Written when the checks were done. At their first run 1 of 81 unsupported sentences was shown (what somebody had said, in Czech) and 9 of 9 omissions
 * were listed; the verbs of saying were added then.
 */
export const LATER_CONVERSATIONS: Conversation[] = [
  {
    czech: false,
    said: [
      c('How was the flight?'),
      p('Long, but the hotel was lovely.'),
      p('My chest feels tight when I run for the bus.'),
      p('It goes away after five minutes of rest.'),
      p("I've never fainted."),
      c('Do you still use the inhaler?'),
      p('Only when I play tennis.'),
      p('My wife says I snore and stop breathing.'),
      p('I take atorvastatin 20 mg and a baby aspirin.'),
      p('I would rather not take more tablets.'),
      c('We do a stress test on Thursday at half past eight.'),
      c('You have a faint murmur.'),
      p("I don't want to live like this any more."),
      p('I sold the car.'),
    ],
    supported: [
      ['subjective', 'My chest feels tight when I run for the bus.', 3, 'My chest feels tight when I run for the bus'],
      ['subjective', "Patient's wife says patient snores and stops breathing.", 8, 'My wife says I snore and stop breathing'],
      ['plan', 'Clinician: We do a stress test on Thursday at half past eight.', 11, 'We do a stress test on Thursday at half past eight'],
      ['objective', 'Patient has a faint murmur, the clinician noted.', 12, 'You have a faint murmur'],
      ['subjective', 'Patient sold the car.', 14, 'I sold the car'],
    ],
    unsupported: [
      ['subjective', 'Patient feels chest tightness at rest.', 3, 'My chest feels tight when I run for the bus'],
      ['subjective', 'It goes away after fifteen minutes of rest.', 4, 'It goes away after five minutes of rest'],
      ['subjective', 'Patient fainted.', 5, "I've never fainted"],
      ['subjective', 'Patient uses the inhaler.', 6, 'Do you still use the inhaler'],
      ['subjective', 'Patient uses the inhaler only when playing tennis.', 7, 'Only when I play tennis'],
      ['subjective', 'Patient stops breathing.', 8, 'I snore and stop breathing'],
      ['subjective', 'Patient takes atorvastatin 200 mg.', 9, 'I take atorvastatin 20 mg'],
      ['subjective', 'Patient takes rosuvastatin 20 mg.', 9, 'I take atorvastatin 20 mg'],
      ['subjective', 'Patient takes more tablets.', 10, 'rather not take more tablets'],
      ['plan', 'Stress test on Thursday at half past nine.', 11, 'stress test on Thursday at half past eight'],
      ['plan', 'Stress test on Tuesday.', 11, 'stress test on Thursday at half past eight'],
      ['objective', 'Patient has no murmur.', 12, 'You have a faint murmur'],
      ['subjective', 'Patient wants to live like this.', 13, 'want to live like this any more'],
      ['subjective', 'Patient did not sell the car.', 14, 'I sold the car'],
      ['plan', 'Patient denies suicidal thoughts.', 2, 'but the hotel was lovely'],
    ],
    omitted: [4, 5, 9, 13],
  },
  {
    czech: true,
    said: [
      c('Tak povídejte, co vás trápí.'),
      p('Píchá mě u srdce, když jdu do schodů.'),
      p('Trvá to asi deset minut.'),
      p('Nikdy jsem neomdlel.'),
      c('Berete něco na tlak?'),
      p('Ráno prestarium a večer půlku rivotrilu.'),
      p('Sestra bere warfarin.'),
      p('Říkali mi, že mám šelest.'),
      p('Nepiju a nekouřím.'),
      c('Objednám vás na echo na patnáctého března.'),
      p('Byla jsem loni v lázních.'),
      p('Už to nemá cenu žít.'),
    ],
    supported: [
      ['subjective', 'Píchá mě u srdce, když jdu do schodů.', 2, 'Píchá mě u srdce, když jdu do schodů'],
      ['subjective', 'Sestra bere warfarin, uvádí pacientka.', 7, 'Sestra bere warfarin'],
      ['plan', 'Lékař: Objednám vás na echo na patnáctého března.', 10, 'Objednám vás na echo na patnáctého března'],
      ['subjective', 'Pacientka byla loni v lázních.', 11, 'Byla jsem loni v lázních'],
    ],
    unsupported: [
      ['subjective', 'Pacienta nepíchá u srdce.', 2, 'Píchá mě u srdce'],
      ['subjective', 'Trvá to dvacet minut.', 3, 'Trvá to asi deset minut'],
      ['subjective', 'Trvá to deset minut.', 3, 'Trvá to asi deset minut'],
      ['subjective', 'Pacient omdlel.', 4, 'Nikdy jsem neomdlel'],
      ['subjective', 'Pacient bere něco na tlak.', 5, 'Berete něco na tlak'],
      ['subjective', 'Pacient bere ráno rivotril.', 6, 'Ráno prestarium a večer půlku rivotrilu'],
      ['subjective', 'Pacientka bere warfarin.', 7, 'Sestra bere warfarin'],
      ['subjective', 'Pacientka má šelest.', 8, 'že mám šelest'],
      ['subjective', 'Pacient pije a kouří.', 9, 'Nepiju a nekouřím'],
      ['plan', 'Objednám vás na echo na pátého března.', 10, 'Objednám vás na echo na patnáctého března'],
      ['subjective', 'Pacientka je v lázních.', 11, 'jsem loni v lázních'],
      ['subjective', 'Pacient chce žít.', 12, 'Už to nemá cenu žít'],
    ],
    omitted: [3, 4, 6, 9, 12],
  },
];
