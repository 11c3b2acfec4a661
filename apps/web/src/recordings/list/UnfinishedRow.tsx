import { Button, FileButton, Progress, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordingView } from '#contracts/recording';
import { dateText } from '#web/ui/region.ts';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import { refreshRecording } from '../api.ts';
import { bytesText, shareText } from '../format.ts';
import { useIntake } from '../intake-of.ts';
import { isSameFile } from '../upload/stamps.ts';
import { discardUpload } from '../upload/tus-sending.ts';
import { RowFrame } from './RowFrame.tsx';
import { useGrowing } from './use-growing.ts';

/** An upload that was begun and is not sent by this page: browsers keep no file over a reload, so a person has to choose it again. */
export function UnfinishedRow({ recording }: { recording: RecordingView }) {
  const {
    t,
    i18n: { language },
  } = useTranslation('recordings');
  const { uploads } = useIntake();
  const queries = useQueryClient();
  const [wrong, setWrong] = useState<string | null>(null);
  const reset = useRef<() => void>(null);
  const elsewhere = useGrowing(recording.receivedBytes);
  const { id, title, fileName, bytes, receivedBytes, profile, everyNth } = recording;
  const share = shareText(receivedBytes / Math.max(1, bytes), language);
  const discard = useMutation({ mutationFn: () => discardUpload(id), onSuccess: () => refreshRecording(queries, id) });
  const goOn = (file: File | null) => {
    reset.current?.();
    if (file === null) return;
    if (!isSameFile(file, recording)) {
      setWrong(file.name);
      return;
    }
    setWrong(null);
    uploads.add({ file, fromCamera: false, recordingId: id, receivedBytes, title, options: { profile, everyNth }, language });
  };
  return (
    <RowFrame
      title={title}
      facts={[
        dateText(recording.createdAt, language, 'medium'),
        t('upload.ofBytes', { sent: bytesText(receivedBytes, language), all: bytesText(bytes, language) }),
      ]}
      status={elsewhere ? t('unfinished.elsewhere', { share }) : t('unfinished.text', { share, fileName })}
      state={elsewhere ? 'elsewhere' : 'unfinished'}
      recordingId={id}
      actions={
        !elsewhere && (
          <>
            <FileButton
              onChange={goOn}
              resetRef={reset}
              inputProps={{ 'data-testid': 'choose-again-input', 'aria-label': t('unfinished.choose') } as object}
            >
              {(props) => (
                <Button {...props} size="xs" variant="default" data-testid="choose-again">
                  {t('unfinished.choose')}
                </Button>
              )}
            </FileButton>
            <Button
              size="xs"
              variant="default"
              loading={discard.isPending}
              onClick={() => {
                discard.mutate();
              }}
              data-testid="discard-upload"
            >
              {t('unfinished.discard')}
            </Button>
          </>
        )
      }
    >
      {wrong !== null && (
        <Text size="sm" mt={4} c="var(--mantine-color-error)" role="alert" data-testid="wrong-file">
          {t('unfinished.wrong', { chosen: wrong, fileName, size: bytesText(bytes, language) })}
        </Text>
      )}
      <ErrorMessage error={discard.error} />
      <Progress
        value={(receivedBytes / Math.max(1, bytes)) * 100}
        mt="xs"
        size="sm"
        color="gray.5"
        aria-label={t('upload.progress', { title })}
      />
    </RowFrame>
  );
}
