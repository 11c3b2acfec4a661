import { Button, Group, Text } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useWording } from '#web/api/wordings.ts';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import { pick, useStore } from '../../ui/use-store.ts';
import classes from '../call.module.css';
import { type CallClient } from '../call-client.ts';

/** That a program may draft the note, for as long as the patient allows it; one click takes it back. */
export function DraftConsent({ client }: { client: CallClient }) {
  const { t, i18n } = useTranslation('call');
  const { granted, unsent } = useStore(client.drafts.state, pick('granted', 'unsent'));
  const wording = useWording('draft', i18n.language);
  const stop = useMutation({ mutationFn: () => client.drafts.stop(wording.data ?? undefined) });
  if (!granted && !unsent && !stop.isSuccess) return null;
  const state = unsent ? 'stopping' : granted ? 'on' : 'off';
  return (
    <div className={classes['consent']}>
      <Group gap="xs" wrap="nowrap" data-testid="draft-chip" data-state={state}>
        <IconFileText size={20} aria-hidden style={{ flex: 'none' }} />
        <Text size="sm" fw={500} role="status">
          {t(`draft.${state}`)}
        </Text>
        {state === 'on' && (
          <Button size="compact-sm" variant="outline" onClick={() => stop.mutate()} data-testid="draft-stop">
            {t('draft.stop')}
          </Button>
        )}
      </Group>
      {stop.isError && <ErrorMessage error={stop.error} />}
    </div>
  );
}
