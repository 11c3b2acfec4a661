import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type CallView } from '#contracts/rest';
import { clockText } from '#contracts/time';
import { EmptyState } from '../ui/EmptyState.tsx';
import { dateText } from '../ui/region.ts';
import { namesIn } from './people.ts';

function Ended({ call }: { call: CallView }) {
  const { t, i18n } = useTranslation('home');
  const when = call.startedAt ?? call.createdAt;
  const names = namesIn(call);
  const facts = [
    names === '' ? '' : call.title,
    dateText(when, i18n.language, 'medium'),
    call.durationMs === null ? '' : clockText(call.durationMs),
  ];
  return (
    <Card withBorder padding="sm" component={Link} to={`/calls/${call.id}/review`} data-testid="review-card">
      <Group justify="space-between" wrap="nowrap">
        <Stack gap={0} miw={0}>
          <Text fw={500} truncate>
            {names === '' ? call.title : names}
          </Text>
          <Text size="sm" c="dimmed">
            {facts.filter((fact) => fact !== '').join(' · ')}
          </Text>
        </Stack>
        <Badge variant="light" color={call.noteSigned ? 'gray' : 'accent'} flex="none">
          {call.noteSigned ? t('signed') : t('toReview')}
        </Badge>
      </Group>
    </Card>
  );
}

/** Calls that ended: first those whose note is not signed yet, the signed ones on request. */
export function ReviewList({ calls }: { calls: CallView[] }) {
  const { t } = useTranslation('home');
  const [showSigned, setShowSigned] = useState(false);
  // A call that was cancelled before anybody came has nothing to review; a platform may have written into one that never began here.
  const ended = calls.filter((call) => call.status === 'ended' && (call.startedAt !== null || call.platformGivenAt !== null));
  const unsigned = ended.filter((call) => !call.noteSigned);
  const signed = ended.filter((call) => call.noteSigned);
  return (
    <Stack component="section" gap="sm" aria-labelledby="to-review">
      <Title order={2} id="to-review">
        {t('reviewAndSign')}
      </Title>
      {unsigned.length === 0 && <EmptyState icon={<IconChecks />} text={ended.length === 0 ? t('nothingYet') : t('allSigned')} />}
      {unsigned.map((call) => (
        <Ended key={call.id} call={call} />
      ))}
      {signed.length > 0 && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          mx="auto"
          aria-expanded={showSigned}
          onClick={() => {
            setShowSigned(!showSigned);
          }}
        >
          {showSigned ? t('hideSigned') : t('showSigned', { count: signed.length })}
        </Button>
      )}
      {showSigned && signed.map((call) => <Ended key={call.id} call={call} />)}
    </Stack>
  );
}
