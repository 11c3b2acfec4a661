import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type ConsentWording } from '#contracts/consent';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import { type CallClient } from '../call-client.ts';
import { ConsentQuestion } from './ConsentQuestion.tsx';

interface Props {
  client: CallClient;
  said: 'askText' | 'withdrawnText' | 'refusedText' | 'clinicianText';
  /** Words were written down in this call and can be deleted. */
  mayErase: boolean;
  wording: ConsentWording | null;
  clinicianName: string;
  onAllowed: () => void;
  onClose: (refuses: boolean) => void;
}

/** While one's words are not written down: deleting what was, and the question, in the server's words. */
export function WordsPanel({ client, said, mayErase, wording, clinicianName, onAllowed, onClose }: Props) {
  const { t } = useTranslation('call');
  const allow = useMutation({
    mutationFn: async () => {
      if (wording !== null) await client.transcription.answer('granted', wording);
    },
    onSuccess: onAllowed,
  });
  const erase = useMutation({ mutationFn: () => client.ask('eraseWords', {}) });
  return (
    <Alert
      mt="xs"
      variant="light"
      withCloseButton
      closeButtonLabel={t('common:close')}
      onClose={() => {
        onClose(false);
      }}
      data-testid="words-panel"
    >
      <Text size="sm">{t(erase.isSuccess ? 'words.erased' : `words.${said}`)}</Text>
      <ErrorMessage error={erase.error ?? allow.error} />
      {mayErase && !erase.isSuccess && (
        <Group mt="sm">
          <Button
            size="xs"
            variant="default"
            loading={erase.isPending}
            onClick={() => {
              erase.mutate();
            }}
            data-testid="erase-words"
          >
            {t('words.erase')}
          </Button>
        </Group>
      )}
      {wording !== null && (
        <ConsentQuestion
          wording={wording}
          clinicianName={clinicianName}
          busy={allow.isPending}
          onAgree={() => {
            allow.mutate();
          }}
          onRefuse={() => {
            onClose(true);
          }}
          testIds={{ agree: 'words-allow', refuse: 'words-decline' }}
        />
      )}
    </Alert>
  );
}
