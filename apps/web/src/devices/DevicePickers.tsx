import { NativeSelect, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type LocalMedia } from './local-media.ts';
import { pick, useStore } from '../ui/use-store.ts';

const KINDS = [
  ['camera', 'videoinput'],
  ['microphone', 'audioinput'],
  ['speaker', 'audiooutput'],
] as const;

/** Which camera, microphone and (where something is played) speaker; a choice works at once and is remembered. */
export function DevicePickers({ media, speaker = true }: { media: LocalMedia; speaker?: boolean }) {
  const { t } = useTranslation('call');
  const { devices, chosen, camera, microphone } = useStore(media.state, pick('devices', 'chosen', 'camera', 'microphone'));
  const inUse = { camera: camera.track?.getSettings().deviceId, microphone: microphone.track?.getSettings().deviceId, speaker: undefined };
  return (
    <Stack gap="sm">
      {KINDS.map(([source, kind]) => {
        if (source === 'speaker' && !speaker) return null;
        const options = devices.filter((device) => device.kind === kind && device.deviceId !== '');
        // Some browsers do not let a page choose the speaker; the system's choice stands then.
        if (options.length === 0 && source === 'speaker') return null;
        return (
          <NativeSelect
            key={source}
            label={t(`devices.${source}`)}
            disabled={options.length === 0}
            data={
              options.length === 0
                ? [t('devices.none')]
                : options.map((device, index) => ({
                    value: device.deviceId,
                    label: device.label === '' ? `${t(`devices.${source}`)} ${String(index + 1)}` : device.label,
                  }))
            }
            value={inUse[source] ?? chosen[source] ?? options[0]?.deviceId}
            onChange={(event) => {
              void media.choose(source, event.currentTarget.value);
            }}
            data-testid={`pick-${source}`}
          />
        );
      })}
    </Stack>
  );
}
