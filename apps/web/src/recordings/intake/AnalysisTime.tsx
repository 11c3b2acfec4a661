import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { analysisWork, type VideoMeasure } from '#contracts/analysis-work';
import { type RecordingLimits, type RecordingOptions } from '#contracts/recording';
import { durationText } from '../format.ts';

interface Props {
  video: VideoMeasure;
  options: RecordingOptions;
  limits: RecordingLimits;
}

/** How long the analysis will take, before it starts. */
export function AnalysisTime({ video, options, limits }: Props) {
  const {
    t,
    i18n: { language },
  } = useTranslation('recordings');
  const ms = analysisWork(video, options) * limits.analysisPace;
  return (
    <Text size="sm" c="dimmed" data-testid="analysis-time">
      {t('takes', { time: durationText(ms, language, 'long') })}
    </Text>
  );
}
