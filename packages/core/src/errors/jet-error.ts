import { errorInfoByName, type JetErrorName } from './error-info';

const marker = Symbol.for('esekit.JetError');

export interface JetErrorOptions {
  /** The failure below this one. */
  readonly cause?: unknown;
  /** What the reader can do next, as one sentence. */
  readonly hint?: string;
}

/**
 * A failure of the engine: `code` is the engine's number, `name` its `JET_err…` name, `message` says
 * what was being done and where.
 *
 * @example throw new JetError('JET_errFileNotFound', 'open a.edb');
 */
export class JetError extends Error {
  override readonly name: JetErrorName;
  readonly code: number;
  readonly hint: string | undefined;

  constructor(name: JetErrorName, message: string, options: JetErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const info = errorInfoByName(name);
    this.name = info.name;
    this.code = info.code;
    this.hint = options.hint;
    Object.defineProperty(this, marker, { value: true });
  }

  /** `JET_errName (-number): message`, the form of the command line. */
  override toString(): string {
    return `${this.name} (${this.code}): ${this.message}`;
  }

  /** Whether `value` is a JetError, also one of another copy of this package. */
  static isInstance(value: unknown): value is JetError {
    return typeof value === 'object' && value !== null && marker in value;
  }
}
