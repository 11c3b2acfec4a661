import { Button, FileButton } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportTranscript as TranscriptImport, TranscriptPreview } from '#contracts/transcript';
import { notify } from '../ui/notify.ts';
import { type ChangeTranscript, type PreviewTranscript } from './api.ts';
import { ImportPreview } from './ImportPreview.tsx';
import { textIn } from './text-in.ts';

const ACCEPTED = '.vtt,.srt,.json,.txt,.sbv,.tsv,text/vtt,text/plain,application/json,application/x-subrip';

interface Props {
  change: ChangeTranscript;
  preview: PreviewTranscript;
  offsetMs: number;
  /** How many utterances were heard live, by browsers or a platform; a person decides what becomes of them. */
  captions: number;
}

/** Takes a transcript file: shows what is in it first, then imports it. Errors of the server are shown by the panel; nothing changes then. */
export function ImportTranscript({ change, preview, offsetMs, captions }: Props) {
  const { t, i18n } = useTranslation('review');
  const [shown, setShown] = useState<{ file: { fileName: string; content: string }; preview: TranscriptPreview } | null>(null);
  const reset = useRef<() => void>(null);

  const close = () => {
    setShown(null);
    reset.current?.();
  };
  const pick = async (picked: File | null) => {
    if (picked === null) return;
    change.reset();
    const file = { fileName: picked.name, content: textIn(await picked.arrayBuffer(), i18n.language) };
    preview.mutate(file, {
      onSuccess: (answer) => {
        setShown({ file, preview: answer });
      },
      onSettled: () => reset.current?.(),
    });
  };
  const send = (choices: Pick<TranscriptImport, 'speakers' | 'replaceCaptions'>) => {
    if (shown === null) return;
    change.mutate(
      { file: { ...shown.file, offsetMs, ...choices } },
      {
        onSuccess: (view) => {
          notify({ message: t('import.done', { count: view.utterances.length }) });
        },
      },
    );
    close();
  };

  return (
    <>
      <FileButton
        accept={ACCEPTED}
        onChange={(file) => void pick(file)}
        resetRef={reset}
        inputProps={{ 'data-testid': 'import-transcript', 'aria-label': t('import.formats') } as object}
      >
        {(props) => (
          <Button
            {...props}
            size="compact-sm"
            variant="subtle"
            leftSection={<IconFileImport size={16} />}
            loading={preview.isPending || change.isPending}
            title={t('import.formats')}
          >
            {t('import.open')}
          </Button>
        )}
      </FileButton>
      {shown !== null && (
        <ImportPreview
          key={shown.file.fileName}
          fileName={shown.file.fileName}
          preview={shown.preview}
          captions={captions}
          onClose={close}
          onImport={send}
        />
      )}
    </>
  );
}
