import { Group, Image, Text } from '@mantine/core';

/** `narrow`: without the name where there is little room. */
export function Logo({ narrow = false }: { narrow?: boolean }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Image src="/icon.svg" w={28} h={28} alt="" />
      <Text fw={600} size="lg" {...(narrow && { visibleFrom: 'xs' })}>
        Attune
      </Text>
    </Group>
  );
}
