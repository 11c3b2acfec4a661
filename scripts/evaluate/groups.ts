import { parseArgs } from 'node:util';
import { DEFAULT_PROFILE } from '#contracts/profile';
import { InferenceError } from '#inference/errors';
import { evaluateGroups, MEASURES, type GroupEvaluation, type Grouping, type GroupMeasure, type Measure } from '#inference/evaluate/groups';
import { readPortraits } from '#inference/evaluate/portraits';
import { ofProfile } from './of-profile.ts';

export const GROUPS_HELP = `How the answer differs between groups of pictures, told apart by what can be measured in them:

  npm run evaluate -- --groups --data DIR [--profile NAME] [--json]

  --data DIR        lfw.tar, ytfaces.tar, teacher-labels.csv
  --profile NAME    a profile of models/manifest.json (default: ${DEFAULT_PROFILE}, what a call uses)
  --people SHARE    the share of the people who are looked at (default: 0.2, who taught the classifier nothing; up to 0.1 they
                    taught the detector nothing either)
  --models DIR      another folder of models (default: models/)
  --json            one JSON object and nothing else
`;

/** `evaluate --groups`. @throws InferenceError */
export async function evaluateGroupsCommand(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      groups: { type: 'boolean' },
      data: { type: 'string' },
      profile: { type: 'string', default: DEFAULT_PROFILE },
      people: { type: 'string', default: '0.2' },
      models: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.data === undefined) throw new InferenceError(`Name a folder of portraits with --data.\n\n${GROUPS_HELP}`);
  const share = Number(values.people);
  if (!(share > 0 && share <= 1)) throw new InferenceError(`--people takes a share above 0 and up to 1, not "${values.people}".`);
  const portraits = await readPortraits(values.data, share);
  const result = await ofProfile(values, (detector, classifier) => evaluateGroups(detector, classifier, portraits));
  process.stdout.write(`${values.json ? JSON.stringify(result) : table(result)}\n`);
}

const NAMES = Object.keys(MEASURES) as Measure[];

/** Markdown, so that a model's card can take it as it is. */
function table({
  profile,
  detector,
  model,
  pictures,
  people,
  reference,
  groups,
  notMeasured,
}: GroupEvaluation & { profile: string; detector: string; model: string }): string {
  const groupings = Object.entries(groups).filter((entry): entry is [string, Grouping] => entry[1] !== null);
  return [
    `${profile} (${detector}, ${model}) on ${pictures} pictures of ${people} people.`,
    reference,
    ...NAMES.map((name) => `- ${name}: ${MEASURES[name]}`),
    ...groupings.flatMap(([, { by, against, groups: own, unknown }]) => [
      '',
      `By ${by}${unknown === 0 ? '' : ` (cannot be said of ${unknown} pictures)`}; differences in points from “${against}”, 95 % interval:`,
      '',
      `| group | pictures | people | ${NAMES.join(' | ')} |`,
      `|---|---|---|${NAMES.map(() => '---|').join('')}`,
      ...own.map(
        ({ name, pictures: count, people: persons, small, ...measures }) =>
          `| ${name}${small ? ' (few people)' : ''} | ${count} | ${persons} | ${NAMES.map((one) => cell(measures[one])).join(' | ')} |`,
      ),
    ]),
    '',
    ...Object.entries(notMeasured).map(([what, why]) => `Not measured: ${what}. ${why}`),
  ].join('\n');
}

function cell(measure: GroupMeasure | null): string {
  if (measure === null) return '–';
  const points = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)}`;
  const { share, difference } = measure;
  const percent = `${(share * 100).toFixed(1)} %`;
  return difference === null
    ? percent
    : `${percent} (${points(difference.difference)}; ${points(difference.low)} to ${points(difference.high)})`;
}
