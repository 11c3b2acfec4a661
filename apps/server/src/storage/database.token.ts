/** Inject with `@Inject(DATABASE) db: Database`. */
export const DATABASE = Symbol('DATABASE');
