import { Box, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import {
  type Icon,
  IconClockStop,
  IconDatabase,
  IconEye,
  IconFileText,
  IconHeartHandshake,
  IconRoute,
  IconScan,
} from '@tabler/icons-react';
import { type WordingText as Wording } from '#contracts/consent';

const ICONS: Record<string, Icon> = {
  what: IconScan,
  where: IconRoute,
  who: IconEye,
  stored: IconDatabase,
  stop: IconClockStop,
  without: IconHeartHandshake,
};

/** Puts the clinician's name into a text of the server's. */
export const withName = (text: string, name: string) => text.replaceAll('{{name}}', name);

/** What a participant is told before they decide, without the question itself and its buttons. `compact`: where room is short. */
export function WordingText({ wording, name, compact = false }: { wording: Wording; name: string; compact?: boolean }) {
  return (
    <Stack gap={compact ? 'xs' : 'md'}>
      <Text size={compact ? 'sm' : 'md'}>{withName(wording.text, name)}</Text>
      {wording.facts.map(({ key, title, text }) => {
        const FactIcon = ICONS[key] ?? IconFileText;
        return (
          <Group key={key} gap="sm" wrap="nowrap" align="flex-start">
            {!compact && (
              <ThemeIcon variant="light" size={36} radius="50%" aria-hidden>
                <FactIcon size={20} />
              </ThemeIcon>
            )}
            <Box>
              <Text fw={600} size={compact ? 'sm' : 'md'}>
                {title}
              </Text>
              <Text size="sm">{withName(text, name)}</Text>
            </Box>
          </Group>
        );
      })}
    </Stack>
  );
}
