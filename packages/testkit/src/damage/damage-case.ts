import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { corpus } from '../corpus';

/** One damage, one operation, and what the engine made of it: `expected.json` of a case of `damage/`. */
export interface DamageCase {
  readonly id: string;
  readonly group: string;
  readonly scenario: string;
  readonly operation: DamageOperation;
  readonly parameters: DamageParameters;
  readonly returnCode: number;
  readonly name: string;
  /** The first call that did not return 0. */
  readonly failingCall: string;
  readonly stateAfter: {
    /** A text where a file has no header. */
    readonly databases: Readonly<Record<string, DamageDatabase | string>>;
    readonly files: { readonly changed: string[]; readonly removed: string[]; readonly created: string[] };
    readonly timingDependent?: readonly string[];
  };
  readonly events: readonly { readonly id: number; readonly severity: 'Information' | 'Warning' | 'Error' }[];
  /** Rows by table afterwards. */
  readonly rows?: Readonly<Record<string, number>>;
  readonly rowDump?: string;
  /** What ended reading. */
  readonly readError?: DamageReadError;
  /** The calls of a script case, in the language of the driver. */
  readonly script?: readonly string[];
  readonly result?: { readonly returnCode: number; readonly statistics: string };
  readonly input: DamageInput;
}

/** How the input folder of a case is made of an undamaged instance. */
export interface DamageInput {
  readonly base: string;
  /** Files taken as they are. */
  readonly take: readonly string[];
  readonly build: readonly DamageFile[];
  readonly files: Readonly<Record<string, { readonly size: number; readonly sha256: string }>>;
  readonly readOnly?: readonly string[];
}

/** One further file: a changed copy of `<base>/<file>`, nothing, or one that the case brings along. */
export type DamageFile =
  | { readonly op: 'empty'; readonly to: string }
  | { readonly op: 'file'; readonly to: string; readonly from: string }
  | {
      readonly op: 'copy';
      readonly to: string;
      readonly from: string;
      readonly truncate?: number;
      readonly patch?: readonly (
        | { readonly offset: number; readonly hex: string }
        | { readonly offset: number; readonly zeros: number }
      )[];
      readonly appendZeros?: number;
      readonly appendHex?: string;
    };

export type DamageOperation =
  | 'softRecovery'
  | 'restoreInstance'
  | 'script'
  | 'attachAndReadAll'
  | 'streamingBackup'
  | 'checksumFile'
  | 'integrityCheck'
  | 'dumpLog';

/** Parameters of the instance; the utility's cases have `arguments` alone. */
export interface DamageParameters {
  readonly pageSize: number;
  readonly logFileSizeKB: number;
  readonly baseName: string;
  readonly legacyFileNames: number;
  readonly grbit: number;
  /** Further parameters, as `Name value`. */
  readonly otherParameters: readonly string[];
  readonly source?: string;
  readonly destination?: string | null;
  readonly arguments?: readonly string[];
}

/** Header facts afterwards; generations are hex with `0x`. Positions and page counts are informative. */
export interface DamageDatabase {
  readonly state: string;
  readonly genMinRequired: string;
  readonly genMaxRequired: string;
  readonly genMaxCommitted: string;
  readonly fullPrev: DamageBackup;
  readonly fullCur: DamageBackup;
  readonly pages: number;
}

export interface DamageBackup {
  readonly mark: string;
  readonly low: string;
  readonly high: string;
}

export interface DamageReadError {
  readonly returnCode: number;
  readonly name: string;
}

let all: readonly DamageCase[] | undefined;

/** The cases of `damage/`, by id; none without the corpus. */
export function damageCases(operation?: DamageOperation): readonly DamageCase[] {
  if (!corpus.available) return [];
  all ??= readdirSync(corpus.path('damage', 'cases'))
    .sort()
    .map(
      (id) =>
        JSON.parse(readFileSync(corpus.path('damage', 'cases', id, 'expected.json'), 'utf8')) as DamageCase,
    );
  return operation === undefined ? all : all.filter((one) => one.operation === operation);
}

export function damageCase(id: string): DamageCase {
  const found = damageCases().find((one) => one.id === id);
  if (!found) throw new Error(`there is no case ${id}`);
  return found;
}

/** The lines of a case's row dump; `undefined` when it has none. */
export function damageRowDump({ rowDump }: DamageCase): readonly string[] | undefined {
  if (rowDump === undefined) return undefined;
  const text = gunzipSync(readFileSync(corpus.path('damage', rowDump))).toString('utf8');
  return text.trimEnd().split('\n');
}
