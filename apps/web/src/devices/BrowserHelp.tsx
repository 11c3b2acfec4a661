import { Group, List, Paper, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconCamera, IconLock, IconSettings, IconTextSize } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Browser, browserOf } from './browser.ts';

/** The mark beside the address that opens the page's permissions. */
const MARK = {
  chrome: IconAdjustmentsHorizontal,
  android: IconAdjustmentsHorizontal,
  firefox: IconLock,
  safari: IconSettings,
  ios: IconTextSize,
} as const;

/** A drawing of the address line, with the place to press. */
function AddressLine({ browser }: { browser: Browser }) {
  const Mark = MARK[browser];
  return (
    <Paper withBorder radius="xl" px="sm" py={4} maw={320} aria-hidden>
      <Group gap="xs" wrap="nowrap">
        <ThemeIcon size={28} radius="50%" variant="outline">
          <Mark size={16} />
        </ThemeIcon>
        <Text size="sm" c="dimmed" truncate flex={1}>
          {window.location.host}
        </Text>
        <IconCamera size={16} />
      </Group>
    </Paper>
  );
}

/** How to let this page use camera and microphone after the browser was told no, in the words of this very browser. */
export function BrowserHelp() {
  const { t } = useTranslation('call');
  const browser = browserOf(navigator.userAgent);
  const steps = t(`help.${browser}`, { returnObjects: true }) as string[];
  return (
    <Stack gap="xs">
      <AddressLine browser={browser} />
      <List type="ordered" size="sm" spacing={4}>
        {steps.map((step) => (
          <List.Item key={step}>{step}</List.Item>
        ))}
      </List>
    </Stack>
  );
}
