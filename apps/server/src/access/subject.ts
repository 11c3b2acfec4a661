/** What a path can name. `kind` says whether the name is a UUID, a number within another subject, or a secret that is its own permission. */
export class Subject<T> {
  /** Only for the type. */
  declare readonly of: T;

  constructor(
    readonly name: string,
    readonly parameter: string,
    readonly kind: 'id' | 'number' | 'secret' = 'id',
  ) {}
}
