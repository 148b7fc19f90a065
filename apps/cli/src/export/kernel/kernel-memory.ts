/** Where things stand in the kernel's memory; assembly/memory.ts has the same addresses. */
export const kernelMemory = {
  /** 00 to 99 in two digits each. */
  digits: 4096,
  /** 00 to ff in two digits each. */
  hex: 4352,
  /** 1 for each character that is written as it is. */
  plain: 4864,
  /** What the others become: 8 bytes each, the last one says how many count. */
  escaped: 5120,
  /** The columns, and behind them the texts that they refer to. */
  program: 8192,
  record: 65_536,
  /** Where rows are written. */
  output: 131_072,
} as const;

export const programBytesMost = kernelMemory.record - kernelMemory.program;

/** Records are smaller than a page. */
export const recordBytesMost = kernelMemory.output - kernelMemory.record;

/** The kernel copies eight bytes at a time, up to seven of them behind the end. */
export const slackBytes = 64;

/** Bytes of a column of the program. */
export const columnSize = 40;
