import { IconFileText } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useWording } from '#web/api/wordings.ts';
import { pick, useStore } from '../../ui/use-store.ts';
import { type CallClient } from '../call-client.ts';
import { ConsentChip, mayStop } from './ConsentChip.tsx';

/** That a program may draft the note, for as long as the patient allows it; one click takes it back. */
export function DraftConsent({ client }: { client: CallClient }) {
  const { t, i18n } = useTranslation('call');
  const { granted, unsent } = useStore(client.drafts.state, pick('granted', 'unsent'));
  const online = useStore(client.state, (state) => state.online);
  const wording = useWording('draft', i18n.language);
  const stop = useMutation({ mutationFn: () => client.drafts.stop(wording.data ?? undefined) });
  if (!granted && !unsent && !stop.isSuccess) return null;
  const state = unsent ? 'stopping' : granted ? 'on' : 'off';
  return (
    <ConsentChip
      icon={IconFileText}
      text={t(`draft.${state}`)}
      attributes={{ 'data-testid': 'draft-chip', 'data-state': state }}
      stop={
        mayStop(state, { online, isPending: stop.isPending })
          ? {
              text: t('draft.stop'),
              onStop: () => {
                stop.mutate();
              },
              testId: 'draft-stop',
            }
          : undefined
      }
      error={online ? stop.error : null}
    />
  );
}
