import { ActionIcon, Button, Progress, Tooltip } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconRefresh, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '#web/recording-review/problem-text.ts';
import { useSentence } from '#web/ui/sentence.ts';
import { notify } from '#web/ui/notify.ts';
import { bytesText, durationText, rateText, shareText } from '../format.ts';
import { useIntake } from '../intake-of.ts';
import { saveFile } from '../save-file.ts';
import { type UploadItem } from '../upload/upload-queue.ts';
import { RowFrame } from './RowFrame.tsx';

function useStatus({ state, problem, bytes, sentBytes, speed }: UploadItem): string {
  const {
    t,
    i18n: { language },
  } = useTranslation('recordings');
  const problemText = useProblemText();
  const share = shareText(sentBytes / Math.max(1, bytes), language);
  switch (state) {
    case 'waiting':
      return t('upload.waiting');
    case 'sent':
      return t('upload.sent');
    case 'paused':
      return t('upload.paused', { share });
    case 'retrying':
      return t('upload.retrying', { share });
    case 'failed':
      return problem === null ? '' : t(`problems.${problem.code}`, { defaultValue: problemText(problem) });
    case 'sending':
      return [
        t('upload.sending', { share }),
        t('upload.ofBytes', { sent: bytesText(sentBytes, language), all: bytesText(bytes, language) }),
        ...(speed === null || speed === 0
          ? []
          : [rateText(speed, language), t('left', { time: durationText(((bytes - sentBytes) / speed) * 1_000, language) })]),
      ].join(' · ');
  }
}

/** A file that this page is sending. */
export function UploadRow({ upload, title }: { upload: UploadItem; title: string }) {
  const {
    t,
    i18n: { language },
  } = useTranslation('recordings');
  const { uploads } = useIntake();
  const sentence = useSentence();
  const { key, state, fromCamera, file, bytes, sentBytes, recordingId } = upload;
  const status = useStatus(upload);
  const cancel = () => {
    uploads.cancel(key).catch(() => {
      notify({ color: 'red', message: sentence(new Error(t('upload.notDiscarded'))) });
    });
  };
  const running = state === 'sending' || state === 'waiting' || state === 'retrying';
  // One button that changes, so that it keeps the focus.
  const [action, Icon] = running
    ? (['pause', IconPlayerPause] as const)
    : state === 'paused'
      ? (['resume', IconPlayerPlay] as const)
      : (['again', IconRefresh] as const);
  return (
    <RowFrame
      title={title}
      facts={[bytesText(bytes, language), ...(fromCamera ? [t('fromCamera')] : [])]}
      status={status}
      statusColour={state === 'failed' ? 'var(--mantine-color-error)' : 'dimmed'}
      state={state}
      recordingId={recordingId}
      actions={
        state !== 'sent' && (
          <>
            {fromCamera && state === 'failed' && (
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  saveFile(file);
                }}
              >
                {t('saveFile')}
              </Button>
            )}
            <Button
              size="xs"
              variant="default"
              leftSection={<Icon size={16} />}
              onClick={() => {
                if (running) uploads.pause(key);
                else uploads.resume(key);
              }}
              data-testid={`upload-${action}`}
            >
              {action === 'again' ? t('common:tryAgain') : t(`upload.${action}`)}
            </Button>
            <Tooltip label={t('upload.cancel')}>
              <ActionIcon
                size={30}
                variant="default"
                aria-label={t('upload.cancelNamed', { title })}
                onClick={cancel}
                data-testid="upload-cancel"
              >
                <IconX size={16} />
              </ActionIcon>
            </Tooltip>
          </>
        )
      }
    >
      <Progress
        value={(sentBytes / Math.max(1, bytes)) * 100}
        mt="xs"
        size="sm"
        color={state === 'sending' ? 'accent' : 'gray.5'}
        aria-label={t('upload.progress', { title })}
      />
    </RowFrame>
  );
}
