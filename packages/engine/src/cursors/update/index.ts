export {
  CursorUpdates,
  lockFlag,
  updateFlag,
  type EscrowOptions,
  type UpdateOptions,
} from './cursor-updates';
export { prepareKind } from './prepare-kind';
