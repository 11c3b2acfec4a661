import { Button, Group, NumberInput, Popover, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconClock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { decimalSeparator } from '../ui/region.ts';
import { type ChangeTranscript } from './api.ts';

const SECOND = 1_000;

/** Moves everything that did not come from captions: a file's clock rarely starts with the call. */
export function ClockOffset({ change, offsetMs, fileName }: { change: ChangeTranscript; offsetMs: number; fileName: string | null }) {
  const { t, i18n } = useTranslation('review');
  const [opened, { toggle, close }] = useDisclosure(false);
  const [typed, setTyped] = useState<number | string | null>(null);
  const seconds = typed ?? offsetMs / SECOND;
  const apply = () => {
    change.mutate(
      { offsetMs: Math.round((Number(seconds) || 0) * SECOND) },
      {
        onSuccess: () => {
          setTyped(null);
          close();
        },
      },
    );
  };
  return (
    <Popover opened={opened} onDismiss={close} width={300} position="bottom-end" shadow="md" withArrow trapFocus>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconClock size={16} />}
          onClick={toggle}
          aria-expanded={opened}
          data-testid="open-offset"
        >
          {t('offset.open')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            apply();
          }}
        >
          <Stack gap="sm">
            {fileName !== null && (
              <Text size="xs" c="dimmed">
                {t('offset.file', { fileName })}
              </Text>
            )}
            <NumberInput
              label={t('offset.label')}
              description={t('offset.help')}
              suffix=" s"
              decimalScale={1}
              decimalSeparator={decimalSeparator(i18n.language)}
              step={0.5}
              min={-86_400}
              max={86_400}
              value={seconds}
              onChange={setTyped}
              data-autofocus
              data-testid="transcript-offset"
            />
            <Group justify="flex-end">
              <Button type="submit" size="xs" loading={change.isPending} data-testid="apply-offset">
                {t('offset.apply')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
