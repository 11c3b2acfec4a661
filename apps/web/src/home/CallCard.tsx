import { Badge, Button, Card, Group, Stack, Text } from '@mantine/core';
import { IconDoorEnter, IconUserCheck, IconVideo } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type ParticipantView } from '#contracts/call';
import { type CallView } from '#contracts/rest';
import { PlatformSwitch } from '../ui/PlatformSwitch.tsx';
import { useNow } from '../ui/use-now.ts';
import { CallMenu } from './CallMenu.tsx';
import { InvitationLink } from './InvitationLink.tsx';
import { namesIn, patientsIn, waitingIn } from './people.ts';

function Waiting({ name, since }: { name: string; since: string | null }) {
  const { t } = useTranslation('home');
  const minutes = Math.max(0, Math.floor((useNow(15_000) - Date.parse(since ?? new Date().toISOString())) / 60_000));
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <IconDoorEnter size={18} aria-hidden style={{ flex: 'none', marginTop: 3 }} />
      <Text fw={500}>{minutes === 0 ? t('waitsNow', { name }) : t('waitsSince', { name, count: minutes })}</Text>
    </Group>
  );
}

/** Where a participant is, in words. */
function Whereabouts({ participant: { name, presence, waitingSince } }: { participant: ParticipantView }) {
  const { t } = useTranslation('home');
  const known = name === '' ? t('patient') : name;
  if (presence === 'waiting') return <Waiting name={known} since={waitingSince} />;
  return (
    <Text size="sm" c="dimmed">
      {t(`presence.${presence}`, { name: known })}
    </Text>
  );
}

/** A call that has not ended: whom it is with, where they are, and the one thing to do next. */
export function CallCard({ call }: { call: CallView }) {
  const { t } = useTranslation('home');
  const first = waitingIn(call)[0];
  const patients = patientsIn(call);
  const names = namesIn(call);
  const [label, Icon] =
    first !== undefined
      ? ([t('admit'), IconUserCheck] as const)
      : ([call.status === 'live' ? t('rejoin') : t('start'), IconVideo] as const);
  return (
    <Card withBorder padding="md" data-testid="call-card">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Stack gap={4} miw={0}>
            <Group gap="xs">
              <Text component="h3" fw={600} lineClamp={2} data-testid="call-card-name">
                {names === '' ? call.title : names}
              </Text>
              {call.status === 'live' && <Badge variant="light">{t('live')}</Badge>}
            </Group>
            {names !== '' && (
              <Text size="sm" c="dimmed" lineClamp={2}>
                {call.title}
              </Text>
            )}
            {patients.map((participant) => (
              <Whereabouts key={participant.id} participant={participant} />
            ))}
            {patients.length === 0 && (
              <Text size="sm" c="dimmed">
                {t('presence.invited', { name: t('patient') })}
              </Text>
            )}
          </Stack>
          <Group gap="xs" wrap="nowrap" flex="none">
            <Button
              component={Link}
              to={`/calls/${call.id}`}
              state={first && { admit: first.id }}
              flex="none"
              variant={first !== undefined || call.status === 'live' ? 'filled' : 'default'}
              leftSection={<Icon size={18} />}
              data-testid={first !== undefined ? 'admit-from-home' : 'start-call'}
            >
              {label}
            </Button>
            <CallMenu call={call} name={names === '' ? call.title : names} />
          </Group>
        </Group>
        <InvitationLink call={call} compact />
        <PlatformSwitch call={call} />
      </Stack>
    </Card>
  );
}
