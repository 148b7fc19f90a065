import type { ParameterSet } from './parameter-set';
import { JET_param, requireParameter, type ParameterName } from './parameters';

/** Values that a preset of JET_paramConfiguration gives (32 §5.4). */
type PresetValues = Partial<Record<ParameterName, number>>;

const unlimited = 2147483647;

const removeQuotas: PresetValues = {
  MaxOpenTables: unlimited,
  MaxCursors: unlimited,
  MaxVerPages: unlimited,
  MaxTemporaryTables: unlimited,
  PreferredVerPages: unlimited,
  MaxSessions: 30000,
};

/** The small default of every parameter that has one. */
const lowMemory: PresetValues = {
  ...removeQuotas,
  LogFileSize: 64,
  LogBuffers: 1,
  DbExtensionSize: 16,
  PageTempDBMin: 14,
  CheckpointDepthMax: 65536,
  NoInformationEvent: 1,
  CacheSizeMax: 16,
  LRUKHistoryMax: 10,
  OutstandingIOMax: 16,
  StartFlushThreshold: 1,
  StopFlushThreshold: 2,
  CacheSizeMin: 16,
  GlobalMinVerPages: 1,
  PageHintCacheSize: 32,
  EnableFileCache: 1,
  EnableViewCache: 1,
  VerPageSize: 8192,
};

const mebibyte = 1 << 20;

/** What each bit does, in the order in which they act. The others change no parameter. */
const presets: readonly (readonly [bit: number, values: PresetValues])[] = [
  [0x2, removeQuotas],
  [
    0x4,
    {
      DbExtensionSize: 16,
      PageTempDBMin: 14,
      CircularLog: 1,
      LogFileSize: 64,
      CheckpointDepthMax: mebibyte / 2,
    },
  ],
  [
    0x8,
    {
      DbExtensionSize: 128,
      PageTempDBMin: 30,
      CircularLog: 1,
      LogFileSize: 512,
      CheckpointDepthMax: 4 * mebibyte,
    },
  ],
  [0x10, lowMemory],
  [
    0x20,
    {
      LogBuffers: 512,
      MaxInstances: 1,
      CacheSizeMin: 32,
      CacheSizeMax: 1280,
      EnableFileCache: 1,
      EnableViewCache: 1,
      StartFlushThreshold: 25,
      StopFlushThreshold: 38,
      LRUKHistoryMax: 1000,
      GlobalMinVerPages: 1,
      PageHintCacheSize: 64,
      VerPageSize: 8192,
      OutstandingIOMax: 48,
    },
  ],
  [
    0x80,
    {
      MaxCoalesceReadSize: 262144,
      MaxCoalesceWriteSize: 262144,
      MaxCoalesceReadGapSize: 262144,
      MaxCoalesceWriteGapSize: 0,
      OutstandingIOMax: 16,
      PrereadIOMax: 5,
    },
  ],
  [0x100, { NoInformationEvent: 1, EventLoggingLevel: 0, DisablePerfmon: 1 }],
];

const resetBit = 0x1;
const largePage = 32768;

/**
 * Sets JET_paramConfiguration: everything goes back to its default, then the presets act one by one (32 §5.4). 0 is
 * the preset of little memory.
 *
 * @param isGlobalTable the parameters that instances begin with; those of an instance leave the global ones alone
 * @param pageSize bytes
 * @returns what the parameter reads from now on
 */
export function applyConfiguration(
  parameters: ParameterSet,
  configuration: number,
  isGlobalTable: boolean,
  pageSize: number,
): number {
  parameters.reset(isGlobalTable);
  const acts = (bit: number): boolean => (configuration === 0 ? bit === 0x10 : (configuration & bit) !== 0);
  for (const [bit, values] of presets) {
    if (!acts(bit)) continue;
    for (const [name, value] of Object.entries(values)) {
      const parameter = requireParameter(JET_param[name as ParameterName]);
      if (parameter.isGlobal && !isGlobalTable) continue;
      parameters.set(parameter.id, value);
    }
  }
  const isTooSmall = pageSize === largePage && parameters.number('LogFileSize') === 64;
  if (isTooSmall) parameters.set(JET_param.LogFileSize, 128);
  return configuration === 0 ? 0 : configuration | resetBit;
}
