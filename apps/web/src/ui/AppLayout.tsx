import { AppShell, Box, Button, Group, Menu, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconLogout } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet } from 'react-router';
import { useAccount, useSignOut } from '../api/account.ts';
import { AppearanceMenu } from './AppearanceMenu.tsx';
import { Logo } from './Logo.tsx';
import { ADMINISTRATION, MainNavigation } from './MainNavigation.tsx';

/** The frame around every page of a signed-in clinician but the call itself. */
export function AppLayout() {
  const { t } = useTranslation();
  const signOut = useSignOut();
  const { data: account } = useAccount();
  // Not hidden by style: a menu's focus would go to an item that nobody sees.
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
  return (
    <AppShell header={{ height: 56 }} padding={{ base: 'md', sm: 'lg' }}>
      <AppShell.Header>
        <Group h="100%" px={{ base: 'md', sm: 'lg' }} justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <UnstyledButton component={Link} to="/" aria-label={`Attune, ${t('home')}`}>
              <Logo narrow />
            </UnstyledButton>
            <MainNavigation />
          </Group>
          <Group gap={4} wrap="nowrap">
            <AppearanceMenu>
              <Menu.Item component={Link} to="/settings/retention" data-testid="go-to-retention">
                {t('navigation.retention')}
              </Menu.Item>
              {narrow &&
                account?.administrator === true &&
                ADMINISTRATION.map(([place, to]) => (
                  <Menu.Item key={place} component={Link} to={to}>
                    {t(`navigation.${place}`)}
                  </Menu.Item>
                ))}
            </AppearanceMenu>
            <Button
              variant="subtle"
              color="gray"
              size="sm"
              px={{ base: 8, sm: 'md' }}
              aria-label={t('signOut')}
              loading={signOut.isPending}
              onClick={() => {
                signOut.mutate();
              }}
              data-testid="sign-out"
            >
              <IconLogout size={18} />
              <Box component="span" ml={8} visibleFrom="sm">
                {t('signOut')}
              </Box>
            </Button>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Main>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
