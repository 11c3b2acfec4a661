import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useAccount } from '../api/account.ts';

const PLACES = [['calls', '/'], ['recordings', '/recordings']] as const;
const ADMINISTRATION = [['audit', '/settings/audit']] as const;

/** The main places of the application, the current one marked. */
export function MainNavigation() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { data: account } = useAccount();
  const places = account?.administrator === true ? [...PLACES, ...ADMINISTRATION] : PLACES;
  const current = pathname.startsWith('/settings/audit') ? 'audit' : pathname.startsWith('/recordings') ? 'recordings' : 'calls';
  return (
    <Group component="nav" gap={4} wrap="nowrap" aria-label={t('navigation.label')}>
      {places.map(([place, to]) => (
        <Button
          key={place}
          component={Link}
          to={to}
          size="sm"
          px={{ base: 8, sm: 'md' }}
          variant={place === current ? 'light' : 'subtle'}
          color={place === current ? 'accent' : 'gray'}
          aria-current={place === current ? 'page' : undefined}
          data-testid={`go-to-${place}`}
        >
          {t(`navigation.${place}`)}
        </Button>
      ))}
    </Group>
  );
}
