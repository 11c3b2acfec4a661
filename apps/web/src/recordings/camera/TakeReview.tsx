import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordingLimits, type RecordingOptions } from '#contracts/recording';
import { dateText } from '#web/ui/region.ts';
import { clockText } from '#contracts/time';
import { pick, useStore } from '#web/ui/use-store.ts';
import { bytesText } from '../format.ts';
import { AnalysisOptions } from '../intake/AnalysisOptions.tsx';
import { useIntake } from '../intake-of.ts';
import classes from '../recordings.module.css';
import { saveFile } from '../save-file.ts';

/** Recordings that were just made do not say how long they are; a jump behind their end makes the player find out. */
function Playback({ file, label }: { file: File; label: string }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    const url = URL.createObjectURL(file);
    const known = () => {
      if (element.duration !== Infinity) return;
      element.addEventListener(
        'timeupdate',
        () => {
          element.currentTime = 0;
        },
        { once: true },
      );
      element.currentTime = Number.MAX_SAFE_INTEGER;
    };
    element.addEventListener('loadedmetadata', known);
    element.src = url;
    return () => {
      element.removeEventListener('loadedmetadata', known);
      element.removeAttribute('src');
      URL.revokeObjectURL(url);
    };
  }, [file]);
  return <video ref={video} className={classes['played']} controls playsInline aria-label={label} data-testid="take-playback" />;
}

interface Props {
  limits: RecordingLimits;
  options: RecordingOptions;
  onOptions: (options: RecordingOptions) => void;
}

/** What was recorded: look at it, then analyse or discard it. */
export function TakeReview({ limits, options, onOptions }: Props) {
  const {
    t,
    i18n: { language },
  } = useTranslation('recordings');
  const { take, uploads } = useIntake();
  const { file, durationMs, startedAt, end } = useStore(take.state, pick('file', 'durationMs', 'startedAt', 'end'));
  const [asked, setAsked] = useState(false);
  if (file === null) return null;
  const analyse = () => {
    const title = t('camera.title', { date: dateText(new Date(startedAt).toISOString(), language, 'medium') });
    uploads.add({ file, fromCamera: true, recordingId: null, title, options, language });
    take.discard();
  };
  return (
    <Stack gap="md">
      {end !== null && end !== 'asked' && (
        <Alert variant="light" color="gray" icon={<IconInfoCircle />} data-testid="take-end">
          {t(`camera.ended.${end}`)}
        </Alert>
      )}
      <div className={classes['picture']}>
        <Playback file={file} label={t('camera.playback')} />
      </div>
      <Text size="sm" c="dimmed">
        {[clockText(durationMs), bytesText(file.size, language)].join(' · ')}
      </Text>
      <AnalysisOptions profiles={limits.profiles} options={options} onChange={onOptions} />
      {asked ? (
        <Group gap="sm">
          <Text size="sm">{t('camera.discardQuestion')}</Text>
          <Button
            variant="default"
            onClick={() => {
              setAsked(false);
            }}
          >
            {t('camera.keep')}
          </Button>
          <Button
            color="red.8"
            onClick={() => {
              take.discard();
            }}
            data-testid="take-discard-confirm"
          >
            {t('camera.discard')}
          </Button>
        </Group>
      ) : (
        <Group gap="sm">
          <Button onClick={analyse} data-testid="take-analyse">
            {t('camera.analyse')}
          </Button>
          <Button
            variant="default"
            onClick={() => {
              saveFile(file);
            }}
          >
            {t('saveFile')}
          </Button>
          <Button
            variant="default"
            onClick={() => {
              setAsked(true);
            }}
            data-testid="take-discard"
          >
            {t('camera.discard')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
