/**
 * Why there is no picture or sound from a device.
 * insecure: the page is neither on localhost nor served by TLS. unplugged: the device went away while in use.
 */
export type MediaProblem = 'denied' | 'not-found' | 'busy' | 'unplugged' | 'insecure' | 'unsupported' | 'other';

/** Source of the names: https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia. */
export function problemOf(error: unknown): MediaProblem {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'not-found';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    case 'NotSupportedError':
      return 'unsupported';
    default:
      return 'other';
  }
}

/** The problem that rules out any device before asking for one; null if there is none. */
export function problemOfPage(): MediaProblem | null {
  if (!window.isSecureContext) return 'insecure';
  return 'mediaDevices' in navigator ? null : 'unsupported';
}
