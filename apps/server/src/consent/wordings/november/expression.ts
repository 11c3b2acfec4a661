import type { WordingText } from '#contracts/consent';

export const EXPRESSION_EN: WordingText = {
  title: 'Analysis of your facial expression',
  question: 'May your facial expression be analysed?',
  text: 'During the call, a computer program can estimate how your facial expression changes, to help {{name}} follow the conversation. Whether it does is your choice.',
  facts: [
    {
      key: 'what',
      title: 'What is analysed',
      text: 'Your face in the picture, about five times a second. The program estimates an expression, such as neutral or sad. That is not what you feel, and it can be wrong.',
    },
    { key: 'who', title: 'Who sees it', text: '{{name}} and no other person in the call.' },
    {
      key: 'stored',
      title: 'What is stored',
      text: 'The estimates and their times, with the summary of this call, on the server of your care provider. Never a picture or a video.',
    },
    {
      key: 'stop',
      title: 'How to stop',
      text: 'Press Stop at the top of the call, at any time and without a reason. You can then have the estimates deleted.',
    },
    { key: 'without', title: 'If you say no', text: 'The call is the same, and so is your care. Nothing is analysed.' },
  ],
  agree: 'Yes, analyse it',
  refuse: 'No, do not analyse it',
};

export const EXPRESSION_CS: WordingText = {
  title: 'Analýza výrazu vaší tváře',
  question: 'Smí se analyzovat výraz vaší tváře?',
  text: 'Během hovoru může počítačový program odhadovat, jak se mění výraz vaší tváře. Pomáhá to sledovat rozhovor tomu, s kým mluvíte: {{name}}. Zda se tak stane, je vaše volba.',
  facts: [
    {
      key: 'what',
      title: 'Co se analyzuje',
      text: 'Vaše tvář v obraze, asi pětkrát za sekundu. Program odhaduje výraz, například neutrální nebo smutný. Není to to, co cítíte, a může se mýlit.',
    },
    { key: 'who', title: 'Kdo to vidí', text: '{{name}} a nikdo další v hovoru.' },
    {
      key: 'stored',
      title: 'Co se ukládá',
      text: 'Odhady a jejich časy spolu se souhrnem hovoru na serveru vašeho poskytovatele péče. Nikdy obraz ani video.',
    },
    {
      key: 'stop',
      title: 'Jak to zastavit',
      text: 'Tlačítkem Zastavit nahoře v hovoru, kdykoli a bez udání důvodu. Potom můžete odhady nechat smazat.',
    },
    { key: 'without', title: 'Když odmítnete', text: 'Hovor je stejný a vaše péče také. Nic se neanalyzuje.' },
  ],
  agree: 'Ano, analyzovat',
  refuse: 'Ne, neanalyzovat',
};
