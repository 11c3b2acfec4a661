import { Alert, Button, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { IconAlertCircle, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type RecordingView } from '#contracts/recording';
import { useAnalyse, useCancelAnalysis } from '../recordings/api.ts';
import { bytesText, durationText, shareText, timesText } from '../recordings/format.ts';
import { clockText } from '#contracts/time';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { FaceChooser } from './faces/FaceChooser.tsx';
import { isOfTheFile, useProblemText } from './problem-text.ts';

/** A recording that is not analysed (yet): how far it is, or why not, and what can be done now. */
export function RecordingStatusCard({ recording }: { recording: RecordingView }) {
  const { t } = useTranslation('recordingReview');
  const { status } = recording;
  if (status === 'uploading') return <Uploading recording={recording} />;
  if (status === 'queued' || status === 'analysing') return <Analysing recording={recording} />;
  if (status === 'choosing') {
    return (
      <Paper withBorder p="md" component="section" aria-labelledby="choose-title" data-testid="recording-status" data-status={status}>
        <Stack gap="sm">
          <Title order={2} fz="lg" id="choose-title">
            {t('choose.title')}
          </Title>
          <FaceChooser recording={recording} />
        </Stack>
      </Paper>
    );
  }
  if (status === 'failed') return <Failed recording={recording} />;
  return (
    <Paper withBorder p="md" data-testid="recording-status" data-status={status}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t('status.cancelled')}</Text>
        <AnalyseButton recording={recording} label={t('status.analyse')} />
      </Group>
    </Paper>
  );
}

function Uploading({ recording: { bytes, receivedBytes } }: { recording: RecordingView }) {
  const { t, i18n } = useTranslation('recordingReview');
  const share = bytes === 0 ? 0 : receivedBytes / bytes;
  return (
    <Paper withBorder p="md" data-testid="recording-status" data-status="uploading">
      <Stack gap="sm">
        <Text size="sm">
          {t('status.uploading', { received: bytesText(receivedBytes, i18n.language), bytes: bytesText(bytes, i18n.language) })}
        </Text>
        <Progress value={share * 100} aria-label={t('status.uploadProgress')} />
        <Group>
          <Button component={Link} to="/recordings" size="xs" variant="default">
            {t('status.toList')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

function Analysing({ recording }: { recording: RecordingView }) {
  const { t, i18n } = useTranslation('recordingReview');
  const cancel = useCancelAnalysis(recording.id);
  const { progress, status } = recording;
  const parts =
    progress === null || status === 'queued'
      ? []
      : [
          shareText(progress.share, i18n.language),
          t('status.at', { at: clockText(progress.atMs) }),
          progress.speed === null ? '' : t('status.speed', { times: timesText(progress.speed, i18n.language) }),
          progress.leftMs === null ? '' : t('status.left', { time: durationText(progress.leftMs, i18n.language) }),
        ].filter((part) => part !== '');
  return (
    <Paper withBorder p="md" data-testid="recording-status" data-status={status}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{status === 'queued' ? t('status.queued') : t('status.analysing')}</Text>
          <Text size="sm" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }}>
            {parts.join(' · ')}
          </Text>
        </Group>
        <Progress value={(progress?.share ?? 0) * 100} animated={status === 'analysing'} aria-label={t('status.progress')} />
        <Group justify="space-between" gap="sm">
          <Text size="sm" c="dimmed" flex="1 1 260px">
            {recording.hasVideo ? t('status.meanwhileVideo') : t('status.meanwhile')}
          </Text>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerStop size={16} />}
            loading={cancel.isPending}
            onClick={() => {
              cancel.mutate();
            }}
            data-testid="cancel-analysis"
          >
            {t('status.cancel')}
          </Button>
        </Group>
        <ErrorMessage error={cancel.error} />
      </Stack>
    </Paper>
  );
}

function Failed({ recording }: { recording: RecordingView }) {
  const { t } = useTranslation('recordingReview');
  const problemText = useProblemText();
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertCircle />}
      title={t('status.failed')}
      data-testid="recording-status"
      data-status="failed"
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm" data-testid="recording-problem">
          {recording.problem === null ? t('status.noReason') : problemText(recording.problem)}
        </Text>
        {isOfTheFile(recording.problem) ? (
          <Button component={Link} to="/recordings" size="xs" variant="default" data-testid="other-video">
            {t('status.otherVideo')}
          </Button>
        ) : (
          <AnalyseButton recording={recording} label={t('status.tryAgain')} />
        )}
      </Stack>
    </Alert>
  );
}

function AnalyseButton({ recording: { id, profile, everyNth, hasVideo }, label }: { recording: RecordingView; label: string }) {
  const analyse = useAnalyse(id);
  if (!hasVideo) return null;
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        size="xs"
        variant="default"
        leftSection={<IconRefresh size={16} />}
        loading={analyse.isPending}
        onClick={() => {
          analyse.mutate({ profile, everyNth });
        }}
        data-testid="analyse"
      >
        {label}
      </Button>
      <ErrorMessage error={analyse.error} />
    </Stack>
  );
}
