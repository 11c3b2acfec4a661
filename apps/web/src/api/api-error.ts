/** A refusal or fault of the server; `message` is a sentence that says what to do. */
export class ApiError extends Error {
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  readonly code: string;
  /** What a sentence in the reader's language needs besides the code: see the catalogue of errors in contracts. */
  readonly parameters: Readonly<Record<string, string | number>>;

  constructor(status: number, code: string, message: string, parameters: Readonly<Record<string, string | number>> = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.parameters = parameters;
  }
}
