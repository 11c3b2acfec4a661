export type QualityWord = 'good' | 'fair' | 'poor' | 'lost';

/** mediasoup's producer score, 0-10, in words; null before there is one. */
export function qualityWord(score: number | undefined): QualityWord | null {
  if (score === undefined) return null;
  if (score >= 8) return 'good';
  if (score >= 5) return 'fair';
  return score > 0 ? 'poor' : 'lost';
}
