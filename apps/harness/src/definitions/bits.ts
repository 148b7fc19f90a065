/** Words of the language for the bits of the calls (scenario language §4). The numbers are those of JET_bit…. */

export const tableBits = { fixedddl: 0x1, istemplate: 0x2 } as const;

export const openTableBits = { ro: 0x4, denyread: 0x2, denywrite: 0x1 } as const;

export const columnBits = {
  fixed: 0x1,
  tagged: 0x2,
  notnull: 0x4,
  version: 0x8,
  autoinc: 0x10,
  multi: 0x402,
  escrow: 0x800,
  finalize: 0x4000,
  deleteonzero: 0x20000,
  variable: 0x40000,
  compressed: 0x80000,
} as const;

export const indexBits = {
  primary: 0x2,
  unique: 0x1,
  disallownull: 0x4,
  ignorenull: 0x8,
  ignoreanynull: 0x20,
  ignorefirstnull: 0x40,
  empty: 0x100,
  unversioned: 0x200,
  sortnullshigh: 0x400,
  tuples: 0x1000,
  crossproduct: 0x4000,
  notrunc: 0x10000,
  nested: 0x20000,
  dotnetguid: 0x40000,
} as const;

export const setBits = {
  append: 0x1,
  overwrite: 0x4,
  size: 0x8,
  separate: 0x40,
  unique: 0x80,
  uniquenorm: 0x100,
  default: 0x200,
  intrinsic: 0x400,
  uncompressed: 0x10000,
  compressed: 0x20000,
  contiguous: 0x40000,
} as const;

export const retrieveBits = {
  copy: 0x1,
  index: 0x2,
  pbm: 0x4,
  gettag: 0x8,
  null: 0x10,
  ignoredefault: 0x20,
  refcount: 0x80,
  tuple: 0x800,
  physsize: 0x10000,
} as const;

export const seekBits = { eq: 0x1, lt: 0x2, le: 0x4, ge: 0x8, gt: 0x10, range: 0x20, unique: 0x40 } as const;

export const rangeBits = { lower: 0, excl: 0, incl: 0x1, upper: 0x2, instant: 0x4, remove: 0x8 } as const;

export const limitBits = {
  str: 0x2,
  substr: 0x4,
  strsub: 0x6,
  fullstart: 0x100,
  fullend: 0x200,
  partstart: 0x400,
  partend: 0x800,
} as const;

export const prepareKinds = {
  insert: 0,
  replace: 2,
  cancel: 3,
  replacenolock: 4,
  insertcopy: 5,
  insertcopydelete: 7,
  readonlycopy: 8,
  insertcopyreplace: 9,
  insertmustset: 10,
} as const;
