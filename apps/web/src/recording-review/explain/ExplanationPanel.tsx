import { CloseButton, Group, Loader, SegmentedControl, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { VIDEO_PROBLEMS } from '#contracts/recording-link';
import { ApiError } from '../../api/api-error.ts';
import { useWords } from '../../timeline/words.ts';
import { useSentence } from '../../ui/sentence.ts';
import { bandsOf, HEAT_COLOURS } from './activation.ts';
import { anythingSpoke, type ExplainedEstimate } from './explained-estimate.ts';
import { type Explained, type Explainer } from './explainer.ts';
import { useFaceName } from '../faces/face-name.ts';
import { useProblemText } from '../problem-text.ts';
import classes from '../recording-review.module.css';

const GRADIENT = `linear-gradient(to right, ${HEAT_COLOURS.map((colour) => `rgb(${colour.join(' ')})`).join(', ')})`;

/** What the map over the picture means, or why there is none. */
export function ExplanationPanel({ explained, explainer }: { explained: Explained; explainer: Explainer }) {
  const { t } = useTranslation('recordingReview');
  const isOpen = explained.kind !== 'off';
  const estimate = explained.kind === 'shown' ? explained.estimate : null;
  return (
    <div
      className={isOpen ? classes.explanation : undefined}
      data-testid={isOpen ? 'explanation' : undefined}
      data-kind={explained.kind}
      data-label={estimate?.label ?? ''}
    >
      <Stack gap={6} flex={1} miw={0}>
        <Stack gap={4} role="status">
          {isOpen && <Said explained={explained} />}
        </Stack>
        {estimate !== null && estimate.given !== null && estimate.given !== estimate.own.label && (
          <Choice
            estimate={estimate}
            given={estimate.given}
            onChoose={(label) => {
              explainer.show(label);
            }}
          />
        )}
      </Stack>
      {isOpen && (
        <CloseButton
          size="sm"
          aria-label={t('close', { ns: 'common' })}
          onClick={() => {
            explainer.dismiss();
          }}
          data-testid="close-explanation"
        />
      )}
    </div>
  );
}

function Said({ explained }: { explained: Exclude<Explained, { kind: 'off' }> }) {
  const { t } = useTranslation('recordingReview');
  const words = useWords();
  return (
    <>
      <Text size="sm" fw={600}>
        {explained.kind === 'shown' ? t('explain.titleOf', { label: words.emotion(explained.estimate.label) }) : t('explain.title')}
      </Text>
      {explained.kind === 'asking' && (
        <Group gap="xs">
          <Loader size="xs" aria-hidden />
          <Text size="xs">{t('explain.asking')}</Text>
        </Group>
      )}
      {explained.kind === 'shown' && <Meaning estimate={explained.estimate} />}
      {(explained.kind === 'nothing' || explained.kind === 'failed') && <Why explained={explained} />}
    </>
  );
}

function Meaning({ estimate }: { estimate: ExplainedEstimate }) {
  const { t } = useTranslation('recordingReview');
  const words = useWords();
  const { activation, own, given } = estimate;
  const label = words.emotion(estimate.label);
  const [upper, middle, lower] = bandsOf(activation).map(words.percent);
  return (
    <>
      {anythingSpoke(estimate) ? (
        <>
          <Group gap="2px 12px" fz="xs">
            <span>
              {t('explain.little')}
              <span className={classes.scale} style={{ background: GRADIENT }} aria-hidden />
              {t('explain.much')}
            </span>
            {middle !== undefined && (
              <span>
                {lower === undefined ? t('explain.halves', { upper, lower: middle }) : t('explain.thirds', { upper, middle, lower })}
              </span>
            )}
          </Group>
          <Text size="xs">{t('explain.how', { label, columns: activation.width, rows: activation.height })}</Text>
        </>
      ) : (
        <Text size="xs">{t('explain.nothingFor', { label })}</Text>
      )}
      <Text size="xs">
        {t(given === own.label ? 'explain.alone' : 'explain.aloneOther', {
          label: words.emotion(own.label),
          value: words.percent(own.probability),
        })}
      </Text>
      <Text size="xs" c="dimmed">
        {t('explain.noProof')}
      </Text>
    </>
  );
}

/** The label here, or the class that the picture by itself was read as. */
function Choice({
  estimate: { label, own },
  given,
  onChoose,
}: {
  estimate: ExplainedEstimate;
  given: string;
  onChoose: (label: string) => void;
}) {
  const { t } = useTranslation('recordingReview');
  const words = useWords();
  return (
    <SegmentedControl
      size="xs"
      value={label}
      onChange={onChoose}
      aria-label={t('explain.choose')}
      data-testid="explain-class"
      style={{ alignSelf: 'flex-start', maxWidth: '100%' }}
      data={[
        { value: given, label: t('explain.ofLabel', { label: words.emotion(given) }) },
        { value: own.label, label: t('explain.ofPicture', { label: words.emotion(own.label) }) },
      ]}
    />
  );
}

function Why({ explained }: { explained: Extract<Explained, { kind: 'nothing' | 'failed' }> }) {
  const { t } = useTranslation('recordingReview');
  const words = useWords();
  const faceName = useFaceName();
  const sentence = useSentence();
  const problemText = useProblemText();
  if (explained.kind === 'nothing') {
    const reason = words.state(explained.state);
    return (
      <Text size="xs">{t('explain.none', { reason: explained.name === '' ? reason : `${faceName(explained.name)}: ${reason}` })}</Text>
    );
  }
  const { error } = explained;
  const isOfVideo = error instanceof ApiError && (VIDEO_PROBLEMS as readonly string[]).includes(error.code);
  return <Text size="xs">{isOfVideo ? problemText(error) : sentence(error)}</Text>;
}
