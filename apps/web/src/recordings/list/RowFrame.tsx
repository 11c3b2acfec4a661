import { Anchor, Card, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { Link } from 'react-router';

interface Props {
  title: string;
  /** Where its title leads. */
  to?: string;
  facts: string[];
  /** What happens with it, in words. */
  status: string;
  statusColour?: string;
  actions: ReactNode;
  children?: ReactNode;
  state: string;
  recordingId?: string | null;
}

/** One line of the list: what it is, what happens with it, what can be done. */
export function RowFrame({ title, to, facts, status, statusColour = 'dimmed', actions, children, state, recordingId = null }: Props) {
  return (
    <Card component="li" withBorder padding="sm" data-testid="recording-row" data-state={state} data-recording={recordingId ?? ''}>
      <Group justify="space-between" align="flex-start" gap="8px 16px">
        <Stack gap={2} miw={0} flex="1 1 240px">
          <Title order={3} style={{ overflowWrap: 'anywhere' }}>
            {to === undefined ? (
              title
            ) : (
              <Anchor component={Link} to={to} c="inherit" inherit>
                {title}
              </Anchor>
            )}
          </Title>
          <Text size="sm" c="dimmed">
            {facts.join(' · ')}
          </Text>
          <Text size="sm" c={statusColour} data-testid="recording-status">
            {status}
          </Text>
          {children}
        </Stack>
        <Group gap="xs" wrap="nowrap">
          {actions}
        </Group>
      </Group>
    </Card>
  );
}
