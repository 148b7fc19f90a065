import { categoryPath, type ErrorCategory } from './categories';
import { errorTable } from './error-table';

export type JetErrorName = (typeof errorTable)[number][1];

/** One row of the error table. */
export interface ErrorInfo {
  /** The engine's number: negative for errors, positive for warnings, 0 for success. */
  readonly code: number;
  readonly name: JetErrorName;
  /** Most specific category; {@link categoryPath} gives the chain above it. */
  readonly category: ErrorCategory;
  readonly meaning: string;
  readonly isObsolete: boolean;
  /** Returned by backup, restore or soft recovery. */
  readonly usedBy: { readonly backup: boolean; readonly restore: boolean; readonly recovery: boolean };
}

/** Other spellings of a name (33 §4) and what they stand for. */
export const errorAliases = {
  JET_wrnRecordFoundGreater: 'JET_wrnSeekNotEqual',
  JET_wrnRecordFoundLess: 'JET_wrnSeekNotEqual',
  JET_errColumnIllegalNull: 'JET_errNullInvalid',
  JET_errDatabaseInconsistent: 'JET_errDatabaseDirtyShutdown',
  JET_errIndexTuplesOneColumnOnly: 'JET_errIndexTuplesTooManyColumns',
  JET_errIndexTuplesTextColumnsOnly: 'JET_errIndexTuplesTextBinaryColumnsOnly',
  JET_errInvalidgrbit: 'JET_errInvalidGrbit',
} as const satisfies Record<string, JetErrorName>;

const byCode = new Map<number, ErrorInfo>();
const byName = new Map<string, ErrorInfo>();
for (const [code, name, category, flags, meaning] of errorTable) {
  const letters: string = flags;
  const info: ErrorInfo = {
    code,
    name,
    category,
    meaning,
    isObsolete: letters.includes('o'),
    usedBy: {
      backup: letters.includes('B'),
      restore: letters.includes('R'),
      recovery: letters.includes('S'),
    },
  };
  byCode.set(code, info);
  byName.set(name, info);
}

export function errorInfoByCode(code: number): ErrorInfo | undefined {
  return byCode.get(code);
}

/** By name or alias. */
export function errorInfoByName(name: JetErrorName): ErrorInfo;
export function errorInfoByName(name: string): ErrorInfo | undefined;
export function errorInfoByName(name: string): ErrorInfo | undefined {
  const alias = (errorAliases as Record<string, string>)[name];
  return byName.get(alias ?? name);
}

/** Whether the error is of `category` or of one below it. */
export function isInCategory(info: ErrorInfo, category: ErrorCategory): boolean {
  return categoryPath(info.category).includes(category);
}
