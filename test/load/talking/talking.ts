import path from 'node:path';
import { emotionOf, type EmotionSample } from '#contracts/emotion';
import { DEFAULT_PROFILE } from '#contracts/profile';
import { loadModels, modelChoice } from '#inference/load';
import { Smoother } from '#inference/smoother';
import { composites } from './composites.ts';
import { validFaces } from './valid-faces.ts';
import type { Look, Take } from './looks.ts';
import { videoLooks } from './video-looks.ts';

export interface Figures {
  readonly seconds: number;
  /** Share of the time with an estimate. */
  readonly estimated: number;
  readonly changesPerMinute: number;
  /** Share of the estimates that are not neutral: of a neutral face the false ones. */
  readonly nonNeutral: number;
  /** Share of the estimates that are the truth; null without one. */
  readonly right: number | null;
}

/** `before`: as if nobody knew who speaks; `after`: as it is shown. */
export interface TalkingResult {
  readonly source: string;
  readonly truth: string | null;
  readonly takes: number;
  readonly silent: { readonly before: Figures; readonly after: Figures };
  readonly speaking: { readonly before: Figures; readonly after: Figures };
}

/** The defaults of a call. */
const [WINDOW_MS, HYSTERESIS] = [2_000, 0.08];

/**
 * What talking does to the labels of the default profile: on composite faces whose mouths speak and are silent by turns; on the faces of FER+'s validation split likewise,
 * where there is a folder of them; and on videos whose sound tells when there is speech.
 */
export async function measureTalking({ data, videos }: { data: string | undefined; videos: readonly string[] }): Promise<TalkingResult[]> {
  const { classes, ...choice } = modelChoice({ profile: DEFAULT_PROFILE, device: 'cpu' });
  const { detector, classifier } = await loadModels(choice);
  try {
    const takes: Take[] = await composites(detector, classifier);
    if (data !== undefined) takes.push(...(await validFaces(classifier, data)));
    for (const video of videos)
      takes.push({ source: path.basename(video), truth: null, looks: await videoLooks(video, detector, classifier) });
    const groups = Map.groupBy(takes, ({ source, truth }) => `${source}\n${truth}`);
    return [...groups.values()].map((group) => resultOf(group, classes));
  } finally {
    await Promise.all([classifier.close(), detector.close?.()]);
  }
}

function resultOf(takes: readonly Take[], classes: readonly string[]): TalkingResult {
  const { source, truth } = takes[0]!;
  const figures = (speaking: boolean, isKnown: boolean): Figures => {
    const counts = takes.map(({ looks }) => countsOf(looks, samplesOf(looks, classes, isKnown), speaking, truth));
    const sum = (of: (one: Counts) => number) => counts.reduce((total, one) => total + of(one), 0);
    const [looks, estimates, seconds] = [sum((one) => one.looks), sum((one) => one.estimates), sum((one) => one.ms) / 1_000];
    return {
      seconds: round(seconds),
      estimated: round(estimates / Math.max(1, looks)),
      changesPerMinute: round((sum((one) => one.changes) * 60) / Math.max(1, seconds)),
      nonNeutral: round(sum((one) => one.nonNeutral) / Math.max(1, estimates)),
      right: truth === null ? null : round(sum((one) => one.right) / Math.max(1, estimates)),
    };
  };
  return {
    source,
    truth,
    takes: takes.length,
    silent: { before: figures(false, false), after: figures(false, true) },
    speaking: { before: figures(true, false), after: figures(true, true) },
  };
}

/** @param isKnown whether the window is told who speaks */
export function samplesOf(looks: readonly Look[], classes: readonly string[], isKnown: boolean): EmotionSample[] {
  const smoother = new Smoother({ classes, windowMs: WINDOW_MS, hysteresis: HYSTERESIS });
  return looks.map(({ atMs, speaking, result }) => smoother.next(atMs, { ...result, faceHeight: null, speaking: isKnown && speaking }));
}

interface Counts {
  looks: number;
  ms: number;
  estimates: number;
  changes: number;
  nonNeutral: number;
  right: number;
}

function countsOf(looks: readonly Look[], samples: readonly EmotionSample[], speaking: boolean, truth: string | null): Counts {
  const counts = { looks: 0, ms: 0, estimates: 0, changes: 0, nonNeutral: 0, right: 0 };
  let last: string | null = null;
  looks.forEach((look, at) => {
    const { state, label } = samples[at]!;
    const isEstimate = state === 'ok' && label !== null;
    if (look.speaking === speaking) {
      counts.looks++;
      counts.ms += (looks[at + 1]?.atMs ?? look.atMs) - look.atMs;
      if (isEstimate) {
        counts.estimates++;
        if (last !== null && label !== last) counts.changes++;
        if (emotionOf(label) !== 'neutral') counts.nonNeutral++;
        if (emotionOf(label) === truth) counts.right++;
      }
    }
    if (isEstimate) last = label;
  });
  return counts;
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
