import { Group, Menu, Stack, Text, Title } from '@mantine/core';
import { IconTable, IconVideo } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type RecordingView } from '#contracts/recording';
import { type ParticipantSummary } from '#contracts/summary';
import { RecordingMenu } from '../recordings/list/RecordingMenu.tsx';
import { dateText } from '../ui/region.ts';
import { ExportMenu } from '../review/ExportMenu.tsx';
import { SignedBadge } from '../review/SignedBadge.tsx';
import { clockText } from '#contracts/time';
import { percentText } from '../timeline/percent.ts';
import { followDownload } from './make/save-artefact.ts';

interface Props {
  recording: RecordingView;
  /** Null until it has been analysed. */
  person: ParticipantSummary | null;
  /** Offered while the video is there. */
  onAnnotate: (() => void) | null;
}

/** What was recorded, when, how long, whose faces, how much of it could be estimated, and whether the note is signed. */
export function RecordingHead({ recording, person, onAnnotate }: Props) {
  const { t, i18n } = useTranslation('recordingReview');
  const navigate = useNavigate();
  const { id, title, fileName, createdAt, video, faces, profile, status, everyNth, noteSigned, notices } = recording;
  const coverage = person?.expression?.coverage;
  const done = status === 'done';
  const facts = [
    dateText(createdAt, i18n.language, 'long'),
    video === null ? '' : t('head.length', { length: clockText(video.durationMs) }),
    // Without a face there is one track all the same, in which none is ever seen.
    done && notices.every(({ code }) => code !== 'no-face') ? t('head.faces', { count: faces.length }) : '',
    t('head.profile', { profile, count: everyNth }),
  ].filter((fact) => fact !== '');
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <Stack gap={4} miw={0} flex="1 1 320px">
        <Title order={1} style={{ overflowWrap: 'anywhere' }} data-testid="recording-heading">
          {title}
        </Title>
        <Group gap="4px 16px" c="dimmed" fz="sm">
          {title !== fileName && (
            <Text span inherit style={{ overflowWrap: 'anywhere' }}>
              {fileName}
            </Text>
          )}
          {facts.map((fact) => (
            <Text key={fact} span inherit>
              {fact}
            </Text>
          ))}
          {coverage !== undefined && (
            <Text span inherit data-testid="coverage">
              {t('head.coverage', { value: percentText(coverage, i18n.language) })}
            </Text>
          )}
        </Group>
      </Stack>
      <Group gap="xs" wrap="nowrap">
        {done && <SignedBadge signed={noteSigned} />}
        {done && (
          <ExportMenu callId={id} title={title}>
            <Menu.Item
              leftSection={<IconTable size={16} />}
              onClick={() => {
                followDownload(`/api/recordings/${id}/emotions.csv`);
              }}
              data-testid="export-csv"
            >
              {t('head.csv')}
            </Menu.Item>
            {onAnnotate !== null && (
              <Menu.Item leftSection={<IconVideo size={16} />} onClick={onAnnotate} data-testid="export-annotated">
                {t('head.annotated')}
              </Menu.Item>
            )}
          </ExportMenu>
        )}
        <RecordingMenu
          recording={recording}
          onDeleted={() => {
            void navigate('/recordings');
          }}
        />
      </Group>
    </Group>
  );
}
