import { Center, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type LocalMedia } from '../devices/local-media.ts';
import { VideoTrack } from '../devices/VideoTrack.tsx';
import { useStore } from '../ui/use-store.ts';
import classes from './join.module.css';

/** Oneself, as others will see one (mirrored, as in a mirror). */
export function Preview({ media }: { media: LocalMedia }) {
  const { t } = useTranslation('join');
  const camera = useStore(media.state, ({ camera }) => camera);
  const reason = camera.problem !== null ? 'problem' : camera.wanted ? 'asking' : 'off';
  return (
    <div className={classes['preview']}>
      {camera.track ? (
        <VideoTrack track={camera.track} mirrored label={t('preview.label')} testId="self-video" />
      ) : (
        <Center h="100%" p="md">
          <Text ta="center">{t(`preview.${reason}`)}</Text>
        </Center>
      )}
    </div>
  );
}
