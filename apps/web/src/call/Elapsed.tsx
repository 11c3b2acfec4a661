import { Text } from '@mantine/core';
import { useNow } from '#web/ui/use-now.ts';
import { clockText } from '#web/ui/clock.ts';
import { type RoomClient } from './room-client.ts';

/** The call's clock. */
export function Elapsed({ room }: { room: RoomClient }) {
  useNow(1_000);
  const now = room.now();
  return now === null ? null : (
    <Text size="sm" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }} data-testid="elapsed">
      {clockText(now)}
    </Text>
  );
}
