import { JetError } from '@esekit/core';
import type { ColumnRequest, SpaceHints } from '../../catalog/write';
import type { AddedColumn } from './add-column';
import type { IndexRequest } from './index-request';

/** Flags of JetCreateTableColumnIndex (14 §5). */
export const tableGrbit = {
  fixedDDL: 0x1,
  templateTable: 0x2,
  noFixedVarColumnsInDerivedTables: 0x4,
  immutableStructure: 0x8,
  system: 0x8000_0000,
} as const;

/** What is told while a table is made, for the structures of the call. */
export interface TableReport {
  column?(position: number, added: AddedColumn): void;
  /** The one whose error the call ends with. */
  refused?(part: 'column' | 'index', position: number, error: JetError): void;
}

/** What JetCreateTableColumnIndex is asked for. */
export interface TableRequest {
  readonly name: string;
  /** Initial pages. */
  readonly pages?: number | undefined;
  /** Percent; 0 is the default. */
  readonly density?: number | undefined;
  /** Bits of {@link tableGrbit}. */
  readonly grbit?: number | undefined;
  /** The table that it is derived from. */
  readonly templateName?: string | undefined;
  readonly columns?: readonly ColumnRequest[] | undefined;
  readonly indexes?: readonly IndexRequest[] | undefined;
  /** Bytes from which long values are separated; 0 is the engine's own choice. */
  readonly separateLV?: number | undefined;
  /** Bytes of a chunk; 0 is the page size's own. */
  readonly lvChunkMax?: number | undefined;
  readonly spaceHints?: SpaceHints | undefined;
  readonly longValueHints?: SpaceHints | undefined;
  readonly report?: TableReport | undefined;
}

const densities = { least: 20, most: 100 } as const;
/** No table begins with more pages. */
const pagesMost = 0x7fff_ffff;
const known = Object.values(tableGrbit).reduce((all, flag) => (all | flag) >>> 0, 0);

/** What can be said without looking into the database, in the engine's order (14 §5). */
export function checkTableRequest(request: TableRequest, chunkSize: number): void {
  const { name, density = 0, pages = 0, grbit = 0, lvChunkMax = 0, separateLV = 0, templateName } = request;
  const refuse = (error: ConstructorParameters<typeof JetError>[0], why: string): never => {
    throw new JetError(error, `create table ${name} with ${why}`);
  };
  if (density !== 0 && (density < densities.least || density > densities.most)) {
    refuse('JET_errDensityInvalid', `density ${density}`);
  }
  if (pages < 0 || pages > pagesMost) refuse('JET_errInvalidParameter', `${pages} pages`);
  if ((grbit & ~known) !== 0) refuse('JET_errInvalidGrbit', `flags ${grbit.toString(16)}`);
  const isTemplate = (grbit & tableGrbit.templateTable) !== 0;
  if (!isTemplate && (grbit & tableGrbit.noFixedVarColumnsInDerivedTables) !== 0) {
    refuse('JET_errInvalidGrbit', 'a flag of templates');
  }
  if (isTemplate && templateName !== undefined) refuse('JET_errCannotNestDDL', 'a template that has one');
  if (lvChunkMax < 0 || lvChunkMax > chunkSize)
    refuse('JET_errInvalidLVChunkSize', `chunks of ${lvChunkMax}`);
  if (separateLV < 0) refuse('JET_errInvalidParameter', `long values separated at ${separateLV}`);
}
