let permit: () => Permit;

/**
 * That a face may be classified. The classifier takes no crop without one, and only this file makes any, so code that forgets to ask whether
 * somebody agreed does not compile.
 */
export class Permit {
  readonly #given = true;

  private constructor() {}

  static {
    permit = () => new Permit();
  }

  /** For a participant of a call: a tap exists only while that participant's consent is in force. */
  static ofTap(_tapId: string): Permit {
    return permit();
  }

  /** For pictures that are nobody's call or recording: data sets, and what tests draw. */
  static ofMaterial(): Permit {
    return permit();
  }

  /** Throws a TypeError for anything that was not made here. */
  static check(one: Permit): void {
    if (!(#given in one) || !one.#given) throw new TypeError('A face without a permit must not be classified.');
  }
}

/** Whose faces in a recording may be classified, by their numbers. */
export class AllowedFaces {
  readonly #numbers: ReadonlySet<number> | 'everybody';

  private constructor(numbers: ReadonlySet<number> | 'everybody') {
    this.#numbers = numbers;
  }

  static only(numbers: Iterable<number>): AllowedFaces {
    return new AllowedFaces(new Set(numbers));
  }

  /** For the command line alone, where the person at the keyboard answers for everybody in the video. */
  static everybody(): AllowedFaces {
    return new AllowedFaces('everybody');
  }

  has(face: number): boolean {
    return this.#numbers === 'everybody' || this.#numbers.has(face);
  }

  /** Null where the face must not be classified. */
  permitOf(face: number): Permit | null {
    return this.has(face) ? permit() : null;
  }
}
