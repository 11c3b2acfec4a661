import type { WordingText } from '#contracts/consent';

export const DRAFT_EN: WordingText = {
  title: 'A draft of the note, written by a program',
  question: 'May a program draft the note of this call?',
  text: 'After the call, a computer program can read the written record of the conversation and draft a note from it. {{name}} checks, changes and signs the note. Whether a program helps is your choice.',
  facts: [
    {
      key: 'what',
      title: 'What is used',
      text: 'The text of what was said in the call. Never your picture, your voice, or estimates of your expression.',
    },
    {
      key: 'who',
      title: 'Who sees it',
      text: '{{name}}. The program runs where your care provider has decided; ask them if you want to know where.',
    },
    { key: 'stored', title: 'What is stored', text: 'The draft, until {{name}} has turned it into a note or thrown it away.' },
    {
      key: 'stop',
      title: 'How to stop',
      text: 'Withdraw at any time and without a reason, in the call or with the link that you get at its end. Then no further draft is made.',
    },
    { key: 'without', title: 'If you say no', text: 'The call is the same, and so is your care. {{name}} writes the note alone.' },
  ],
  agree: 'Yes, a draft may be made',
  refuse: 'No, make no draft',
};

export const DRAFT_CS: WordingText = {
  title: 'Návrh zápisu vytvořený programem',
  question: 'Smí program navrhnout zápis z tohoto hovoru?',
  text: 'Po hovoru může počítačový program přečíst přepis rozhovoru a navrhnout podle něj zápis. Zápis pak zkontroluje, upraví a podepíše {{name}}. Zda program pomůže, je vaše volba.',
  facts: [
    { key: 'what', title: 'Co se použije', text: 'Text toho, co v hovoru zaznělo. Nikdy váš obraz, váš hlas ani odhady vašeho výrazu.' },
    {
      key: 'who',
      title: 'Kdo to vidí',
      text: '{{name}}. Program běží tam, kde rozhodl váš poskytovatel péče; na místo se ho můžete zeptat.',
    },
    { key: 'stored', title: 'Co se ukládá', text: 'Návrh, dokud z něj nevznikne zápis nebo dokud není zahozen.' },
    {
      key: 'stop',
      title: 'Jak to zastavit',
      text: 'Souhlas můžete kdykoli a bez udání důvodu odvolat, v hovoru nebo přes odkaz, který dostanete na jeho konci. Další návrh už nevznikne.',
    },
    { key: 'without', title: 'Když odmítnete', text: 'Hovor je stejný a vaše péče také. Zápis napíše {{name}} bez pomoci programu.' },
  ],
  agree: 'Ano, návrh smí vzniknout',
  refuse: 'Ne, žádný návrh',
};
