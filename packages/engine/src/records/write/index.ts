export { RecordBuilder, type SetOptions, type SetWarning } from './record-builder';
export { RecordShape, type RecordShapeOptions } from './record-shape';
export type { ColumnPlan } from './column-plan';
export type { LongValueChange, LongValueStore } from './long-value-store';
export { setFlag } from './set-flags';
