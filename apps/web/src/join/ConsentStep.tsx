import { Button, SimpleGrid, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ConsentScope, type ConsentWording } from '#contracts/consent';
import { useWording } from '../api/wordings.ts';
import { type CallClient } from '../call/call-client.ts';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { focusOnArrival } from '../ui/focus-on-arrival.ts';
import { Loading } from '../ui/Loading.tsx';
import { PlainLayout } from '../ui/PlainLayout.tsx';
import { useStore } from '../ui/use-store.ts';
import { withName, WordingText } from '../ui/WordingText.tsx';
import classes from './join.module.css';
import { Steps } from './Steps.tsx';

interface Props {
  client: CallClient;
  clinicianName: string;
  /** Whether a program may draft the note. */
  drafts: boolean;
  onEntered: () => void;
}

/** Step 2: one question at a time, in the server's words. Both answers look the same and lead to the same call. */
export function ConsentStep({ client, clinicianName, drafts, onEntered }: Props) {
  const { i18n } = useTranslation('join');
  // Where nothing writes down what is said, or drafts a note, there is nothing to ask.
  const listens = useStore(client.state, ({ call }) => (call?.captions?.recogniser ?? null) !== null);
  const scopes = questions({ listens, drafts });
  const [answered, setAnswered] = useState<readonly ConsentScope[]>([]);
  const scope = scopes.find((one) => !answered.includes(one)) ?? 'expression';
  const isLast = scope === scopes.at(-1);
  const wording = useWording(scope, i18n.language);
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
      {wording.data && (
        <Question
          key={scope}
          client={client}
          clinicianName={clinicianName}
          wording={wording.data}
          isLast={isLast}
          onAnswered={isLast ? onEntered : () => setAnswered([...answered, scope])}
        />
      )}
    </PlainLayout>
  );
}

const questions = ({ listens, drafts }: { listens: boolean; drafts: boolean }): ConsentScope[] => [
  'expression',
  ...(listens ? ['transcription' as const] : []),
  ...(drafts ? ['draft' as const] : []),
];

interface QuestionProps extends Omit<Props, 'onEntered' | 'drafts'> {
  wording: ConsentWording;
  isLast: boolean;
  onAnswered: () => void;
}

function Question({ client, clinicianName, wording, isLast, onAnswered }: QuestionProps) {
  const decide = useMutation({
    mutationFn: async (decision: 'granted' | 'refused') => {
      await client.keeperOf(wording.scope).answer(decision, wording);
      if (isLast) await client.enter();
    },
    onSuccess: onAnswered,
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
          <Button {...answer('granted')} data-testid="consent-agree" data-scope={wording.scope}>
            {wording.agree}
          </Button>
          <Button {...answer('refused')} data-testid="consent-refuse" data-scope={wording.scope}>
            {wording.refuse}
          </Button>
        </SimpleGrid>
      </div>
    </>
  );
}
