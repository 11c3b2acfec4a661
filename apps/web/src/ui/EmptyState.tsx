import { Stack, Text, ThemeIcon } from '@mantine/core';
import { type ReactNode } from 'react';

/** An empty list that says what to do next. */
export function EmptyState({ icon, text, children }: { icon: ReactNode; text: string; children?: ReactNode }) {
  return (
    <Stack align="center" gap="sm" py="xl" px="md" ta="center">
      <ThemeIcon size={48} radius="50%" variant="light" color="gray" aria-hidden>
        {icon}
      </ThemeIcon>
      <Text c="dimmed" maw={360}>
        {text}
      </Text>
      {children}
    </Stack>
  );
}
