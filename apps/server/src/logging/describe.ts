/** SQLSTATE classes whose messages quote what was to be stored: "invalid input syntax for type …". */
const QUOTES_VALUES = /^22/;

/**
 * The error's own words; of a database error its cause, as a query's parameters can be personal data. Errors that quote the text they could
 * not read are told by their name alone: the text may be a transcript.
 */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'An unknown error.';
  const cause = error.cause instanceof Error ? error.cause : error;
  const { code } = cause as { code?: unknown };
  if (typeof code === 'string' && QUOTES_VALUES.test(code)) return `${cause.name} ${code}${framesOf(cause)}`;
  if (cause instanceof SyntaxError) return `${cause.name}${framesOf(cause)}`;
  return cause.stack ?? cause.message;
}

/** The same in one line. */
export const oneLine = (error: unknown): string => {
  const [first = ''] = describe(error).split('\n');
  return first;
};

function framesOf({ stack = '' }: Error): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.length === 0 ? '' : `\n${frames.join('\n')}`;
}
