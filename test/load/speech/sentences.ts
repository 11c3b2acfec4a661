import type { Voice } from '../../media/spoken.ts';

/** Sentences as they are said in consultations, spelled as PocketSphinx's dictionary has them. Those that are reported are not those that anything was chosen by. */
export interface Script {
  voices: readonly Voice[];
  sentences: readonly string[];
}

export const TUNING: Script = {
  voices: ['kal16', 'awb'],
  sentences: [
    'i have had a headache since last monday and it gets worse in the evening',
    'i feel tired most of the day and i can not eat',
    'my blood pressure was high when the nurse checked it',
    'he stopped taking the medicine because it made him sick',
    'do you have any pain in your chest or in your arm',
    'she has been coughing for two weeks and has no fever',
  ],
};

export const REPORTED: Script = {
  voices: ['slt', 'rms'],
  sentences: [
    'i take two tablets every morning and one at night',
    'the pain started three days ago after i went for a walk',
    'she does not sleep well and wakes up four times a night',
    'my mother had the same problem with her heart',
    'i have not had any alcohol for more than a year',
    'when i stand up quickly i feel dizzy and have to sit down',
    'the doctor at the hospital told me to come back in six weeks',
    'i am afraid of losing my job and i worry about money all the time',
    'he fell down the stairs and hurt his left knee',
    'please call us again if the pain does not get better by friday',
    'i used to smoke twenty cigarettes a day but i stopped last winter',
    'my son is four years old and has had a fever since yesterday',
  ],
};
