import { Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type CallState } from '#contracts/call';
import { useCall } from '#web/api/calls.ts';
import { InvitationLink } from '#web/home/InvitationLink.tsx';
import classes from '../call.module.css';

/** Instead of a picture while nobody else is in the call: where they are, and the link to send. */
export function Lobby({ call }: { call: CallState }) {
  const { t } = useTranslation('call');
  const view = useCall(call.id);
  const others = call.participants.filter(
    ({ role, presence }) => role !== 'clinician' && ['invited', 'checking', 'left'].includes(presence),
  );
  return (
    <div className={classes['empty']}>
      <Paper p="lg" maw={560} w="100%" withBorder>
        <Stack gap="md">
          <Title order={2}>{t('lobby.title')}</Title>
          {others.map(({ id, name, presence }) => (
            <Text key={id} size="sm">
              {t(`lobby.${presence as 'invited' | 'checking' | 'left'}`, { name: name === '' ? t('lobby.patient') : name })}
            </Text>
          ))}
          {view.data && <InvitationLink call={view.data} />}
        </Stack>
      </Paper>
    </div>
  );
}
