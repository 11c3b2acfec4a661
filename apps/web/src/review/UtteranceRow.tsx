import { Text, UnstyledButton } from '@mantine/core';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { type JoinedUtterance } from '#contracts/summary';
import { useWords } from '../timeline/words.ts';
import classes from './review.module.css';
import { Spark } from './Spark.tsx';

interface Props {
  utterance: JoinedUtterance;
  current: boolean;
  onPick: (ms: number) => void;
}

/** One thing that was said, with the estimate of the patient's expression meanwhile; where the patient only listens, it says so. */
export const UtteranceRow = memo(function UtteranceRow({ utterance, current, onPick }: Props) {
  const { t } = useTranslation('review');
  const words = useWords();
  const { leading, coverage } = utterance.emotion;
  const label = leading === null ? words.state('no-data') : words.className(leading);
  const whose = utterance.emotionOf;
  return (
    <UnstyledButton
      className={classes.utterance}
      data-current={current}
      aria-current={current || undefined}
      onClick={() => {
        onPick(utterance.startMs);
      }}
      data-testid="utterance"
      data-start-ms={utterance.startMs}
      data-leading={leading ?? ''}
      data-whose={whose?.part}
    >
      <Text size="xs" c="dimmed" pt={2} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {words.clock(utterance.startMs)}
      </Text>
      <span>
        {utterance.speaker !== '' && (
          <Text size="xs" c="dimmed" component="span" display="block">
            {utterance.speaker}
          </Text>
        )}
        <Text size="sm" component="span" style={{ overflowWrap: 'anywhere' }}>
          {utterance.text}
        </Text>
      </span>
      <span>
        <Spark steps={utterance.spark} />
        <Text
          size="xs"
          c="dimmed"
          component="span"
          display="block"
          mt={2}
          fs={leading === null ? 'italic' : undefined}
          title={words.t('card.coverage', { value: words.percent(coverage) })}
        >
          {whose === null || whose.part === 'speaking' ? label : t(`transcript.${whose.part}`, { name: whose.name, label })}
        </Text>
      </span>
    </UnstyledButton>
  );
});
