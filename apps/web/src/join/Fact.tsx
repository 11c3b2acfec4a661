import { Group, Text, ThemeIcon } from '@mantine/core';
import { type ReactNode } from 'react';

export function Fact({ icon, title, text }: { icon: ReactNode; title: string; text: string }) {
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <ThemeIcon variant="light" size={36} radius="50%" aria-hidden>{icon}</ThemeIcon>
      <div>
        <Text fw={600}>{title}</Text>
        <Text size="sm">{text}</Text>
      </div>
    </Group>
  );
}
