import { Button, Chip, Divider, Group, NativeSelect, NumberInput, Slider, Stack, Text, Title } from '@mantine/core';
import { IconMovie, IconScissors } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RenderRequest } from '#contracts/recording';
import { type ParticipantSummary } from '#contracts/summary';
import { useCreateRender } from '../../recordings/api.ts';
import { Swatch } from '../../timeline/Swatch.tsx';
import { useWords } from '../../timeline/words.ts';
import { ErrorMessage } from '../../ui/ErrorMessage.tsx';
import { clipsOf, emotionsIn, totalMs } from './clip-choice.ts';
import { useFaceName } from '../faces/face-name.ts';

interface Props {
  recordingId: string;
  people: readonly ParticipantSummary[];
  durationMs: number;
  hasVideo: boolean;
}

const ANY = '';
const SECOND = 1_000;

/** Videos made of this one: the segments of some expressions, or the whole of it with the estimates drawn in. */
export function ClipsPanel({ recordingId, people, durationMs, hasVideo }: Props) {
  const { t } = useTranslation('recordingReview');
  const create = useCreateRender(recordingId);
  const make = (request: RenderRequest) => {
    create.mutate(request);
  };
  if (!hasVideo)
    return (
      <Text size="sm" c="dimmed">
        {t('clips.noVideo')}
      </Text>
    );
  return (
    <Stack gap="md">
      <ClipForm people={people} durationMs={durationMs} busy={create.isPending} onMake={make} />
      <Divider />
      <Group justify="space-between" gap="xs">
        <Text size="sm" flex="1 1 180px">
          {t('annotated.help')}
        </Text>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconMovie size={16} />}
          disabled={create.isPending}
          onClick={() => {
            make({ kind: 'annotated' });
          }}
          data-testid="make-annotated"
        >
          {t('annotated.make')}
        </Button>
      </Group>
      <ErrorMessage error={create.error} />
    </Stack>
  );
}

function ClipForm({
  people,
  durationMs,
  busy,
  onMake,
}: {
  people: readonly ParticipantSummary[];
  durationMs: number;
  busy: boolean;
  onMake: (request: RenderRequest) => void;
}) {
  const { t } = useTranslation('recordingReview');
  const words = useWords();
  const faceName = useFaceName();
  const [emotions, setEmotions] = useState<string[]>([]);
  const [minConfidence, setMinConfidence] = useState(0.5);
  const [padding, setPadding] = useState<number | string>(0.5);
  const [participantId, setParticipantId] = useState(ANY);
  const paddingMs = Math.min(10, Math.max(0, Number(padding) || 0)) * SECOND;
  const wanted = { emotions, minConfidence, paddingMs, participantId: participantId === ANY ? null : participantId };
  const clips = clipsOf(people, wanted, durationMs);
  const offered = emotionsIn(people);
  return (
    <Stack gap="sm" component="section" aria-labelledby="clips-title">
      <Title order={3} fz="sm" id="clips-title">
        {t('clips.title')}
      </Title>
      <Chip.Group
        multiple
        value={emotions}
        onChange={(chosen) => {
          setEmotions(offered.map(({ emotion }) => emotion).filter((emotion) => chosen.includes(emotion)));
        }}
      >
        <Group gap={6} role="group" aria-label={t('clips.emotions')}>
          {offered.map(({ emotion, segments }) => (
            <Chip key={emotion} value={emotion} size="xs" variant="outline" data-testid={`clip-${emotion}`}>
              <Group component="span" gap={6} wrap="nowrap" style={{ display: 'inline-flex', verticalAlign: 'middle' }}>
                <Swatch emotion={emotion} width={16} height={12} />
                <span>{words.emotion(emotion)}</span>
                <Text span inherit c="dimmed" aria-label={t('clips.segments', { count: segments })}>
                  {segments}
                </Text>
              </Group>
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Group gap="md" align="flex-end">
        <Stack gap={2} flex="1 1 160px">
          <Text size="sm" id="least-title">
            {t('clips.least', { value: words.percent(minConfidence) })}
          </Text>
          <Slider
            min={0}
            max={1}
            step={0.05}
            value={minConfidence}
            onChange={setMinConfidence}
            label={null}
            thumbLabel={t('clips.leastLabel')}
            thumbValueText={words.percent}
            data-testid="clip-confidence"
          />
        </Stack>
        <NumberInput
          size="xs"
          w={130}
          label={t('clips.padding')}
          suffix=" s"
          min={0}
          max={10}
          step={0.5}
          decimalScale={1}
          value={padding}
          onChange={setPadding}
          data-testid="clip-padding"
        />
        {people.length > 1 && (
          <NativeSelect
            size="xs"
            w={130}
            label={t('clips.face')}
            value={participantId}
            onChange={(event) => {
              setParticipantId(event.currentTarget.value);
            }}
            data={[
              { value: ANY, label: t('clips.anyFace') },
              ...people.map((person) => ({ value: person.participantId, label: faceName(person.name) })),
            ]}
          />
        )}
      </Group>
      <Group justify="space-between" gap="xs">
        <Text size="sm" role="status" c={clips.length === 0 ? 'dimmed' : undefined} data-testid="clip-preview" data-count={clips.length}>
          {emotions.length === 0 && t('clips.choose')}
          {emotions.length > 0 &&
            (clips.length === 0 ? t('clips.none') : t('clips.preview', { count: clips.length, total: words.clock(totalMs(clips), true) }))}
        </Text>
        <Button
          size="xs"
          leftSection={<IconScissors size={16} />}
          disabled={clips.length === 0}
          loading={busy}
          onClick={() => {
            onMake({ kind: 'clips', ...wanted });
          }}
          data-testid="make-clips"
        >
          {t('clips.make')}
        </Button>
      </Group>
    </Stack>
  );
}
