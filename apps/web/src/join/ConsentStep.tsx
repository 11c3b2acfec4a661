import { Button, SimpleGrid, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type ConsentWording } from '#contracts/consent';
import { useWording } from '../api/wordings.ts';
import { type CallClient } from '../call/call-client.ts';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { focusOnArrival } from '../ui/focus-on-arrival.ts';
import { Loading } from '../ui/Loading.tsx';
import { PlainLayout } from '../ui/PlainLayout.tsx';
import { withName, WordingText } from '../ui/WordingText.tsx';
import classes from './join.module.css';
import { Steps } from './Steps.tsx';

interface Props {
  client: CallClient;
  clinicianName: string;
  onEntered: () => void;
}

/** Step 2: the question on its own, in the server's words. Both answers look the same and lead to the same call. */
export function ConsentStep({ client, clinicianName, onEntered }: Props) {
  const { i18n } = useTranslation('join');
  const wording = useWording('expression', i18n.language);
  return (
    <PlainLayout width={560}>
      <Steps step="choice" />
      {wording.isPending && <Loading />}
      {wording.isError && (
        <ErrorMessage
          error={wording.error}
          onRetry={() => {
            void wording.refetch();
          }}
        />
      )}
      {wording.data && <Question client={client} clinicianName={clinicianName} wording={wording.data} onEntered={onEntered} />}
    </PlainLayout>
  );
}

function Question({ client, clinicianName, wording, onEntered }: Props & { wording: ConsentWording }) {
  const decide = useMutation({
    mutationFn: async (decision: 'granted' | 'refused') => {
      await client.consent.answer(decision, wording);
      await client.enter();
    },
    onSuccess: onEntered,
  });
  const answer = (decision: 'granted' | 'refused') =>
    ({
      size: 'md',
      h: 'auto',
      mih: 52,
      py: 'xs',
      variant: 'default',
      fullWidth: true,
      styles: { label: { whiteSpace: 'normal' } },
      disabled: decide.isPending,
      onClick: () => {
        decide.mutate(decision);
      },
    }) as const;
  return (
    <>
      <Title order={1} mb="md" tabIndex={-1} ref={focusOnArrival}>
        {withName(wording.question, clinicianName)}
      </Title>
      <WordingText wording={wording} name={clinicianName} />
      <div className={classes['answers']}>
        <ErrorMessage error={decide.error} />
        <SimpleGrid cols={2} spacing="sm">
          <Button {...answer('granted')} data-testid="consent-agree">
            {wording.agree}
          </Button>
          <Button {...answer('refused')} data-testid="consent-refuse">
            {wording.refuse}
          </Button>
        </SimpleGrid>
      </div>
    </>
  );
}
