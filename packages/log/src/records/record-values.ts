import type { RecordFieldTypes, RecordFieldValues, RecordLayout, RecordPartForm } from './layouts';
import type { recordLayouts, DecodableTypeName } from './record-layouts';

/** One page of an EmptyTree record. */
export interface EmptiedPage {
  readonly dbtimeBefore: bigint;
  readonly pgno: number;
  readonly ulPageFlags: number;
}

/** What a part of variable size decodes to. */
export interface RecordPartTypes {
  bytes: Uint8Array;
  ansi: string;
  path: string;
  pages: readonly number[];
  pageCount: readonly number[];
  emptied: readonly EmptiedPage[];
}

type Layouts = typeof recordLayouts;
type PartOf<Layout> = Layout extends { readonly parts: readonly (infer Part)[] } ? Part : never;
type PartValues<Layout> = {
  readonly [Part in PartOf<Layout> as PartName<Part>]: RecordPartTypes[PartForm<Part>];
};
type PartName<Part> = Part extends readonly [infer Name extends string, ...string[]] ? Name : never;
type PartForm<Part> = Part extends readonly [string, infer Form extends RecordPartForm, ...string[]]
  ? Form
  : never;

/** Fields that the encoder fills in: the sizes of parts, and `cb`, which is always one. */
type SizeField<Part> = Part extends readonly [string, string, ...string[], infer Size extends string]
  ? Size
  : never;
type ComputedField<Layout> = SizeField<PartOf<Layout>> | 'cb';

/** What can be written as a field: 64-bit numbers also as safe integers. */
type Writable<T> = T extends bigint ? bigint | number : T;
type GivenFields<Layout extends RecordLayout> = {
  readonly [Name in keyof Layout['fields'] as Name extends ComputedField<Layout> ? never : Name]: Writable<
    RecordFieldTypes[Layout['fields'][Name][1]]
  >;
};

/** Everything that a record of this type says. */
export type RecordValues<Name extends DecodableTypeName> = RecordFieldValues<Layouts[Name]['fields']> &
  PartValues<Layouts[Name]>;

/** What the encoder of a record type takes: fields by their ESE names, and the parts. */
export type RecordInput<Name extends DecodableTypeName> = GivenFields<Layouts[Name]> &
  PartValues<Layouts[Name]>;
