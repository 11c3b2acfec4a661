/** Inject with `@Inject(DATABASE) db: Database`. */
export const DATABASE = Symbol('DATABASE');
/** Inject with `@Inject(LEADERSHIP) leadership: Leadership`. */
export const LEADERSHIP = Symbol('LEADERSHIP');
/** Inject with `@Inject(JOBS_DATABASE) database: JobsDatabase`. */
export const JOBS_DATABASE = Symbol('JOBS_DATABASE');
