import { Group, Text } from '@mantine/core';
import { IconMicrophone, IconMicrophoneOff, IconWifi, IconWifi1, IconWifi2, IconWifiOff } from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type QualityWord } from '../quality.ts';
import classes from './tiles.module.css';

interface Props {
  name: string;
  muted: boolean;
  /** dBov; undefined for silence. */
  level: number | undefined;
  quality: QualityWord | null;
  /** Further lines. */
  children?: ReactNode;
}

const ICONS = { good: IconWifi, fair: IconWifi2, poor: IconWifi1, lost: IconWifiOff } as const;

/** Name, microphone and connection of the person in a tile. */
export function NameTag({ name, muted, level, quality, children }: Props) {
  const { t } = useTranslation('call');
  const Quality = quality === null ? null : ICONS[quality];
  // -60 dBov is a quiet room, -20 dBov is speech.
  const loudness = level === undefined ? 0 : Math.min(1, Math.max(0, (level + 60) / 40));
  return (
    <div className={classes['tag']} data-testid="name-tag">
      <Group gap="xs" wrap="nowrap">
        {muted ? (
          <IconMicrophoneOff size={16} role="img" aria-label={t('muted')} />
        ) : (
          <IconMicrophone
            size={16}
            aria-hidden
            style={{ opacity: 0.55 + 0.45 * loudness, transform: `scale(${String(1 + 0.25 * loudness)})` }}
          />
        )}
        <Text size="sm" fw={500} truncate>
          {name}
        </Text>
        {Quality && quality !== null && (
          <Group gap={4} wrap="nowrap" flex="none">
            <Quality size={16} aria-hidden />
            <Text size="xs" data-testid="quality" data-quality={quality}>
              {t(`quality.${quality}`)}
            </Text>
          </Group>
        )}
      </Group>
      {children}
    </div>
  );
}
