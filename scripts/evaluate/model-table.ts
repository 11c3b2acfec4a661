import type { CorruptionFigures, ModelEvaluation } from '#inference/evaluate';
import { CORRUPTIONS } from '#inference/evaluate/corrupt';
import type { ThroughDetector } from '#inference/evaluate/through-detector';

export const percent = (value: number): string => `${(value * 100).toFixed(1)} %`.padStart(8);
const points = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(1)} points`;
const count = (value: number): string => String(value).padStart(8);

const TRUTHS = { ferplus: 'the majority of the FER+ votes', fer2013: "FER2013's own labels" } as const;

/** What `evaluate --model` prints for a person. */
export function modelTable(figures: ModelEvaluation & Partial<CorruptionFigures> & { throughDetector?: ThroughDetector }): string {
  const {
    model,
    split,
    labels,
    classes,
    perClass,
    confusion,
    histogram,
    n,
    accuracy,
    macroF1,
    ece,
    uncertain,
    riskCoverage,
    clearMajority,
    oneTagger,
    oneSide,
  } = figures;
  const width = Math.max(...classes.map((name) => name.length)) + 2;
  return [
    `${model} on ${n} faces of the ${split} split, by ${TRUTHS[labels]}`,
    '',
    `accuracy ${percent(accuracy)}   macro F1 ${percent(macroF1)}   expected calibration error ${percent(ece)}`,
    ...(clearMajority === undefined
      ? []
      : [`accuracy ${percent(clearMajority.accuracy)}   on the ${clearMajority.n} faces that more than half of the votes are for`]),
    ...(oneTagger === undefined ? [] : [`accuracy ${percent(oneTagger)}   of one tagger, against the majority of the others`]),
    '',
    `${''.padEnd(width)}precision   recall       F1       n  called`,
    ...classes.map((name) => {
      const { precision, recall, f1, n: truth } = perClass[name]!;
      return `${name.padEnd(width)} ${percent(precision)} ${percent(recall)} ${percent(f1)}${count(truth)}${count(histogram[name]!.predicted)}`;
    }),
    '',
    confusionTable(classes, confusion),
    '',
    'How often the most probable class is right, by its probability',
    ...figures.reliability
      .filter((bin) => bin.n > 0)
      .map(
        (bin) =>
          `${percent(bin.from)} to ${percent(bin.to)}: right ${percent(bin.accuracy)}, said ${percent(bin.confidence)}, n ${count(bin.n)}`,
      ),
    '',
    `withheld as uncertain (probability under ${uncertain.minProbability}, lead under ${uncertain.minMargin}): keeps ${percent(uncertain.keptShare).trim()}, ` +
      `of which right ${percent(uncertain.keptAccuracy).trim()} (${points(uncertain.gain)})`,
    `one side of a face alone, as one sample in a call: accuracy ${percent(oneSide.accuracy).trim()}, macro F1 ${percent(oneSide.macroF1).trim()}, ` +
      `expected calibration error ${percent(oneSide.ece).trim()}; keeps ${percent(oneSide.keptShare).trim()}, of which right ${percent(oneSide.keptAccuracy).trim()}`,
    `of the surest ${percent(riskCoverage.keptShare).trim()}, right ${percent(riskCoverage.keptAccuracy).trim()} (${points(riskCoverage.gain)})`,
    ...(figures.throughDetector === undefined ? [] : ['', throughTable(classes, figures.throughDetector)]),
    ...(figures.corruptions === undefined ? [] : ['', corruptionTable(figures as CorruptionFigures)]),
  ].join('\n');
}

export function confusionTable(classes: readonly string[], confusion: readonly (readonly number[])[]): string {
  const width = Math.max(...classes.map((name) => name.length)) + 2;
  return [
    'truth, then how often it was called',
    `${''.padEnd(width)}${classes.map((name) => name.slice(0, 7).padStart(8)).join('')}`,
    ...confusion.map((row, index) => `${classes[index]!.padEnd(width)}${row.map(count).join('')}`),
  ].join('\n');
}

function throughTable(classes: readonly string[], figures: ThroughDetector): string {
  const { detector, faces, foundShare, accuracyOfAll, accuracy, macroF1, confusion, uncertain } = figures;
  return [
    `${faces} faces in scenes, through ${detector}: finds ${percent(foundShare).trim()}; of those right ${percent(accuracy).trim()}, macro F1 ${percent(macroF1).trim()}; of all right ${percent(accuracyOfAll).trim()}`,
    `withheld as uncertain: keeps ${percent(uncertain.keptShare).trim()} of the found, of which right ${percent(uncertain.keptAccuracy).trim()}`,
    '',
    confusionTable(classes, confusion),
  ].join('\n');
}

function corruptionTable({ corruptionFaces, cleanAccuracy, corruptions }: CorruptionFigures): string {
  return [
    `accuracy under what a call does to a face, on ${corruptionFaces} faces (as they are: ${percent(cleanAccuracy).trim()})`,
    ...Object.entries(corruptions).map(([name, accuracies]) => {
      const { says, strengths } = CORRUPTIONS[name]!;
      return `${name.padEnd(8)}${accuracies.map(percent).join(' ')}   ${says}: ${strengths.join(' / ')}`;
    }),
  ].join('\n');
}
