import { ActionIcon, Avatar, Text, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordedFace } from '#contracts/recording';
import { lookOf } from '#contracts/emotion-looks';
import { useRenameFace } from '../../recordings/api.ts';
import { useViewPart } from '../../timeline/use-timeline.ts';
import { type TimelineView } from '../../timeline/view.ts';
import { useWords } from '../../timeline/words.ts';
import { useSentence } from '../../ui/sentence.ts';
import { notify } from '../../ui/notify.ts';
import { EraseFaceModal } from './EraseFaceModal.tsx';
import { initialsOf, useFaceName } from './face-name.ts';
import { type FaceSamples, type SeenFace } from '../player/face-samples.ts';
import classes from '../recording-review.module.css';

/** How often the words under the names follow a playing video; faster than this they cannot be read. */
const STEP_MS = 250;

interface Props {
  recordingId: string;
  faces: readonly RecordedFace[];
  samples: FaceSamples;
  view: TimelineView;
  chosen: string | null;
  onChoose: (participantId: string) => void;
}

/** Whose faces are in the video, what each shows at the play-head, and whose timeline and totals are shown. No pictures of them. */
export function FaceList({ recordingId, faces, samples, view, chosen, onChoose }: Props) {
  const { t } = useTranslation('recordingReview');
  const ms = useViewPart(view, ({ playheadMs, moving }) =>
    moving ? Math.floor((playheadMs ?? 0) / STEP_MS) * STEP_MS : (playheadMs ?? 0),
  );
  const now = new Map(samples.at(ms).map((face) => [face.participantId, face]));
  return (
    <ul className={classes.faces} aria-label={t('faces.title')} data-testid="faces">
      {faces.map((face) => (
        <Face
          key={face.participantId}
          recordingId={recordingId}
          face={face}
          now={now.get(face.participantId)}
          chosen={face.participantId === chosen}
          onChoose={() => {
            onChoose(face.participantId);
          }}
        />
      ))}
    </ul>
  );
}

function Face({
  recordingId,
  face,
  now,
  chosen,
  onChoose,
}: {
  recordingId: string;
  face: RecordedFace;
  now: SeenFace | undefined;
  chosen: boolean;
  onChoose: () => void;
}) {
  const { t } = useTranslation('recordingReview');
  const words = useWords();
  const name = useFaceName()(face.name);
  const [typed, setTyped] = useState<string | null>(null);
  const [erasing, setErasing] = useState(false);
  const rename = useRenameFace(recordingId);
  const sentence = useSentence();
  const save = () => {
    const wanted = typed?.trim() ?? '';
    if (rename.isPending) return;
    if (wanted === '' || wanted === name) {
      setTyped(null);
      return;
    }
    rename.mutate(
      { participantId: face.participantId, name: wanted },
      {
        onSuccess: () => {
          setTyped(null);
        },
        onError: (error) => {
          notify({ color: 'red', message: sentence(error) });
        },
      },
    );
  };
  const label = now?.label ?? null;
  const reading =
    label === null || now === undefined
      ? words.state(now?.state ?? 'no-data')
      : `${words.likely(label, now.probability)}${now.probability === null ? '' : `, ${words.percent(now.probability)}`}`;
  return (
    <li className={classes.face} data-chosen={chosen} data-testid="face" data-label={label ?? ''}>
      {typed === null ? (
        <UnstyledButton className={classes.faceChoice} aria-pressed={chosen} onClick={onChoose} data-testid="choose-face">
          <Avatar size={32} radius="xl" color={chosen ? 'accent' : 'gray'} variant={chosen ? 'filled' : 'light'} aria-hidden>
            {initialsOf(face.name)}
          </Avatar>
          <span style={{ minWidth: 0 }}>
            <Text component="span" display="block" size="sm" fw={600} truncate>
              {name}
            </Text>
            <Text
              component="span"
              display="block"
              size="xs"
              c="dimmed"
              fs={label === null ? 'italic' : undefined}
              className={classes.reading}
            >
              {label !== null && <span className={classes.dot} style={{ background: lookOf(label).colour }} />}
              {reading}
            </Text>
          </span>
        </UnstyledButton>
      ) : (
        <form
          className={classes.faceChoice}
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <TextInput
            size="xs"
            flex={1}
            autoFocus
            aria-label={t('faces.nameOf', { name })}
            value={typed}
            maxLength={100}
            disabled={rename.isPending}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
            }}
            onFocus={(event) => {
              event.currentTarget.select();
            }}
            onBlur={save}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setTyped(null);
            }}
            data-testid="face-name"
          />
        </form>
      )}
      {typed === null && (
        <Tooltip label={t('faces.rename')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={t('faces.renameOf', { name })}
            onClick={() => {
              setTyped(name);
            }}
            data-testid="rename-face"
          >
            <IconPencil size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      {typed === null && (
        <Tooltip label={t('erase.erase')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={t('erase.eraseOf', { name })}
            onClick={() => {
              setErasing(true);
            }}
            data-testid="erase-face"
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      <EraseFaceModal
        recordingId={recordingId}
        face={face}
        name={name}
        opened={erasing}
        onClose={() => {
          setErasing(false);
        }}
      />
    </li>
  );
}
