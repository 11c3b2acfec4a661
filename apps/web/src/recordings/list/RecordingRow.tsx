import { Button, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type RecordingView } from '#contracts/recording';
import { isOfTheFile, useProblemText } from '#web/recording-review/problem-text.ts';
import { dateText } from '#web/ui/region.ts';
import { clockText } from '#contracts/time';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import { useAnalyse, useCancelAnalysis } from '../api.ts';
import { durationText, shareText, timesText } from '../format.ts';
import { RecordingMenu } from './RecordingMenu.tsx';
import { RowFrame } from './RowFrame.tsx';

function useStatus({ status, progress, notices, hasVideo }: RecordingView): string {
  const {
    t,
    i18n: { language },
  } = useTranslation('recordings');
  const problemText = useProblemText();
  const said = notices.map(problemText);
  if (status === 'failed') return said[0] ?? t('status.failed');
  if (status === 'done')
    return said.length === 0 && hasVideo ? t('status.done') : [...said, ...(hasVideo ? [] : [t('status.noVideo')])].join(' ');
  if (status !== 'analysing' || progress === null) return t(`status.${status}`);
  return [
    t('status.analysingShare', { share: shareText(progress.share, language) }),
    ...(progress.speed === null ? [] : [t('speed', { times: timesText(progress.speed, language) })]),
    ...(progress.leftMs === null ? [] : [t('left', { time: durationText(progress.leftMs, language) })]),
  ].join(' · ');
}

/** A video that has arrived. */
export function RecordingRow({ recording }: { recording: RecordingView }) {
  const {
    t,
    i18n: { language },
  } = useTranslation('recordings');
  const { id, title, status, video, faces, createdAt, hasVideo, problem, profile, everyNth, progress } = recording;
  const cancel = useCancelAnalysis(id);
  const analyse = useAnalyse(id);
  const running = status === 'queued' || status === 'analysing';
  const again = hasVideo && (status === 'cancelled' || (status === 'failed' && !isOfTheFile(problem)));
  const facts = [
    dateText(createdAt, language, 'medium'),
    ...(video === null ? [] : [clockText(video.durationMs)]),
    // A video without a face has a track of its own all the same, and its problem says so.
    ...(status === 'done' && problem?.code !== 'no-face' ? [t('faces', { count: faces.length })] : []),
    ...(recording.noteSigned ? [t('signed')] : []),
  ];
  const to = `/recordings/${id}`;
  const text = useStatus(recording);
  return (
    <RowFrame
      title={title}
      {...((status === 'done' || status === 'choosing') && { to })}
      facts={facts}
      status={text}
      {...(status === 'failed' && { statusColour: 'var(--mantine-color-error)' })}
      state={status}
      recordingId={id}
      actions={
        <>
          {status === 'done' && (
            <Button size="xs" component={Link} to={to} aria-label={t('openNamed', { title })} data-testid="open-recording">
              {t('open')}
            </Button>
          )}
          {status === 'choosing' && (
            <Button size="xs" component={Link} to={to} aria-label={t('chooseFacesNamed', { title })} data-testid="choose-faces">
              {t('chooseFaces')}
            </Button>
          )}
          {running && (
            <Button
              size="xs"
              variant="default"
              loading={cancel.isPending}
              aria-label={t('cancelNamed', { title })}
              onClick={() => {
                cancel.mutate(undefined);
              }}
              data-testid="cancel-analysis"
            >
              {t('cancel')}
            </Button>
          )}
          {again && (
            <Button
              size="xs"
              variant="default"
              loading={analyse.isPending}
              onClick={() => {
                analyse.mutate({ profile, everyNth });
              }}
              data-testid="analyse-again"
            >
              {t(status === 'failed' ? 'common:tryAgain' : 'analyseAgain')}
            </Button>
          )}
          <RecordingMenu recording={recording} />
        </>
      }
    >
      {running && <Progress value={(progress?.share ?? 0) * 100} mt="xs" size="sm" aria-label={t('status.progress', { title })} />}
      <ErrorMessage error={cancel.error ?? analyse.error} />
    </RowFrame>
  );
}
