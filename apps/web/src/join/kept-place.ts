import { type JoinResponse, joinResponse } from '#contracts/rest';

/**
 * A patient's place in a call, kept by the browser: the key makes them the same participant after a reload, in a second
 * tab, or when the link is opened again.
 */
export type KeptPlace = JoinResponse;

const placeKey = (token: string) => `attune-place:${token.slice(-32)}`;
const enteredKey = (token: string) => `attune-entered:${token.slice(-32)}`;

export function readPlace(token: string): KeptPlace | null {
  try {
    const parsed = joinResponse.safeParse(JSON.parse(localStorage.getItem(placeKey(token)) ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export function keepPlace(token: string, place: KeptPlace): void {
  try {
    localStorage.setItem(placeKey(token), JSON.stringify(place));
  } catch {
    // A reload makes a new participant then; the call itself works.
  }
}

/** Whether this very tab has been through the device check and the consent question. */
export function hasEntered(token: string): boolean {
  try {
    return sessionStorage.getItem(enteredKey(token)) !== null && readPlace(token) !== null;
  } catch {
    return false;
  }
}

export function keepEntered(token: string): void {
  try {
    sessionStorage.setItem(enteredKey(token), '1');
  } catch {
    // A reload asks again then.
  }
}

/** The person was not let in, or was removed: they start with the device check again, and are known by their key. */
export function forgetEntered(token: string): void {
  try {
    sessionStorage.removeItem(enteredKey(token));
  } catch {
    // Nothing was kept either.
  }
}

/** The key is of no use any more: the call has ended. */
export function forgetPlace(token: string): void {
  try {
    localStorage.removeItem(placeKey(token));
    sessionStorage.removeItem(enteredKey(token));
  } catch {
    // Nothing was kept either.
  }
}
