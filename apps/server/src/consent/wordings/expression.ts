import type { WordingText } from '#contracts/consent';

export const EXPRESSION_EN: WordingText = {
  title: 'Analysis of your facial expression',
  question: 'Do you agree to expression analysis?',
  text: 'During the call, a computer program can estimate how your facial expression changes, to help {{name}} follow the conversation. It is up to you.',
  facts: [
    {
      key: 'what',
      title: 'What is analysed',
      text: 'Your face in the picture, about five times a second. The program estimates an expression, such as neutral or sad. This is not the same as what you feel, and it can be wrong.',
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
  agree: 'Yes, I agree',
  refuse: 'No, I don’t agree',
};

export const EXPRESSION_CS: WordingText = {
  title: 'Analýza výrazu vaší tváře',
  question: 'Souhlasíte s analýzou výrazu tváře?',
  text: 'Během hovoru může počítačový program odhadovat, jak se mění výraz vaší tváře. Pomáhá to sledovat rozhovor tomu, s kým mluvíte: {{name}}. Je to na vás.',
  facts: [
    {
      key: 'what',
      title: 'Co se analyzuje',
      text: 'Vaše tvář v obraze, asi pětkrát za sekundu. Program odhaduje výraz, například neutrální nebo smutný. Není to totéž, co cítíte, a může se mýlit.',
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
  agree: 'Ano, souhlasím',
  refuse: 'Ne, nesouhlasím',
};
