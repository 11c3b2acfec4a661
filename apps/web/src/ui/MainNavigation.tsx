import { Badge, Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useAccount } from '../api/account.ts';
import { useWaiting } from '../home/WaitingNews.tsx';

const PLACES = [
  ['calls', '/'],
  ['recordings', '/recordings'],
] as const;
export const ADMINISTRATION = [
  ['audit', '/settings/audit'],
  ['status', '/settings/status'],
] as const;

/** The main places of the application, the current one marked. */
export function MainNavigation() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { data: account } = useAccount();
  const waiting = useWaiting().length;
  const places = account?.administrator === true ? [...PLACES, ...ADMINISTRATION] : PLACES;
  const current =
    ADMINISTRATION.find(([, to]) => pathname.startsWith(to))?.[0] ?? (pathname.startsWith('/recordings') ? 'recordings' : 'calls');
  return (
    <Group component="nav" gap={4} wrap="nowrap" aria-label={t('navigation.label')}>
      {places.map(([place, to]) => (
        <Button
          key={place}
          component={Link}
          to={to}
          // On a phone, what only administrators have stands in the menu beside.
          {...((place === 'audit' || place === 'status') && { visibleFrom: 'sm' })}
          size="sm"
          px={{ base: 8, sm: 'md' }}
          variant={place === current ? 'light' : 'subtle'}
          color={place === current ? 'accent' : 'gray'}
          aria-current={place === current ? 'page' : undefined}
          rightSection={
            place === 'calls' && waiting > 0 ? (
              <Badge circle color="red.8" aria-label={t('navigation.waiting', { count: waiting })} data-testid="waiting-badge">
                {waiting}
              </Badge>
            ) : undefined
          }
          data-testid={`go-to-${place}`}
        >
          {t(`navigation.${place}`)}
        </Button>
      ))}
    </Group>
  );
}
