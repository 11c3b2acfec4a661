import { Button, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconClockStop, IconDatabase, IconEye, IconHeartHandshake, IconScan } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type RoomClient } from '../call/room-client.ts';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { PlainLayout } from '../ui/PlainLayout.tsx';
import { Fact } from './Fact.tsx';
import { Steps } from './Steps.tsx';

const FACTS = [['what', IconScan], ['who', IconEye], ['stored', IconDatabase], ['stop', IconClockStop], ['without', IconHeartHandshake]] as const;

interface Props {
  room: RoomClient;
  clinicianName: string;
  onEntered: () => void;
}

/** Step 2: the question on its own. Both answers look the same and lead to the same call. */
export function ConsentStep({ room, clinicianName, onEntered }: Props) {
  const { t, i18n } = useTranslation('join');
  const decide = useMutation({
    mutationFn: async (decision: 'granted' | 'refused') => {
      await room.setConsent(decision, i18n.language);
      await room.enter();
    },
    onSuccess: onEntered,
  });
  return (
    <PlainLayout width={560}>
      <Steps step="choice" />
      <Stack gap="md">
        <Title order={1}>{t('choice.title')}</Title>
        <Text>{t('choice.text', { name: clinicianName })}</Text>
        {FACTS.map(([fact, Icon]) => <Fact key={fact} icon={<Icon size={20} />} title={t(`choice.${fact}.title`)} text={t(`choice.${fact}.text`, { name: clinicianName })} />)}
        <ErrorMessage error={decide.error} />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" mt="xs">
          <Button size="md" h={52} variant="default" fullWidth disabled={decide.isPending} onClick={() => { decide.mutate('granted'); }} data-testid="consent-agree">{t('choice.agree')}</Button>
          <Button size="md" h={52} variant="default" fullWidth disabled={decide.isPending} onClick={() => { decide.mutate('refused'); }} data-testid="consent-refuse">{t('choice.refuse')}</Button>
        </SimpleGrid>
      </Stack>
    </PlainLayout>
  );
}
