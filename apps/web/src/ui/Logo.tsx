import { Group, Image, Text } from '@mantine/core';

export function Logo() {
  return (
    <Group gap="xs" wrap="nowrap">
      <Image src="/icon.svg" w={28} h={28} alt="" />
      <Text fw={600} size="lg">Attune</Text>
    </Group>
  );
}
