/**
 * A value that is there but cannot be read as what it is: compressed by a scheme that is not described,
 * encrypted, erased, or damaged. The stored bytes are kept, so that nothing is ever silently empty.
 */
export class UndecodedValue {
  constructor(
    /** Why, in one sentence. */
    readonly note: string,
    /** The stored bytes. */
    readonly raw: Uint8Array,
  ) {}
}
