import type { WordingText } from '#contracts/consent';

export const TRANSCRIPTION_EN: WordingText = {
  title: 'Writing down what you say',
  question: 'Do you agree to what you say being written down?',
  text: 'During the call, a computer program can turn your speech into text, so that {{name}} need not take notes and everyone can read along. It is up to you.',
  facts: [
    { key: 'what', title: 'What is written down', text: 'Your words and when you said them. The program can mishear.' },
    { key: 'who', title: 'Who sees it', text: 'During the call, everyone in it, as captions. After the call, {{name}}.' },
    {
      key: 'stored',
      title: 'What is stored',
      text: 'The text, with this call, on the server of your care provider. The sound is not recorded.',
    },
    {
      key: 'stop',
      title: 'How to stop',
      text: 'Press Stop at the top of the call, at any time and without a reason. You can then have your words deleted.',
    },
    {
      key: 'without',
      title: 'If you say no',
      text: 'The call is the same, and so is your care. Nothing you say is written down by a program.',
    },
  ],
  agree: 'Yes, I agree',
  refuse: 'No, I don’t agree',
};

export const TRANSCRIPTION_CS: WordingText = {
  title: 'Přepis toho, co říkáte',
  question: 'Souhlasíte s přepisem toho, co říkáte?',
  text: 'Během hovoru může počítačový program převádět vaši řeč na text. {{name}} si pak nemusí psát poznámky a všichni mohou číst titulky. Je to na vás.',
  facts: [
    { key: 'what', title: 'Co se přepisuje', text: 'Vaše slova a čas, kdy zazněla. Program se může přeslechnout.' },
    { key: 'who', title: 'Kdo to vidí', text: 'Během hovoru všichni, kdo se ho účastní, jako titulky. Po hovoru {{name}}.' },
    { key: 'stored', title: 'Co se ukládá', text: 'Text spolu s tímto hovorem na serveru vašeho poskytovatele péče. Zvuk se nenahrává.' },
    {
      key: 'stop',
      title: 'Jak to zastavit',
      text: 'Tlačítkem Zastavit nahoře v hovoru, kdykoli a bez udání důvodu. Potom můžete svá slova nechat smazat.',
    },
    {
      key: 'without',
      title: 'Když odmítnete',
      text: 'Hovor je stejný a vaše péče také. Žádný program nic z toho, co řeknete, nepřepisuje.',
    },
  ],
  agree: 'Ano, souhlasím',
  refuse: 'Ne, nesouhlasím',
};
