import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type ConsentDecision, type ConsentWording } from '#contracts/consent';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import { type CallClient } from '../call-client.ts';
import { ConsentQuestion } from '../consent/ConsentQuestion.tsx';

interface Props {
  client: CallClient;
  consent: ConsentDecision | null;
  wording: ConsentWording | null;
  clinicianName: string;
  /** An answer is wanted: the server has one that this browser does not know. */
  asked: boolean;
  onClose: () => void;
}

/** Under the patient's chip while nothing is analysed: deleting what was estimated, and the question once more, in the server's words. */
export function ConsentPanel({ client, consent, wording, clinicianName, asked, onClose }: Props) {
  const { t } = useTranslation('call');
  const decide = useMutation({
    mutationFn: async (decision: 'granted' | 'refused') => {
      if (wording !== null) await client.consent.answer(decision, wording);
    },
    onSuccess: onClose,
  });
  const erase = useMutation({ mutationFn: () => client.ask('eraseSamples', {}) });
  const said = erase.isSuccess
    ? erase.data.done
      ? 'erased'
      : 'eraseOwed'
    : asked
      ? 'askText'
      : consent === 'withdrawn'
        ? 'withdrawnText'
        : 'refusedText';
  return (
    <Alert mt="xs" variant="light" withCloseButton closeButtonLabel={t('common:close')} onClose={onClose} data-testid="consent-panel">
      <Text size="sm">{t(`consent.${said}`)}</Text>
      <ErrorMessage error={erase.error ?? decide.error} />
      {consent === 'withdrawn' && !erase.isSuccess && (
        <Group mt="sm">
          <Button
            size="xs"
            variant="default"
            loading={erase.isPending}
            onClick={() => {
              erase.mutate();
            }}
            data-testid="erase-samples"
          >
            {t('consent.erase')}
          </Button>
        </Group>
      )}
      {wording !== null && (
        <ConsentQuestion
          wording={wording}
          clinicianName={clinicianName}
          busy={decide.isPending}
          onAgree={() => {
            decide.mutate('granted');
          }}
          onRefuse={() => {
            if (asked) decide.mutate('refused');
            else onClose();
          }}
          testIds={{ agree: 'consent-allow', refuse: 'consent-decline' }}
        />
      )}
    </Alert>
  );
}
