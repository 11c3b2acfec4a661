import { Button, Group, Modal, Text } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordingView } from '#contracts/recording';
import { clockText } from '#contracts/time';
import { FaceChooser } from './FaceChooser.tsx';

/** Who is in the video and not analysed, and the way to change that. */
export function FacesBar({ recording }: { recording: RecordingView }) {
  const { t } = useTranslation('recordingReview');
  const [opened, setOpened] = useState(false);
  const { notAnalysed, hasVideo, faces } = recording;
  if (!hasVideo && notAnalysed.length === 0) return null;
  return (
    <Group gap="xs" justify="space-between" data-testid="faces-bar">
      <Text size="sm" c="dimmed" component="ul" style={{ margin: 0, padding: 0, listStyle: 'none' }} flex="1 1 220px">
        {notAnalysed.map(({ number, firstMs, clinician }) => (
          <li key={number} data-testid="not-analysed">
            {t(clinician ? 'choose.clinicianNot' : 'choose.not', { number, time: clockText(firstMs) })}
          </li>
        ))}
      </Text>
      {hasVideo && (faces.length > 0 || notAnalysed.length > 0) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconUserCheck size={16} />}
          onClick={() => {
            setOpened(true);
          }}
          data-testid="change-faces"
        >
          {t('choose.change')}
        </Button>
      )}
      <Modal
        opened={opened}
        onClose={() => {
          setOpened(false);
        }}
        title={t('choose.title')}
        size="xl"
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <FaceChooser
          recording={recording}
          onDone={() => {
            setOpened(false);
          }}
        />
      </Modal>
    </Group>
  );
}
