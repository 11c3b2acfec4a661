import { Card, Tabs } from '@mantine/core';
import { IconUpload, IconVideo } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { recordingOptions, type RecordingLimits } from '#contracts/recording';
import { CameraPanel } from './camera/CameraPanel.tsx';
import { UploadPanel } from './intake/UploadPanel.tsx';
import { useIntake } from './intake-of.ts';

/** The two ways in: files, or the camera. */
export function NewRecording({ limits }: { limits: RecordingLimits }) {
  const { t } = useTranslation('recordings');
  const { take } = useIntake();
  const [options, setOptions] = useState(() => recordingOptions.parse({}));
  const props = { limits, options, onOptions: setOptions };
  return (
    <Card withBorder padding="md">
      <Tabs defaultValue={take.busy ? 'camera' : 'files'} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="files" leftSection={<IconUpload size={16} />} data-testid="tab-files">
            {t('tabs.files')}
          </Tabs.Tab>
          <Tabs.Tab value="camera" leftSection={<IconVideo size={16} />} data-testid="tab-camera">
            {t('tabs.camera')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="files">
          <UploadPanel {...props} />
        </Tabs.Panel>
        <Tabs.Panel value="camera">
          <CameraPanel {...props} />
        </Tabs.Panel>
      </Tabs>
    </Card>
  );
}
