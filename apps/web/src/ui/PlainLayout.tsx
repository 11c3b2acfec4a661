import { Box, Group } from '@mantine/core';
import { type ReactNode } from 'react';
import { AppearanceMenu } from './AppearanceMenu.tsx';
import { Logo } from './Logo.tsx';

/** For people without an account: a quiet head line and one column. */
export function PlainLayout({ children, width = 480 }: { children: ReactNode; width?: number }) {
  return (
    <Box mih="100dvh" px="md" pb="xl">
      <Group component="header" justify="space-between" h={56} maw={960} mx="auto">
        <Logo />
        <AppearanceMenu />
      </Group>
      <Box component="main" maw={width} mx="auto" pt={{ base: 'md', sm: 'xl' }}>
        {children}
      </Box>
    </Box>
  );
}
