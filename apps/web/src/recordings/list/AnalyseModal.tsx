import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordingView } from '#contracts/recording';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import { useAnalyse, useLimits } from '../api.ts';
import { AnalysisFields } from '../intake/AnalysisOptions.tsx';
import { AnalysisTime } from '../intake/AnalysisTime.tsx';

interface Props {
  recording: RecordingView;
  opened: boolean;
  onClose: () => void;
}

function Form({ recording: { id, profile, everyNth, video }, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('recordings');
  const limits = useLimits();
  const [options, setOptions] = useState({ profile, everyNth });
  const analyse = useAnalyse(id);
  return (
    <Stack gap="md">
      <Text size="sm">{t('analyse.text')}</Text>
      <AnalysisFields profiles={limits.data?.profiles ?? [profile]} options={options} onChange={setOptions} />
      {video !== null && limits.data !== undefined && <AnalysisTime video={video} options={options} limits={limits.data} />}
      <ErrorMessage error={analyse.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button
          loading={analyse.isPending}
          onClick={() => {
            analyse.mutate(options, { onSuccess: onClose });
          }}
          data-testid="confirm-analyse"
        >
          {t('analyseAgain')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Analyses once more, perhaps in another way. */
export function AnalyseModal({ recording, opened, onClose }: Props) {
  const { t } = useTranslation('recordings');
  return (
    <Modal opened={opened} onClose={onClose} title={t('menu.analyse')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Form recording={recording} onClose={onClose} />
    </Modal>
  );
}
