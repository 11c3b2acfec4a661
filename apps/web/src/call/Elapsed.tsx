import { Text } from '@mantine/core';
import { useNow } from '#web/ui/use-now.ts';
import { clockText } from '#contracts/time';
import { type CallClient } from './call-client.ts';

/** The call's clock. */
export function Elapsed({ client }: { client: CallClient }) {
  useNow(1_000);
  const now = client.now();
  return now === null ? null : (
    <Text size="sm" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }} data-testid="elapsed">
      {clockText(now)}
    </Text>
  );
}
