/** The error's own words; of a database error its cause, as a query's parameters can be personal data. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'An unknown error.';
  const cause = error.cause instanceof Error ? error.cause : error;
  return cause.stack ?? cause.message;
}
