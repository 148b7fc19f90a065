import { alignedTable } from '../output/aligned';
import { printable } from '../output/printable';
import type { Style } from '../output/style';
import type { ColumnJson, IndexJson, TableJson } from './schema-json';

/** The report of `schema` for a person: a heading per table, its columns and its indexes. */
export function schemaText(tables: readonly TableJson[], style: Style): string {
  return tables.map((table) => tableText(table, style)).join('\n');
}

function tableText(table: TableJson, style: Style): string {
  const facts = [
    `object ${table.objectId}, root page ${table.rootPage}`,
    ...table.flags,
    ...(table.template === null ? [] : [`derived from ${table.template}`]),
    ...(table.longValues ? [longValuesText(table.longValues)] : []),
    ...table.callbacks.map(({ name }) => `callback ${name}`),
  ];
  const parts = [
    `${style.heading(printable(table.name))}: ${facts.map(printable).join(', ')}\n`,
    indented(alignedTable(columnHeadings, table.columns.map(columnCells), style)),
  ];
  if (table.indexes.length > 0) {
    parts.push('\n', indented(alignedTable(indexHeadings, table.indexes.map(indexCells), style)));
  }
  return parts.join('');
}

function longValuesText({ objectId, rootPage }: NonNullable<TableJson['longValues']>): string {
  return `long values in object ${objectId}, root page ${rootPage}`;
}

const columnHeadings = [
  { heading: 'id', isNumber: true },
  { heading: 'column' },
  { heading: 'type' },
  { heading: 'size', isNumber: true },
  { heading: 'flags' },
  { heading: 'default' },
];

function columnCells(column: ColumnJson): string[] {
  const { id, name, type, size, codePage, flags } = column;
  return [
    String(id),
    name,
    codePage === null ? type : `${type} ${codePage}`,
    size === 0 ? '-' : String(size),
    [...(column.template ? ['inherited'] : []), ...flags].join(' '),
    column.default === null ? '' : JSON.stringify(column.default),
  ];
}

const indexHeadings = [
  { heading: 'index' },
  { heading: 'key' },
  { heading: 'root page', isNumber: true },
  { heading: 'flags' },
  { heading: 'locale' },
];

function indexCells({ name, key, conditions, rootPage, flags, locale }: IndexJson): string[] {
  const keyText = conditions === '' ? key : `${key} if ${conditions}`;
  return [name, keyText, String(rootPage), flags.join(' '), locale ?? ''];
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
