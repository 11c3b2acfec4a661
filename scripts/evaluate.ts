import { InferenceError } from '#inference/errors';
import { DETECTOR_HELP, evaluateDetectorCommand } from './evaluate/detector.ts';
import { evaluateGroupsCommand, GROUPS_HELP } from './evaluate/groups.ts';
import { evaluateModelCommand, MODEL_HELP } from './evaluate/model.ts';
import { evaluatePicturesCommand, PICTURES_HELP } from './evaluate/pictures.ts';

const HELP = `Measures what ships, through the code that ships.

${MODEL_HELP}
${PICTURES_HELP}
${GROUPS_HELP}
${DETECTOR_HELP}`;

/** Each kind of thing that can be measured has its own options; a detector, whole pictures, or labelled faces. */
async function main(args: string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) return void process.stdout.write(HELP);
  const names = (option: string): boolean => args.some((argument) => argument === option || argument.startsWith(`${option}=`));
  if (names('--detector')) return evaluateDetectorCommand(args);
  if (names('--groups')) return evaluateGroupsCommand(args);
  return names('--pictures') ? evaluatePicturesCommand(args) : evaluateModelCommand(args);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const known = error instanceof InferenceError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(known ? `${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
