import { type TFunction } from 'i18next';
import { type RecordingLimits } from '#contracts/recording';
import { bytesText, durationText } from '../format.ts';

const NAMES: Record<string, string> = { webm: 'WebM' };
export const formatName = (extension: string) => NAMES[extension] ?? extension.toUpperCase();

/** What may come in: formats, size, length; and how long it stays. */
export function limitsText(limits: RecordingLimits, t: TFunction<'recordings'>, language: string): string[] {
  const formats = new Intl.ListFormat(language, { type: 'disjunction' }).format(limits.extensions.map(formatName));
  return [
    t('limits.file', { formats, size: bytesText(limits.maxBytes, language), length: durationText(limits.maxDurationMs, language, 'long') }),
    ...(limits.videoDays === null ? [] : [t('limits.days', { count: limits.videoDays })]),
  ];
}
