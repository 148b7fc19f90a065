/**
 * A position in the log stream (LGPOS, 01 §3.1 and 20 §1): 8 bytes, `ib` first on disk.
 *
 * | off | size | field       |
 * |-----|------|-------------|
 * | 0   | 2    | ib          |
 * | 2   | 2    | isec        |
 * | 4   | 4    | lGeneration |
 */
export interface Lgpos {
  /** Byte inside the sector. */
  readonly ib: number;
  /** Sector inside the log file. */
  readonly isec: number;
  /** Log generation; 0 in a position that is not set. */
  readonly lGeneration: number;
}

export const lgposSize = 8;

/** All zero: "not set". */
export const lgposMin: Lgpos = { ib: 0, isec: 0, lGeneration: 0 };

/** The position behind every other one. */
export const lgposMax: Lgpos = { ib: 0xffff, isec: 0xffff, lGeneration: 0x7fffffff };

export function readLgpos(view: DataView, offset: number): Lgpos {
  return {
    ib: view.getUint16(offset, true),
    isec: view.getUint16(offset + 2, true),
    lGeneration: view.getInt32(offset + 4, true),
  };
}

export function writeLgpos(view: DataView, offset: number, lgpos: Lgpos): void {
  view.setUint16(offset, lgpos.ib, true);
  view.setUint16(offset + 2, lgpos.isec, true);
  view.setInt32(offset + 4, lgpos.lGeneration, true);
}

/** Negative, zero or positive as `a` is before, at or behind `b`. */
export function compareLgpos(a: Lgpos, b: Lgpos): number {
  return a.lGeneration - b.lGeneration || a.isec - b.isec || a.ib - b.ib;
}

export function isLgposSet(lgpos: Lgpos): boolean {
  return compareLgpos(lgpos, lgposMin) !== 0;
}

/** `generation:sector:offset` in lower-case hex, as the command line writes and reads it. */
export function formatLgpos(lgpos: Lgpos): string {
  return `${lgpos.lGeneration.toString(16)}:${lgpos.isec.toString(16)}:${lgpos.ib.toString(16)}`;
}

/** The reverse of {@link formatLgpos}; `undefined` for anything that is not of that form or range. */
export function parseLgpos(text: string): Lgpos | undefined {
  const match = /^([0-9a-f]{1,8}):([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(text);
  if (!match) return undefined;
  const [lGeneration, isec, ib] = match.slice(1).map((part) => parseInt(part, 16)) as [
    number,
    number,
    number,
  ];
  return lGeneration > 0x7fffffff ? undefined : { ib, isec, lGeneration };
}
