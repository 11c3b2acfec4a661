import { Button, FileButton, Group, Modal, Stack, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { textIn } from './text-in.ts';
import { type ChangeTranscript } from './api.ts';
import { notify } from '../ui/notify.ts';

const ACCEPTED = '.vtt,.srt,.json,text/vtt,application/json,application/x-subrip';

interface Props {
  change: ChangeTranscript;
  offsetMs: number;
  /** How many utterances were heard live, by browsers or a platform; a person decides what becomes of them. */
  captions: number;
}

/** Takes a transcript file. Errors of the server are shown by the panel; nothing changes then. */
export function ImportTranscript({ change, offsetMs, captions }: Props) {
  const { t, i18n } = useTranslation('review');
  const [asked, setAsked] = useState<File | null>(null);
  const reset = useRef<() => void>(null);

  const send = async (file: File, replaceCaptions: boolean) => {
    setAsked(null);
    reset.current?.();
    const content = textIn(await file.arrayBuffer(), i18n.language);
    change.mutate(
      { file: { fileName: file.name, content, offsetMs, replaceCaptions } },
      {
        onSuccess: (view) => {
          notify({ message: t('import.done', { count: view.utterances.length }) });
        },
      },
    );
  };
  const pick = (file: File | null) => {
    if (file === null) return;
    if (captions > 0) setAsked(file);
    else void send(file, true);
  };
  const forget = () => {
    setAsked(null);
    reset.current?.();
  };

  return (
    <>
      <FileButton
        accept={ACCEPTED}
        onChange={pick}
        resetRef={reset}
        inputProps={{ 'data-testid': 'import-transcript', 'aria-label': t('import.formats') } as object}
      >
        {(props) => (
          <Button
            {...props}
            size="compact-sm"
            variant="subtle"
            leftSection={<IconFileImport size={16} />}
            loading={change.isPending}
            title={t('import.formats')}
          >
            {t('import.open')}
          </Button>
        )}
      </FileButton>
      <Modal
        opened={asked !== null}
        onClose={forget}
        title={t('import.captionsTitle')}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <Stack gap="md">
          <Text size="sm">{t('import.captionsQuestion', { count: captions })}</Text>
          <Group justify="flex-end">
            <Button
              variant="default"
              onClick={() => {
                if (asked !== null) void send(asked, false);
              }}
              data-testid="import-keep-captions"
            >
              {t('import.keepCaptions')}
            </Button>
            <Button
              onClick={() => {
                if (asked !== null) void send(asked, true);
              }}
              data-testid="import-replace-captions"
            >
              {t('import.replaceCaptions')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
