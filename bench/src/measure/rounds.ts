/** Something that is measured round by round, side by side with others. */
export interface Contender {
  readonly name: string;
  /** Bytes it goes through. */
  readonly bytes: number;
  /** Brings files and page cache into the state the measurement starts from; not timed. */
  prepare?(): void;
  /**
   * One run, in seconds.
   *
   * @throws WrongOutput when it did not do what it is measured for
   */
  run(): number;
  /** Looks at what the run left behind; not timed. */
  check?(): void;
}

export interface Series {
  readonly name: string;
  readonly bytes: number;
  readonly seconds: readonly number[];
}

/**
 * Runs all contenders in turn, round after round, so that a slow moment of the machine meets all of
 * them. The first round counts for nothing: it loads programs and settles the disk.
 */
export function interleave(
  contenders: readonly Contender[],
  rounds: number,
  report: (text: string) => void,
): Series[] {
  const seconds = contenders.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    contenders.forEach((contender, i) => {
      contender.prepare?.();
      const time = contender.run();
      contender.check?.();
      if (round > 0) seconds[i]!.push(time);
    });
    report(round === 0 ? 'warmed up' : `round ${round} of ${rounds}`);
  }
  return contenders.map(({ name, bytes }, i) => ({ name, bytes, seconds: seconds[i]! }));
}
