import { ActionIcon, Button, Collapse, Group, Progress, Stack, Text, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconDownload, IconPlayerPlay, IconTrash, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Artefact, type RenderView } from '#contracts/recording';
import { clipLabels } from '#timeline/clip-spans';
import { durationText, shareText } from '../../recordings/format.ts';
import { useDeleteRender } from '../../recordings/api.ts';
import { useWords } from '../../timeline/words.ts';
import { useSentence } from '../../ui/sentence.ts';
import { notify } from '../../ui/notify.ts';
import { type Shown } from '../player/ArtefactPlayer.tsx';
import { useProblemText } from '../problem-text.ts';
import { saveArtefact } from './save-artefact.ts';
import classes from '../recording-review.module.css';

interface Props {
  recordingId: string;
  renders: readonly RenderView[];
  onPlay: (shown: Shown) => void;
}

/** What was made of the video, newest first, and what is being made. */
export function RenderList({ recordingId, renders, onPlay }: Props) {
  return (
    <Stack gap="sm">
      {renders.map((render) => (
        <Render key={render.id} recordingId={recordingId} render={render} onPlay={onPlay} />
      ))}
    </Stack>
  );
}

function useRenderTitle() {
  const { t } = useTranslation('recordingReview');
  const words = useWords();
  return ({ request }: RenderView): string => {
    switch (request.kind) {
      case 'annotated':
        return t('renders.annotated');
      case 'clips':
        return t('renders.clips', {
          emotions: request.emotions.map((name) => words.className(name)).join(', '),
          least: words.percent(request.minConfidence ?? 0),
        });
      case 'moments':
        return t('renders.moments', { name: request.name });
    }
  };
}

function Render({ recordingId, render, onPlay }: { recordingId: string; render: RenderView; onPlay: Props['onPlay'] }) {
  const { t, i18n } = useTranslation('recordingReview');
  const problemText = useProblemText();
  const title = useRenderTitle()(render);
  const remove = useDeleteRender(recordingId);
  const sentence = useSentence();
  const [open, setOpen] = useState(false);
  const running = render.status === 'queued' || render.status === 'running';
  const whole = render.artefacts.find(({ kind }) => kind !== 'clip');
  const clips = render.artefacts.filter(({ kind }) => kind === 'clip');
  const { progress } = render;
  const leftMs = progress?.leftMs ?? null;
  const removeIt = () => {
    remove.mutate(render.id, {
      onError: (error) => {
        notify({ color: 'red', message: sentence(error) });
      },
    });
  };
  return (
    <div className={classes.render} data-testid="render" data-status={render.status} data-kind={render.request.kind}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Text>
        <Tooltip label={running ? t('renders.cancel') : t('renders.delete')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={`${running ? t('renders.cancel') : t('renders.delete')}: ${title}`}
            loading={remove.isPending}
            onClick={removeIt}
            data-testid="delete-render"
          >
            {running ? <IconX size={16} /> : <IconTrash size={16} />}
          </ActionIcon>
        </Tooltip>
      </Group>
      {running && (
        <Stack gap={4} mt={4}>
          <Progress value={(progress?.share ?? 0) * 100} animated={render.status === 'running'} aria-label={title} />
          <Text size="xs" c="dimmed">
            {render.status === 'queued'
              ? t('renders.queued')
              : [
                  shareText(progress?.share ?? 0, i18n.language),
                  leftMs === null ? '' : t('renders.left', { time: durationText(leftMs, i18n.language) }),
                ]
                  .filter((part) => part !== '')
                  .join(' · ')}
          </Text>
        </Stack>
      )}
      {render.problem !== null && (
        <Text size="sm" c="error" mt={4}>
          {problemText(render.problem)}
        </Text>
      )}
      {render.status === 'cancelled' && (
        <Text size="sm" c="dimmed" mt={4}>
          {t('renders.cancelled')}
        </Text>
      )}
      {whole !== undefined && (
        <ArtefactRow
          recordingId={recordingId}
          renderId={render.id}
          artefact={whole}
          label={whole.kind === 'joined' ? t('renders.joined', { count: clips.length }) : t('renders.whole')}
          onPlay={onPlay}
        />
      )}
      {clips.length > 1 && (
        <>
          <Button
            mt={4}
            size="compact-xs"
            variant="subtle"
            color="gray"
            rightSection={open ? <IconChevronUp size={14} /> : <IconChevronDown size={14} />}
            aria-expanded={open}
            onClick={() => {
              setOpen(!open);
            }}
            data-testid="show-clips"
          >
            {t('renders.each', { count: clips.length })}
          </Button>
          <Collapse expanded={open}>
            <ul className={classes.clips}>
              {clips.map((clip) => (
                <li key={clip.id}>
                  <ClipRow recordingId={recordingId} renderId={render.id} clip={clip} onPlay={onPlay} />
                </li>
              ))}
            </ul>
          </Collapse>
        </>
      )}
    </div>
  );
}

function ClipRow({
  recordingId,
  renderId,
  clip,
  onPlay,
}: {
  recordingId: string;
  renderId: string;
  clip: Artefact;
  onPlay: Props['onPlay'];
}) {
  const words = useWords();
  const what =
    clip.label === null
      ? ''
      : clipLabels(clip.label)
          .map((name) => words.className(name))
          .join(', ');
  const when = clip.span === null ? '' : `${words.clock(clip.span.startMs, true)}–${words.clock(clip.span.endMs, true)}`;
  return (
    <ArtefactRow
      recordingId={recordingId}
      renderId={renderId}
      artefact={clip}
      label={[when, what].filter((part) => part !== '').join(' · ')}
      onPlay={onPlay}
    />
  );
}

function ArtefactRow({
  recordingId,
  renderId,
  artefact,
  label,
  onPlay,
}: {
  recordingId: string;
  renderId: string;
  artefact: Artefact;
  label: string;
  onPlay: Props['onPlay'];
}) {
  const { t } = useTranslation('recordingReview');
  const words = useWords();
  const sentence = useSentence();
  const save = () => {
    saveArtefact(recordingId, renderId, artefact.id).catch((error: unknown) => {
      notify({ color: 'red', message: sentence(error) });
    });
  };
  return (
    <Group gap={4} wrap="nowrap" justify="space-between" data-testid={`artefact-${artefact.kind}`}>
      <Text size="sm" style={{ minWidth: 0, overflowWrap: 'anywhere', fontVariantNumeric: 'tabular-nums' }}>
        {label}{' '}
        <Text span inherit c="dimmed">
          {words.clock(artefact.durationMs, true)}
        </Text>
      </Text>
      <Group gap={2} wrap="nowrap">
        <Tooltip label={t('renders.play')}>
          <ActionIcon
            variant="light"
            size={28}
            aria-label={t('renders.playOf', { label })}
            onClick={() => {
              onPlay({ renderId, artefactId: artefact.id, title: label });
            }}
            data-testid="play-artefact"
          >
            <IconPlayerPlay size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('renders.download')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={t('renders.downloadOf', { label })}
            onClick={save}
            data-testid="download-artefact"
          >
            <IconDownload size={16} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Group>
  );
}
