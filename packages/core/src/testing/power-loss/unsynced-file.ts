import type { File } from '../../files/file-system';

/** A source of choices: a whole number, 0 <= n < limit. */
export interface Chance {
  below(limit: number): number;
}

/** What became of the changes that were not synced. */
export interface PowerLossReport {
  /** Nothing of it is there. */
  lost: number;
  /** Some of its parts are there. */
  torn: number;
  /** There, while one that was made before it is not, or not whole. */
  reordered: number;
  /** There, and so is all that was made before it. */
  kept: number;
}

/** A change of a file that is not durable yet, and what it takes to undo it. */
interface Change {
  readonly position: number;
  /** `undefined` of a truncation. */
  readonly bytes: Uint8Array | undefined;
  /** What was there from `position` on. */
  readonly before: Uint8Array;
  readonly sizeBefore: number;
  readonly sizeAfter: number;
}

/** The changes of one file since its last sync. Costs what was written, whatever the size of the file. */
export class UnsyncedFile {
  #changes: Change[] = [];

  /** To be called before the write. */
  noteWrite(file: File, source: Uint8Array, position: number): void {
    const sizeBefore = file.sizeSync();
    const before = bytesOf(file, position, position + source.length, sizeBefore);
    const sizeAfter = Math.max(sizeBefore, position + source.length);
    this.#changes.push({ position, bytes: source.slice(), before, sizeBefore, sizeAfter });
  }

  /** To be called before the truncation. */
  noteTruncate(file: File, size: number): void {
    const sizeBefore = file.sizeSync();
    const before = bytesOf(file, size, sizeBefore, sizeBefore);
    this.#changes.push({ position: size, bytes: undefined, before, sizeBefore, sizeAfter: size });
  }

  /** Takes writes to be durable that `isDurable` says of; others stay what they are. */
  settle(isDurable: (position: number) => boolean): void {
    this.#changes = this.#changes.filter(
      ({ bytes, position }) => bytes === undefined || !isDurable(position),
    );
  }

  /** Makes the file what a power failure leaves of it. */
  lose(file: File, whole: number, isInOrder: boolean, chance: Chance, report: PowerLossReport): void {
    const changes = this.#changes;
    this.#changes = [];
    for (const { position, before, sizeBefore } of changes.toReversed()) {
      file.truncateSync(sizeBefore);
      file.writeSync(before, position);
    }
    const isThere = isInOrder ? aFrontOf(changes, whole, chance) : anyOf(chance);
    let isWhole = true;
    for (const change of changes) {
      const fate = apply(file, change, whole, isThere(change));
      if (fate === 'kept' && !isWhole) report.reordered++;
      else report[fate]++;
      if (fate !== 'kept') isWhole = false;
    }
  }
}

function bytesOf(file: File, from: number, to: number, size: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - from));
  file.readSync(bytes, from);
  return bytes;
}

/** Whether the next part of a change is there. */
type PartIsThere = () => boolean;

/** A quarter of the changes is lost, a quarter there in part; once in a while nothing is there at all. */
function anyOf(chance: Chance): (change: Change) => PartIsThere {
  const isAllLost = chance.below(6) === 0;
  return () => {
    const fate = isAllLost ? 0 : chance.below(4);
    return () => fate > 1 || (fate === 1 && chance.below(2) === 0);
  };
}

function aFrontOf(
  changes: readonly Change[],
  whole: number,
  chance: Chance,
): (change: Change) => PartIsThere {
  let parts = 0;
  for (const change of changes) parts += partsOf(change, whole);
  let left = chance.below(parts + 1);
  return () => () => left > 0 && left-- > 0;
}

function partsOf({ bytes }: Change, whole: number): number {
  return bytes === undefined ? 1 : Math.ceil(bytes.length / whole);
}

function apply(file: File, change: Change, whole: number, isThere: PartIsThere): 'lost' | 'torn' | 'kept' {
  const { bytes, position, sizeAfter } = change;
  if (bytes === undefined) {
    const isKept = isThere();
    if (isKept) file.truncateSync(sizeAfter);
    return isKept ? 'kept' : 'lost';
  }
  let kept = 0;
  for (let at = 0; at < bytes.length; at += whole) {
    if (!isThere()) continue;
    file.writeSync(bytes.subarray(at, at + whole), position + at);
    kept++;
  }
  if (kept === 0) return 'lost';
  return kept === partsOf(change, whole) ? 'kept' : 'torn';
}
