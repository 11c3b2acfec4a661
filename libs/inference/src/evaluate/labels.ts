import type { ClassifierManifest } from '#contracts/model-manifest';
import { DataError } from '../errors.ts';

export type LabelSet = ClassifierManifest['labels'];

const NOT_EMOTIONS = ['unknown', 'NF'];

export interface Truth {
  /** The true class' index. */
  readonly truth: number;
  /** Whether more than half of the votes are for it; only such faces are in the test of Barsoum et al. 2016. One label is always clear. */
  readonly clear: boolean;
  /** How often one tagger says what the majority of the others says, 0-1; 1 where there is but one label. */
  readonly oneTagger: number;
}

/** What a row of `labels.csv` says; null where the face counts for nothing. */
export type TruthOf = (cells: readonly string[]) => Truth | null;

/**
 * How a label set tells a face's class: `ferplus` by the majority of ten taggers' votes, `fer2013` by its one column.
 *
 * @param header the first row of `labels.csv`
 * @param path for messages
 * @throws DataError if columns are missing; the result throws it for a label that is no class of the model
 */
export function truthBy(labels: LabelSet, classes: readonly string[], header: readonly string[], path: string): TruthOf {
  const placeOf = columnsOf(header, path);
  switch (labels) {
    case 'ferplus': {
      const votes = placeOf(classes);
      const others = placeOf(NOT_EMOTIONS);
      return (cells) => {
        const [cast, castElse] = [votes, others].map((places) => places.map((place) => Number(cells[place]))) as [number[], number[]];
        const truth = majority(cast, castElse);
        return truth === null ? null : { ...truth, oneTagger: agreement(cast, castElse) };
      };
    }
    case 'fer2013': {
      const [place] = placeOf(['fer2013']);
      return (cells) => {
        const label = cells[place!] ?? '';
        const truth = classes.indexOf(label);
        if (truth < 0)
          throw new DataError(`${path} has the FER2013 label "${label}", which is no class of the model: ${classes.join(', ')}.`);
        return { truth, clear: true, oneTagger: 1 };
      };
    }
  }
}

/** Places of named columns. @throws DataError naming those that are missing */
export function columnsOf(header: readonly string[], path: string): (names: readonly string[]) => number[] {
  return (names) => {
    const missing = names.filter((name) => !header.includes(name));
    if (missing.length > 0)
      throw new DataError(`${path} has no column ${missing.join(', ')}. The model's classes must be among the labels.`);
    return names.map((name) => header.indexOf(name));
  };
}

/**
 * The class with most of an image's FER+ votes after the usual preparation (Barsoum et al. 2016): votes of one are dropped,
 * and an image in which `unknown` or `NF` does no worse than the best emotion counts for nothing.
 *
 * @param votes of the emotions, in the classes' order
 * @param others votes for `unknown` and `NF`
 * @returns null where the image is left out; the first of equals, which is not clear
 */
export function majority(votes: readonly number[], others: readonly number[]): Omit<Truth, 'oneTagger'> | null {
  const [kept, notEmotions] = [withoutSingles(votes), withoutSingles(others)];
  const best = Math.max(...kept);
  if (best === 0 || notEmotions.some((vote) => vote >= best)) return null;
  const cast = sum([...kept, ...notEmotions]);
  return { truth: kept.indexOf(best), clear: best > cast / 2 };
}

/**
 * How often one of an image's taggers says what the majority of the others says, 0-1. Votes for `unknown` and `NF` never do.
 *
 * @param votes of the emotions, in the classes' order
 * @param others votes for `unknown` and `NF`
 */
export function agreement(votes: readonly number[], others: readonly number[]): number {
  const agreeing = votes.filter((vote, at) => vote > 0 && majority(votes.with(at, vote - 1), others)?.truth === at);
  return sum(agreeing) / sum([...votes, ...others]);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const withoutSingles = (votes: readonly number[]): number[] => votes.map((vote) => (vote > 1 ? vote : 0));
