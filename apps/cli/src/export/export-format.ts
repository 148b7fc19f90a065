/** The forms that rows are exported in. */
export type ExportFormat = 'jsonl' | 'csv';
