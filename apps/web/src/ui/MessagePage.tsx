import { Center, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { focusOnArrival } from './focus-on-arrival.ts';

interface Props {
  icon: ReactNode;
  title: string;
  text: string;
  /** What the person can do now. */
  children?: ReactNode;
  testId?: string;
}

/** A page that says one thing: what happened, and what to do now. */
export function MessagePage({ icon, title, text, children, testId }: Props) {
  return (
    <Center component="main" mih="100dvh" p="md" data-testid={testId}>
      <Stack align="center" gap="md" maw={440} ta="center">
        <ThemeIcon size={56} radius="50%" variant="light" aria-hidden>
          {icon}
        </ThemeIcon>
        <Title order={1} size="h2" tabIndex={-1} ref={focusOnArrival}>
          {title}
        </Title>
        <Text c="dimmed">{text}</Text>
        <Group justify="center" mt="xs">
          {children}
        </Group>
      </Stack>
    </Center>
  );
}
