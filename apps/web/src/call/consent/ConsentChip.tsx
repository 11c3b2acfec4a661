import { Button, Group, Text } from '@mantine/core';
import { type Icon } from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import classes from '../call.module.css';

interface Props {
  icon: Icon;
  text: string;
  /** Of the chip itself, for tests. */
  attributes: Record<`data-${string}`, string>;
  /** Undefined while there is nothing to stop. */
  stop: { text: string; onStop: () => void; testId: string } | undefined;
  /** What else can be done; undefined while nothing can. */
  options?: { text: string; onOpen: () => void; testId: string } | undefined;
  error: Error | null;
  children?: ReactNode;
}

/** What one has agreed to, always in sight, and one click that stops it. */
export function ConsentChip({ icon: StateIcon, text, attributes, stop, options, error, children }: Props) {
  return (
    <div className={classes['consent']}>
      <Group gap="xs" wrap="nowrap" {...attributes}>
        <StateIcon size={20} aria-hidden style={{ flex: 'none' }} />
        <Text size="sm" fw={500} role="status">
          {text}
        </Text>
        {stop !== undefined && (
          <Button size="compact-sm" variant="outline" flex="none" onClick={stop.onStop} data-testid={stop.testId}>
            {stop.text}
          </Button>
        )}
        {options !== undefined && (
          <Button size="compact-sm" variant="subtle" flex="none" onClick={options.onOpen} data-testid={options.testId}>
            {options.text}
          </Button>
        )}
      </Group>
      <ErrorMessage error={error} />
      {children}
    </div>
  );
}

/** `confirming`: the server has not heard yet what this browser knows. */
export type ConsentState = 'on' | 'off' | 'stopping' | 'ask' | 'confirming';

/** Also while it is being confirmed, and again where stopping failed: nobody is kept from it. */
export const mayStop = (state: ConsentState, { online, isPending }: { online: boolean; isPending: boolean }): boolean =>
  state === 'on' || state === 'confirming' || (state === 'stopping' && online && !isPending);
