import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type CallClient } from '../call-client.ts';
import { useStore } from '../../ui/use-store.ts';
import { useNow } from '#web/ui/use-now.ts';
import { type Captions } from './use-captions.ts';
import classes from './captions.module.css';

const SHOWN_MS = 7_000;
const LINES = 3;

/** What was just said, over the lower edge of the picture; and what captions do, when they are switched on. */
export function CaptionOverlay({ client, captions }: { client: CallClient; captions: Captions }) {
  const { t } = useTranslation('call');
  const log = useStore(client.state, ({ captions }) => captions);
  useNow(1_000);
  if (!captions.on) return null;
  const now = client.now() ?? 0;
  const recent = log.filter((caption) => now - caption.endMs < SHOWN_MS).slice(-LINES);
  if (recent.length === 0 && captions.notice === null && captions.trouble === null) return null;
  return (
    <Stack className={classes['overlay']} gap={4} data-testid="caption-overlay">
      {recent.map((caption) => (
        <Text key={caption.segmentId} className={classes['line']} data-final={caption.final}>
          <b>{caption.speaker}:</b> {caption.text}
        </Text>
      ))}
      {captions.trouble !== null && (
        <Text className={classes['line']} size="sm" role="status" data-testid="caption-trouble">
          {t(`captions.trouble.${captions.trouble}`)}
        </Text>
      )}
      {captions.notice !== null && (
        <Text className={classes['line']} size="sm" role="status" data-testid="caption-notice">
          {t(`captions.${captions.notice}`)}
        </Text>
      )}
    </Stack>
  );
}
