import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconScissors } from '@tabler/icons-react';
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordingView } from '#contracts/recording';
import { type CallSummary } from '#contracts/summary';
import { type TimelineColumns } from '#contracts/timeline-codec';
import { parseQuery, type QueryContext } from '#timeline/query/parse';
import { type QueryProblem } from '#timeline/query/problems';
import { runQuery } from '#timeline/query/run';
import { useCreateRender } from '../../recordings/api.ts';
import { type TimelineView } from '../../timeline/view.ts';
import { useWords } from '../../timeline/words.ts';
import { ErrorMessage } from '../../ui/ErrorMessage.tsx';
import { useDraft } from '../../ui/use-draft.ts';
import { totalMs } from '../make/clip-choice.ts';
import { useFaceName } from '../faces/face-name.ts';
import { FoundMoments } from './FoundMoments.tsx';
import { QueryField } from './QueryField.tsx';
import classes from '../recording-review.module.css';

/** As many stretches as one video may be made of. */
const MOST_CLIPS = 500;
const PADDING_MS = 500;

interface Props {
  recording: RecordingView;
  timeline: TimelineColumns;
  summary: CallSummary;
  view: TimelineView;
  onMade: () => void;
}

/** How often each expression leads in the video, the most frequent first. */
function whatIsThere({ participants }: CallSummary): [label: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { label } of participants.flatMap(({ expression }) => expression?.segments ?? []))
    counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** Asks the video in words; what is found is found here, while it is typed. */
export function QueryPanel({ recording, timeline, summary, view, onMade }: Props) {
  const { t } = useTranslation('recordingReview');
  const words = useWords();
  const faceName = useFaceName();
  const [text, setText] = useDraft(`query:${recording.id}`);
  const asked = useDeferredValue(text);
  const problemId = useId();
  const numbers = useMemo(() => new Map(recording.faces.map(({ participantId, number }) => [participantId, number])), [recording.faces]);
  const faces = useMemo(
    () => timeline.participants.map((one) => ({ ...one, face: numbers.get(one.participantId) ?? 0, name: faceName(one.name) })),
    [timeline, numbers, faceName],
  );
  const context = useMemo(
    (): QueryContext => ({ faces: faces.map(({ face, name }) => ({ number: face, name })), classes: faces[0]?.samples.classes }),
    [faces],
  );
  const { query, problem } = useMemo(() => parseQuery(asked, context), [asked, context]);
  const moments = useMemo(
    () =>
      query === null
        ? []
        : runQuery(query, { faces, utterances: summary.transcript, durationMs: summary.durationMs, lagMs: recording.labelLagMs ?? 0 }),
    [query, faces, summary, recording.labelLagMs],
  );
  const there = whatIsThere(summary)
    .map(([label, count]) => `${words.className(label)} (${String(count)})`)
    .join(', ');
  const create = useCreateRender(recording.id);
  const [choosing, setChoosing] = useState(false);
  const empty = text.trim() === '';
  // Half a word is no mistake while the rest of it is offered.
  const wrong = !empty && problem !== null && !(choosing && problem.to >= asked.trimEnd().length);
  const make = () => {
    const spans = moments.slice(0, MOST_CLIPS).map(({ startMs, endMs }) => ({ startMs, endMs }));
    create.mutate({ kind: 'moments', name: asked.trim().slice(0, 300), spans, paddingMs: PADDING_MS }, { onSuccess: onMade });
  };
  return (
    <Stack gap="sm" data-testid="query-panel">
      <QueryField value={text} context={context} describedBy={wrong ? problemId : undefined} onChange={setText} onChoosing={setChoosing} />
      {empty && <Examples onChoose={setText} />}
      {wrong && <Misunderstood id={problemId} text={asked} problem={problem} />}
      {!empty && problem === null && (
        <Group justify="space-between" gap="xs">
          <Text size="sm" role="status" data-testid="query-count" data-count={moments.length}>
            {moments.length === 0
              ? [t('query.nothing'), ...(there === '' ? [] : [t('query.there', { there })])].join(' ')
              : t('query.found', { count: moments.length, total: words.clock(totalMs(moments), true) })}
          </Text>
          {recording.hasVideo && moments.length > 0 && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconScissors size={16} />}
              loading={create.isPending}
              onClick={make}
              data-testid="make-moments"
            >
              {t('query.make')}
            </Button>
          )}
        </Group>
      )}
      <ErrorMessage error={create.error} />
      {!empty && <FoundMoments moments={moments} faces={faces} view={view} />}
    </Stack>
  );
}

function Examples({ onChoose }: { onChoose: (text: string) => void }) {
  const { t } = useTranslation('recordingReview');
  const examples = t('query.examples', { returnObjects: true }) as string[];
  return (
    <Stack gap={4}>
      <Text size="sm" c="dimmed">
        {t('query.help')}
      </Text>
      {examples.map((example) => (
        <Anchor
          key={example}
          component="button"
          type="button"
          size="sm"
          ta="start"
          onClick={() => {
            onChoose(example);
          }}
          data-testid="query-example"
        >
          {example}
        </Anchor>
      ))}
    </Stack>
  );
}

/** The query with what was not understood underlined, and what to do. */
function Misunderstood({ id, text, problem }: { id: string; text: string; problem: QueryProblem }) {
  const { t } = useTranslation('recordingReview');
  const words = useWords();
  const params = Object.fromEntries(
    Object.entries(problem.params).map(([name, value]) => [
      name,
      typeof value === 'string' && NAMES.has(name)
        ? value
            .split(', ')
            .map((one) => words.className(one))
            .join(', ')
        : value,
    ]),
  );
  return (
    <div id={id} role="status" data-testid="query-problem" data-code={problem.code}>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }} aria-hidden>
        {text.slice(0, problem.from)}
        <Text span inherit c="var(--mantine-color-text)" className={classes.wrong}>
          {text.slice(problem.from, problem.to) || ' '}
        </Text>
        {text.slice(problem.to)}
      </Text>
      <Text size="sm" c="error" mt={4}>
        {t(`query.problems.${problem.code}`, { ...params, defaultValue: problem.message })}
      </Text>
    </div>
  );
}

/** Parameters that name expressions. */
const NAMES = new Set(['emotion', 'emotions', 'first', 'second']);
