import { Button, Group, Paper, Text } from '@mantine/core';
import { IconScreenShare } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type LocalMedia } from '../devices/local-media.ts';
import { useStore } from '../ui/use-store.ts';

/** Reminds a person who shares their screen that others see it, with the way to stop. */
export function SharingNotice({ media }: { media: LocalMedia }) {
  const { t } = useTranslation('call');
  const sharing = useStore(media.state, ({ screen }) => screen.track !== null);
  if (!sharing) return null;
  return (
    <Paper p="xs" shadow="md" role="status" data-testid="sharing">
      <Group gap="sm" wrap="nowrap">
        <IconScreenShare size={20} aria-hidden style={{ flex: 'none' }} />
        <Text size="sm" flex={1}>
          {t('sharing.text')}
        </Text>
        <Button
          size="compact-md"
          color="red.8"
          onClick={() => {
            media.stopScreen();
          }}
          data-testid="stop-sharing"
        >
          {t('sharing.stop')}
        </Button>
      </Group>
    </Paper>
  );
}
