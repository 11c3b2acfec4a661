import { SafeEmitter } from '../events/safe-emitter.ts';

/** Permission to run a call and to write what it decides. `token` grows whenever a call changes hands, so that of two holders the database obeys the newer. */
export interface Hold {
  token: number;
  /** Whether nobody else can hold the call at this moment. False once the lease could not be renewed in time. */
  confirmed: boolean;
}

/** What is known of a call before it is taken: the newest token that the database has seen, and whether people may be in it. */
export interface StoredHold {
  fence: number;
  isLive: boolean;
}

/** Another server has the call, or is to have it: what is asked of it must be asked there. */
export class CallElsewhere extends Error {
  override name = 'CallElsewhere';

  constructor(
    message: string,
    readonly callId: string,
  ) {
    super(message);
  }
}

/** What people are told of it. */
export const ELSEWHERE = 'This call is just moving to another server. Try again in a few seconds.';

/** Which calls this server may run. A call runs on one server at a time. */
export abstract class CallHolds {
  /** `lost`: another server has taken the call, so everything of it must stop here at once. */
  readonly events = new SafeEmitter<{ lost: [callId: string] }>();

  /** Takes the call for this server and answers its token. Throws {@link CallElsewhere}; other errors where it cannot be known. */
  abstract take(callId: string, stored: StoredHold): Promise<number>;

  /** The hold of a call that runs here; null if it does not. `unfenced`: there are no other servers. */
  abstract of(callId: string): Hold | 'unfenced' | null;

  /** Gives the call back. Nothing is written for it afterwards. */
  abstract release(callId: string): Promise<void>;

  /** Gives all calls back, when everything that they owe is stored. The last thing before the database is closed. */
  abstract close(): Promise<void>;
}

/** Of a single server: every call is its own. */
export class SingleServerHolds extends CallHolds {
  take(_callId: string, { fence }: StoredHold): Promise<number> {
    return Promise.resolve(fence);
  }

  of(): 'unfenced' {
    return 'unfenced';
  }

  release(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
