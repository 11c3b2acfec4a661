import { Alert, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type CallView } from '#contracts/rest';
import { CopyTextButton } from '../ui/CopyTextButton.tsx';
import { dateText } from '../ui/region.ts';
import { InvitationChoices } from './InvitationChoices.tsx';

const onThisComputerOnly = () => ['localhost', '127.0.0.1', '[::1]'].includes(window.location.hostname);

/** The patient's link, how long it is good, a button that copies it, and what else can be done about it. */
export function InvitationLink({ call, compact = false }: { call: CallView; compact?: boolean }) {
  const { t, i18n } = useTranslation('home');
  if (call.status === 'ended') return null;
  if (call.invitationPath === null) return <InvitationChoices call={call} />;
  const link = new URL(call.invitationPath, window.location.origin).href;
  const until = call.invitationExpiresAt === null ? null : dateText(call.invitationExpiresAt, i18n.language, 'long');
  const copy = compact ? (
    <CopyTextButton text={link} label={t('copyLink')} variant="subtle" size="compact-sm" />
  ) : (
    <CopyTextButton text={link} label={t('common:copy')} testId="copy-link" />
  );
  const about = [
    ...(call.invitationSingleUse ? [t('invitation.forOne')] : []),
    ...(until === null ? [] : [t('validUntil', { until })]),
  ].join(' ');
  if (compact)
    return (
      <Group gap="xs" justify="space-between">
        <Group gap={4}>
          {copy}
          <InvitationChoices call={call} />
        </Group>
        <Text size="xs" c="dimmed">
          {about}
        </Text>
      </Group>
    );
  return (
    <Stack gap="sm">
      <Group align="flex-end" wrap="nowrap" gap="xs">
        <TextInput
          label={t('link')}
          value={link}
          readOnly
          flex={1}
          onFocus={(event) => {
            event.currentTarget.select();
          }}
          data-testid="invitation-link"
        />
        {copy}
      </Group>
      <Text size="sm" c="dimmed">{`${t('linkHint')} ${about}`}</Text>
      <Group>
        <InvitationChoices call={call} />
      </Group>
      {onThisComputerOnly() && (
        <Alert variant="light" color="gray" icon={<IconInfoCircle />}>
          {t('localOnly')}
        </Alert>
      )}
    </Stack>
  );
}
