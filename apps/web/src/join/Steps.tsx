import { Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '../ui/page-title.ts';

const STEPS = ['check', 'choice', 'waiting'] as const;

/** The progress line over the three steps into a call. */
export function Steps({ step }: { step: (typeof STEPS)[number] }) {
  const { t } = useTranslation('join');
  const at = STEPS.indexOf(step);
  usePageTitle(t(`steps.${step}`));
  return (
    <Stack gap={4} mb="lg">
      <Group gap={4} grow aria-hidden>
        {STEPS.map((each, index) => (
          <Progress key={each} size={4} value={index <= at ? 100 : 0} />
        ))}
      </Group>
      <Text size="sm" c="dimmed">
        {t('step', { n: at + 1, of: STEPS.length, name: t(`steps.${step}`) })}
      </Text>
    </Stack>
  );
}
