import {
  JET_instanceNil,
  JET_sesidNil,
  JetBeginSession,
  JetCreateInstance,
  JetDupSession,
  JetEnableMultiInstance,
  JetEndSession,
  JetGetInstanceInfo,
  JetGetInstanceMiscInfo,
  JetGetSystemParameter,
  JetInit,
  JetResetSessionContext,
  JetSetSessionContext,
  JetSetSystemParameter,
  JetStopService,
  JetStopServiceInstance,
  JetStopServiceInstance2,
  JetTerm,
  JetTerm2,
  JET_InstanceMiscInfo,
  type JET_INSTANCE_INFO,
  type JET_SETSYSPARAM,
  type JetRef,
  type JetStatus,
} from '@esekit/jet';
import { isAbsolute } from 'node:path';
import { shownPath } from '../../commands/paths';
import { hexOf } from '../../values/literal';
import { handleText, type CallRun, type TracedCommand } from '../call-run';

const cbText = 1024;

function getParameter({ args, instance, out }: CallRun): JetStatus {
  const number: JetRef<number> = { value: 0 };
  const text: JetRef<string> = { value: '' };
  const id = args.number('id');
  try {
    return JetGetSystemParameter(instance, null, id, number, text, cbText);
  } finally {
    out['int'] = number.value;
    out['str'] = isAbsolute(text.value) ? shownPath(text.value) : text.value;
  }
}

async function init({ handles, args, instanceVariable, out }: CallRun): Promise<JetStatus> {
  const name = args.text('as');
  if (name !== null && instanceVariable !== undefined) handles.instances.set(name, instanceVariable);
  try {
    return await JetInit(instanceVariable ?? null);
  } finally {
    if (instanceVariable !== undefined) out['handle'] = handleText(instanceVariable.value);
  }
}

function createInstance(run: CallRun): JetStatus {
  const ref = run.variable(run.handles.instances, JET_instanceNil);
  try {
    return JetCreateInstance(run.args.has('nullout') ? null : ref, run.args.text('name'));
  } finally {
    run.out['handle'] = handleText(ref.value);
  }
}

/** `id:value;id:value…` */
function enableMulti({ args, out }: CallRun): JetStatus {
  const set = (args.text('set') ?? '').split(';').filter((part) => part !== '');
  const parameters = set.map((part): JET_SETSYSPARAM => {
    const [paramid = 0, lParam = 0] = part.split(':').map(Number);
    return { paramid, lParam, sz: null, err: 0 };
  });
  const succeeded: JetRef<number> = { value: 0 };
  try {
    return JetEnableMultiInstance(parameters, parameters.length, succeeded);
  } finally {
    out['succeeded'] = succeeded.value;
    out['errs'] = parameters.map(({ err = 0 }) => err);
  }
}

function instanceInfo({ args, handles, out }: CallRun): JetStatus {
  if (args.has('nullout')) return JetGetInstanceInfo(null, null);
  const count: JetRef<number> = { value: 0 };
  const list: JetRef<readonly JET_INSTANCE_INFO[] | null> = { value: null };
  const status = JetGetInstanceInfo(count, list);
  const nameOf = (handle: number): string | null =>
    [...handles.instances].find(([, ref]) => ref.value === handle)?.[0] ?? null;
  out['count'] = count.value;
  out['instances'] = (list.value ?? []).map((one) => ({
    inst: nameOf(one.hInstanceId),
    name: one.szInstanceName,
    dbs: one.szDatabaseFileName.map(shownPath),
  }));
  return status;
}

/** Sizes of the structures of the levels. */
const cbMiscInfo = { [JET_InstanceMiscInfo.LogSignature]: 28, [JET_InstanceMiscInfo.Checkpoint]: 16 };

function miscInfo({ args, instance, out }: CallRun): JetStatus {
  const level = args.number('level');
  const cb = args.number('cb', cbMiscInfo[level as 0 | 1] ?? cbText);
  const bytes = new Uint8Array(cb);
  // The second level begins with its own size.
  if (level === JET_InstanceMiscInfo.Checkpoint && cb >= 4) bytes[0] = cb;
  const status = JetGetInstanceMiscInfo(instance, bytes, cb, level);
  out['hex'] = hexOf(bytes);
  return status;
}

function beginSession(run: CallRun): JetStatus {
  return JetBeginSession(run.instance, run.variable(run.handles.sessions, JET_sesidNil));
}

function dupSession(run: CallRun): JetStatus {
  return JetDupSession(run.sesid, run.variable(run.handles.sessions, JET_sesidNil));
}

export const instanceCalls: Readonly<Record<string, TracedCommand>> = {
  JetSetSystemParameter: ({ args, instanceVariable }) =>
    JetSetSystemParameter(
      instanceVariable ?? null,
      null,
      args.number('id'),
      args.number('int'),
      args.text('str'),
    ),
  JetGetSystemParameter: getParameter,
  JetCreateInstance: createInstance,
  JetInit: init,
  JetTerm: ({ instance }) => JetTerm(instance),
  JetTerm2: ({ instance, args }) => JetTerm2(instance, args.grbit),
  JetEnableMultiInstance: enableMulti,
  JetStopService: () => JetStopService(),
  JetStopServiceInstance: ({ instance }) => JetStopServiceInstance(instance),
  JetStopServiceInstance2: ({ instance, args }) => JetStopServiceInstance2(instance, args.grbit),
  JetGetInstanceInfo: instanceInfo,
  JetGetInstanceMiscInfo: miscInfo,
  JetBeginSession: beginSession,
  JetDupSession: dupSession,
  JetEndSession: ({ sesid }) => JetEndSession(sesid),
  JetSetSessionContext: ({ sesid, args }) => JetSetSessionContext(sesid, args.number('ctx')),
  JetResetSessionContext: ({ sesid }) => JetResetSessionContext(sesid),
};
