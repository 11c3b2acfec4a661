import { ActionIcon, type ActionIconProps, Stack, Text, Tooltip } from '@mantine/core';
import { type ReactNode } from 'react';

interface Props {
  icon: ReactNode;
  /** What pressing does, as the name and the tooltip. */
  label: string;
  /** One word under the icon where there is room. */
  caption: string;
  onClick: () => void;
  /** on: a tool in use. off: camera or microphone closed. alert: needs attention. leave: ends something. */
  tone?: 'plain' | 'on' | 'off' | 'alert' | 'leave';
  disabled?: boolean;
  testId?: string;
  /** For tools that are switched on and off under one name. */
  pressed?: boolean;
  expanded?: boolean;
}

const TONES: Record<NonNullable<Props['tone']>, ActionIconProps> = {
  plain: { variant: 'default' },
  on: { variant: 'filled' },
  off: { variant: 'filled', color: 'gray.7' },
  alert: { variant: 'filled', color: 'orange.9' },
  leave: { variant: 'filled', color: 'red.8' },
};

export function ControlButton({ icon, label, caption, onClick, tone = 'plain', disabled = false, testId, pressed, expanded }: Props) {
  return (
    <Tooltip label={label}>
      <Stack gap={0} align="center">
        <ActionIcon
          size={44}
          radius="50%"
          {...TONES[tone]}
          aria-label={label}
          aria-pressed={pressed}
          aria-expanded={expanded}
          disabled={disabled}
          onClick={onClick}
          data-testid={testId}
          data-tone={tone}
        >
          {icon}
        </ActionIcon>
        <Text size="xs" c="dimmed" visibleFrom="sm" aria-hidden>
          {caption}
        </Text>
      </Stack>
    </Tooltip>
  );
}
